"""A small plan of one's own: a bilingual one, from a workbook or from a dirty CSV file."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from action_plans.models import ActionPlan
from commitments.domain import importing
from commitments.domain.importing import Broken, Outcome, links
from commitments.models import Commitment, Milestone, PolicyArea
from forums.models import Document, Forum, Meeting, Organisation, Precision, Seat

ROOT = Path(__file__).resolve().parents[3]
MAPPING = """\
language = "es"
date_format = "%d/%m/%Y"

[forum]
name = { es = "Foro", en = "Forum" }
languages = ["es", "en"]
time_zone = "America/Bogota"

[plan]
title = "Plan"
starts_on = 2025-01-01
ends_on = 2026-12-31

[status]
"hecho" = "complete"
"en curso" = "in_progress"

[commitments]
file = "plan.csv"

[commitments.columns]
key = "código"
number = "número"
title = { es = "título", en = "title" }
theme = "tema"
lead = "entidad"

[milestones]
file = "hitos.csv"

[milestones.columns]
key = "hito"
commitment = "código"
title = "texto"
due_on = "fecha"
status = "estado"
"""
PLAN = "código;número;título;title;tema;entidad\nC1;1;Salud;Health;Social;Ministerio\n"
MILESTONES = "hito,código,texto,fecha,estado\nH1,C1,Primero,31/12/2025,Hecho\n"
MEETINGS = """
[meetings]
file = "reuniones.csv"
[meetings.columns]
key = "n"
date = "fecha"
title = "título"
minutes = "acta"
documents = "enlaces"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "mapping.toml", MAPPING)
    write(tmp_path, "plan.csv", PLAN)
    write(tmp_path, "hitos.csv", MILESTONES)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_bytes(text.encode())


def run(folder: Path) -> Outcome:
    mapping = importing.read(folder / "mapping.toml")
    return importing.run(folder, mapping, forum="foro", plan="plan")


def problems(folder: Path) -> list[str]:
    with pytest.raises(Broken) as broken:
        run(folder)
    return [str(problem) for problem in broken.value.problems]


@pytest.mark.django_db
def test_a_small_plan_of_ones_own_is_imported(folder: Path) -> None:
    run(folder)

    commitment = Commitment.objects.get()
    assert commitment.title.texts() == {"es": "Salud", "en": "Health"}
    assert commitment.title.main == "es"
    assert (str(commitment.theme), str(commitment.lead)) == ("Social", "Ministerio")
    milestone = Milestone.objects.get()
    assert (milestone.number, milestone.due_on) == ("1.1", dt.date(2025, 12, 31))
    assert milestone.status == commitment.status == "complete"


@pytest.mark.django_db
def test_byte_order_mark_line_ends_and_quoted_line_breaks_are_taken(folder: Path) -> None:
    text = '\ufeffhito,código,texto,fecha,estado\r\nH1,C1,"Dos\r\nlíneas",,hecho\r\n\r\n'
    write(folder, "hitos.csv", text)

    run(folder)

    assert str(Milestone.objects.get().title) == "Dos\nlíneas"


@pytest.mark.django_db
def test_a_workbook_is_read_like_a_file_of_text(folder: Path) -> None:
    book = Workbook()
    book.create_sheet("Hitos")
    sheet = book["Hitos"]
    for row in (
        ["Ministerio de Salud, plan 2025"],
        ["hito", "código", "texto", "fecha", "estado"],
        ["H1", "C1", "Primero", dt.datetime(2025, 12, 31), "en curso"],
        ["H2", "C1", "Segundo"],
        [],
    ):
        sheet.append(row)
    book.save(folder / "hitos.xlsx")
    named = 'file = "hitos.xlsx"\nsheet = "Hitos"\nheading_row = 2'
    write(folder, "mapping.toml", MAPPING.replace('file = "hitos.csv"', named))

    run(folder)

    rows = list(Milestone.objects.values_list("number", "due_on", "status"))
    assert rows == [
        ("1.1", dt.date(2025, 12, 31), "in_progress"),
        ("1.2", None, "not_started"),
    ]


