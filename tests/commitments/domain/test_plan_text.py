"""What a version keeps of a plan's text comes back as it was."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commitments.domain.plan_compiling import commitment_text, compile_plan, languages_of
from commitments.domain.plan_pages import MOST_BYTES, cut, weight
from commitments.domain.plan_text import (
    AnswerText,
    CommitmentText,
    Office,
    PlanText,
    Process,
    StepText,
    ThemeText,
    UnknownFormat,
    from_json,
    keep,
    kept,
    to_json,
)
from forums.models import Translated
from tests.factories import (
    CommitmentFactory,
    ContributionFactory,
    ForumFactory,
    MilestoneFactory,
    OrganisationFactory,
    PhaseFactory,
    RunningPlanFactory,
    ThemeFactory,
)

words = st.builds(
    lambda en, es: Translated({"en": en, "es": es}), st.text(max_size=20), st.text(max_size=20)
)
days = st.none() | st.dates()
offices = st.builds(Office, st.text(min_size=1, max_size=9), words, st.just("government"))
steps = st.builds(
    StepText, st.text(max_size=5), words, words, days, days, days, st.none() | offices
)
answers = st.builds(AnswerText, st.text(max_size=9), words, words)
commitments = st.builds(
    CommitmentText,
    st.integers(1, 99),
    words,
    st.sampled_from(["", "water"]),
    st.none() | offices,
    st.lists(offices, max_size=2).map(tuple),
    answers=st.lists(answers, max_size=3).map(tuple),
    milestones=st.lists(steps, max_size=3).map(tuple),
    taken_out_on=days,
)


def plan_of(*rows: CommitmentText, **fields: object) -> PlanText:
    name = Translated({"en": "Name"})
    return PlanText(
        title=name,
        forum=name,
        member=name,
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2027, 12, 31),
        commitments=rows,
        **fields,  # type: ignore[arg-type]
    )


@given(st.lists(commitments, max_size=3))
def test_what_is_kept_as_json_comes_back_as_it_was(rows: list[CommitmentText]) -> None:
    text = plan_of(*rows, themes=(ThemeText("water", Translated({"en": "Water"})),))
    assert kept(json.loads(json.dumps(keep(text)))) == text


def test_an_older_version_that_says_less_is_read_with_what_it_has() -> None:
    content = keep(plan_of(CommitmentText(1, Translated({"en": "A"}))))
    del content["plan"]["figures"], content["plan"]["commitments"][0]["values"]
    content["plan"]["something else"] = 1
    read = kept(content)
    assert (read.figures, read.commitments[0].values) == (Process(), ())


def test_a_version_of_a_later_portal_is_not_guessed_at() -> None:
    with pytest.raises(UnknownFormat):
        kept({"format": 2, "plan": {}})


def test_commitments_are_read_theme_by_theme_and_those_without_one_last() -> None:
    title = Translated({"en": "A"})
    text = plan_of(
        CommitmentText(1, title),
        CommitmentText(2, title, theme="health"),
        CommitmentText(3, title, theme="water"),
        themes=(ThemeText("water", title), ThemeText("health", title), ThemeText("roads", title)),
    )
    assert [row.number for row in text.in_order] == [3, 2, 1]
    assert [theme.slug if theme else "" for theme, _rows in text.by_theme] == [
        "water",
        "health",
        "",
    ]


@given(st.lists(st.integers(0, 60_000), max_size=8))
def test_pages_hold_every_commitment_once_and_none_is_too_long(sizes: list[int]) -> None:
    rows = [
        CommitmentText(number, Translated({"en": "x" * size}))
        for number, size in enumerate(sizes, start=1)
    ]
    text = plan_of(*rows)
    pages = cut(text, "en")
    assert [row for page in pages for row in page.commitments] == rows
    assert [page.has_front for page in pages] == [True, *[False] * (len(pages) - 1)]
    for page in pages:
        together = sum(weight(row, "en") for row in page.commitments)
        assert len(page.commitments) == 1 or together <= MOST_BYTES


@pytest.mark.django_db
def test_the_text_says_what_is_public_of_the_plan_and_nothing_else() -> None:
    plan = RunningPlanFactory(introduction={"en": "Why."})
    theme = ThemeFactory(plan=plan)
    office = OrganisationFactory()
    commitment = CommitmentFactory(
        plan=plan, number=1, theme=theme, lead=office, answers={"problem": {"en": "P"}}
    )
    commitment.supporting.add(OrganisationFactory(sector="civil_society"))
    MilestoneFactory(commitment=commitment, due_on=dt.date(2027, 5, 1), responsible=office)
    CommitmentFactory(plan=plan, number=2, published_at=None)
    PhaseFactory(plan=plan)
    ContributionFactory(plan=plan)
    ContributionFactory(plan=plan, published_at=None)
    text = compile_plan(plan)
    [row] = text.commitments
    assert (row.lead, row.theme) == (Office(office.slug, office.name, "government"), theme.slug)
    assert row.answers[0].question["es"] != row.answers[0].question["en"]
    assert row.milestones[0].due_on == dt.date(2027, 5, 1)
    assert (text.figures.contributions, text.figures.answered) == (1, 0)
    assert len(text.figures.phases) == 1


@pytest.mark.django_db
def test_the_number_of_queries_does_not_follow_that_of_commitments() -> None:
    plan = RunningPlanFactory()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            compile_plan(plan)
        return len(queries)

    CommitmentFactory.create_batch(2, plan=plan)
    few = asked()
    for commitment in CommitmentFactory.create_batch(5, plan=plan):
        MilestoneFactory.create_batch(2, commitment=commitment)
    assert asked() == few


@pytest.mark.django_db
def test_a_commitment_comes_back_from_json_as_it_was() -> None:
    commitment = CommitmentFactory(lead=OrganisationFactory(), starts_on=timezone.now().date())
    MilestoneFactory(commitment=commitment)
    text = commitment_text(commitment)
    assert from_json(CommitmentText, to_json(text)) == text


@pytest.mark.django_db
def test_a_plan_can_be_had_in_the_forums_languages_and_english() -> None:
    assert languages_of(ForumFactory(main_language="es", languages=["es", "qu"])) == ["es", "en"]
