from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from action_plans.domain import drafts, suggestions
from action_plans.models import Draft, Suggestion, SuggestionState
from forums.domain import moderation
from forums.models import Flag, Person
from tests.factories import DraftFactory, PersonFactory, coordinator, seated

pytestmark = pytest.mark.django_db

BASE = "The office publishes contracts every year in one place."
WEEK = BASE.replace("year", "week")


@pytest.fixture
def draft() -> Draft:
    made: Draft = DraftFactory(published_at=timezone.now())
    ana = seated(made.plan.forum, name="Ana")
    drafts.save(made, by=ana, question="problem", language="en", text=BASE, base_number=0)
    return made


@pytest.fixture
def ana(draft: Draft) -> Person:
    return Person.objects.get(name="Ana")


def queue_of(draft: Draft) -> str:
    return reverse("forums:moderation-queue", args=[draft.plan.forum.slug])


def suggest(client: Client, draft: Draft, text: str = WEEK, **more: Any) -> Any:
    address = f"{draft.get_absolute_url()}problem/en/suggest/"
    values = {"text": text, "base_number": 1, "why": "It is quicker.", **more}
    return client.post(address, values, follow=True)


def test_a_citizen_suggests_and_everybody_reads_what_became_of_it(
    client: Client, draft: Draft, ana: Person
) -> None:
    client.force_login(PersonFactory(name="Ben"))
    assert "Suggest a change" in client.get(draft.get_absolute_url()).content.decode()
    assert "you will be told by e-mail" in suggest(client, draft).content.decode()
    made = Suggestion.objects.get()
    client.force_login(ana)
    assert "1 open suggestion" in client.get(draft.get_absolute_url()).content.decode()
    assert "<ins>week </ins>" in client.get(made.get_absolute_url()).content.decode()
    client.post(f"{made.get_absolute_url()}decline/", {"why": "Too quick for small offices."})
    client.logout()
    for address in (made.get_absolute_url(), f"{draft.get_absolute_url()}suggestions/"):
        assert "Too quick for small offices." in client.get(address).content.decode()


def test_a_decline_without_a_word_is_asked_for_one(
    client: Client, draft: Draft, ana: Person
) -> None:
    client.force_login(ana)
    suggest(client, draft)
    made = Suggestion.objects.get()
    answer = client.post(f"{made.get_absolute_url()}decline/", {"why": ""})
    assert answer.status_code == 422
    assert "Say in a word why." in answer.content.decode()
    made.refresh_from_db()
    assert made.state == SuggestionState.OPEN


def test_a_suggestion_that_touches_a_later_edit_is_settled_by_the_author(
    client: Client, draft: Draft, ana: Person
) -> None:
    client.force_login(ana)
    suggest(client, draft)
    drafts.save(
        draft,
        by=ana,
        question="problem",
        language="en",
        text=BASE.replace("year", "month"),
        base_number=1,
    )
    accept = f"{Suggestion.objects.get().get_absolute_url()}accept/"
    answer = client.post(accept)
    assert answer.status_code == 409
    assert "The text was changed since at the same words" in answer.content.decode()
    settled = BASE.replace("year", "week or month")
    client.post(accept, {"text": settled, "base_number": 2})
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    assert head.text == settled
    assert Suggestion.objects.get().state == SuggestionState.ACCEPTED


def test_only_authors_answer_and_only_the_suggester_takes_back(
    client: Client, draft: Draft, ana: Person
) -> None:
    ben = PersonFactory()
    client.force_login(ben)
    suggest(client, draft)
    made = Suggestion.objects.get()
    assert client.post(f"{made.get_absolute_url()}accept/").status_code == 403
    assert client.post(f"{made.get_absolute_url()}decline/", {"why": "No."}).status_code == 403
    client.post(f"{made.get_absolute_url()}withdraw/")
    made.refresh_from_db()
    assert made.state == SuggestionState.WITHDRAWN


def test_the_page_of_a_held_suggestion_that_is_taken_back_promises_no_first_look(
    client: Client, draft: Draft, ana: Person
) -> None:
    moderation.hold_first_texts(draft.plan.forum, by=ana, holds=True)
    client.force_login(PersonFactory())
    suggest(client, draft)
    made = Suggestion.objects.get()
    assert "It waits for a first look" in client.get(made.get_absolute_url()).content.decode()
    client.post(f"{made.get_absolute_url()}withdraw/")
    shown = client.get(made.get_absolute_url()).content.decode()
    assert "Taken back" in shown
    assert "It waits for a first look" not in shown


