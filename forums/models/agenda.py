"""Agendas: their points with papers, and what people ask the forum to take up."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.documents import Document
from forums.models.forums import Forum
from forums.models.meetings import Meeting
from forums.models.seats import Term
from forums.models.translation import TranslatedField


class Withheld(models.Model):
    """Words that may repeat what somebody sent; where that was removed, they are withheld.

    `withheld` keeps what title and description said until it is put back. Nothing shows it.
    """

    withheld = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="withheld_words_stand",
                operation=pgtrigger.UpdateOf("title", "description"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.withheld IS NOT NULL AND NEW.withheld IS NOT NULL"
                    " AND (NEW.title IS DISTINCT FROM OLD.title"
                    " OR NEW.description IS DISTINCT FROM OLD.description)"
                ),
            )
        ]


@pghistory.track()
class AgendaItem(Withheld):
    """One point of a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("order"))
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what is asked of the forum"), blank=True)
    presenter = models.CharField(_("who presents"), max_length=150, blank=True)
    presented_by = models.ForeignKey(
        Term,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="presented",
        help_text=_("The term of the member or alternate whom `presenter` names; none of a guest."),
    )
    duration = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta(Withheld.Meta):
        abstract = False
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                name="agenda_item_position_once",
                fields=["meeting", "position"],
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("On an agenda")
    DECLINED = "declined", _("Not taken up")


class AgendaProposalQuerySet(models.QuerySet["AgendaProposal"]):
    def waiting(self) -> Self:
        """Not yet answered, the oldest first."""
        return self.filter(state=ProposalState.WAITING).order_by("proposed_at", "pk")

    def from_source(self, source: models.Model) -> Self:
        """What came from one thing, such as a contribution, the latest first."""
        return self.filter(
            source_type=ContentType.objects.get_for_model(source), source_id=source.pk
        ).order_by("-proposed_at", "-pk")


@pghistory.track()
class AgendaProposal(Withheld):
    """What somebody asks the forum to take up: a member, a working group, or the public.

    `source` is the thing that it came from, such as a contribution, an action item or a
    recommendation of a working group.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="agenda_proposals")
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_proposals",
        verbose_name=_("for the meeting"),
    )
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what is asked of the forum"), blank=True)
    proposed_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="agenda_proposals"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=8, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    reason = TranslatedField(_("why it is not taken up"), blank=True)
    item = models.OneToOneField(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposal"
    )
    source_type = models.ForeignKey(
        "contenttypes.ContentType", models.SET_NULL, null=True, blank=True
    )
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    source = GenericForeignKey("source_type", "source_id")

    objects = AgendaProposalQuerySet.as_manager()

    class Meta(Withheld.Meta):
        abstract = False
        ordering = ["forum", "-proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_proposal_state_known",
                condition=Q(state__in=ProposalState.values),
            ),
            models.UniqueConstraint(
                name="agenda_proposal_once_from_a_source",
                fields=["forum", "source_type", "source_id"],
                condition=Q(state=ProposalState.WAITING, source_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class MeetingPaper(models.Model):
    """A document that belongs to a meeting, perhaps to one point of its agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.CASCADE, related_name="meeting_papers")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="papers"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="meeting_paper_once", fields=["meeting", "document"])
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.document}"
