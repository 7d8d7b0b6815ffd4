from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from action_plans.domain import drafts, suggestions
from action_plans.models import Draft
from action_plans.views.history import MOST_STEPS
from forums.models import Person
from tests.factories import DraftFactory, PersonFactory, seated

pytestmark = pytest.mark.django_db


def save(draft: Draft, by: Person, text: str, base: int) -> None:
    drafts.save(draft, by=by, question="problem", language="en", text=text, base_number=base)


@pytest.fixture
def draft() -> Draft:
    made: Draft = DraftFactory(published_at=timezone.now())
    return made


def test_a_long_history_comes_in_pages_and_opens_where_a_revision_is(
    client: Client, draft: Draft
) -> None:
    people = [PersonFactory(), PersonFactory()]
    for number in range(15):
        save(draft, people[number % 2], f"Text number {number}.", number)
    address = f"{draft.get_absolute_url()}problem/en/history/"
    first, last = (client.get(address, {"page": page}).content.decode() for page in (1, 2))
    assert 'id="r15"' in first
    assert 'id="r5"' not in first
    assert 'id="r1"' in last
    assert 'id="r2"' in client.get(address, {"revision": 2}).content.decode()
    assert client.get(address, {"revision": "9" * 40, "page": "x"}).status_code == 200


def test_many_saves_of_a_sitting_read_as_one_step_with_an_anchor_for_each(
    client: Client, draft: Draft
) -> None:
    ana = PersonFactory()
    save(draft, PersonFactory(), "Before.", 0)
    for number in range(1, 6):
        save(draft, ana, "Before. " + "More. " * number, number)
    shown = client.get(f"{draft.get_absolute_url()}problem/en/history/").content.decode()
    assert "saved 5 times" in shown
    assert shown.count('class="item"') == 2
    assert all(f'id="r{number}"' in shown for number in range(1, 7))


def test_the_history_says_whose_suggestion_it_was_and_who_accepted(
    client: Client, draft: Draft
) -> None:
    ana = seated(draft.plan.forum, name="Ana")
    save(draft, ana, "We publish every year.", 0)
    made = suggestions.suggest(
        draft,
        by=PersonFactory(name="Ben"),
        question="problem",
        language="en",
        text="We publish every month.",
        base_number=1,
    )
    suggestions.accept(made, by=ana)
    shown = client.get(f"{draft.get_absolute_url()}problem/en/history/").content.decode()
    assert "Suggestion 1, accepted by Ana" in shown
    words = client.get(f"{draft.get_absolute_url()}problem/en/words/").content.decode()
    assert ">Ben: <" in words
    assert "month." in words


def test_who_wrote_what_names_each_part(client: Client, draft: Draft) -> None:
    ana, ben = PersonFactory(name="Ana"), PersonFactory(name="Ben")
    save(draft, ana, "One.", 0)
    save(draft, ben, "One.\n\nTwo.", 1)
    address = f"{draft.get_absolute_url()}problem/en/words/"
    runs = client.get(address).context["runs"]
    assert [(run["person"].name, run["text"]) for run in runs] == [
        ("Ana", "One.\n\n"),
        ("Ben", "Two."),
    ]
    assert "Not answered yet." in client.get(address.replace("problem", "causes")).content.decode()


def test_a_restored_conflicting_text_is_its_writers(client: Client, draft: Draft) -> None:
    ana, ben = PersonFactory(name="Ana"), PersonFactory(name="Ben")
    save(draft, ana, "One two three.", 0)
    save(draft, ana, "One 2 three.", 1)
    save(draft, ben, "One zwei three.", 1)
    conflict = draft.revisions.get(kind="conflict")
    drafts.restore(conflict, by=ana)
    runs = client.get(f"{draft.get_absolute_url()}problem/en/words/").context["runs"]
    assert [(run["person"].name, run["text"].strip()) for run in runs] == [
        ("Ana", "One"),
        ("Ben", "zwei"),
        ("Ana", "three."),
    ]


def test_who_wrote_what_is_found_out_once_for_each_text_that_stands(
    client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = PersonFactory(name="Ana"), PersonFactory(name="Ben")
    save(draft, ana, "One.", 0)
    address = f"{draft.get_absolute_url()}problem/en/words/"
    first = client.get(address).context["runs"]
    with monkeypatch.context() as without:
        without.delattr("action_plans.views.history.attribute")
        assert client.get(address).context["runs"] == first
    save(draft, ben, "One.\n\nTwo.", 1)
    assert len(client.get(address).context["runs"]) == 2


def test_a_history_too_long_to_follow_says_so(client: Client, draft: Draft) -> None:
    people = [PersonFactory(), PersonFactory()]
    for number in range(MOST_STEPS + 1):
        save(draft, people[number % 2], f"Text {number}.", number)
    shown = client.get(f"{draft.get_absolute_url()}problem/en/words/").content.decode()
    assert "the oldest words are not followed" in shown
    assert "Earlier authors" in shown
