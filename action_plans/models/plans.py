"""Action plans and their themes."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models import Decision, Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class PlanState(models.TextChoices):
    """Where a plan stands between co-creation and closing."""

    CO_CREATION = "co_creation", _("In co-creation")
    IMPLEMENTATION = "implementation", _("In implementation")
    CLOSED = "closed", _("Closed")


class CommitmentTemplate(models.TextChoices):
    """Whose questions a commitment of the plan answers (domain.md §4)."""

    HANDBOOK_4 = "handbook_4", _("OGP Handbook 4")
    HANDBOOK_2022 = "handbook_2022", _("OGP National Handbook 2022")


class ActionPlanQuerySet(PublicationQuerySet["ActionPlan"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "forum")


@pghistory.track()
class ActionPlan(Published):
    """A plan of commitments for two (or four) years. Dates include both days."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="plans")
    slug = models.SlugField(_("address"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    title = TranslatedField(_("title"))
    introduction = TranslatedField(_("introduction"), blank=True)
    state = models.CharField(
        _("state"), max_length=16, choices=PlanState.choices, default=PlanState.CO_CREATION
    )
    template = models.CharField(
        _("commitment template"),
        max_length=16,
        choices=CommitmentTemplate.choices,
        default=CommitmentTemplate.HANDBOOK_2022,
    )
    co_creation_starts_on = models.DateField(_("co-creation starts"), null=True, blank=True)
    starts_on = models.DateField(_("implementation starts"))
    ends_on = models.DateField(_("implementation ends"))
    delivered_on = models.DateField(_("handed in to OGP"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("adopted"), null=True, blank=True, editable=False)
    adopted_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="plans_adopted"
    )

    objects = ActionPlanQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["forum", "-starts_on"]
        constraints = [
            models.UniqueConstraint(name="plan_address_once", fields=["forum", "slug"]),
            models.CheckConstraint(
                name="plan_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="plan_state_known", condition=Q(state__in=PlanState.values)
            ),
            models.CheckConstraint(
                name="plan_adopted_by_a_decision",
                condition=Q(adopted_by__isnull=True) | Q(adopted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("plan-detail", args=[self.forum.slug, self.slug])


@pghistory.track()
class Theme(models.Model):
    """A heading under which a plan gathers contributions, drafts and commitments."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="themes")
    slug = models.SlugField(_("address"), max_length=120)
    name = TranslatedField(_("name"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["plan", "position", "pk"]
        constraints = [models.UniqueConstraint(name="theme_once", fields=["plan", "slug"])]

    def __str__(self) -> str:
        return str(self.name)


class PhaseKind(models.TextChoices):
    """What a phase of co-creation is for."""

    OUTREACH = "outreach", _("Outreach")
    SHAPING = "shaping", _("Shaping")
    DRAFTING = "drafting", _("Drafting")
    REVIEWING = "reviewing", _("Reviewing")
    FINALISING = "finalising", _("Finalising")


@pghistory.track()
class Phase(models.Model):
    """A stretch of co-creation with its own dates, both days included."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="phases")
    kind = models.CharField(_("kind"), max_length=12, choices=PhaseKind.choices)
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what happens"), blank=True)
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    takes_contributions = models.BooleanField(_("contributions can be sent"), default=False)

    class Meta:
        ordering = ["plan", "opens_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="phase_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))
            )
        ]

    def __str__(self) -> str:
        return str(self.title)
