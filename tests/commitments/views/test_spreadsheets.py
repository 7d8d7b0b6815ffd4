"""Spreadsheets that nobody has mapped before go in through the browser, without a line of code."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from action_plans.models import ActionPlan
from commitments.domain import spreadsheets
from commitments.models import (
    Commitment,
    ImportState,
    Indicator,
    Milestone,
    SavedMapping,
    SpreadsheetFile,
    SpreadsheetImport,
    Update,
)
from tests.factories import (
    ActionPlanFactory,
    CommitmentFactory,
    ForumFactory,
    OrganisationFactory,
    SeatFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db

ROWS = [
    ["Gobierno de Valdoria: plan de acción 2027-2029"],
    [],
    [
        "N.º",
        "Description (EN)",
        "Plazo",
        "Compromiso / Hito / Indicador (ES)",
        "Estado",
        "Entidad responsable",
        "Eje temático",
        "Línea base",
        "Meta",
        "Nota interna",
    ],
    ["1", "Open contracts", "31/12/2028", "Contratos abiertos", "", "Tesoro", "Integridad"],
    [
        "1.1",
        "Publish every contract",
        "15 de marzo de 2028",
        "Publicar cada contrato",
        "En curso",
        "Ofcina de Compras",
    ],
    ["1.1.1", "Contracts published", "", "Contratos publicados", "", "", "", "12 %", "90 %", "x"],
    ["1.2", "Train forty offices", "31/06/2028", "Capacitar oficinas", "Listo", "Tesoro"],
    ["2", "People in the budget", "2028-12-31", "Gente y presupuesto", "", "Tesoro", "Voz"],
    ["2.1", "Hold ten hearings", "1 de octubre de 2028", "Diez audiencias", "No iniciado", ""],
]


def workbook(**cells: str) -> bytes:
    """The plan as somebody wrote it; `cells` are changed, such as D5."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Plan de acción"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:J1")
    for place, text in cells.items():
        sheet[place] = text
    file = io.BytesIO()
    book.save(file)
    assert load_workbook(io.BytesIO(file.getvalue())).sheetnames == ["Plan de acción"]
    return file.getvalue()


