"""Versions of an adopted plan: what it said on a day, readable for ever."""

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
from forums.models import Decision
from forums.models.publication import PublicationQuerySet, Published


class VersionCause(models.TextChoices):
    """Why there is another version."""

    ADOPTED = "adopted", pgettext_lazy("a version", "Adopted")
    AMENDED = "amended", pgettext_lazy("a version", "Amended")
    EXTENDED = "extended", pgettext_lazy("a version", "Extended")


class PlanVersionQuerySet(PublicationQuerySet["PlanVersion"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class PlanVersion(Published):
    """The whole text of a plan as it was adopted or amended; rows are added, never changed."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    cause = models.CharField(_("why"), max_length=8, choices=VersionCause.choices)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="plan_versions"
    )
    content = models.JSONField(_("text"), editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="plan_versions"
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="plan_version_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="plan_version_cause_known", condition=Q(cause__in=VersionCause.values)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            pgtrigger.Protect(
                name="plan_version_stands",
                operation=pgtrigger.UpdateOf(
                    "content", "number", "plan_id", "cause", "decision_id", "made_at"
                ),  # type: ignore[no-untyped-call]
            ),
            pgtrigger.Protect(name="plan_version_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:version-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )
