from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forums.domain import decisions, notices, vote_reminders, votes
from forums.models import Choice, Decision, Notice, Person, Term
from forums.tasks import remind_of_votes
from tests.conftest import Mailbox
from tests.factories import DecisionFactory, PersonFactory, days
from tests.forums.domain.test_decisions import WHY, at_a_meeting, table
from tests.forums.domain.test_votes import together

START = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def open_for(length: dt.timedelta) -> tuple[Decision, list[Person], list[Person]]:
    """A vote in writing that is open for so long from now, with two seats of each sector."""
    forum, officials, society = table()
    decision: Decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + length)
    return decision, officials, society


def reminded() -> set[Person]:
    """To whom a reminder is sent, or waits to be."""
    rows = Notice.objects.filter(key__endswith=":reminder", cancelled_at=None)
    return {row.person for row in rows.select_related("person")}


@pytest.mark.django_db
def test_those_whose_seat_has_not_voted_are_reminded_once_a_day_before_the_end(
    clock: time_machine.Traveller,
) -> None:
    decision, [chair, official], society = open_for(days(7))
    votes.cast(decision, by=chair, choice=Choice.FOR)
    clock.move_to(START + days(6) - HOUR)
    assert remind_of_votes() == 0
    clock.move_to(START + days(6))
    assert remind_of_votes() == 3
    assert reminded() == {official, *society}
    clock.move_to(START + days(6) + HOUR)
    assert remind_of_votes() == 0
    notice = Notice.objects.filter(key__endswith=":reminder").first()
    assert notice is not None
    assert notice.subject == "The vote ends soon: A decision"
    assert "until Monday 8 March 2027, 09:00" in notice.text
    assert decision.get_absolute_url() in notice.text


@pytest.mark.django_db
def test_a_beat_that_slept_reminds_late_and_never_after_the_end(
    clock: time_machine.Traveller,
) -> None:
    decision, _officials, _society = open_for(days(7))
    clock.move_to(START + days(7) - HOUR)
    assert vote_reminders.remind() == 4
    Notice.objects.filter(key__endswith=":reminder").delete()
    clock.move_to(START + days(7) + HOUR)
    assert vote_reminders.remind() == 0
    assert decision.is_in_vote  # nobody has closed it yet


@pytest.mark.django_db
def test_a_short_vote_is_reminded_of_in_its_second_half(clock: time_machine.Traveller) -> None:
    open_for(6 * HOUR)
    clock.move_to(START + 2 * HOUR)
    assert vote_reminders.remind() == 0
    clock.move_to(START + 3 * HOUR)
    assert vote_reminders.remind() == 4


@pytest.mark.django_db
def test_who_votes_while_the_reminder_waits_in_the_outbox_gets_none(
    clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    decision, officials, society = open_for(days(7))
    notices.deliver_due()
    mailbox.messages.clear()
    clock.move_to(START + days(6))
    assert vote_reminders.remind() == 4
    votes.cast(decision, by=society[0], choice=Choice.FOR)
    assert reminded() == {*officials, society[1]}
    assert notices.deliver_due() == 3
    assert society[0].email not in {str(message["to"]) for message in mailbox.messages}


@pytest.mark.django_db
def test_a_vote_that_was_closed_sends_none(clock: time_machine.Traveller) -> None:
    decision, _officials, _society = open_for(days(7))
    clock.move_to(START + days(6))
    vote_reminders.remind()
    decisions.close(decision, by=None)
    assert reminded() == set()
    assert vote_reminders.remind() == 0


@pytest.mark.django_db
def test_a_vote_whose_end_was_put_off_is_reminded_of_before_its_new_end(
    clock: time_machine.Traveller,
) -> None:
    open_for(days(7))
    Decision.objects.update(vote_closes_at=START + days(14))
    clock.move_to(START + days(6))
    assert vote_reminders.remind() == 0
    clock.move_to(START + days(13))
    assert vote_reminders.remind() == 4


@pytest.mark.django_db
def test_a_vote_at_a_meeting_is_not_reminded_of(clock: time_machine.Traveller) -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, officials + society)
    decisions.open_vote(decision, by=officials[0], closes_at=START + HOUR)
    clock.move_to(START + HOUR / 2)
    assert vote_reminders.remind() == 0


@pytest.mark.django_db
def test_the_alternate_is_reminded_where_the_vote_was_handed_over(
    clock: time_machine.Traveller,
) -> None:
    decision, _officials, [member, other] = open_for(days(7))
    first, second = PersonFactory(), PersonFactory()
    Term.objects.filter(person=member).update(alternate=first)
    Term.objects.filter(person=other).update(alternate=second)
    votes.hand_over(decision, by=member)
    clock.move_to(START + days(6))
    vote_reminders.remind()
    assert {first, other} <= reminded()
    assert member not in reminded()
    clock.move_to(START + days(6) + HOUR)
    votes.hand_over(decision, by=other)  # the alternate has just read until when she can vote
    assert vote_reminders.remind() == 0
    assert not {other, second} & reminded()


@pytest.mark.django_db
def test_who_cannot_be_written_to_holds_up_nobody(clock: time_machine.Traveller) -> None:
    _decision, officials, society = open_for(days(7))
    Person.objects.filter(pk=officials[0].pk).update(is_active=False)
    Person.objects.filter(pk=society[0].pk).update(email=None)
    clock.move_to(START + days(6))
    assert vote_reminders.remind() == 2


@pytest.mark.django_db(transaction=True)
def test_who_votes_while_reminders_are_written_is_reminded_of_nothing() -> None:
    decision, _officials, [member, other] = open_for(days(7))
    now = timezone.now()
    Decision.objects.update(vote_opened_at=now - days(6), vote_closes_at=now + HOUR)
    Notice.objects.update(created_at=now - days(6))
    counted: list[int] = []
    lock = threading.Lock()

    def remind() -> None:
        count = vote_reminders.remind()
        with lock:
            counted.append(count)

    together(remind, remind, lambda: votes.cast(decision, by=member, choice=Choice.FOR))
    assert member not in reminded()
    assert other in reminded()
    assert min(counted) == 0
    assert Notice.objects.filter(key__endswith=":reminder", person=other).count() == 1


@given(length=st.timedeltas(dt.timedelta(minutes=1), days(400)))
def test_a_reminder_is_due_in_the_second_half_and_at_most_a_day_before_the_end(
    length: dt.timedelta,
) -> None:
    due = vote_reminders.due_at(START, START + length)
    assert START + length / 2 <= due < START + length
    assert START + length - due <= vote_reminders.BEFORE