@pytest.mark.django_db
def test_a_problem_in_a_workbook_is_named_by_row_and_column(folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["hito", "código", "texto", "fecha", "estado"])
    sheet.append(["H1", "C1", "Primero", None, "perhaps"])
    book.save(folder / "hitos.xlsx")
    write(folder, "mapping.toml", MAPPING.replace("hitos.csv", "hitos.xlsx"))

    assert problems(folder)[0].startswith("hitos.xlsx:2:5 (estado): “perhaps” is none of:")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("H1,C1,Uno,,quizá\n", "hitos.csv:2:5 (estado): “quizá” is none of:"),
        ("H1,C1,Uno,,\nH1,C1,Dos,,\n", "hitos.csv:3:1 (hito): “H1” stands twice."),
        ("H1,C9,Uno,,\n", "hitos.csv:2:2 (código): There is no commitment “C9” in plan.csv."),
        ("H1,C1,,,\n", "hitos.csv:2:3 (texto): The cell is empty."),
        ("H1,C1,Uno,31.12.2025,\n", "hitos.csv:2:4 (fecha): “31.12.2025” is no date such as"),
        ("H1,C1,Uno,2025-12,\n", "hitos.csv:2:4 (fecha): “2025-12” has no day."),
        ("H1,C1,Uno\n", "hitos.csv:2:1: The row has 3 cells, the heading has 5."),
        ('H1,C1,"Uno\n', "hitos.csv:2:1: The row cannot be read, perhaps a quotation mark"),
        ('H1,C1,"a\nb",,quizá\n', "hitos.csv:3:5 (estado): “quizá” is none of:"),
        (f"{'H' * 201},C1,Uno,,\n", "hitos.csv:2:1 (hito): The text has more than 200"),
    ],
)
def test_a_broken_row_is_named_with_line_column_and_reason(
    folder: Path, rows: str, expected: str
) -> None:
    write(folder, "hitos.csv", f"hito,código,texto,fecha,estado\n{rows}")

    assert any(problem.startswith(expected) for problem in problems(folder)), problems(folder)
    assert not ActionPlan.objects.exists()


@pytest.mark.django_db
def test_all_problems_of_all_files_are_told_at_once(folder: Path) -> None:
    write(folder, "plan.csv", PLAN.replace(";1;", ";one;"))
    write(folder, "hitos.csv", MILESTONES.replace("Hecho", "?").replace("31/12", "31/13"))

    assert [problem.split(" ")[0] for problem in problems(folder)] == [
        "hitos.csv:2:4",
        "hitos.csv:2:5",
        "plan.csv:2:2",
    ]


@pytest.mark.django_db
def test_a_missing_column_is_named_with_those_that_are_there(folder: Path) -> None:
    write(folder, "hitos.csv", MILESTONES.replace("estado", "situación"))

    assert problems(folder) == [
        (
            "hitos.csv:1:1: There is no column “estado”. "
            "There are: hito, código, texto, fecha, situación."
        )
    ]


@pytest.mark.django_db
def test_a_missing_file_and_a_wrong_encoding_are_named(folder: Path) -> None:
    (folder / "plan.csv").unlink()
    (folder / "hitos.csv").write_bytes(MILESTONES.encode("latin-1"))

    there, encoding = sorted(problems(folder), reverse=True)

    assert there.startswith("plan.csv:1:1: There is no such file")
    assert encoding.startswith("hitos.csv:1:7: The file is not UTF-8.")


@pytest.mark.django_db
def test_what_the_database_refuses_is_told_with_its_row(folder: Path) -> None:
    run(folder)
    Commitment.objects.update(source_key="other")

    assert problems(folder)[0].startswith("plan.csv:2:1: The portal refuses the row:")


