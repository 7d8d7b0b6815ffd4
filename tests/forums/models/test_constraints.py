"""What must always hold is held by the database, whatever path the change takes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from forums.models import Document, Forum, Meeting, Person, Term
from forums.models.forums import Forum as ForumModel
from tests.factories import (
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    SeatFactory,
    TermFactory,
    days,
)

pytestmark = pytest.mark.django_db


def refused(act: Any, error: type[Exception] = IntegrityError) -> None:
    with pytest.raises(error), transaction.atomic():
        act()


def test_a_day_of_publication_never_moves() -> None:
    forum = ForumFactory()
    refused(lambda: Forum.objects.update(published_at=timezone.now() - days(30)), DatabaseError)
    refused(lambda: Forum.objects.update(published_at=None), DatabaseError)
    forum.refresh_from_db()
    assert forum.published_at is not None


def test_a_seat_has_one_holder_at_a_time() -> None:
    seat = SeatFactory()
    TermFactory(seat=seat, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2025, 12, 31))
    refused(lambda: TermFactory(seat=seat, starts_on=dt.date(2025, 12, 31)))
    TermFactory(seat=seat, starts_on=dt.date(2026, 1, 1))
    TermFactory(seat=SeatFactory(), starts_on=dt.date(2024, 6, 1))
    assert Term.objects.count() == 3


def test_nobody_is_her_own_alternate() -> None:
    person = PersonFactory()
    refused(lambda: TermFactory(person=person, alternate=person))


def test_a_document_is_a_file_or_a_link() -> None:
    forum = ForumFactory()
    refused(lambda: Document.objects.create(forum=forum, title="x"))
    refused(lambda: Document.objects.create(forum=forum, title="x", file="a.pdf"))


def test_an_address_is_kept_in_lower_case_once() -> None:
    PersonFactory(email="ana@example.org")
    refused(lambda: PersonFactory(email="Ana@example.org"))
    refused(lambda: PersonFactory(email="ana@example.org"))
    assert Person.objects.create_user("ANA2@Example.org", name="Ana").email == "ana2@example.org"


def test_a_decision_that_was_taken_has_its_day_and_a_vote_its_count() -> None:
    refused(lambda: DecisionFactory(outcome="adopted"))
    refused(
        lambda: DecisionFactory(outcome="adopted", method="vote", decided_on=dt.date(2026, 1, 1))
    )


def test_minutes_are_public_only_with_their_meeting() -> None:
    MeetingFactory()
    refused(lambda: Meeting.objects.update(minutes_published_at=timezone.now()))


def test_each_change_is_kept_even_where_no_verb_was_used() -> None:
    forum = ForumFactory()
    ForumModel.objects.filter(pk=forum.pk).update(colour="#112233")
    ForumModel.objects.filter(pk=forum.pk).delete()
    events = Forum.pgh_event_models  # type: ignore[attr-defined]
    kept = {
        label
        for row in events.values()
        for label in row.objects.values_list("pgh_label", flat=True)
    }
    assert kept >= {"insert", "update", "delete"}
