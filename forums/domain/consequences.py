"""What follows where a text is removed or put back, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from forums.domain import agenda, meeting_notices, meetings, proposal_notices
from forums.domain.dates import full_date
from forums.models import (
    AgendaItem,
    AgendaProposal,
    Forum,
    Meeting,
    Moderation,
    Person,
    ProposalState,
    Translated,
)

Consequence = Callable[[Any], None]
_consequences: list[Consequence] = []

REMOVED = gettext_noop("A text that was removed by the moderators on %(day)s")
WHY = gettext_noop("It repeated a text that was removed.")


def add_consequence(consequence: Consequence) -> None:
    """Lets an app above do what has to follow; it gets the removed text, which is locked."""
    if consequence not in _consequences:
        _consequences.append(consequence)


def follow(removed: Any, *, by: Person, act: Moderation) -> None:
    """Withholds the words of the text where the forum repeats them, on agendas and among proposals.

    What still waits is declined. Then comes what the apps above want.
    """
    for proposal in _proposals(removed):
        trace = _in_all(proposal.forum, REMOVED, day=act)
        _withhold(proposal, trace)
        if proposal.state == ProposalState.WAITING:
            agenda.decline(proposal, by=by, reason=_in_all(proposal.forum, WHY))
        if proposal.item is not None:
            _withhold(proposal.item, trace)
            _tell_calendars(proposal.item.meeting)
    for consequence in _consequences:
        consequence(removed)


def undo(text: Any) -> None:
    """Brings the words back that were withheld with the text. What was declined stays declined."""
    for proposal in _proposals(text):
        _bring_back(proposal)
        if proposal.item is not None:
            _bring_back(proposal.item)
            _tell_calendars(proposal.item.meeting)


def _proposals(text: Any) -> list[AgendaProposal]:
    """What repeats the text, held, with its point of an agenda as it is now; its meeting first.

    As everybody who answers a proposal it takes its turn in the forum before.
    """
    repeated = AgendaProposal.objects.from_source(text)
    for forum in Forum.objects.filter(pk__in=repeated.values("forum")).order_by("pk"):
        proposal_notices.in_turn(forum)
    rows = repeated.select_for_update(of=("self",)).select_related("forum")
    found = list(rows.order_by("pk"))
    held = Meeting.objects.select_for_update(of=("self",)).filter(agenda__proposal__in=found)
    list(held.order_by("pk"))
    points = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting__forum")
    items = {item.pk: item for item in points.filter(proposal__in=found)}
    for proposal in found:
        proposal.item = items.get(proposal.item_id) if proposal.item_id else None
    return found


def _withhold(row: AgendaItem | AgendaProposal, trace: Translated) -> None:
    if row.withheld is None:
        row.withheld = {"title": row.title, "description": row.description}
        row.title, row.description = trace, Translated()
        row.save(update_fields=["title", "description", "withheld"])


def _bring_back(row: AgendaItem | AgendaProposal) -> None:
    if row.withheld is not None:
        row.title = Translated.of(row.withheld["title"])
        row.description = Translated.of(row.withheld["description"])
        row.withheld = None
        row.save(update_fields=["title", "description", "withheld"])


def _tell_calendars(meeting: Meeting) -> None:
    """Calendars fetch a public meeting anew, and reminders are written anew. Nobody gets mail."""
    if not meeting.is_public or meeting.cancelled_at or meeting.ends_at <= timezone.now():
        return
    Meeting.objects.filter(pk=meeting.pk).update(sequence=F("sequence") + 1)
    meeting.refresh_from_db(fields=["sequence"])
    meeting_notices.remind(meeting, meetings.audience(meeting))


def _in_all(forum: Forum, words: str, *, day: Moderation | None = None) -> Translated:
    """The words in each language of the forum that the portal speaks, with the day of an act."""
    spoken: Iterable[str] = [code for code, _name in settings.LANGUAGES if code in forum.languages]
    found = {}
    for code in spoken or [settings.LANGUAGE_CODE]:
        with translation.override(code), timezone.override(forum.time_zone):
            found[code] = translation.gettext(words)
            if day is not None:
                found[code] %= {"day": full_date(day.at)}
    return Translated.of(found)