@pytest.mark.django_db
def test_a_meeting_with_minutes_and_a_time_is_taken_over(folder: Path) -> None:
    write(folder, "mapping.toml", MAPPING + MEETINGS)
    cells = '1,2025-03-04 15:00,Sesión,"# Acta","Agenda: https://example.org/a.pdf"'
    write(folder, "reuniones.csv", f"n,fecha,título,acta,enlaces\n{cells}\n")

    run(folder)

    meeting = Meeting.objects.get()
    assert meeting.precision == Precision.TIME
    assert meeting.starts_at == dt.datetime(2025, 3, 4, 20, tzinfo=dt.UTC)
    assert meeting.state == "minuted"
    assert [str(document) for document in Document.objects.public()] == ["Agenda"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "number =",
            "nunber =",
            "mapping.toml:23:1 (commitments.columns.nunber): “nunber” is not",
        ),
        (
            '"hecho" = "complete"',
            '"hecho" = "done"',
            "mapping.toml:15:1 (status.hecho): “done” is",
        ),
        ('file = "plan.csv"', "", "mapping.toml:18:1 (commitments.file): is missing"),
        ("2026-12-31", '"soon"', "mapping.toml:12:1 (plan.ends_on): takes a date such as"),
        ("2026-12-31", "2024-12-31", "mapping.toml:12:1 (plan.ends_on): is not after starts_on"),
        ("America/Bogota", "Bogota", "mapping.toml:7:1 (forum.time_zone): “Bogota” is no time"),
        ('"es"\n', '"es\n', "mapping.toml:1:15: is not TOML:"),
    ],
)
def test_a_mistake_in_the_mapping_is_named_with_its_line(
    folder: Path, old: str, new: str, expected: str
) -> None:
    write(folder, "mapping.toml", MAPPING.replace(old, new, 1))

    with pytest.raises(Broken) as broken:
        importing.read(folder / "mapping.toml")

    found = [str(problem) for problem in broken.value.problems]
    assert any(problem.startswith(expected) for problem in found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a.org/x.", [("see", "https://a.org/x")]),
        ("* [Plan](https://a.org/x)", [("Plan", "https://a.org/x")]),
        ("[https://a.org](https://a.org)", [("a.org", "https://a.org")]),
        ("The page - https:https://a.org/b", [("The page", "https://a.org/b")]),
        ("[Notes](/files/n.pdf)", [("Notes", "https://base.org/files/n.pdf")]),
        ("(https://a.org/x_(y))", [("a.org/x_(y)", "https://a.org/x_(y)")]),
        ("https://a.org | https://A.org/", [("a.org", "https://a.org")]),
        ("www.a.org/b", [("a.org/b", "https://www.a.org/b")]),
        ("[x](javascript:alert(1)) mailto:a@b.org", []),
        ("see http://[a.org and http://a\u2100.org", []),
    ],
)
def test_links_are_found_in_what_people_write(text: str, expected: list[tuple[str, str]]) -> None:
    found = links.in_text(text, base="https://base.org")

    assert [(link.title, link.url) for link in found] == expected


@pytest.mark.django_db
def test_offices_whose_names_have_no_ascii_form_are_kept_apart(folder: Path) -> None:
    write(folder, "plan.csv", PLAN.replace("Ministerio", "Міністерство") + "C2;2;B;B;B;Нацбанк\n")

    run(folder)

    assert Organisation.objects.count() == 2


@pytest.mark.django_db
def test_an_office_that_sits_in_the_forum_is_known_by_its_name(folder: Path) -> None:
    forum = Forum.objects.create(slug="foro", name="Foro", member="Foro")
    office = Organisation.objects.create(slug="m", name={"es": "Ministerio"}, sector="government")
    Seat.objects.create(forum=forum, sector="government", role="member", organisation=office)

    run(folder)

    assert Commitment.objects.get().lead == office
    assert Organisation.objects.count() == 1


