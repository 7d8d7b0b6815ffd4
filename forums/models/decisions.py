"""Decisions of a forum, with reasons."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.agenda import AgendaItem
from forums.models.forums import Forum
from forums.models.meetings import Meeting
from forums.models.organisations import Sector
from forums.models.publication import PublicationQuerySet, Published
from forums.models.seats import Term
from forums.models.translation import TranslatedField


class DecisionMethod(models.TextChoices):
    CONSENSUS = "consensus", _("By consensus")
    CONSENT = "consent", _("By consent")
    VOTE = "vote", _("By vote")


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    POSTPONED = "postponed", _("Postponed")


STANDS = (
    *("number", "title", "text", "options", "reasons", "dissent", "method", "outcome"),
    *("votes_for", "votes_against", "abstentions", "decided_on", "presence", "had_quorum"),
    "meeting_id",
)
"""What the public reads of a decision that was taken: it is corrected by a new one, never edited."""


class DecisionQuerySet(PublicationQuerySet["Decision"]):
    def in_vote(self) -> Self:
        """Decisions whose vote was opened and is not closed yet, whatever the clock says."""
        return self.filter(vote_opened_at__isnull=False, vote_closed_at__isnull=True)


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
    options = TranslatedField(
        _("options"), blank=True, help_text=_("What else could be decided, one option a line.")
    )
    reasons = TranslatedField(_("reasons"), blank=True)
    dissent = TranslatedField(_("dissent"), blank=True)
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
    vote_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    vote_closes_at = models.DateTimeField(_("vote until"), null=True, blank=True)
    vote_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    rules = models.ForeignKey(
        "forums.RulesVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions_under_it",
        editable=False,
    )
    presence = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text=_("Seats by sector when it was decided: [sector, seats, present]."),
    )
    had_quorum = models.BooleanField(null=True, blank=True, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    subject_type = models.ForeignKey(
        "contenttypes.ContentType", models.SET_NULL, null=True, blank=True
    )
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")

    objects = DecisionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["-decided_on", "-number"]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            pgtrigger.Protect(
                name="published_decision_stands",
                operation=pgtrigger.UpdateOf(*STANDS),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND OLD.outcome <> 'open' AND ("
                    + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in STANDS)
                    + ")"
                ),
            ),
            pgtrigger.Protect(
                name="published_decision_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND OLD.outcome <> 'open'"
                ),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="decision_method_known", condition=Q(method__in=DecisionMethod.values)
            ),
            models.CheckConstraint(
                name="decision_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="decision_vote_in_writing_has_an_end",
                condition=Q(vote_opened_at__isnull=True)
                | Q(meeting__isnull=False)
                | Q(vote_closes_at__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_vote_closed_has_an_outcome",
                condition=Q(vote_closed_at__isnull=True) | ~Q(outcome=Outcome.OPEN),
            ),
            models.CheckConstraint(
                name="decision_does_not_correct_itself",
                condition=Q(corrects__isnull=True) | ~Q(corrects=models.F("pk")),
            ),
            models.CheckConstraint(
                name="decision_vote_closes_after_it_opens",
                condition=Q(vote_closed_at__isnull=True) | Q(vote_opened_at__isnull=False),
            ),
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

    @property
    def is_in_vote(self) -> bool:
        """Whether its vote was opened and is not closed yet, whatever the clock says."""
        return self.vote_opened_at is not None and self.vote_closed_at is None

    @property
    def state(self) -> str:
        """voting while its vote is open, else the outcome."""
        return "voting" if self.is_in_vote else str(self.outcome)

    @property
    def option_list(self) -> list[str]:
        """The options in the reader's language, one each."""
        return [line.strip() for line in str(self.options).splitlines() if line.strip()]

    @property
    def is_taken(self) -> bool:
        """Whether the forum has settled it, one way or the other."""
        return self.outcome != Outcome.OPEN


class Choice(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAIN = "abstain", _("Abstention")
    RECUSED = "recused", _("Does not vote: own interest")
    OBJECTION = "objection", _("Objection")


@pghistory.track()
class Vote(models.Model):
    """The open vote of one seat on a decision, cast by the member or, where absent, the alternate."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="votes")
    term = models.ForeignKey(Term, models.PROTECT, related_name="votes")
    sector = models.CharField(max_length=20, choices=Sector.choices)
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    cast_by = models.ForeignKey("forums.Person", models.PROTECT, related_name="votes_cast")
    by_alternate = models.BooleanField(default=False)
    cast_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["decision", "term__seat__position"]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="vote_stands_once_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF EXISTS (SELECT 1 FROM forums_decision WHERE id = NEW.decision_id"
                    " AND vote_closed_at IS NOT NULL) THEN"
                    " RAISE EXCEPTION 'The vote is closed: no vote is cast or changed any more.';"
                    " END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="vote_stays_once_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM forums_decision WHERE id = OLD.decision_id"
                    " AND vote_closed_at IS NOT NULL) THEN"
                    " RAISE EXCEPTION 'The vote is closed: no vote is taken away any more.';"
                    " END IF; RETURN OLD;"
                ),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="vote_once_a_seat", fields=["decision", "term"]),
            models.CheckConstraint(name="vote_known", condition=Q(choice__in=Choice.values)),
            models.CheckConstraint(
                name="vote_objection_and_recusal_have_a_reason",
                condition=~Q(choice__in=[Choice.OBJECTION, Choice.RECUSED]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term.seat}: {self.get_choice_display()}"


@pghistory.track()
class Handover(models.Model):
    """A member leaves the seat's vote in writing to the alternate, until she takes it back."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="handovers")
    term = models.ForeignKey(Term, models.CASCADE, related_name="handovers")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decision", "given_at"]
        constraints = [
            models.UniqueConstraint(name="handover_once_a_seat", fields=["decision", "term"])
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.term}"
