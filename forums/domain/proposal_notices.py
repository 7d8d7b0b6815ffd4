"""Telling the coordinators what is proposed for the agenda: once for all that comes in an hour."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from forums.domain import notices
from forums.domain.seats import coordinators
from forums.models import AgendaProposal, Forum, Notice, ProposalState

TOGETHER = dt.timedelta(hours=1)


def in_turn(forum: Forum) -> None:
    """Until the transaction ends nobody else proposes or answers in this forum.

    Taken before a proposal is made, so that proposals come in the order of their numbers, and
    before a proposal or a meeting is locked, so that nobody waits for another who waits for her.
    """
    Forum.objects.select_for_update(no_key=True).get(pk=forum.pk)


def announce(proposal: AgendaProposal) -> None:
    """Tells the coordinators within the hour; what comes until then goes into the same mail.

    Call it in the transaction of the proposal, which has been made `in_turn`. Who proposes it
    herself is not told of it.
    """
    _write(proposal.forum, first=proposal.pk)


def answered(proposal: AgendaProposal) -> None:
    """Takes an answered proposal out of a mail that still waits."""
    _write(proposal.forum)


def _write(forum: Forum, *, first: int = 0) -> None:
    """Writes each coordinator's mail that waits anew: what waits for an answer since it was begun.

    Who has none gets one that begins with the proposal `first`. A mail that a worker is sending
    just now counts as sent.
    """
    in_turn(forum)
    stem = f"forum:{forum.pk}:proposals:"
    now = timezone.now()
    waiting = (
        Notice.objects.select_for_update(skip_locked=True)
        .filter(Q(cancelled_at=None) | Q(due_at__gt=now), key__startswith=stem)
        .filter(sent_at=None, failed_at=None)
    )
    mails = {row.person_id: row for row in waiting}
    Notice.objects.filter(pk__in=[row.pk for row in mails.values()]).delete()
    begun = {pk: int(row.key.removeprefix(stem)) for pk, row in mails.items()}
    rows = _since(forum, min([*begun.values(), *filter(None, [first])], default=0))
    for person in coordinators(forum):
        begins = begun.get(person.pk, first)
        proposals = [row for row in rows if row.pk >= begins and row.proposed_by_id != person.pk]
        if begins and proposals:
            notices.queue(
                [person],
                template="forums/mail/agenda_proposed",
                key=f"{stem}{begins}",
                context={
                    "proposals": proposals,
                    "url": notices.absolute(reverse("forums:proposal-list", args=[forum.slug])),
                },
                forum=forum,
                due_at=mails[person.pk].due_at if person.pk in mails else now + TOGETHER,
            )


def _since(forum: Forum, first: int) -> list[AgendaProposal]:
    rows = AgendaProposal.objects.filter(forum=forum, state=ProposalState.WAITING, pk__gte=first)
    return list(rows.select_related("proposed_by").order_by("pk")) if first else []
