"""Decisions of a forum, with reasons."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum
from forums.models.meetings import AgendaItem, Meeting
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class DecisionMethod(models.TextChoices):
    CONSENSUS = "consensus", _("By consensus")
    VOTE = "vote", _("By vote")


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    POSTPONED = "postponed", _("Postponed")


class DecisionQuerySet(PublicationQuerySet["Decision"]):
    pass


@pghistory.track()
class Decision(Published):
    """What was proposed, how it was decided, and why."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="decisions")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    number = models.PositiveIntegerField(_("number"))
    title = TranslatedField(_("title"))
    text = TranslatedField(_("what was decided"))
    reasons = TranslatedField(_("reasons"), blank=True)
    method = models.CharField(
        _("how"), max_length=12, choices=DecisionMethod.choices, default=DecisionMethod.CONSENSUS
    )
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN
    )
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["-decided_on", "-number"]
        constraints = [
            models.UniqueConstraint(name="decision_number_once", fields=["forum", "number"]),
            models.CheckConstraint(
                name="decision_taken_has_a_day",
                condition=Q(outcome=Outcome.OPEN) | Q(decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_by_vote_has_a_count",
                condition=~Q(method=DecisionMethod.VOTE)
                | Q(outcome=Outcome.OPEN)
                | Q(votes_for__isnull=False, votes_against__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:decision-detail", args=[self.forum.slug, self.number])
