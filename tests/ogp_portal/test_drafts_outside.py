"""Drafts in the open data, and what they ask of those who write them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from action_plans.domain import authors, drafts, suggestions
from action_plans.models import Draft
from forums.models import Person
from ogp_portal.waiting.everything import waiting_for
from tests.factories import DraftFactory, OrganisationFactory, PersonFactory, days, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    made: Draft = DraftFactory(
        published_at=timezone.now(),
        values=["participation"],
        contact_name="Nora",
        contact_email="office@example.org",
    )
    made.supporting.add(OrganisationFactory(slug="open-ledger"))
    ana = seated(made.plan.forum, name="Ana")
    drafts.save(made, by=ana, question="problem", language="en", text="One two.", base_number=0)
    suggestions.suggest(
        made,
        by=PersonFactory(name="Ben"),
        question="problem",
        language="en",
        text="One two three.",
        base_number=1,
        why="To be exact.",
    )
    return made


def test_a_draft_says_whom_it_serves_who_supports_it_and_whom_to_ask(
    client: Client, draft: Draft
) -> None:
    (row,) = client.get("/api/v1/drafts/").json()["results"]
    assert row["values"] == ["participation"]
    assert [each["slug"] for each in row["supporting"]] == ["open-ledger"]
    assert "office@example.org" not in str(row)
    assert row["authors"] == ["Ana"]


def test_suggestions_are_open_data_where_their_draft_is(client: Client, draft: Draft) -> None:
    (row,) = client.get("/api/v1/suggestions/", {"status": "open"}).json()["results"]
    assert (row["author"], row["why"], row["status"]) == ("Ben", "To be exact.", "open")
    assert client.get(row["page"]).status_code == 200
    Draft.objects.update(withdrawn_at=timezone.now())
    assert client.get("/api/v1/suggestions/").json()["results"] == []


def told(person: Person) -> list[tuple[str, str]]:
    fresh = Person.objects.get(pk=person.pk)
    return [(row.what, row.when) for row in waiting_for(fresh) if "suggestion" in row.what]


def test_open_suggestions_wait_for_the_authors_of_their_draft_and_for_nobody_else(
    draft: Draft,
) -> None:
    ana = Person.objects.get(name="Ana")
    official = PersonFactory(name="Official")
    authors.ask(draft, by=ana, email=official.email)
    draft.suggestions.update(made_at=timezone.now() - days(3))
    assert told(ana) == told(official) == [("1 suggestion to answer", "for 3 days")]
    assert told(seated(draft.plan.forum)) == []
    suggestions.decline(draft.suggestions.get(), by=ana, why="No.")
    assert told(ana) == []
