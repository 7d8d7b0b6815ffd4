from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from action_plans.domain import drafts
from action_plans.models import Draft, RevisionKind
from forums.models import Person
from tests.factories import DraftFactory, PersonFactory, seated

pytestmark = pytest.mark.django_db

BASE = "The office publishes contracts every year in one place."
JSON = {"Accept": "application/json"}


@pytest.fixture
def draft() -> Draft:
    made: Draft = DraftFactory()
    gil = seated(made.plan.forum, name="Gil")
    drafts.save(made, by=gil, question="problem", language="en", text=BASE, base_number=0)
    return made


@pytest.fixture
def ana(draft: Draft, client: Client) -> Person:
    person = seated(draft.plan.forum, name="Ana")
    client.force_login(person)
    return person


def address(draft: Draft, rest: str = "") -> str:
    return f"{draft.get_absolute_url()}problem/en/{rest}"


def gil_writes(draft: Draft, text: str) -> None:
    gil = Person.objects.get(name="Gil")
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    drafts.save(
        draft, by=gil, question="problem", language="en", text=text, base_number=head.number
    )


def autosave(client: Client, draft: Draft, text: str, base: int) -> tuple[int, dict[str, Any]]:
    answer = client.post(address(draft), {"text": text, "base_number": base}, headers=JSON)
    return answer.status_code, answer.json()


def test_a_form_that_saves_itself_is_told_when_and_on_what_it_goes_on(
    client: Client, draft: Draft, ana: Person
) -> None:
    status, told = autosave(client, draft, f"{BASE} Twice.", 1)
    assert (status, told["state"], told["number"], told["typed"]) == (200, "saved", 2, 2)
    assert told["message"] == f"Saved {told['time']}"
    _status, told = autosave(client, draft, f"{BASE} Twice. Or more.", told["number"])
    assert told["number"] == 3


def test_who_types_on_after_a_merge_takes_nothing_of_the_others_back(
    client: Client, draft: Draft, ana: Person
) -> None:
    gil_writes(draft, BASE.replace("office", "ministry"))
    _status, told = autosave(client, draft, BASE.replace("year", "week"), 1)
    assert told["state"] == "merged"
    assert told["text"] == BASE.replace("office", "ministry").replace("year", "week")
    typed_on = BASE.replace("year", "week").replace("one place", "one public place")
    _status, told = autosave(client, draft, typed_on, told["typed"])
    assert told["text"] == typed_on.replace("office", "ministry")


def test_a_conflict_found_by_a_form_that_saves_itself_shows_both_and_three_ways_on(
    client: Client, draft: Draft, ana: Person
) -> None:
    gil_writes(draft, BASE.replace("year", "month"))
    status, told = autosave(client, draft, BASE.replace("year", "week"), 1)
    assert (status, told["state"]) == (200, "conflict")
    for words in ("Keep mine", "Keep theirs", "Put both together", "<ins>week </ins>", "Gil"):
        assert words in told["html"]
    autosave(client, draft, BASE.replace("year", "week"), 1)
    assert draft.revisions.filter(kind=RevisionKind.CONFLICT).count() == 1
    _status, told = autosave(client, draft, BASE.replace("year", "week"), told["number"])
    assert told["state"] == "saved"


def test_without_a_script_a_conflict_is_a_page_and_keep_mine_is_a_button(
    client: Client, draft: Draft, ana: Person
) -> None:
    gil_writes(draft, BASE.replace("year", "month"))
    mine = BASE.replace("year", "week")
    answer = client.post(address(draft), {"text": mine, "base_number": 1})
    assert answer.status_code == 409
    assert f'name="base_number" value="{2}"' in answer.content.decode()
    client.post(address(draft), {"text": mine, "base_number": 2})
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    assert head.text == mine


def test_a_question_is_edited_alone_in_place_and_comes_back_as_it_stands(
    client: Client, draft: Draft, ana: Person
) -> None:
    htmx = {"HX-Request": "true"}
    form = client.get(address(draft), headers=htmx).content.decode()
    assert '<section class="section" id="problem"' in form
    assert f'hx-post="{address(draft)}"' in form
    assert "hx-post" not in client.get(address(draft)).content.decode().split("<form")[1]
    saved = client.post(
        address(draft), {"text": "New text.", "base_number": 1}, headers=htmx, follow=True
    )
    shown = saved.content.decode()
    assert '<section class="section" id="problem"' in shown
    assert "New text." in shown


@pytest.mark.parametrize(
    "values",
    [
        {"text": "x\x00", "base_number": "1"},
        {"text": "x" * 20001, "base_number": "1"},
        {"text": "x", "base_number": "-1"},
        {"text": "x", "base_number": "one"},
        {"text": "x"},
        {},
    ],
)
def test_what_cannot_be_saved_is_said_and_stays_typed(
    client: Client, draft: Draft, ana: Person, values: dict[str, str]
) -> None:
    answer = client.post(address(draft), values)
    assert answer.status_code == 422
    assert values.get("text", "")[:5].strip("\x00") in answer.content.decode()
    told = client.post(address(draft), values, headers=JSON)
    assert (told.status_code, told.json()["state"]) == (422, "refused")
    assert told.json()["message"]
    assert draft.revisions.count() == 1


def test_a_base_that_never_was_loses_nothing(client: Client, draft: Draft, ana: Person) -> None:
    status, told = autosave(client, draft, "Another text.", 10**12)
    assert (status, told["state"]) == (200, "conflict")
    assert draft.revisions.filter(text="Another text.").exists()


def test_who_was_signed_out_is_sent_to_sign_in_and_a_stranger_may_not_write(
    client: Client, draft: Draft
) -> None:
    values = {"text": "x", "base_number": "1"}
    assert client.post(address(draft), values, headers=JSON).status_code == 302
    client.force_login(PersonFactory())
    assert client.post(address(draft), values, headers=JSON).status_code == 404


def test_a_question_or_language_that_is_not_there_is_not_found(
    client: Client, draft: Draft, ana: Person
) -> None:
    top = draft.get_absolute_url()
    for rest in ("nothing/en/", "problem/fr/", "problem/fr/history/", "problem/fr/words/"):
        assert client.get(f"{top}{rest}").status_code == 404


def test_advice_comes_while_one_types_and_saves_nothing(
    client: Client, draft: Draft, ana: Person
) -> None:
    shown = client.post(address(draft, "advice/"), {"text": "People wait."}).content.decode()
    assert "The problem has no figure." in shown
    assert client.post(address(draft, "advice/"), {"text": "a\x00" * 30000}).status_code == 200
    assert draft.revisions.count() == 1
