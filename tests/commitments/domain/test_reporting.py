"""What a report has to say before it is handed in."""

from __future__ import annotations

import datetime as dt

import pytest

from commitments.domain.half_years import Proposed, proposed
from commitments.domain.reporting import (
    NotReady,
    Said,
    check_report,
    check_update,
    meant,
    says_nothing,
)
from commitments.domain.round_figures import standing
from commitments.domain.round_reminders import due
from forums.models import Translated

AS_OF = dt.date(2026, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "None", "None.", "NONE!", "n/a", "N/A.", "n.a.", "-", "…", "Nil", "TBD"),
        *("See previous update", "See previous progress update.", "Please see the update above"),
        *("No changes", "Ninguno", "Ninguna.", "No aplica", "Véase el informe anterior", "“Nada”"),
        *("Ver actualización anterior.", "Sin novedad", "Sin cambios.", "ídem", "**None**"),
    ],
)
def test_such_a_text_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "None of the nine hospitals has signed.",
        "Nothing was published because the ministry owes the codes.",
        "See https://finance.example/works",
        "See the previous plan's evaluation, page 12, where the ministry explains its method.",
        "Ninguna oficina envió los códigos.",
        "List",
        "12",
    ],
)
def test_such_a_text_says_something(text: str) -> None:
    assert not says_nothing(text)


def said(status: str = "in_progress", **values: object) -> Said:
    fields = {
        "done": Translated({"en": "Half of it."}), "obstacles": Translated(),
        "happened_on": None, "proofs": 0, "before": "", "as_of": AS_OF,
    }  # fmt: skip
    return Said(status=status, **{**fields, **values})  # type: ignore[arg-type]


NONE = Translated({"en": "Half of it.", "es": "Ninguno"})
WHY = Translated({"en": "Four ministries owe the codes."})


@pytest.mark.parametrize(
    ("update", "faults"),
    [
        (said(), set()),
        (said(done=Translated()), {"done"}),
        (said(done=Translated(), before="in_progress"), set()),
        (said(done=Translated(), before="not_started"), {"done"}),
        (said(done=NONE), {"done"}),
        (said("not_started"), {"obstacles"}),
        (said("not_started", obstacles=Translated({"en": "None."})), {"obstacles"}),
        (said("not_started", obstacles=WHY), set()),
        (said("complete"), {"evidence"}),
        (said("complete", proofs=1, happened_on=AS_OF), set()),
        (said(happened_on=AS_OF + dt.timedelta(days=1)), {"happened_on"}),
    ],
)
def test_an_update_is_handed_in_once_it_says_what_it_has_to(update: Said, faults: set[str]) -> None:
    found: set[str] = set()
    try:
        check_update(update)
    except NotReady as refused:
        found = set(refused.faults)
    assert found == faults


@pytest.mark.parametrize(
    ("status", "text", "obstacles", "faults"),
    [
        ("substantial", WHY, Translated(), set()),
        ("limited", WHY, Translated({"es": "N/A"}), {"obstacles"}),
        ("not_started", Translated(), Translated(), {"text", "obstacles"}),
        ("complete", Translated({"en": "See above"}), Translated(), {"text"}),
    ],
)
def test_a_report_of_a_commitment_says_what_stands_in_the_way(
    status: str, text: Translated, obstacles: Translated, faults: set[str]
) -> None:
    found: set[str] = set()
    try:
        check_report(status, text, obstacles)
    except NotReady as refused:
        found = set(refused.faults)
    assert found == faults


def test_of_a_text_the_languages_stay_in_which_it_says_something() -> None:
    assert meant(NONE) == {"en": "Half of it."}
    assert meant(Translated({"es": "Ninguno", "_": "es"})) == {}


START, END, TODAY = dt.date(2026, 1, 1), dt.date(2027, 12, 31), dt.date(2026, 7, 10)


@pytest.mark.parametrize(
    ("reported", "as_of", "opens"),
    [
        ([], dt.date(2026, 6, 30), TODAY),
        ([dt.date(2026, 6, 30)], dt.date(2026, 12, 31), dt.date(2027, 1, 1)),
        ([dt.date(2026, 9, 15)], dt.date(2026, 12, 31), dt.date(2027, 1, 1)),
        ([dt.date(2027, 6, 30)], END, dt.date(2028, 1, 1)),
    ],
)
def test_the_next_half_year_is_proposed(
    reported: list[dt.date], as_of: dt.date, opens: dt.date
) -> None:
    expected = Proposed(as_of, opens, opens + dt.timedelta(days=30))
    assert proposed(START, END, reported, today=TODAY) == expected


def test_nothing_is_proposed_once_the_plans_last_day_is_reported() -> None:
    assert proposed(START, END, [END], today=TODAY) is None
    odd = proposed(dt.date(2026, 8, 31), dt.date(2026, 12, 1), [], today=TODAY)
    assert odd is not None
    assert odd.as_of == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("left", "what"),
    [
        *((20, ""), (8, ""), (7, "7"), (2, "7"), (1, "1"), (0, "1")),
        *((-1, "late-1"), (-7, "late-1"), (-8, "late-2"), (-15, "late-3")),
    ],
)
def test_an_office_is_reminded_before_and_every_week_after(left: int, what: str) -> None:
    last = dt.date(2026, 7, 30)
    assert due(dt.date(2026, 7, 1), last, today=last - dt.timedelta(days=left)) == what
    if left == 7:
        assert due(dt.date(2026, 7, 25), last, today=last - dt.timedelta(days=5)) == ""


@pytest.mark.parametrize(
    ("handed_in", "after", "is_current", "expected"),
    [
        *((2, 9, True, "reported"), (1, 0, True, "open"), (1, 1, True, "late")),
        *((1, 1, False, "missing"), (2, 1, False, "reported")),
    ],
)
def test_how_an_office_stands_in_a_round(
    handed_in: int, after: int, is_current: bool, expected: str
) -> None:
    found = standing(
        2, handed_in, due_on=AS_OF, today=AS_OF + dt.timedelta(days=after), is_current=is_current
    )
    assert found == expected
