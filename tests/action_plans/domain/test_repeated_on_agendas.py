"""What a meeting's agenda repeats of a contribution goes and comes back with it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from action_plans.domain import contributions
from action_plans.models import Contribution
from forums.domain import (
    agenda,
    meeting_notices,
    meetings,
    moderation,
    proposal_notices,
    series,
)
from forums.domain.errors import ChangedMeanwhile
from forums.models import AgendaItem, AgendaProposal, Meeting, Notice, Person, ProposalState
from tests.factories import (
    ContributionFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
SAID, ASKED = "A car for sale", "Buy it at once"
TRACE = "A text that was removed by the moderators on "


def on_an_agenda() -> tuple[Contribution, AgendaItem, Person]:
    """A contribution that stands on the agenda of a public meeting, and who coordinates."""
    row = ContributionFactory(title=SAID, proposal=ASKED)
    forum = row.plan.forum
    who = coordinator(forum)
    starts_at = timezone.now() + days(20)
    meeting = MeetingFactory(
        forum=forum, starts_at=starts_at, ends_at=starts_at + days(0.1), published_at=None
    )
    meetings.add_point(meeting, by=who, title={"en": "Opening"})
    meetings.publish(meeting, by=who, reason={"en": "It is urgent."})
    proposal = contributions.put_before_forum(row, by=PersonFactory())
    return row, agenda.accept(proposal, by=who, meeting=meeting), who


def shown(meeting: Meeting, client: Client) -> str:
    """Everything that the public can read of a meeting's agenda."""
    page = meeting.get_absolute_url()
    forum = meeting.forum.slug
    places = [
        page,
        f"{page[:-1]}.ics",
        f"/forums/{forum}/calendar.ics",
        f"/api/v1/meetings/?forum={forum}&format=json",
    ]
    found = []
    for place in places:
        response = client.get(place)
        assert response.status_code == 200, place
        found.append(b"".join(response).decode().replace("\r\n ", ""))
    return "\n".join(found)


def test_a_point_of_an_agenda_loses_the_words_of_a_removed_contribution(client: Client) -> None:
    row, item, who = on_an_agenda()
    assert SAID in shown(item.meeting, client)
    before = item.meeting.sequence
    moderation.remove(row, by=who, reason="It sells.")
    read = shown(item.meeting, client)
    assert SAID not in read
    assert ASKED not in read
    assert read.count(TRACE) >= 4
    item.meeting.refresh_from_db()
    assert item.meeting.sequence == before + 1  # so that calendars fetch it anew
    reminder = Notice.objects.filter(
        key__startswith=meeting_notices.reminders(item.meeting), cancelled_at=None
    )[0]
    assert SAID not in reminder.text + reminder.html
    assert TRACE in reminder.text


def test_a_granted_appeal_brings_the_words_back(client: Client) -> None:
    row, item, who = on_an_agenda()
    removal = moderation.remove(row, by=who, reason="It sells.")
    assert row.author is not None
    asked = moderation.appeal(removal, by=row.author, text="It is about buses.")
    other = coordinator(row.plan.forum)
    moderation.answer_appeal(asked, by=other, granted=True, answer="It is.")
    item.refresh_from_db()
    assert (str(item.title), str(item.description), item.withheld) == (SAID, ASKED, None)
    assert SAID in shown(item.meeting, client)


def test_the_agenda_is_edited_around_words_that_are_withheld() -> None:
    row, item, who = on_an_agenda()
    stale = meetings.fingerprint(item.meeting)
    moderation.remove(row, by=who, reason="It sells.")
    rows = [
        {"pk": point.pk, "title": {"en": "Mine"}, "description": {}, "duration": 5}
        for point in item.meeting.agenda.all()
    ]
    with pytest.raises(ChangedMeanwhile):
        meetings.change(item.meeting, by=who, agenda=rows, seen=stale)
    meetings.set_agenda(item.meeting, by=who, rows=rows)
    assert [str(point.title) for point in item.meeting.agenda.exclude(pk=item.pk)] == ["Mine"]
    moderation.restore(row, by=who)
    item.refresh_from_db()
    assert (str(item.title), item.duration) == (SAID, 5)


def test_withheld_words_are_not_written_over() -> None:
    row, item, who = on_an_agenda()
    moderation.remove(row, by=who, reason="It sells.")
    with pytest.raises(DatabaseError, match="withheld_words_stand"), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(title={"en": SAID})


def test_a_series_does_not_repeat_what_was_proposed_for_its_first_meeting() -> None:
    _row, item, who = on_an_agenda()
    made = series.call(item.meeting, by=who, count=1, every_months=1)
    copy = made.meetings.exclude(pk=item.meeting.pk).get()
    assert [str(point.title) for point in copy.agenda.all()] == ["Opening"]


@pytest.mark.django_db(transaction=True)
def test_a_text_is_removed_while_others_are_put_on_the_same_agenda() -> None:
    row, item, who = on_an_agenda()
    again = contributions.put_before_forum(row, by=PersonFactory())
    other = contributions.put_before_forum(
        ContributionFactory(plan=row.plan, title="Buses"), by=PersonFactory()
    )
    ready = Barrier(2)

    def at_once(act: Callable[[], object]) -> None:
        try:
            ready.wait(timeout=10)
            act()
        finally:
            connection.close()

    acts = [
        lambda: moderation.remove(row, by=who, reason="It sells."),
        lambda: agenda.accept(other, by=who, meeting=item.meeting),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at_once, acts))
    again.refresh_from_db()
    other.refresh_from_db()
    assert (again.state, other.state) == (ProposalState.DECLINED, ProposalState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_who_removes_a_text_takes_turns_with_who_answers_proposals() -> None:
    row, item, who = on_an_agenda()

    def remove() -> None:
        try:
            moderation.remove(row, by=who, reason="It sells.")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            proposal_notices.in_turn(row.plan.forum)
            removing = pool.submit(remove)
            with pytest.raises(TimeoutError):
                removing.result(timeout=0.5)
            # Whoever waits for her turn holds neither the proposals nor the meeting.
            list(AgendaProposal.objects.select_for_update(nowait=True, of=("self",)))
            Meeting.objects.select_for_update(nowait=True).get(pk=item.meeting.pk)
        removing.result(timeout=10)
    item.refresh_from_db()
    assert item.withheld is not None
