from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from action_plans.domain import drafts, visits
from action_plans.models import Draft, DraftVisit
from forums.models import Person
from tests.factories import DraftFactory, PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def save(draft: Draft, by: Person, text: str, base: int) -> None:
    drafts.save(draft, by=by, question="problem", language="en", text=text, base_number=base)


def test_others_are_here_while_their_page_asks_and_not_after() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    now = timezone.now()
    visits.come(draft, by=ben, question="causes", at=now)
    (found,) = visits.here(draft, apart_from=ana, at=now + dt.timedelta(seconds=20))
    assert (found.person, found.question) == (ben, "causes")
    assert not visits.here(draft, apart_from=ben, at=now)
    assert not visits.here(draft, apart_from=ana, at=now + MINUTE)


def test_a_visit_is_one_row_and_ends_when_somebody_stays_away() -> None:
    draft, ana = DraftFactory(), PersonFactory()
    begun = timezone.now() - dt.timedelta(days=2)
    visits.come(draft, by=ana, at=begun)
    visits.come(draft, by=ana, at=begun + 5 * MINUTE)
    assert visits.left_at(draft, by=ana) is None
    visits.come(draft, by=ana, at=begun + dt.timedelta(days=1))
    assert visits.left_at(draft, by=ana) == begun + 5 * MINUTE
    visits.come(draft, by=ana, at=begun + dt.timedelta(days=1) + MINUTE)
    assert visits.left_at(draft, by=ana) == begun + 5 * MINUTE
    assert DraftVisit.objects.count() == 1


def test_a_poll_takes_one_query_to_note_and_one_to_look(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    for person in (ana, ben):
        visits.come(draft, by=person)
    with django_assert_num_queries(2):  # type: ignore[operator]
        visits.come(draft, by=ana)
        assert [row.person.name for row in visits.here(draft, apart_from=ana)] == [ben.name]


def test_what_changed_since_is_the_work_of_others_word_by_word() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    save(draft, ana, "We publish every year.", 0)
    since = timezone.now()
    save(draft, ben, "We publish every month.", 1)
    (change,) = visits.changes(draft, since=since, apart_from=ana)
    assert (change.question, change.language, change.authors) == ("problem", "en", [ben.name])
    assert [piece.text for piece in change.pieces if piece.kind == "removed"] == ["year."]


def test_what_one_did_oneself_is_no_news_nor_what_was_undone() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    since = timezone.now()
    save(draft, ana, "one", 0)
    assert visits.changes(draft, since=since, apart_from=ana) == []
    later = timezone.now()
    save(draft, ben, "two", 1)
    save(draft, ben, "one", 2)
    assert visits.changes(draft, since=later, apart_from=ana) == []
