"""Phases of co-creation, what can be done in each, and the overview that is published before."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.plans import ActionPlan
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class PhaseKind(models.TextChoices):
    """What a phase of co-creation is for."""

    OUTREACH = "outreach", _("Outreach")
    SHAPING = "shaping", _("Shaping")
    DRAFTING = "drafting", _("Drafting")
    REVIEWING = "reviewing", _("Reviewing")
    FINALISING = "finalising", _("Finalising")
    OTHER = "other", _("Other")


@pghistory.track()
class Phase(models.Model):
    """A stretch of co-creation with its own dates, both days included."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="phases")
    kind = models.CharField(_("kind"), max_length=12, choices=PhaseKind.choices)
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what happens"), blank=True)
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    opening_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["plan", "opens_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="phase_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(name="phase_kind_known", condition=Q(kind__in=PhaseKind.values)),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Act(models.TextChoices):
    """What can be done in a phase."""

    CONTRIBUTE = "contribute", _("Send contributions")
    SUPPORT = "support", _("Support contributions")
    DRAFT = "draft", _("Write drafts")
    SUGGEST = "suggest", _("Suggest changes to drafts")
    CONSULT = "consult", _("Comment on the draft plan")
    DECIDE = "decide", _("Adopt the plan")


class Who(models.TextChoices):
    """By whom."""

    ANYBODY = "anybody", _("Anybody with a verified address")
    MEMBERS = "members", _("Members of the forum")
    GOVERNMENT = "government", _("Members from government")
    CIVIL_SOCIETY = "civil_society", _("Members from civil society")
    COORDINATORS = "coordinators", _("Coordinators")


@pghistory.track()
class PhaseAct(models.Model):
    """One thing that can be done in a phase, and by whom."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="acts")
    act = models.CharField(_("what"), max_length=12, choices=Act.choices)
    who = models.CharField(_("by whom"), max_length=14, choices=Who.choices, default=Who.ANYBODY)

    class Meta:
        ordering = ["phase", "pk"]
        constraints = [
            models.UniqueConstraint(name="phase_act_once", fields=["phase", "act"]),
            models.CheckConstraint(
                name="phase_act_known", condition=Q(act__in=Act.values, who__in=Who.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.get_who_display()}"


class OverviewQuerySet(PublicationQuerySet["Overview"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class Overview(Published):
    """The timeline and the opportunities to take part, as they were made public on a day.

    `timeline` keeps the phases as they stood then; the first one's day is the evidence that the
    public was told in time (domain.md §2.2, 3.1).
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="overviews")
    number = models.PositiveSmallIntegerField(_("number"))
    text = TranslatedField(_("how to take part"))
    co_creation_starts_on = models.DateField(_("co-creation starts"), null=True, blank=True)
    timeline = models.JSONField(default=list, blank=True, editable=False)
    published_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="overviews"
    )

    objects = OverviewQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="overview_number_once", fields=["plan", "number"])
        ]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            pgtrigger.Protect(
                name="overview_stands_once_published",
                operation=pgtrigger.UpdateOf("text", "timeline", "number", "plan_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:overview-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )
