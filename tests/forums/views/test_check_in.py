from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.domain import attendance, comments, minutes
from forums.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingPaper,
    Person,
    Term,
)
from tests.factories import (
    DecisionFactory,
    DocumentFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def live(**fields: object) -> tuple[Meeting, Person, Term]:
    """A meeting that takes place now, its co-chair, and the term of a member."""
    forum = ForumFactory()
    by = coordinator(forum)
    term = TermFactory(seat=SeatFactory(forum=forum, position=1))
    began = timezone.now() - dt.timedelta(minutes=10)
    return (
        MeetingFactory(**{"forum": forum, "published": True, "starts_at": began, **fields}),
        by,
        term,
    )


def test_a_member_checks_in_with_the_code_that_the_coordinator_shows(client: Client) -> None:
    meeting, by, term = live()
    page = meeting.get_absolute_url()
    client.force_login(by)
    client.post(f"{page}check-in/open/")
    meeting.refresh_from_db()
    assert meeting.check_in_code in client.get(f"{page}check-in/room/").content.decode()
    client.force_login(term.person)
    assert b"This is not the code" in client.post(f"{page}check-in/", {"code": "NOTIT2"}).content
    answer = client.post(f"{page}check-in/", {"code": meeting.check_in_code}, follow=True)
    assert b"You are checked in." in answer.content
    assert Attendance.objects.get().term == term


def test_the_code_is_shown_to_coordinators_alone(client: Client) -> None:
    meeting, by, term = live()
    code = attendance.open_check_in(meeting, by=by)
    page = meeting.get_absolute_url()
    for reader in (None, PersonFactory(), term.person):
        if reader:
            client.force_login(reader)
        for address in ("", "check-in/", "check-in/room/", "live/", "attendance/"):
            answer = client.get(f"{page}{address}", headers={"HX-Request": "true"})
            assert code not in answer.content.decode(), (reader, address)
        assert code not in client.get(f"/api/v1/meetings/{meeting.pk}/").content.decode()
        assert client.post(f"{page}check-in/open/").status_code in (302, 403)


def test_who_has_no_seat_does_not_check_in(client: Client) -> None:
    meeting, by, _term = live()
    attendance.open_check_in(meeting, by=by)
    client.force_login(coordinator(ForumFactory()))
    page = f"{meeting.get_absolute_url()}check-in/"
    assert client.get(page).status_code == 403
    assert client.post(page, {"code": meeting.check_in_code}).status_code == 403


def test_everybody_follows_quorum_and_decisions_while_the_meeting_takes_place(
    client: Client,
) -> None:
    meeting, by, _term = live()
    page = meeting.get_absolute_url()
    assert b"No quorum" in client.get(page).content
    attendance.record(meeting, by=by, presence=dict.fromkeys(Term.objects.all(), "present"))
    DecisionFactory(forum=meeting.forum, meeting=meeting, title={"en": "Hidden so far"})
    DecisionFactory(
        forum=meeting.forum, meeting=meeting, title={"en": "Seen"}, published_at=timezone.now(),
        outcome="adopted", decided_on=timezone.now().date(), reasons={"en": "x"},
    )  # fmt: skip
    part = client.get(f"{page}live/", headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "Quorum reached" in text
    assert "Seen" in text
    assert "Hidden so far" not in text
    assert 'hx-trigger="every 20s"' in text
    assert "<html" not in text
    assert "s-maxage" in part["Cache-Control"]
    assert client.get(f"{page}live/")["Location"] == page
    assert b"htmx.min.js" in client.get(page).content


def test_nothing_is_asked_for_again_once_the_meeting_is_over(client: Client) -> None:
    meeting, by, term = live()
    attendance.record(meeting, by=by, presence={term: "present"})
    Meeting.objects.update(ends_at=timezone.now())
    page = meeting.get_absolute_url()
    for answer in (client.get(page), client.get(f"{page}live/", headers={"HX-Request": "true"})):
        assert b"hx-get" not in answer.content
    assert b"htmx" not in client.get(page).content.replace(b"htmx-config", b"")


def test_a_draft_is_followed_by_nobody(client: Client) -> None:
    meeting, _by, _term = live(published=False)
    for address in ("live/", "check-in/", "attendance.csv"):
        answer = client.get(
            f"{meeting.get_absolute_url()}{address}", headers={"HX-Request": "true"}
        )
        assert answer.status_code in (302, 404)


def test_an_old_page_takes_nothing_back_that_was_recorded_meanwhile(client: Client) -> None:
    meeting, by, term = live()
    client.force_login(by)
    page = f"{meeting.get_absolute_url()}attendance/"
    name = f"term_{term.pk}"
    assert f'name="initial-{name}"' in client.get(page).content.decode()
    attendance.check_in(meeting, by=term.person, code=attendance.open_check_in(meeting, by=by))
    client.post(page, {name: "", f"initial-{name}": ""})
    assert Attendance.objects.get().presence == "present"
    assert b"Checked in with the code." in client.get(page).content
    client.post(page, {name: "", f"initial-{name}": "present"})
    assert not Attendance.objects.exists()


def test_members_take_the_attendance_along_as_a_table(client: Client) -> None:
    meeting, by, term = live()
    Person.objects.filter(pk=term.person_id).update(name="=HYPERLINK(1)")
    attendance.record(meeting, by=by, presence={term: "excused"})
    page = f"{meeting.get_absolute_url()}attendance.csv"
    assert client.get(page)["Location"].startswith("/accounts/login/")
    client.force_login(PersonFactory())
    assert client.get(page).status_code == 403
    client.force_login(seated(meeting.forum))
    answer = client.get(page)
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=HYPERLINK(1)" in answer.content.decode()
    assert "Excused" in answer.content.decode()


@pytest.mark.parametrize("begins", [-10, 60 * 24, -60 * 24], ids=["live", "next", "held"])
def test_the_page_asks_the_database_a_dozen_times_at_most(client: Client, begins: int) -> None:
    """Before, during and after, with something of everything on it."""
    meeting, by, term = live()
    earlier = MeetingFactory(
        forum=meeting.forum, published=True, starts_at=timezone.now() - dt.timedelta(days=9)
    )
    for row in (earlier, meeting):
        ActionItem.objects.create(
            forum=meeting.forum,
            meeting=row,
            owner=by,
            title={"en": "x"},
            due_on=meeting.forum.today,
        )
        AgendaItem.objects.create(meeting=row, position=1, title={"en": "x"})
    attendance.record(meeting, by=by, presence={term: "present"})
    DecisionFactory(
        forum=meeting.forum, meeting=meeting, published_at=timezone.now(),
        outcome="adopted", decided_on=timezone.now().date(), reasons={"en": "x"},
    )  # fmt: skip
    document = DocumentFactory(forum=meeting.forum, published_at=timezone.now())
    MeetingPaper.objects.create(meeting=meeting, document=document)
    said = comments.add(meeting, by=PersonFactory(), text="When?")
    comments.add(meeting, by=by, text="Now.", parent=said, is_official=True)
    minutes.write(meeting, by=by, minutes={"en": "Said."})
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=timezone.now() + dt.timedelta(minutes=begins),
        ends_at=timezone.now() + dt.timedelta(minutes=begins + 120),
    )
    meeting.refresh_from_db()
    if meeting.state == "held":
        minutes.send_to_review(meeting, by=by)
        minutes.publish(meeting, by=by)
        minutes.correct(meeting, by=by, minutes={"en": "Else."}, reason={"en": "x"})
    page = meeting.get_absolute_url()
    ContentType.objects.clear_cache()  # what a process has asked before does not count
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    assert len(asked) <= 12, "\n".join(
        query["sql"][:110] + " … " + query["sql"][-160:] for query in asked
    )


def test_an_alternate_is_told_that_the_member_is_there_herself(client: Client) -> None:
    meeting, by, term = live()
    term.alternate = PersonFactory()
    term.save()
    code = attendance.open_check_in(meeting, by=by)
    attendance.check_in(meeting, by=term.person, code=code)
    client.force_login(term.alternate)
    page = f"{meeting.get_absolute_url()}check-in/"
    answer = client.post(page, {"code": code}, follow=True).content.decode()
    assert f"The seat is taken by its member, {term.person.name}." in answer
    assert "Your seat is taken" not in answer
    assert Attendance.objects.get().presence == "present"


def test_who_comes_with_the_code_after_the_end_is_told_whom_to_ask(client: Client) -> None:
    meeting, by, term = live()
    code = attendance.open_check_in(meeting, by=by)
    Meeting.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    page = f"{meeting.get_absolute_url()}check-in/"
    client.force_login(term.person)
    for answer in (client.get(page), client.post(page, {"code": code})):
        assert answer.status_code == 200
        assert b"asks the coordinator to correct it" in answer.content
    client.force_login(by)
    room = client.get(f"{page}room/").content.decode()
    assert "You can still record and correct who was there." in room
    assert code not in room
    assert not Attendance.objects.exists()
