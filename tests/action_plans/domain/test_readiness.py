from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from action_plans.domain.readiness import Step, readiness
from action_plans.domain.templates import questions
from action_plans.models import CommitmentTemplate

TEMPLATE = CommitmentTemplate.HANDBOOK_2022
DUE = dt.date(2028, 5, 1)
READY: dict[str, Any] = {
    "answers": {question.key: "Said." for question in questions(TEMPLATE)},
    "template": TEMPLATE,
    "has_lead": True,
    "values": ["transparency"],
    "has_contact": True,
    "milestones": [Step(DUE, has_office=True), Step(DUE, has_office=True)],
    "sectors": {"government", "civil_society"},
}


def missing(**changes: Any) -> list[str]:
    return [item.label for item in readiness(**{**READY, **changes}) if not item.met]


def test_a_draft_that_has_everything_lacks_nothing() -> None:
    assert missing() == []


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        ({"answers": {"problem": "Said."}}, ["Every question has an answer"]),
        ({"has_lead": False}, ["One office is responsible"]),
        ({"has_contact": False}, ["It names a person to ask"]),
        ({"values": []}, ["It serves at least one value of open government"]),
        ({"milestones": [Step(DUE, has_office=True)]}, ["At least two milestones"]),
        (
            {"milestones": [Step(None, has_office=True), Step(DUE, has_office=True)]},
            ["Every milestone has a date"],
        ),
        (
            {"milestones": [Step(DUE, has_office=False), Step(DUE, has_office=True)]},
            ["Every milestone has one responsible office"],
        ),
        (
            {"milestones": []},
            [
                "At least two milestones",
                "Every milestone has a date",
                "Every milestone has one responsible office",
            ],
        ),
        ({"sectors": {"government"}}, ["Both sectors write"]),
        ({"open_suggestions": 2}, ["Every suggestion is answered"]),
        ({"open_comments": 1}, ["Every comment on a question is resolved"]),
    ],
)
def test_what_a_draft_lacks_is_named(changes: dict[str, Any], labels: list[str]) -> None:
    assert missing(**changes) == labels


def test_an_open_question_is_found_where_it_stands() -> None:
    first = readiness(**{**READY, "answers": {"problem": "Said."}})[0]
    assert first.place == "causes"