def test_a_held_suggestion_is_seen_by_its_author_and_the_coordinators_alone(
    client: Client, draft: Draft, ana: Person
) -> None:
    moderation.hold_first_texts(draft.plan.forum, by=ana, holds=True)
    newcomer, moderator = PersonFactory(), coordinator(draft.plan.forum)
    client.force_login(newcomer)
    assert (
        "looks at your first text"
        in client.get(f"{draft.get_absolute_url()}problem/en/suggest/").content.decode()
    )
    assert "looks at the first text of each new account" in suggest(client, draft).content.decode()
    made = Suggestion.objects.get()
    listed = f"{draft.get_absolute_url()}suggestions/"
    for reader in (newcomer, moderator):
        client.force_login(reader)
        assert "It is quicker." in client.get(made.get_absolute_url()).content.decode()
        assert "It is quicker." in client.get(listed).content.decode()
    assert "It is quicker." in client.get(queue_of(draft)).content.decode()
    strangers: list[Person | None] = [ana, PersonFactory(), None]
    for stranger in strangers:
        client.logout()
        if stranger:
            client.force_login(stranger)
        assert client.get(made.get_absolute_url()).status_code == 404
        assert "It is quicker." not in client.get(listed).content.decode()
    assert client.get("/api/v1/suggestions/").json()["results"] == []
    moderation.release(made, by=moderator)
    assert len(client.get("/api/v1/suggestions/").json()["results"]) == 1


def test_a_removed_suggestion_leaves_its_number_and_the_reason_everywhere(
    client: Client, draft: Draft, ana: Person
) -> None:
    client.force_login(ben := PersonFactory())
    suggest(client, draft)
    made = Suggestion.objects.get()
    suggestions.accept(made, by=ana)
    client.force_login(coordinator(draft.plan.forum))
    answer = client.post(
        f"/texts/suggestion/{made.pk}/remove/", {"reason": "It names a patient."}, follow=True
    )
    assert "It had been accepted." in answer.content.decode()
    client.logout()
    for address in (made.get_absolute_url(), f"{draft.get_absolute_url()}suggestions/"):
        page = client.get(address).content.decode()
        assert "It names a patient." in page
        assert "It is quicker." not in page
    history = client.get(f"{draft.get_absolute_url()}problem/en/history/").content.decode()
    assert f'href="{made.get_absolute_url()}"' in history
    assert client.get("/api/v1/suggestions/").json()["results"] == []
    client.force_login(ben)
    assert "Read it, or appeal" in client.get(made.get_absolute_url()).content.decode()


def test_a_reader_reports_a_suggestion_once(client: Client, draft: Draft, ana: Person) -> None:
    client.force_login(PersonFactory())
    suggest(client, draft)
    made = Suggestion.objects.get()
    assert "Report this" not in client.get(made.get_absolute_url()).content.decode()
    client.force_login(PersonFactory())
    assert "Report this" in client.get(made.get_absolute_url()).content.decode()
    client.post(f"/texts/suggestion/{made.pk}/report/", {"reason": "Rude."})
    assert Flag.objects.of(made).count() == 1
    client.force_login(coordinator(draft.plan.forum))
    assert "Rude." in client.get(f"{queue_of(draft)}?show=reported").content.decode()


def test_suggestions_of_a_draft_that_is_not_public_are_not_found(client: Client) -> None:
    hidden = DraftFactory()
    member = seated(hidden.plan.forum)
    client.force_login(member)
    drafts.save(hidden, by=member, question="problem", language="en", text=BASE, base_number=0)
    suggest(client, hidden)
    made = Suggestion.objects.get()
    client.force_login(PersonFactory())
    top = hidden.get_absolute_url()
    for address in (made.get_absolute_url(), f"{top}suggestions/", f"{top}problem/en/suggest/"):
        assert client.get(address).status_code == 404
    assert suggest(client, hidden, BASE.replace("one", "two")).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"text": "x\x00"},
        {"text": "x" * 20001},
        {"base_number": "9" * 20},
        {"base_number": ""},
        {"why": "x" * 501},
        {"submission": "no uuid"},
        {"text": BASE},
    ],
)
def test_what_cannot_be_suggested_is_said_and_stays_typed(
    client: Client, draft: Draft, values: dict[str, str]
) -> None:
    client.force_login(PersonFactory())
    answer = suggest(client, draft, **values)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not Suggestion.objects.exists()


def test_many_suggestions_in_a_short_time_are_slowed_and_nothing_typed_is_lost(
    client: Client, draft: Draft
) -> None:
    client.force_login(PersonFactory())
    for number in range(20):
        suggest(client, draft, f"{BASE} {number}")
    answer = suggest(client, draft, f"{BASE} once more")
    assert "once more" in answer.content.decode()
    assert "in a short time" in answer.content.decode()
    assert Suggestion.objects.count() == 20
