"""Meetings with the offices that are responsible: who is invited, who answers, who is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from forums.domain import (
    circles,
    meeting_notices,
    meetings,
    minutes,
    offices,
    replies,
    series,
)
from forums.domain.errors import Incomplete
from forums.models import Forum, Meeting, Notice, Organisation, Person, Reply, Sector
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    OrganisationFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def office(name: str = "Ministry of Health") -> tuple[Organisation, Person]:
    """An office of government and somebody who works for it."""
    made = OrganisationFactory(name={"en": name})
    return made, PersonFactory(organisation=made)


def called(*invited: Organisation, forum: Forum | None = None) -> tuple[Meeting, Person]:
    """A draft with these offices and an agenda, and the coordinator of its forum."""
    forum = forum or ForumFactory()
    by = coordinator(forum)
    kind = "responsible_offices" if invited else "ordinary"
    meeting = MeetingFactory(forum=forum, kind=kind, starts_at=timezone.now() + days(30))
    meeting.agenda.create(position=1, title={"en": "Late milestones"}, duration=30)
    meeting.offices.set(invited)
    return meeting, by


def told(meeting: Meeting) -> dict[Person, Notice]:
    """Who was told of the meeting as it is now."""
    key = f"meeting:{meeting.pk}:{meeting.sequence}"
    return {row.person: row for row in Notice.objects.filter(key=key).select_related("person")}


def test_members_and_those_who_work_for_the_offices_are_invited_once_each_and_told_why() -> None:
    health, nurse = office()
    water, _engineer = office("Ministry of Water")
    meeting, by = called(health, water)
    both = seated(meeting.forum, organisation=health)
    PersonFactory(organisation=health, is_active=False)
    PersonFactory(organisation=health, email=None)
    _engineer.delete()
    assert set(meetings.audience(meeting)) == {by, both, nurse}
    assert [(row.office, set(row.people)) for row in circles.circles(meeting)] == [
        (None, {by, both}),
        (health, {nurse}),
        (water, set()),
    ]
    assert circles.circles(meeting)[1].known == (both,)
    assert meetings.publish(meeting, by=by) == 3
    assert "Your office, Ministry of Health, is invited" in told(meeting)[nurse].text
    assert "Your office" not in told(meeting)[both].text
    assert meeting_notices.reply_url(meeting, nurse) in told(meeting)[nurse].text


def test_a_meeting_with_offices_names_them_before_it_is_published_and_ever_after() -> None:
    health, _nurse = office()
    meeting, by = called(health)
    meeting.offices.clear()
    with pytest.raises(Incomplete):
        meetings.publish(meeting, by=by)
    meetings.change(meeting, by=by, offices=[health])
    meetings.publish(meeting, by=by)
    with pytest.raises(Incomplete):
        meetings.change(meeting, by=by, offices=[])


def test_an_office_has_one_answer_whoever_of_it_gives_it() -> None:
    health, nurse = office()
    colleague = PersonFactory(organisation=health)
    meeting, by = called(health)
    meetings.publish(meeting, by=by)
    (place,) = replies.places(meeting, nurse)
    assert (place.name, [str(label) for _value, label in place.options]) == (
        *("Ministry of Health",),
        ["We come", "We do not come"],
    )
    replies.answer(meeting, by=nurse, place=place.key, answer="coming")
    replies.answer(meeting, by=colleague, place=place.key, answer="not_coming")
    assert replies.participation(meeting) == {colleague.pk: "DECLINED"}
    assert Reply.objects.get().office == health
    assert replies.tally(meeting)[-1].not_coming == 1
    with pytest.raises(replies.NotInvited):
        replies.answer(meeting, by=nurse, place=place.key, answer="alternate")
    for stranger in (by, office("Other")[1], PersonFactory()):
        with pytest.raises(replies.NotInvited):
            replies.answer(meeting, by=stranger, place=place.key, answer="coming")


def test_offices_that_are_silent_are_named_after_the_members() -> None:
    health, nurse = office()
    water, _engineer = office("Ministry of Water")
    meeting, by = called(health, water)
    meetings.publish(meeting, by=by)
    (place,) = replies.places(meeting, nurse)
    replies.answer(meeting, by=nurse, place=place.key, answer="coming")
    assert replies.silent(meeting) == [by, water]
    lines = {str(row.label): (row.coming, row.silent) for row in replies.tally(meeting)}
    assert lines == {"Government": (0, 1), "Responsible offices": (1, 1)}


def test_an_office_invited_later_gets_the_invitation_and_one_taken_off_its_cancellation() -> None:
    health, nurse = office()
    water, engineer = office("Ministry of Water")
    meeting, by = called(health)
    meetings.publish(meeting, by=by)
    assert meetings.change(meeting, by=by, offices=[water]) == 2
    sent = told(meeting)
    assert set(sent) == {nurse, engineer}
    assert sent[nurse].subject.startswith("No longer invited")
    event = Calendar.from_ical(sent[nurse].calendar).events[0]
    assert (sent[nurse].calendar_method, event["STATUS"], event["SEQUENCE"]) == (
        *("CANCEL", "CANCELLED"),
        1,
    )
    assert sent[engineer].calendar_method == "REQUEST"
    reminded = Notice.objects.filter(key__contains=":reminder:", cancelled_at=None)
    assert {row.person for row in reminded} == {by, engineer}
    meetings.change(meeting, by=by, offices=[health, water])
    assert set(told(meeting)) == {nurse}


def test_a_meeting_of_a_series_invites_the_offices_of_the_first() -> None:
    health, _nurse = office()
    meeting, by = called(health)
    made = series.call(meeting, by=by, count=2, every_months=1)
    assert [list(row.offices.all()) for row in made.meetings.all()] == [[health]] * 3


def test_minutes_are_told_to_those_who_were_invited() -> None:
    health, nurse = office()
    meeting, by = called(health)
    Meeting.objects.update(published_at=timezone.now(), starts_at=timezone.now() - days(1))
    minutes.write(meeting, by=by, minutes={"en": "Said."})
    minutes.send_to_review(meeting, by=by)
    assert not Notice.objects.filter(person=nurse).exists(), "the draft is the forum's"
    minutes.publish(meeting, by=by)
    assert Notice.objects.filter(person=nurse, key=f"meeting:{meeting.pk}:minutes").exists()


def test_the_link_of_a_closed_meeting_is_for_those_who_work_for_an_invited_office() -> None:
    health, nurse = office()
    meeting, _by = called(health)
    assert nurse.has_perm("forums.join_meeting", meeting)
    assert not PersonFactory(organisation=office("Other")[0]).has_perm(
        "forums.join_meeting", meeting
    )
    assert not PersonFactory().has_perm("forums.join_meeting", meeting)


def test_an_office_is_found_by_part_of_its_name_in_any_language() -> None:
    forum = ForumFactory()
    health = OrganisationFactory(name={"en": "Ministry of Health", "es": "Ministerio de Salúd"})
    budget = OrganisationFactory(name={"en": "Ministry of Health Budgets"})
    OrganisationFactory(name={"en": "Health now"}, sector=Sector.CIVIL_SOCIETY)
    known = offices.offered(forum)
    assert offices.called(" ministry  of HEALTH ", known) == [health]
    assert offices.called("salud", known) == [health]
    assert offices.called("budget", known) == [budget]
    assert offices.called("health", known) == [health, budget]
    assert offices.called("now", known) == []
    assert offices.called("", known) == []


def test_offices_that_the_forum_knows_are_offered_first() -> None:
    forum = ForumFactory()
    OrganisationFactory(name={"en": "A"})
    seat, invited = OrganisationFactory(name={"en": "Z"}), OrganisationFactory(name={"en": "Y"})
    forum.seats.create(sector=Sector.GOVERNMENT, organisation=seat)
    MeetingFactory(forum=forum).offices.add(invited)
    assert [str(row) for row in offices.offered(forum)] == ["Y", "Z", "A"]


@pytest.mark.django_db(transaction=True)
def test_two_of_an_office_who_answer_at_once_leave_one_answer() -> None:
    health, nurse = office()
    colleague = PersonFactory(organisation=health)
    meeting, by = called(health)
    meetings.publish(meeting, by=by)
    place = replies.places(meeting, nurse)[0].key

    def answer(number: int) -> None:
        try:
            person = (nurse, colleague)[number % 2]
            replies.answer(meeting, by=person, place=place, answer="coming")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(answer, range(6)))
    assert Reply.objects.count() == 1
