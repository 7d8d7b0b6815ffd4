from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from forums.domain import comments, minutes, minutes_due
from forums.models import Comment, Meeting, MinutesState, Person, Role, Sector
from tests.factories import (
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
SECRET = "zanahoria"


def held(**fields: object) -> tuple[Meeting, Person, Person]:
    """A public meeting of yesterday with draft minutes, its co-chair and a member."""
    forum = ForumFactory()
    values = {
        "forum": forum,
        "published": True,
        "starts_at": timezone.now() - days(1),
        "minutes": {"en": "We agreed."},
        **fields,
    }
    return MeetingFactory(**values), coordinator(forum), seated(forum)


def test_remarks_on_draft_minutes_are_seen_by_the_forum_alone(client: Client) -> None:
    meeting, by, member = held()
    minutes.send_to_review(meeting, by=by)
    client.force_login(member)
    review = f"{meeting.get_absolute_url()}minutes/review/"
    to = f"/comments/minutes/{meeting.pk}/"
    answer = client.post(to, {"text": f"Item 2: {SECRET}"}, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"{review}?comment=")
    assert SECRET in answer.content.decode()
    assert SECRET not in client.get(meeting.get_absolute_url()).content.decode()
    said = Comment.objects.get()
    assert said.internal
    forum = f"/forums/{meeting.forum.slug}"
    for published in (False, True):
        if published:
            minutes.publish(meeting, by=by)
        for reader in (None, PersonFactory(), coordinator(ForumFactory())):
            client.logout()
            if reader:
                client.force_login(reader)
            for address in (
                *(meeting.get_absolute_url(), f"{forum}/calendar/", f"{forum}/feed.atom"),
                *(f"/api/v1/meetings/{meeting.pk}/", f"/search/?q={SECRET}x", f"{forum}/"),
                f"{meeting.get_absolute_url()}session.pdf",
            ):
                page = client.get(address)
                assert page.status_code == 200, address
                assert SECRET not in page.content.decode(errors="replace").replace(f"{SECRET}x", "")
            assert client.get(review).status_code in (302, 403)
            assert client.post(to, {"text": "Let me in."}).status_code in (302, 403)
            answer = client.get(f"/texts/comment/{said.pk}/remove/")
            assert SECRET not in answer.content.decode()
    assert Comment.objects.count() == 1


def test_remarks_are_not_counted_among_the_publics(client: Client) -> None:
    meeting, _by, member = held()
    comments.add(meeting, by=member, text="One.", internal=True)
    comments.add(meeting, by=PersonFactory(), text="Two.")
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert '<span class="muted num">(1)</span>' in page
    assert "One." not in page


def test_an_answer_to_a_remark_cannot_be_made_public_by_another_address(client: Client) -> None:
    meeting, _by, member = held()
    said = comments.add(meeting, by=member, text="One.", internal=True)
    client.force_login(member)
    client.post(f"/comments/meeting/{meeting.pk}/", {"text": "Two.", "parent": said.pk})
    assert Comment.objects.get(text="Two.").parent is None


def test_the_draft_goes_to_the_members_and_both_chairs_approve_it(client: Client) -> None:
    meeting, by, _member = held()
    society = seated(meeting.forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY)
    page = meeting.get_absolute_url()
    client.force_login(by)
    answer = client.post(
        f"{page}minutes/", {"minutes__en": "We agreed on it.", "review": "1"}, follow=True
    )
    assert "3 people will be told by e-mail." in answer.content.decode()
    meeting.refresh_from_db()
    for chair in (by, society):
        client.force_login(chair)
        review = client.get(f"{page}minutes/review/").content.decode()
        assert "Approve this text" in review
        seen = minutes.fingerprint(meeting)
        client.post(f"{page}minutes/approve/", {"seen": seen})
    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.APPROVED
    client.post(f"{page}minutes/publish/")
    client.logout()
    public = client.get(page).content.decode()
    assert public.count("Approved by") == 2
    assert society.name in public
    assert "without review" not in public


def test_a_member_neither_approves_nor_publishes(client: Client) -> None:
    meeting, by, member = held()
    minutes.send_to_review(meeting, by=by)
    client.force_login(member)
    page = meeting.get_absolute_url()
    assert "Approve this text" not in client.get(f"{page}minutes/review/").content.decode()
    for address in ("minutes/approve/", "minutes/publish/", "minutes/review/send/"):
        assert client.post(f"{page}{address}").status_code == 403
    assert client.get(f"{page}minutes/").status_code == 403


def test_minutes_published_at_once_say_that_nobody_reviewed_them(client: Client) -> None:
    meeting, by, _member = held()
    client.force_login(by)
    page = meeting.get_absolute_url()
    assert "were not reviewed" in client.get(f"{page}minutes/").content.decode()
    client.post(f"{page}minutes/", {"minutes__en": "We agreed.", "publish": "1"})
    client.logout()
    assert "Published without review by the members." in client.get(page).content.decode()


def test_a_correction_says_why_and_shows_what_stood_there(client: Client) -> None:
    meeting, by, _member = held()
    minutes.publish(meeting, by=by)
    client.force_login(by)
    page = meeting.get_absolute_url()
    refused = client.post(f"{page}minutes/", {"minutes__en": "Three agreed."})
    assert refused.status_code == 200
    client.post(
        f"{page}minutes/", {"minutes__en": "Three agreed.", "reason__en": "The count was wrong."}
    )
    client.logout()
    public = client.get(page).content.decode()
    assert "Three agreed." in public
    assert "The count was wrong." in public
    assert "We agreed." in client.get(f"{page}minutes/corrections/1/").content.decode()
    for number in (0, 2):
        assert client.get(f"{page}minutes/corrections/{number}/").status_code == 404


def test_two_who_write_at_once_both_keep_their_text(client: Client) -> None:
    meeting, by, _member = held()
    client.force_login(by)
    page = f"{meeting.get_absolute_url()}minutes/"
    seen = minutes.fingerprint(meeting)
    minutes.write(meeting, by=by, minutes={"en": "Theirs."}, seen=seen)
    answer = client.post(page, {"minutes__en": "Mine.", "seen": seen}).content.decode()
    assert "Mine." in answer
    assert "Theirs." in answer
    client.post(page, {"minutes__en": "Both.", "seen": minutes.fingerprint(meeting)})
    meeting.refresh_from_db()
    assert str(meeting.minutes) == "Both."


def test_late_minutes_are_marked_for_everybody(client: Client) -> None:
    meeting, _by, _member = held(starts_at=timezone.now() - days(40), minutes={})
    page, calendar = meeting.get_absolute_url(), f"/forums/{meeting.forum.slug}/calendar/"
    minutes_due.set_due_dates()
    for address in (page, calendar):
        assert "Minutes late since" in client.get(address).content.decode()


def test_the_review_says_whose_approval_is_still_missing(client: Client) -> None:
    meeting, by, _member = held()
    other = seated(meeting.forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY)
    minutes.send_to_review(meeting, by=by)
    review = f"{meeting.get_absolute_url()}minutes/review/"
    client.force_login(by)
    assert "Still to be approved for: Civil society, Government" in text_of(client, review)
    minutes.approve(meeting, by=by, seen=minutes.fingerprint(meeting))
    assert "Still to be approved for: Civil society" in text_of(client, review)
    minutes.approve(meeting, by=other, seen=minutes.fingerprint(meeting))
    assert "Still to be approved" not in text_of(client, review)


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())
