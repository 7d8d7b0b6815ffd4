"""What the Independent Reporting Mechanism publishes of a plan: its products."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan
from forums.models import Document
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class ProductKind(models.TextChoices):
    """domain.md §3.5 and §0: what the mechanism published in which years."""

    PROGRESS_REPORT = "progress", _("Progress report")
    END_OF_TERM_REPORT = "end-of-term", _("End-of-term report")
    DESIGN_REPORT = "design", _("Design report")
    IMPLEMENTATION_REPORT = "implementation", _("Implementation report")
    TRANSITIONAL_RESULTS = "transitional-results", _("Transitional results report")
    CO_CREATION_BRIEF = "co-creation-brief", _("Co-creation brief")
    ACTION_PLAN_REVIEW = "action-plan-review", _("Action plan review")
    MIDTERM_REVIEW = "midterm-review", _("Midterm review")
    RESULTS_REPORT = "results", _("Results report")


class IrmProductQuerySet(PublicationQuerySet["IrmProduct"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class IrmProduct(Published):
    """One report of the mechanism on a plan. `scale` says which coding scales it uses."""

    class Scale(models.TextChoices):
        OLD = "old", pgettext_lazy("an IRM scale", "Until the plans of 2019")
        NEW = "new", pgettext_lazy("an IRM scale", "Since the plans of 2020")

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="irm_products")
    kind = models.CharField(_("kind"), max_length=24, choices=ProductKind.choices)
    scale = models.CharField(_("scales"), max_length=3, choices=Scale.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    issued_on = models.DateField(_("published by the mechanism"), null=True, blank=True)
    comment_until = models.DateField(_("open to comment until"), null=True, blank=True)
    url = models.URLField(_("where it stands"), max_length=1000, blank=True)
    document = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="irm_products"
    )
    summary = TranslatedField(_("what it says, in short"), blank=True)

    objects = IrmProductQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "year", "kind"]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            pgtrigger.Protect(
                name="irm_product_keeps_plan_and_scales",
                operation=pgtrigger.UpdateOf("plan_id", "scale"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "NEW.plan_id IS DISTINCT FROM OLD.plan_id OR NEW.scale IS DISTINCT FROM OLD.scale"
                ),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="irm_product_once", fields=["plan", "kind", "year"]),
            models.CheckConstraint(
                name="irm_product_kind_known", condition=Q(kind__in=ProductKind.values)
            ),
            models.CheckConstraint(
                name="irm_product_scale_known", condition=Q(scale__in=["old", "new"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:irm-product",
            args=[self.plan.forum.slug, self.plan.slug, self.kind, self.year],
        )
