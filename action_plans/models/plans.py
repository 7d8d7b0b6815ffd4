"""Action plans and their themes."""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models import Decision, Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


def stays_in_its_plan(name: str) -> pgtrigger.Protect:
    """What belongs to a plan never moves to another; what was linked to it there stays right."""
    return pgtrigger.Protect(
        name=f"{name}_stays_in_its_plan",
        operation=pgtrigger.UpdateOf("plan_id"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("NEW.plan_id IS DISTINCT FROM OLD.plan_id"),
    )


class PlanState(models.TextChoices):
    """Where a plan stands between co-creation and closing."""

    CO_CREATION = "co_creation", _("In co-creation")
    IMPLEMENTATION = "implementation", _("In implementation")
    CLOSED = "closed", _("Closed")


class CommitmentTemplate(models.TextChoices):
    """Whose questions a commitment of the plan answers (domain.md §4)."""

    HANDBOOK_4 = "handbook_4", _("OGP Handbook 4")
    HANDBOOK_2022 = "handbook_2022", _("OGP National Handbook 2022")


class RuleSetKey(models.TextChoices):
    """By which of OGP's rules a plan is made; what they say stands in `domain/rule_sets.py`."""

    POC_MANUAL = "poc_manual", _("Rules until 2017")
    HANDBOOK_4 = "handbook_4", _("Handbook 4 and the 2017 standards")
    STANDARDS_2021 = "standards_2021", _("2021 standards")


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
    efforts = TranslatedField(_("open government efforts to date"), blank=True)
    process = TranslatedField(_("how the plan was developed"), blank=True)
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
    rule_set = models.CharField(
        _("OGP's rules"),
        max_length=16,
        choices=RuleSetKey.choices,
        default=RuleSetKey.STANDARDS_2021,
    )
    years = models.PositiveSmallIntegerField(
        _("length"), choices=[(2, _("Two years")), (4, _("Four years"))], default=2
    )
    due_on = models.DateField(
        _("due to OGP"),
        null=True,
        blank=True,
        help_text=_("Only where it differs from what the rules say."),
    )
    delivered_on = models.DateField(_("handed in to OGP"), null=True, blank=True)
    delivered_url = models.URLField(_("its page at OGP"), max_length=1000, blank=True)
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
                name="plan_rule_set_known", condition=Q(rule_set__in=RuleSetKey.values)
            ),
            models.CheckConstraint(
                name="plan_takes_two_or_four_years", condition=Q(years__in=[2, 4])
            ),
            models.CheckConstraint(
                name="plan_of_four_years_by_the_rules_that_know_it",
                condition=Q(years=2) | Q(rule_set=RuleSetKey.STANDARDS_2021),
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

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:theme-detail", args=[self.plan.forum.slug, self.plan.slug, self.slug]
        )
