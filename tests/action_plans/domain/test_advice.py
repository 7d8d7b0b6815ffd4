from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from action_plans.domain.advice import (
    LONG,
    MOST_AT_ONCE,
    Step,
    on_answer,
    on_milestones,
    on_values,
    sentences,
)

GOOD = (
    "In 2027 only 12 of 40 offices published their contracts. People who want to know what was "
    "bought have to write a letter, and three of four letters stay without an answer."
)
DUE = dt.date(2028, 5, 1)


def said(question: str, text: str) -> list[str]:
    return [piece.what for piece in on_answer(question, text)]


def test_a_clear_answer_gets_no_advice() -> None:
    assert on_answer("problem", GOOD) == []


def test_an_empty_answer_gets_no_advice() -> None:
    assert on_answer("problem", "  \n") == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Offices do not publish what they buy. " * 4, True),
        ("Of forty offices only 12 publish what they buy. " * 4, False),
        ("Dos de cada tres oficinas no publican lo que compran. " * 4, False),
        ("Las oficinas no publican lo que compran. " * 4, True),
    ],
)
def test_a_problem_needs_a_figure_in_digits_or_words(text: str, missing: bool) -> None:
    assert ("The problem has no figure." in said("problem", text)) == missing
    assert "The problem has no figure." not in said("solution", text)


def test_a_very_long_sentence_is_quoted_by_its_beginning() -> None:
    text = "Every office " + "and every other office " * 15 + "publishes 3 lists. It is short."
    (piece,) = [row for row in on_answer("problem", text) if row.quote]
    assert piece.quote.startswith("Every office and every other")
    assert piece.quote.endswith("…")
    assert len(piece.quote.split()) == 13


def test_many_long_sentences_are_said_to_be_long_on_average() -> None:
    sentence = "The office publishes " + "what it buys and " * 6 + "what it sells. "
    assert any("on average" in what for what in said("solution", sentence * 3))


def test_too_short_and_too_long_answers_are_told_so() -> None:
    long = "One two three four five. " * (LONG // 5 + 10)
    assert said("solution", "We will do it.") == ["The answer has 4 words."]
    assert f"The answer has {LONG + 50} words." in said("solution", long)
    assert said("additional", "See the law.") == []


def test_sentences_of_both_languages_and_lists_are_told_apart() -> None:
    assert len(sentences("It costs 3.5 million. ¿Quién paga? Nadie.\n- One\n- Two")) == 5


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("Improve transparency", DUE, True), "Nobody can see when this is done."),
        (Step("Fortalecer la participación", DUE, True), "Nobody can see when this is done."),
        (Step("A law in force", None, True), "This has no date."),
        (Step("A law in force", DUE, False), "No office is responsible for this."),
    ],
)
def test_a_milestone_is_verifiable_dated_and_has_one_office(step: Step, words: str) -> None:
    assert [piece.what for piece in on_milestones([step])] == [words]


def test_a_good_milestone_gets_no_advice() -> None:
    assert on_milestones([Step("A law in force", DUE, True)]) == []


def test_no_value_of_open_government_is_said() -> None:
    assert len(on_values([])) == 1
    assert on_values(["transparency"]) == []


@given(st.text(max_size=400), st.sampled_from(["problem", "solution", "additional"]))
def test_advice_is_never_a_wall(text: str, question: str) -> None:
    assert len(on_answer(question, text)) <= MOST_AT_ONCE
    assert len(on_milestones([Step(text, None, False)] * 5)) <= MOST_AT_ONCE
