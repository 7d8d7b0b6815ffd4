"""What the portal holds of a person who took part in making a plan: in her file, and when she leaves."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client

from action_plans.models import Draft, DraftAuthor, Revision, Suggestion, Support
from forums.domain import anonymity, people
from forums.models import Person
from tests.factories import (
    ContributionFactory,
    DraftFactory,
    OutreachActivityFactory,
    PersonFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db
NAME = "Zenobia Quartz"


def written(draft: Draft, person: Person) -> None:
    """An answer of the draft by the person, who is one of its authors."""
    DraftAuthor.objects.get_or_create(draft=draft, person=person)
    Revision.objects.create(
        draft=draft, question="problem", language="en", number=1, text="It is dark.", author=person
    )


def test_the_file_holds_all_that_a_person_did_for_a_plan() -> None:
    person = PersonFactory(name=NAME)
    contribution = ContributionFactory(author=person, title="My street has no light")
    plan = contribution.plan
    Support.objects.create(person=person, contribution=ContributionFactory(plan=plan))
    draft = DraftFactory(plan=plan, created_by=person)
    written(draft, person)
    Suggestion.objects.create(
        draft=DraftFactory(plan=plan), number=1, question="problem", language="en",
        text="It is pitch dark.", author=person,
    )  # fmt: skip
    OutreachActivityFactory(plan=plan, recorded_by=person, title="Evening by lamplight")
    ResponseFactory(plan=plan, answered_by=person)
    text = json.dumps(held := people.own_data(person), cls=DjangoJSONEncoder, ensure_ascii=False)
    assert {
        "action_plans.Contribution.author",
        "action_plans.Support.person",
        "action_plans.Draft.created_by",
        "action_plans.DraftAuthor.person",
        "action_plans.Revision.author",
        "action_plans.Suggestion.author",
        "action_plans.OutreachActivity.recorded_by",
        "action_plans.ReasonedResponse.answered_by",
    } <= set(held)
    assert all(
        words in text
        for words in ("My street has no light", "It is dark.", "pitch dark", "Evening by lamplight")
    )


def test_nothing_that_points_at_a_person_hides_from_her_file() -> None:
    hidden = [
        relation.name
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and relation.hidden
        and relation.related_model._meta.app_label in people.APPS  # type: ignore[union-attr]
        and not hasattr(relation.related_model, "pgh_tracked_model")
        and not relation.related_model._meta.auto_created  # type: ignore[union-attr]
    ]
    assert hidden == []


def test_the_name_of_who_left_stands_on_no_page_of_what_she_wrote(client: Client) -> None:
    person = PersonFactory(name=NAME)
    contribution = ContributionFactory(author=person)
    plan = contribution.plan
    draft = DraftFactory(plan=plan, published_at=plan.published_at, created_by=person)
    written(draft, person)
    addresses = [
        contribution.get_absolute_url(),
        draft.get_absolute_url(),
        f"{plan.get_absolute_url()}contributions/",
        f"{draft.get_absolute_url()}problem/en/history/",
        "/api/v1/contributions/",
    ]
    for address in addresses:
        assert NAME in client.get(address).content.decode(), address
    anonymity.anonymise(person, by=person)
    for address in addresses:
        assert NAME not in client.get(address).content.decode(), address