class _Form(HTMLParser):
    """What a browser would send of the page's form that posts to the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.select = self.text = ""
        self.label: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        name = found.get("name", "")
        if tag == "input" and found.get("type") not in ("file", "search"):
            if found.get("type") != "radio" or "checked" in found:
                self.values[name] = found.get("value", "")
        elif tag == "select":
            self.select = name
            self.values[name] = ""
        elif tag == "option" and "selected" in found:
            self.values[self.select] = found.get("value", "")
        elif tag == "label":
            self.label, self.text = found.get("for", ""), ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "label" and self.label is not None:
            self.labels[" ".join(self.text.split())] = self.label.removeprefix("id_")
            self.label = None


def form_of(client: Client, url: str) -> _Form:
    page = client.get(url)
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    form = _Form()
    form.feed(page.content.decode())
    return form


@pytest.fixture
def plan() -> ActionPlan:
    forum = ForumFactory(languages=["es", "en"], main_language="es")
    return ActionPlanFactory(forum=forum)


@pytest.fixture
def client(plan: ActionPlan) -> Client:
    client = Client()
    client.force_login(coordinator(plan.forum))
    return client


def address(plan: ActionPlan, name: str = "import-begin", *more: object) -> str:
    return reverse(f"commitments:{name}", args=[plan.forum.slug, plan.slug, *more])


def bring(client: Client, plan: ActionPlan, **files: bytes) -> SpreadsheetImport:
    sent = [SimpleUploadedFile(name.replace("_", "."), data) for name, data in files.items()]
    response = client.post(address(plan), {"spreadsheets": sent})
    assert response.status_code == 302, response.content.decode()
    return SpreadsheetImport.objects.order_by("pk").last()  # type: ignore[return-value]


def text(client: Client, url: str) -> str:
    page = client.get(url, headers={"accept-language": "en"}).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_messy_sheet_of_three_levels_and_two_languages_goes_in(
    client: Client, plan: ActionPlan
) -> None:
    office = OrganisationFactory(name={"es": "Oficina de Compras"})
    SeatFactory(forum=plan.forum, organisation=office)
    imported = bring(client, plan, plan_xlsx=workbook())
    columns = address(plan, "import-columns", imported.pk)
    preview = address(plan, "import-preview", imported.pk)

    form = form_of(client, columns)
    taken = {heading: form.values[form.labels[f"What “{heading}” is"]] for heading in ROWS[2]}
    assert taken == {
        "N.º": "key",
        "Description (EN)": "title",
        "Plazo": "ends",
        "Compromiso / Hito / Indicador (ES)": "title",
        "Estado": "status",
        "Entidad responsable": "office",
        "Eje temático": "theme",
        "Línea base": "baseline",
        "Meta": "target",
        "Nota interna": "",
    }
    listo, misspelt = form.labels["“listo”"], form.labels["“Ofcina de Compras”"]
    assert (form.values[listo], form.values[misspelt]) == ("", "Oficina de Compras")
    asked = client.post(columns, form.values)
    assert "Choose the state for which these words stand: “listo”." in asked.content.decode()
    assert client.get(preview).headers["Location"] == columns

    answer = client.post(columns, {**form.values, listo: "complete"})
    assert answer.headers["Location"] == preview
    problems = text(client, preview)
    assert "There is 1 problem." in problems
    assert "“31/06/2028” is no date such as" in problems
    assert "plan.xlsx, Plan de acción 7 Plazo" in problems
    assert not Commitment.objects.exists()

    corrected = SimpleUploadedFile("plan.xlsx", workbook(C7="30/06/2028"))
    client.post(address(plan, "import-files", imported.pk), {"spreadsheets": corrected})
    form = form_of(client, preview)
    assert not Commitment.objects.exists()
    assert "Commitments 2 0 0" in text(client, preview)
    client.post(address(plan, "mapping-save", imported.pk), {"slug": "valdoria"})
    done = client.post(preview, {"seen": form.values["seen"]}, follow=True)

    assert "Milestones" in done.content.decode()
    rows = Milestone.objects.order_by("number").values_list("number", "due_on", "status")
    assert list(rows) == [
        ("1.1", dt.date(2028, 3, 15), "in_progress"),
        ("1.2", dt.date(2028, 6, 30), "complete"),
        ("2.1", dt.date(2028, 10, 1), "not_started"),
    ]
    first = Milestone.objects.get(number="1.1")
    assert first.title.texts() == {"en": "Publish every contract", "es": "Publicar cada contrato"}
    assert first.responsible == office
    assert str(first.commitment.theme) == "Integridad"
    indicator = Indicator.objects.get()
    assert (indicator.milestone, indicator.baseline, indicator.target) == (first, "12 %", "90 %")
    assert not SpreadsheetFile.objects.exists()

    client.post(preview, {"seen": form.values["seen"]})
    assert Commitment.objects.count() == 2


def test_one_changed_cell_is_exactly_the_difference_the_next_time(
    client: Client, plan: ActionPlan, tmp_path: object
) -> None:
    good = {"C7": "30/06/2028", "E7": "Hecho", "E6": ""}
    imported = bring(client, plan, plan_xlsx=workbook(**good))
    columns = address(plan, "import-columns", imported.pk)
    client.post(columns, form_of(client, columns).values)
    client.post(address(plan, "mapping-save", imported.pk), {"slug": "valdoria"})
    preview = address(plan, "import-preview", imported.pk)
    client.post(preview, {"seen": form_of(client, preview).values["seen"]})
    assert Milestone.objects.count() == 3

    changed = SimpleUploadedFile("plan 2.xlsx", workbook(**good, D5="Publicar todo contrato"))
    client.post(address(plan), {"spreadsheets": changed, "saved": "valdoria"})
    again = SpreadsheetImport.objects.get(state=ImportState.MAPPING)
    preview = address(plan, "import-preview", again.pk)
    said = text(client, preview)
    assert "Milestones 0 1 2" in said
    assert "Commitments 0 0 2" in said
    assert "Publicar cada contrato → Publicar todo contrato" in said
    assert "row 5" in said
    assert form_of(client, address(plan, "import-columns", again.pk)).values["s0-c0"] == "key"

    seen = form_of(client, preview).values["seen"]
    Milestone.objects.filter(number="1.2").update(responsible_unit="x", title={"es": "Otro"})
    client.post(preview, {"seen": seen})
    assert str(Milestone.objects.get(number="1.1").title["es"]) == "Publicar cada contrato"
    client.post(preview, {"seen": form_of(client, preview).values["seen"]})
    assert str(Milestone.objects.get(number="1.1").title["es"]) == "Publicar todo contrato"


def test_separate_files_with_semicolons_in_latin_1_are_tied_by_their_keys(
    client: Client, plan: ActionPlan
) -> None:
    made = CommitmentFactory(plan=plan, number=9, title={"es": "Otro"}, source_key="Z9")
    commitments = (
        "Código;Título;Título en inglés;Eje\nC1;Salud, hoy;Health;Salud\nC2;Año;Year;Salud\n"
    )
    milestones = (
        "Hito;Código compromiso;Descripción;Fecha límite;Situación;Qué se hizo;Evidencia\n"
        "H1;C1;Publicar los datos;31.12.2027;Pendiente;;\n"
        "H2;C2;Abrir el portal;30.06.2027;Cumplido;Se abrió;https://example.org/portal\n"
        "H3;C7;Sin compromiso;30.06.2027;Cumplido;Nada;\n"
    )
    imported = bring(
        client,
        plan,
        compromisos_csv=commitments.encode("latin-1"),
        hitos_csv=milestones.encode("latin-1"),
    )
    columns = address(plan, "import-columns", imported.pk)
    form = form_of(client, columns)
    assert (
        "Give the day of which the reports tell"
        in client.post(columns, form.values).content.decode()
    )
    client.post(columns, {**form.values, "as_of": "2027-06-30"})
    preview = address(plan, "import-preview", imported.pk)
    assert "There is no commitment “C7” in compromisos.csv." in text(client, preview)
    client.post(address(plan, "import-leave-out", imported.pk))
    said = text(client, preview)
    assert "9 Otro" in said
    mapping = client.get(address(plan, "mapping-file", imported.pk)).content.decode()
    assert "skip_rows = [4]" in mapping
    assert 'encoding = "windows-1252"' in mapping
    client.post(preview, {"seen": form_of(client, preview).values["seen"]})

    update = Update.objects.get()
    assert (update.milestone.source_key, update.status) == ("H2", "complete")
    assert (update.imported, update.round.slug) == (True, "2027-06-30")
    assert [document.url for document in update.evidence.all()] == ["https://example.org/portal"]
    assert Commitment.objects.get(source_key="C2").title.texts() == {"es": "Año", "en": "Year"}
    made.refresh_from_db()
    assert str(made.title) == "Otro"


def test_what_is_no_spreadsheet_is_refused_with_a_sentence(
    client: Client, plan: ActionPlan
) -> None:
    for name, data, said in (
        ("plan.csv", b"", "empty"),
        ("plan.csv", b"%PDF-1.7 ...", "is no spreadsheet"),
        ("plan.xlsx", b"PK\x03\x04broken", "cannot be read"),
        ("plan.csv", b"a,b\n" + b"1,2\n" * 2001, "more than 2000 rows"),
        ("plan.csv", b"a," * 101 + b"\n", "more than 100 columns"),
        ("plan.csv", b"a\x00,b\n", "is no spreadsheet"),
        ("plan.csv", b'a,b\n1,"x\n', "quotation mark is open"),
    ):
        answer = client.post(address(plan), {"spreadsheets": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert said in unescape(answer.content.decode()), (name, said)
    assert client.post(address(plan), {}).status_code == 422
    assert not SpreadsheetImport.objects.exists()


def test_hand_made_choices_are_refused_and_an_import_can_be_ended(
    client: Client, plan: ActionPlan
) -> None:
    imported = bring(client, plan, plan_csv=b"Code,Title\n1,Open data\n")
    columns = address(plan, "import-columns", imported.pk)
    form = form_of(client, columns)
    for name, value in (
        ("s0-kind", "everything"),
        ("s0-heading", "99999999999999999999"),
        ("s0-c0", "password"),
        ("s0-g1", "xx"),
        ("s0-c0", "title"),
        ("as_of", "\x00"),
    ):
        assert client.post(columns, {**form.values, name: value}).status_code == 422, name
    again = client.post(columns, {**form.values, "s0-kind": "milestones"}, follow=True)
    assert "proposed anew" in again.content.decode()

    client.post(address(plan, "import-discard", imported.pk))
    assert not SpreadsheetFile.objects.exists()
    assert client.get(columns).headers["Location"] == address(plan)
    assert client.post(columns, form.values).status_code == 302


def test_only_coordinators_come_near_an_import(client: Client, plan: ActionPlan) -> None:
    imported = bring(client, plan, plan_csv=b"Code,Title\n1,Open data\n")
    SavedMapping.objects.create(
        forum=plan.forum, slug="ours", mapping="x = 1", saved_by=imported.by
    )
    pages = [
        address(plan),
        address(plan, "saved-mapping-file", "ours"),
        *(address(plan, name, imported.pk) for name in ("import-columns", "import-preview")),
        address(plan, "mapping-file", imported.pk),
    ]
    member, stranger = Client(), Client()
    member.force_login(seated(plan.forum))
    for page in pages:
        assert member.get(page).status_code == 403
        assert "/accounts/login/" in stranger.get(page).headers["Location"]
    other = ActionPlanFactory(forum=plan.forum)
    assert client.get(address(other, "import-columns", imported.pk)).status_code == 404
    assert "spreadsheets to end" in text(client, "/me/")


def test_a_saved_mapping_serves_the_command_too(
    client: Client, plan: ActionPlan, tmp_path: object
) -> None:
    imported = bring(client, plan, plan_csv=b"Code,Title,Goals\n1,Open data,SDG 16; 3\n")
    columns = address(plan, "import-columns", imported.pk)
    client.post(columns, form_of(client, columns).values)
    client.post(address(plan, "mapping-save", imported.pk), {"slug": "ours"})
    (tmp_path / "plan.csv").write_bytes(b"Code,Title,Goals\n1,Open data,SDG 16; 3\n")  # type: ignore[operator]

    call_command(
        "import_plan", str(tmp_path), mapping="ours", forum=plan.forum.slug, plan=plan.slug
    )

    assert Commitment.objects.get().goals == [3, 16]
    assert spreadsheets.sweep(imported.begun_at + dt.timedelta(days=31)) == 1
    assert not SpreadsheetFile.objects.exists()
