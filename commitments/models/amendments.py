"""Amendments: how a plan's commitments are added, changed or withdrawn after its adoption."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan, Draft
from commitments.models.commitments import Commitment
from commitments.models.versions import PlanVersion
from forums.models import Decision
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class AmendmentKind(models.TextChoices):
    ADD = "add", _("A commitment is added")
    CHANGE = "change", _("A commitment is changed")
    WITHDRAW = "withdraw", _("A commitment is withdrawn")


class AmendmentState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("an amendment", "Proposed")
    ADOPTED = "adopted", pgettext_lazy("an amendment", "Adopted")
    DROPPED = "dropped", pgettext_lazy("an amendment", "Dropped")


class AmendmentQuerySet(PublicationQuerySet["Amendment"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class Amendment(Published):
    """One change of an adopted plan, with what stood before and what stands after.

    `before` and `after` hold a commitment as a version of the plan does (`domain.plan_text`).
    What is added was written as a draft.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=AmendmentKind.choices)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=AmendmentState.choices,
        default=AmendmentState.PROPOSED,
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    draft = models.ForeignKey(
        Draft, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    before = models.JSONField(default=dict, blank=True, editable=False)
    after = models.JSONField(default=dict, blank=True, editable=False)
    reason = TranslatedField(_("reason"))
    proposed_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="amendments"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    dropped_because = TranslatedField(_("why it was dropped"), blank=True)
    adopted_on = models.DateField(_("adopted"), null=True, blank=True, editable=False)
    version = models.ForeignKey(
        PlanVersion, models.PROTECT, null=True, blank=True, related_name="amendments"
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="amendment_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="amendment_kinds_known",
                condition=Q(kind__in=AmendmentKind.values, state__in=AmendmentState.values),
            ),
            models.CheckConstraint(
                name="amendment_names_what_it_changes",
                condition=Q(kind=AmendmentKind.ADD, draft__isnull=False)
                | Q(
                    kind__in=[AmendmentKind.CHANGE, AmendmentKind.WITHDRAW],
                    commitment__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="amendment_open_once_for_a_draft",
                fields=["draft"],
                condition=Q(state__in=[AmendmentState.PROPOSED, AmendmentState.ADOPTED]),
            ),
            models.CheckConstraint(
                name="amendment_adopted_by_a_decision",
                condition=~Q(state=AmendmentState.ADOPTED)
                | Q(
                    decision__isnull=False,
                    adopted_on__isnull=False,
                    version__isnull=False,
                    published_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.commitment or self.draft}"

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:amendment-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )
