"""What the forum is asked to take up: proposed, put on an agenda, or declined with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import meetings, notices, proposal_notices
from forums.domain.errors import Incomplete, Refused
from forums.models import (
    AgendaItem,
    AgendaProposal,
    Forum,
    Meeting,
    Person,
    ProposalState,
    Translated,
)

Text = Mapping[str, str] | str


class AlreadyProposed(Refused):
    """What waits for an answer is not proposed once more."""


class AlreadyAnswered(Refused):
    """A proposal is accepted or declined once."""


class NotAhead(Refused):
    """A point is put on the agenda of a meeting that is still to come."""


def open_meetings(forum: Forum) -> models.QuerySet[Meeting]:
    """The meetings on whose agenda something can still be put, drafts included, the next first."""
    return (
        Meeting.objects.filter(forum=forum, cancelled_at=None, withdrawn_at=None)
        .filter(ends_at__gte=timezone.now())
        .order_by("starts_at")
    )


@transaction.atomic
def propose(
    forum: Forum,
    *,
    by: Person | None,
    title: Text,
    description: Text = "",
    meeting: Meeting | None = None,
    source: models.Model | None = None,
    announce: bool = True,
) -> AgendaProposal:
    """Asks the forum to take something up, at a meeting or whenever it can.

    `source` is the thing that it comes from: a contribution, an action item, a recommendation.
    The coordinators are told within the hour, of all that came in meanwhile at once, unless
    `announce` says that they hear of it otherwise. Raises AlreadyProposed where the same source
    waits already, NotAhead where the meeting is over or cancelled, Incomplete without a title.
    """
    words = Translated.of(title, main=forum.main_language)
    if not words:
        raise Incomplete(_("Say in one line what the forum should take up."))
    if meeting is not None:
        _check_ahead(forum, meeting)
    proposal_notices.in_turn(forum)
    values: dict[str, Any] = {}
    if source is not None:
        values["source_type"] = ContentType.objects.get_for_model(source)
        values["source_id"] = source.pk
    try:
        with transaction.atomic():
            made = AgendaProposal.objects.create(
                forum=forum,
                meeting=meeting,
                title=words,
                description=Translated.of(description, main=forum.main_language),
                proposed_by=by,
                **values,
            )
    except IntegrityError as error:
        if "agenda_proposal_once_from_a_source" not in str(error):
            raise
        raise AlreadyProposed(_("This waits among the proposals for the agenda already.")) from None
    if announce:
        proposal_notices.announce(made)
    return made


@transaction.atomic
def accept(
    proposal: AgendaProposal,
    *,
    by: Person,
    meeting: Meeting,
    presenter: str = "",
    duration: int | None = None,
) -> AgendaItem:
    """Puts the proposal at the end of a meeting's agenda and tells who proposed it.

    Where the meeting is public, those who are invited are told that its agenda has changed.

    Raises AlreadyAnswered, or NotAhead where the meeting is over or cancelled.
    """
    _lock(proposal)
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _check_ahead(proposal.forum, locked)
    item = meetings.add_point(
        meeting,
        by=by,
        title=proposal.title,
        description=proposal.description,
        presenter=presenter,
        duration=duration,
    )
    proposal.state, proposal.meeting, proposal.item = ProposalState.ACCEPTED, meeting, item
    proposal.save(update_fields=["state", "meeting", "item"])
    proposal_notices.answered(proposal)
    _tell(proposal, by=by)
    return item


@transaction.atomic
def decline(proposal: AgendaProposal, *, by: Person, reason: Text) -> None:
    """Does not take the proposal up, says why, and tells who proposed it.

    Raises AlreadyAnswered, or Incomplete without a reason.
    """
    _lock(proposal)
    words = Translated.of(reason, main=proposal.forum.main_language)
    if not words:
        raise Incomplete(_("Say why the forum does not take it up."))
    proposal.state, proposal.reason = ProposalState.DECLINED, words
    proposal.save(update_fields=["state", "reason"])
    proposal_notices.answered(proposal)
    _tell(proposal, by=by)


def _lock(proposal: AgendaProposal) -> None:
    proposal_notices.in_turn(proposal.forum)
    locked = AgendaProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.state != ProposalState.WAITING:
        raise AlreadyAnswered(_("Somebody has answered this proposal already."))


def _check_ahead(forum: Forum, meeting: Meeting) -> None:
    if meeting.forum_id != forum.pk or meeting.cancelled_at or meeting.ends_at < timezone.now():
        raise NotAhead(_("Choose a meeting of this forum that is still to come."))


def _tell(proposal: AgendaProposal, *, by: Person) -> int:
    """Tells the proposer, unless she answered herself. A draft meeting is not named to others."""
    person = proposal.proposed_by
    if person is None or person == by or not person.email or not person.is_active:
        return 0
    meeting = proposal.meeting
    if meeting is not None and not Meeting.objects.visible_to(person).filter(pk=meeting.pk):
        meeting = None
    page = meeting or proposal.source or proposal.forum
    return notices.queue(
        [person],
        template=f"forums/mail/agenda_{proposal.state}",
        key=f"proposal:{proposal.pk}:{proposal.state}",
        context={
            "proposal": proposal,
            "meeting": meeting,
            "url": notices.absolute(page.get_absolute_url()),
        },
        forum=proposal.forum,
    )
