from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from forums.domain import agenda, notices
from forums.models import AgendaProposal, Forum, Notice, Person
from tests.conftest import Mailbox
from tests.factories import ForumFactory, MeetingFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db


def waiting(person: Person) -> list[Notice]:
    """The mails on proposals that the person gets soon."""
    return list(Notice.objects.filter(person=person, key__contains=":proposals:", sent_at=None))


def proposed(forum: Forum, title: str, by: Person | None = None) -> AgendaProposal:
    return agenda.propose(forum, by=by or seated(forum), title={"en": title})


def test_ten_proposals_in_an_hour_are_one_mail_to_each_coordinator() -> None:
    forum = ForumFactory()
    chairs = [coordinator(forum), coordinator(forum)]
    for number in range(10):
        proposed(forum, f"Proposal {number}.")
    for chair in chairs:
        (mail,) = waiting(chair)
        assert mail.subject == "10 proposals for the agenda"
        assert all(f"Proposal {number}." in mail.text for number in range(10))
    assert Notice.objects.count() == 2


def test_the_mail_goes_an_hour_after_the_first_and_tells_of_each_once(mailbox: Mailbox) -> None:
    forum = ForumFactory()
    chair = coordinator(forum)
    begin = timezone.now()
    for minute, title in ((0, "First."), (50, "Second.")):
        with time_machine.travel(begin + days(minute / 1440)):
            proposed(forum, title)
    with time_machine.travel(begin + days(61 / 1440)):
        assert notices.deliver_due() == 1
        proposed(forum, "Third.")
        assert notices.deliver_due() == 0
    with time_machine.travel(begin + days(130 / 1440)):
        assert notices.deliver_due() == 1
    first, second = (
        mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        for mail in mailbox.to(str(chair.email))
    )
    assert "First." in first
    assert "Second." in first
    assert "Third." in second
    assert "First." not in second


def test_what_was_answered_meanwhile_is_not_told() -> None:
    forum = ForumFactory()
    chair, other = coordinator(forum), coordinator(forum)
    first, second = proposed(forum, "First."), proposed(forum, "Second.")
    agenda.decline(first, by=chair, reason="Not ours.")
    assert "First." not in waiting(other)[0].text
    agenda.accept(second, by=chair, meeting=MeetingFactory(forum=forum))
    assert waiting(other) == []
    proposed(forum, "Third.")
    assert waiting(other)[0].subject == "1 proposal for the agenda"


def test_a_coordinator_hears_of_what_others_propose() -> None:
    forum = ForumFactory()
    chair, other = coordinator(forum), coordinator(forum)
    proposed(forum, "Mine.", by=chair)
    assert waiting(chair) == []
    assert "Mine." in waiting(other)[0].text


@pytest.mark.django_db(transaction=True)
def test_proposals_made_at_once_stand_in_one_mail() -> None:
    forum = ForumFactory()
    chair = coordinator(forum)
    members = [seated(forum) for _ in range(8)]
    meeting = MeetingFactory(forum=forum)

    def propose(number: int) -> None:
        try:
            agenda.propose(forum, by=members[number], title=f"No. {number}.", meeting=meeting)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(propose, range(8)))
    (mail,) = waiting(chair)
    assert all(f"No. {number}." in mail.text for number in range(8))


@pytest.mark.django_db(transaction=True)
def test_proposing_for_a_meeting_and_accepting_for_it_do_not_block_each_other() -> None:
    forum = ForumFactory()
    chair, member = coordinator(forum), seated(forum)
    meeting = MeetingFactory(forum=forum)
    old = [proposed(forum, f"Old {number}.", by=member) for number in range(6)]

    def act(number: int) -> None:
        try:
            if number % 2:
                agenda.accept(old[number // 2], by=chair, meeting=meeting)
            else:
                agenda.propose(forum, by=member, title=f"New {number}.", meeting=meeting)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(12)))
    (mail,) = waiting(chair)
    assert mail.subject == "6 proposals for the agenda"
    assert "Old" not in mail.text
    assert meeting.agenda.count() == 6
