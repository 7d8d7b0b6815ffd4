"""A decision or a document is chosen by its day, the newest first, among those that are public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q

from forums.forms.choosing import DecisionChoice, DocumentChoice
from forums.models import Decision, Forum, Outcome
from tests.factories import DecisionFactory, DocumentFactory, ForumFactory

pytestmark = pytest.mark.django_db


def taken(forum: Forum, day: str, **fields: object) -> Decision:
    values = {
        "forum": forum,
        "decided_on": dt.date.fromisoformat(day),
        "outcome": Outcome.ADOPTED,
        "reasons": {"en": "Asked for."},
        "published_at": dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        **fields,
    }
    made: Decision = DecisionFactory(**values)
    return made


def labels(field: DecisionChoice | DocumentChoice) -> list[str]:
    choices: Any = field.choices
    return [str(label) for _value, label in choices]


def test_decisions_that_the_forum_took_in_public_are_offered_the_newest_first() -> None:
    forum = ForumFactory()
    taken(forum, "2026-03-02", number=1, title={"en": "Older"})
    taken(forum, "2026-05-04", number=2, title={"en": "Newer"})
    taken(forum, "2026-05-05", number=3, title={"en": "Hidden"}, published_at=None)
    taken(ForumFactory(), "2026-05-05", number=4, title={"en": "Elsewhere"})
    DecisionFactory(
        forum=forum, number=5, published_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    )  # still open
    field = DecisionChoice()
    field.offer(forum)
    assert labels(field) == [
        "Choose a decision",
        "2: Newer (4 May 2026)",
        "1: Older (2 March 2026)",
    ]


def test_what_was_chosen_stays_offered() -> None:
    forum = ForumFactory()
    rejected = taken(forum, "2026-03-02", number=1, outcome=Outcome.REJECTED)
    field = DecisionChoice()
    field.offer(forum, only=Q(outcome=Outcome.ADOPTED))
    assert labels(field) == ["Choose a decision"]
    field.offer(forum, only=Q(outcome=Outcome.ADOPTED), chosen=rejected.pk)
    assert len(labels(field)) == 2


def test_public_documents_are_offered_the_newest_first() -> None:
    forum = ForumFactory()
    for day, title in ((1, "Older"), (2, "Newer")):
        at = dt.datetime(2026, 6, day, 12, tzinfo=dt.UTC)
        DocumentFactory(forum=forum, title={"en": title}, published_at=at)
    DocumentFactory(forum=forum, title={"en": "Hidden"}, published_at=None)
    field = DocumentChoice()
    field.offer(forum)
    assert labels(field) == ["Choose a document", "Newer (2 June 2026)", "Older (1 June 2026)"]
