from __future__ import annotations

import random

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.similar import fingerprint, similar, weigh
from action_plans.models import ActionPlan, Contribution
from tests.factories import ActionPlanFactory, ContributionFactory, ThemeFactory

WATER = "The water in Pozo Blanco is brown after every heavy rain"
OTHERS = [
    "The ferry to the island costs too much",
    "Nobody answers at the land registry",
    "The school kitchen gets no eggs from the cooperative",
    "Meetings with lobbyists should be public",
    "Retired teachers cannot pay their rent",
]


def plan_with(*titles: str) -> ActionPlan:
    plan: ActionPlan = ActionPlanFactory()
    for title in titles:
        ContributionFactory(plan=plan, title=title)
    return plan


def found(plan: ActionPlan, title: str, problem: str = "") -> list[str]:
    return [row.title for row in similar(plan, title=title, problem=problem)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "After every heavy rain the water is brown in Pozo Blanco",
        "Brown watter in Pozo Blanko after heavy rains",
        "THE WATER IN POZO BLANCO IS BROWN",
        "The wáter in Pózo Bláncó is brówn after heavy rain",
    ],
    ids=["other order", "typos and endings", "capitals", "accents"],
)
def test_the_same_said_otherwise_is_found_first(typed: str) -> None:
    assert found(plan_with(*OTHERS, WATER), typed)[0] == WATER


@pytest.mark.django_db
def test_what_is_told_at_length_is_found_by_its_title() -> None:
    told = (
        "Twenty neighbours signed our letter, the newspaper printed it, and a delegate promised"
        " an inquiry. None of these has led anywhere, so that we bought filters ourselves."
    )
    assert found(plan_with(*OTHERS, WATER), "Brown water in Pozo Blanco after rain", told) == [
        WATER
    ]


@pytest.mark.django_db
def test_what_is_about_something_else_is_not_shown() -> None:
    plan = plan_with(*OTHERS, WATER)
    assert found(plan, "A dictionary of sign language for courts") == []
    assert found(plan, "") == []
    assert found(plan, "Wa") == []


@pytest.mark.django_db
def test_only_public_contributions_to_the_same_plan_are_found() -> None:
    plan = ActionPlanFactory()
    ContributionFactory(title=WATER)
    ContributionFactory(plan=plan, title=WATER, published_at=None, held_at=timezone.now())
    ContributionFactory(plan=plan, title=WATER, withdrawn_at=timezone.now())
    assert found(plan, WATER) == []


@pytest.mark.django_db
def test_one_that_was_merged_is_found_as_the_one_that_goes_on() -> None:
    plan = plan_with(*OTHERS)
    goes_on = ContributionFactory(plan=plan, title="Clean wells for the whole valley")
    merged = ContributionFactory(
        plan=plan, title=WATER, merged_into=goes_on, merged_at=timezone.now()
    )
    assert similar(plan, title=WATER) == [goes_on]
    assert similar(plan, title=WATER, but=merged) == []


@pytest.mark.django_db
def test_at_most_five_are_shown_in_three_queries(django_assert_num_queries: object) -> None:
    plan = plan_with(*[f"{WATER} {number}" for number in range(9)])
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(found(plan, WATER)) == 5


def test_a_typo_changes_at_most_three_groups_and_the_order_none() -> None:
    assert fingerprint("Brown water") == fingerprint("wáter BROWN")
    before, after = set(fingerprint("brown water")), set(fingerprint("brawn water"))
    assert len(before - after) <= 3


@given(st.text(max_size=300), st.text(max_size=600))
def test_a_fingerprint_is_small_sorted_and_fits_the_column(title: str, problem: str) -> None:
    groups = fingerprint(title, problem)
    assert groups == sorted(set(groups))
    assert all(-(2**31) <= group < 2**31 for group in groups)


@given(st.lists(st.integers(0, 300), max_size=20).map(lambda rows: [*enumerate(rows)]))
def test_the_rarer_a_group_the_more_it_weighs(common: list[tuple[int, int]]) -> None:
    counts = dict(common)
    weights = weigh(list(counts), counts)
    ordered = sorted(weights, key=lambda group: counts[group])
    assert [weights[group] for group in ordered] == sorted(weights.values(), reverse=True)


@pytest.mark.django_db
def test_of_many_near_duplicates_the_original_is_among_the_first_five() -> None:
    chance = random.Random(4)
    plan = ActionPlanFactory()
    ThemeFactory(plan=plan)
    texts = [
        f"{what} of {where} {trouble}"
        for what in ("The school", "The clinic", "The bridge", "The market")
        for where in ("San Telmo", "Vado Seco", "Isla Perla", "Los Llanos")
        for trouble in ("is closed at noon", "has no ramp for chairs", "answers nobody")
    ]
    for text in texts:
        ContributionFactory(plan=plan, title=text)
    for text in texts:
        words = text.split()
        chance.shuffle(words)
        place = next(row for row in range(len(words)) if len(words[row]) > 4)
        words[place] = words[place][:2] + words[place][3:]
        assert text in found(plan, " ".join(words)), words


def test_fingerprints_of_contributions_stay_out_of_the_history() -> None:
    events = Contribution.pgh_event_models  # type: ignore[attr-defined]
    assert not any(
        field.name == "fingerprint" for model in events.values() for field in model._meta.fields
    )
