"""What moves a plan's dates: settings of the rules, extensions, elections."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from action_plans.models.plans import ActionPlan, RuleSetKey
from forums.models import Decision, Document, Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


@pghistory.track()
class RuleSetting(models.Model):
    """A number of a rule set as the forum understands it, where the rules' text was not at hand."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="rule_settings")
    rule_set = models.CharField(_("OGP's rules"), max_length=16, choices=RuleSetKey.choices)
    name = models.CharField(_("number"), max_length=40)
    value = models.PositiveSmallIntegerField(_("value"))
    basis = models.CharField(_("where this is written"), max_length=300)
    set_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="rule_settings"
    )
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["forum", "rule_set", "name"]
        constraints = [
            models.UniqueConstraint(name="rule_setting_once", fields=["forum", "rule_set", "name"]),
            models.CheckConstraint(name="rule_setting_says_why", condition=~Q(basis="")),
            models.CheckConstraint(
                name="rule_setting_of_known_rules", condition=Q(rule_set__in=RuleSetKey.values)
            ),
            models.CheckConstraint(
                name="rule_setting_within_ten_years", condition=Q(value__gte=1, value__lte=120)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class OfPlanQuerySet(PublicationQuerySet["Extension"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class Extension(Published):
    """More time for a running plan, on the basis of a document (as OGP's resolution of 2020)."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="extensions")
    number = models.PositiveSmallIntegerField(_("number"))
    previous_ends_on = models.DateField(_("ended before"), editable=False)
    ends_on = models.DateField(_("ends now"))
    reason = TranslatedField(_("reason"))
    basis = models.ForeignKey(
        Document, models.PROTECT, related_name="extensions", verbose_name=_("basis document")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="extensions"
    )
    recorded_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="extensions"
    )

    objects = OfPlanQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="extension_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="extension_gives_more_time", condition=Q(ends_on__gt=F("previous_ends_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.previous_ends_on} → {self.ends_on}"


class TransitionKind(models.TextChoices):
    ELECTION = "election", _("Election")
    TRANSITION = "transition", _("Change of government")


@pghistory.track()
class Transition(models.Model):
    """An election or a change of government in the course of a plan."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="transitions")
    kind = models.CharField(_("kind"), max_length=10, choices=TransitionKind.choices)
    title = TranslatedField(_("title"))
    note = TranslatedField(_("what the forum does about it"), blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        ordering = ["plan", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="transition_kind_known", condition=Q(kind__in=TransitionKind.values)
            ),
            models.CheckConstraint(
                name="transition_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)
