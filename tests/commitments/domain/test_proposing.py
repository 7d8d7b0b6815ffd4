"""What spreadsheets that nobody has described are taken for."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from commitments.domain import importing
from commitments.domain.importing import days
from commitments.domain.importing.numbering import parts_of
from commitments.domain.proposing import cells, grids, proposal, writing
from commitments.domain.proposing.choices import Choices
from commitments.domain.proposing.fields import fields
from commitments.domain.proposing.from_mapping import choices_from
from commitments.domain.proposing.grids import Grid
from commitments.domain.proposing.headings import Meaning, meaning
from commitments.domain.proposing.proposal import Ground, Sheet
from commitments.domain.proposing.vocabulary import state_named
from forums.domain.errors import Refused

GROUND = Ground(("en", "es"), "en", fields("handbook_2022"))


def proposed(**files: str) -> tuple[Choices, list[Sheet], list[Grid]]:
    opened = [
        grid
        for name, text in files.items()
        for grid in grids.open_file(name.replace("_csv", ".csv"), text.encode())
    ]
    choices, sheets = proposal.propose(opened, GROUND)
    return choices, sheets, opened


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("title_en", Meaning("title", "", "en")),
        ("Título (ES)", Meaning("title", "", "es")),
        ("Title – French", Meaning("title", "", "fr")),
        ("Nombre del hito en español", Meaning("title", "milestones", "es")),
        ("Échéance", Meaning("ends")),
        ("FECHA DE TÉRMINO", Meaning("ends")),
        ("Responsible institution", Meaning("office")),
        ("N.º", Meaning("key")),
        ("Linha de base", Meaning("baseline")),
        ("Commitment Unique Identifier", Meaning("ogp_id", "commitments")),
        ("Estado de avance", Meaning("status")),
        ("Avances", Meaning("done")),
        ("Indicador", Meaning("", "indicators")),
        ("Presupuesto", Meaning()),
    ],
)
def test_headings_are_known_in_four_languages(heading: str, expected: Meaning) -> None:
    assert meaning(heading, ["en", "es"]) == expected


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Cumplido", "complete"),
        ("100 %", "complete"),
        ("40%", "in_progress"),
        ("SP", "in_progress"),
        ("En cours", "in_progress"),
        ("Não iniciado", "not_started"),
        ("Cancelled", "withdrawn"),
        ("perhaps", ""),
    ],
)
def test_words_for_states_are_known_and_others_are_not_guessed(word: str, state: str) -> None:
    assert state_named(word) == state


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("1 de enero de 2026", "%d %B %Y", "2026-01-01"),
        ("15 March 2026", "%d %B %Y", "2026-03-15"),
        ("1er août 2026", "%d %B %Y", "2026-08-01"),
        ("March 3rd, 2026", "%B %d %Y", "2026-03-03"),
        ("31/12/2026", "%d/%m/%Y", "2026-12-31"),
        ("31/06/2026", "%d/%m/%Y", None),
        ("pronto", "%d %B %Y", None),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, form: str, day: str | None) -> None:
    found = days.parse(text, form)
    assert (found and found.date().isoformat()) == day


def test_a_cell_can_prove_that_the_month_comes_first() -> None:
    assert cells.date_order(["01/02/2026", "01/31/2026"]) == ("mdy", True)
    assert cells.date_order(["01/02/2026"]) == ("dmy", False)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.", ("1",)),
        ("Hito 1.2", ("1", "2")),
        ("1.2.10)", ("1", "2", "10")),
        ("US0113.1", ("0113", "1")),
        ("1.2a", ()),
        ("Hito", ()),
    ],
)
def test_numberings_are_parted(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


BY_WORD = """Type;Title;Due
Commitment;Open data;
Milestone;Publish the list;2026-01-31
Indicator;Share of lists;
"""
REPEATED = """Commitment no;Commitment title;Milestone no;Milestone title;Due;Status
1;Open data for health;1a;Publish the data;2026-01-31;Done
;;1b;Train the offices;2026-02-28;Ongoing
2;People in the budget;2a;Hold the hearings;2026-03-31;Done
"""
APART = """Milestone;Text;Belongs to;Deadline
1.1;Publish the data;;2026-01-31
1.2;Train the offices;;2026-02-28
"""


@pytest.mark.parametrize(
    ("files", "kinds", "rows"),
    [
        ({"plan_csv": BY_WORD}, ["column"], (1, 1, 1)),
        ({"plan_csv": REPEATED}, ["repeated"], (2, 3, 0)),
        (
            {"commitments_csv": "No;Title\n1;Open data\n", "steps_csv": APART},
            ["commitments", "milestones"],
            (1, 2, 0),
        ),
        (
            {
                "commitments_csv": "Code;Title;Notes\nA;Open data;\n",
                "milestones_csv": "Ref;Title;Area\nA1;Publish the list;A\n",
            },
            ["commitments", "milestones"],
            (1, 1, 0),
        ),
    ],
)
def test_levels_are_told_apart_and_what_is_written_is_what_the_importer_reads(
    files: dict[str, str], kinds: list[str], rows: tuple[int, int, int]
) -> None:
    choices, sheets, opened = proposed(**files)
    for sheet in sheets:
        columns = sheet.choice.columns
        sheet.choice.columns = {h: t for h, t in columns.items() if h != "Belongs to"}

    assert [sheet.choice.kind for sheet in sheets] == kinds
    assert writing.missing(choices, sheets, dict(GROUND.known)) == []
    text = writing.write(choices, sheets, dict(GROUND.known))
    mapping = importing.parse(text.encode(), "proposed")
    sent = {name.replace("_csv", ".csv"): data.encode() for name, data in files.items()}
    contents = importing.read_rows(sent, mapping)
    found = (len(contents.commitments), len(contents.milestones), len(contents.indicators))
    assert found == rows
    again = choices_from(mapping, opened, choices)
    written = writing.write(again, proposal.look_again(opened, again, GROUND), dict(GROUND.known))
    assert importing.parse(written.encode(), "proposed") == mapping


def test_what_is_not_known_is_said_and_never_guessed() -> None:
    choices, sheets, _opened = proposed(plan_csv="Alpha;Beta\nx;y\n", notes_csv="Hello\n")

    assert [sheet.choice.kind for sheet in sheets] == ["", ""]
    assert [sheet.reason for sheet in sheets] == ["no_rows", "no_rows"]
    assert writing.missing(choices, sheets, dict(GROUND.known)) == [
        "Choose a sheet or rows that are the commitments."
    ]
    choices, (sheet,), _opened = proposed(
        plan_csv="Title;Status;Titre FR\nOpen data;Maybe;Données\n"
    )
    assert choices.status == {}
    assert [column.reason for column in sheet.columns] == ["heading", "not_here", "other_language"]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"</row>", b""),
        (b"<v>7</v>", b"<v>seven</v>"),
        (b'r="A1"', b'r="ZZZZZ1"'),
        (b't="n"><v>7', b't="d"><v>2026-99-99'),
    ],
)
def test_a_damaged_workbook_is_refused_with_a_sentence(was: bytes, becomes: bytes) -> None:
    book, made, damaged = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["Title", 7])  # type: ignore[union-attr]
    book.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(damaged, "w") as package:
        for name in parts.namelist():
            part = parts.read(name)
            package.writestr(name, part.replace(was, becomes) if "sheet1" in name else part)
    with pytest.raises(Refused, match="cannot be read"):
        grids.open_file("plan.xlsx", damaged.getvalue())