def test_the_example_of_the_documentation_is_a_valid_mapping(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    smallest, a_round, *_, levels = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    write(tmp_path, "mapping.toml", smallest + a_round)

    mapping = importing.read(tmp_path / "mapping.toml")

    assert mapping.commitments.column("lead") == "Ministry"
    assert [round.slug for round in mapping.rounds] == ["2025-06"]
    nested = importing.parse(levels.encode(), "levels.toml")
    assert nested.indicators is not None
    assert (nested.commitments.depth, nested.indicators.depth) == (1, 3)


def test_links_of_a_text_lead_to_the_site_on_which_it_stood() -> None:
    text = "[Slides]( /files/a.pdf) and [home](https://example.org/) and [below](#notes)"
    whole = "[Slides](https://old.example/files/a.pdf) and [home](https://example.org/)"
    assert links.completed(text, base="https://old.example") == f"{whole} and [below](#notes)"
    assert links.completed(text, base="") == text


@pytest.mark.parametrize(
    "target", ["/C:/Users/Ana/Temp/data.example", "file:///home/ana/a.html", r"D:\plans\a.docx"]
)
@pytest.mark.parametrize("base", ["", "https://old.example"])
def test_a_link_to_a_file_on_somebodys_disk_is_its_words_alone(target: str, base: str) -> None:
    text = f"See [data.example]({target}) and [more](https://example.org)."
    assert links.completed(text, base=base) == "See data.example and [more](https://example.org)."


FULL = """
[[rounds]]
slug = "2025-06"
title = "Junio"
as_of = 2025-06-30

[commitments]
file = "plan.csv"
rows_where = { column = "tipo", is = "compromiso" }
[commitments.columns]
key = "n"
title = "texto"
lead = "oficina"
supporting = "apoyo"
policy_areas = "áreas"
goals = "ods"
values = "valores"
original_ends_on = "primera fecha"
ends_on = "fecha"

[milestones]
file = "plan.csv"
rows_where = { column = "tipo", is = ["hito", "actividad"] }
below = true
counted = true
[milestones.columns]
title = "texto"
due_on = "fecha"
outputs = "productos"

[indicators]
file = "indicadores.csv"
repeats = true
counted = true
fill_down = ["hito", "nombre"]
[indicators.columns]
key = "nombre"
milestone = "hito"
title = "nombre"
target = "meta"
[indicators.readings]
"2025-06" = "junio"

[updates]
file = "informes.csv"
[updates.columns]
milestone = "hito"
round = "ronda"
status = "estado"
done = "hecho"
next_steps = "sigue"
happened_on = "desde"
links = "enlaces"
"""


@pytest.mark.django_db
def test_all_that_a_plan_can_say_is_read_and_told_again(folder: Path) -> None:
    area = PolicyArea.objects.create(slug="health", name={"en": "Health", "es": "Sanidad"})
    head = MAPPING.partition("[status]")[0].replace('"%d/%m/%Y"', '["%d/%m/%Y", "%d %B %Y"]')
    states = '[status]\n"hecho" = "complete"\n'
    write(folder, "mapping.toml", head.replace("date", 'separator = "+"\ndate', 1) + states + FULL)
    write(
        folder,
        "plan.csv",
        "n;tipo;texto;oficina;apoyo;áreas;ods;valores;fecha;primera fecha;productos\n"
        "A;Compromiso;Salud;Ministerio;Banco + Alcaldía;sanidad;ODS 3+16;transparency;"
        "31/12/2026;1 de junio de 2026;\n"
        ";Hito;Publicar;;;;;;15 mars 2026;;Un portal\n"
        ";Actividad;Formar;;;;;;;;\n"
        "B;Compromiso;Agua;;;;;;;;\n"
        ";Nota;Se deja fuera;;;;;;;;\n",
    )
    write(
        folder,
        "indicadores.csv",
        "hito;nombre;meta;junio\nA.1;Conjuntos de datos;20;12\n;;;\n;Visitas;900;\n",
    )
    write(
        folder,
        "informes.csv",
        "hito,ronda,estado,hecho,sigue,desde,enlaces\n"
        "A.1,2025-06,Hecho,Publicado,Medir,2025-05-01,https://example.org/p\n",
    )
    run(folder)

    commitment = Commitment.objects.get(source_key="A")
    assert {str(office) for office in commitment.supporting.all()} == {"Banco", "Alcaldía"}
    assert list(commitment.policy_areas.all()) == [area]
    assert (commitment.goals, commitment.values) == ([3, 16], ["transparency"])
    assert commitment.original_ends_on == dt.date(2026, 6, 1)
    first, second = Milestone.objects.order_by("position")
    assert (first.source_key, str(first.outputs)) == ("A.1", "Un portal")
    assert (first.due_on, first.status, second.number) == (
        dt.date(2026, 3, 15),
        "complete",
        "1.2",
    )
    update = first.updates.get()
    assert (update.imported, update.happened_on) == (True, dt.date(2025, 5, 1))
    assert str(update.next_steps) == "Medir"
    assert [reading.value for reading in update.readings.all()] == ["12"]
    assert first.indicators.count() == 2
    assert run(folder).ledger.entries == []

    text = (folder / "plan.csv").read_text(encoding="utf-8").replace("Banco + ", "")
    write(folder, "plan.csv", text.replace("1 de junio", "2 de junio").replace("sanidad", "Gas"))
    told = " ".join(problems(folder))
    assert "“Gas” is none of the policy areas." in told
    assert "The first date is 2026-06-01" in told
    write(folder, "plan.csv", text)
    (change,) = run(folder).ledger.entries
    assert (change.kind, change.steps[0].new) == ("supporting offices", "Alcaldía")
