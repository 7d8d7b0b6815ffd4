"""Importing spreadsheets: bring files, say what their columns are, look, import all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.models import ActionPlan
from action_plans.views.plans import find
from commitments.domain import import_files, import_words, saved_mappings, spreadsheets
from commitments.domain.importing import Broken, Outcome
from commitments.domain.importing.ledger import CHANGED, CREATED
from commitments.domain.importing.records import offices_of
from commitments.forms.saved_mappings import SaveMappingForm
from commitments.forms.spreadsheet_files import MoreFilesForm, UploadForm
from commitments.forms.spreadsheets import ColumnsForm
from commitments.models import ImportState, SavedMapping, SpreadsheetImport
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.models import Person
from forums.views.access import members_only, require
from forums.views.pace import too_often

ON_A_PAGE = 20
MOST_PROBLEMS = 100
MOST_NAMED = 30


def plan_to_import(request: HttpRequest, forum: str, plan: str) -> tuple[ActionPlan, Person]:
    """The plan and the reader, where she may import into it."""
    found = find(request, forum, plan)
    return found, require(request, "commitments.import_plan", found)


def _found(
    request: HttpRequest, forum: str, plan: str, pk: int
) -> tuple[SpreadsheetImport, Person]:
    """The import, for who may import into its plan."""
    found, person = plan_to_import(request, forum, plan)
    imported = get_object_or_404(found.imports.select_related("by"), pk=pk)
    imported.plan = found
    return imported, person


def open_import(
    request: HttpRequest, forum: str, plan: str, pk: int
) -> tuple[SpreadsheetImport, Person]:
    """The same while it is under way. Raises ImportEnded, which `back` answers."""
    imported, person = _found(request, forum, plan, pk)
    if imported.state != ImportState.MAPPING:
        raise spreadsheets.ImportEnded(_("This import is over."))
    return imported, person


@members_only
@require_http_methods(["GET", "POST"])
def import_begin(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Brings spreadsheets, and lists what was imported before."""
    found, person = plan_to_import(request, forum, plan)
    posted = request.POST if request.method == "POST" else None
    form = UploadForm(posted, request.FILES or None, forum=found.forum)
    if request.method == "POST" and form.is_valid() and not too_often(request, "import", form):
        files, saved = form.cleaned_data["spreadsheets"], form.cleaned_data.get("saved")
        try:
            imported = spreadsheets.begin(found, by=person, files=files, saved=saved)
        except Refused as refused:
            form.add_error("spreadsheets", str(refused))
        else:
            page = "import-preview" if saved else "import-columns"
            return redirect(f"commitments:{page}", forum, plan, imported.pk)
    rows = found.imports.exclude(state=ImportState.DISCARDED).select_related("by")
    return render(
        request,
        "commitments/spreadsheets/begin.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "saved": SavedMapping.objects.filter(forum=found.forum).select_related("saved_by"),
        },
        status=422 if form.errors else 200,
    )


@members_only
@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """What each sheet and column is taken for, with a choice to correct it."""
    try:
        imported, person = open_import(request, forum, plan, pk)
        form = _columns_form(imported, request.POST if request.method == "POST" else None)
    except Refused as refused:
        return back(request, forum, plan, pk, refused)
    if request.method == "POST" and form.is_valid():
        answer = _choose(request, imported, person, form)
        if answer is not None:
            return answer
        form = _columns_form(imported, None)
    return _columns_page(request, imported, form)


def _columns_form(imported: SpreadsheetImport, data: Any) -> ColumnsForm:
    choices, sheets = spreadsheets.sheets_of(imported)
    plan = imported.plan
    offices = [name for row in offices_of(plan.forum) for name in row.name.texts().values()]
    themes = [name for row in plan.themes.all() for name in row.name.texts().values()]
    return ColumnsForm(
        data,
        choices=choices,
        sheets=sheets,
        ground=import_files.ground_of(plan),
        known_names={"theme": themes, "office": offices},
    )


def _choose(
    request: HttpRequest, imported: SpreadsheetImport, person: Person, form: ColumnsForm
) -> HttpResponse | None:
    """Keeps what was chosen and goes on; None where the columns are to be looked at again."""
    plan = imported.plan
    choices = form.choices()
    try:
        if again := form.read_again():
            for place in again:
                spreadsheets.propose_anew(imported, by=person, place=place, choices=choices)
                choices = import_files.choices_of(imported)
            messages.info(request, _("The columns were proposed anew. Look at them again."))
            return redirect(request.path)
        wanting = spreadsheets.choose(imported, by=person, choices=choices)
    except Refused as refused:
        return back(request, plan.forum.slug, plan.slug, imported.pk, refused)
    if wanting:
        for sentence in wanting:
            messages.error(request, sentence)
        return None
    return redirect("commitments:import-preview", plan.forum.slug, plan.slug, imported.pk)


def _columns_page(
    request: HttpRequest, imported: SpreadsheetImport, form: ColumnsForm
) -> HttpResponse:
    choices = import_files.choices_of(imported)
    more = False
    if choices.saved:
        more = saved_mappings.says_more(saved_mappings.saved_by_name(imported, choices.saved))
    return render(
        request,
        "commitments/spreadsheets/columns.html",
        {
            "forum": imported.plan.forum,
            "plan": imported.plan,
            "imported": imported,
            "form": form,
            "says_more": more,
        },
        status=422 if form.errors else 200,
    )


def back(request: HttpRequest, forum: str, plan: str, pk: int, refused: Refused) -> HttpResponse:
    """Says why it cannot go on here, and shows where it can."""
    messages.error(request, str(refused))
    if isinstance(refused, spreadsheets.ImportEnded):
        return redirect("commitments:import-begin", forum, plan)
    if isinstance(refused, Incomplete):
        return redirect("commitments:import-columns", forum, plan, pk)
    return redirect("commitments:import-preview", forum, plan, pk)


@members_only
@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """What would happen, or every problem; a POST imports what was shown."""
    imported, person = _found(request, forum, plan, pk)
    if imported.state == ImportState.DONE:
        return _done_page(request, imported)
    try:
        if request.method == "POST":
            seen = request.POST.get("seen", "")
            outcome = spreadsheets.finish(imported, by=person, seen=seen)
            return _finished(request, imported, outcome)
        imported, person = open_import(request, forum, plan, pk)
        return _preview_page(request, imported)
    except Broken as broken:
        return _problems_page(request, imported, broken)
    except ChangedMeanwhile as changed:
        messages.error(request, str(changed))
        return redirect(request.path)
    except Refused as refused:
        return back(request, forum, plan, pk, refused)


def _finished(request: HttpRequest, imported: SpreadsheetImport, outcome: Outcome) -> HttpResponse:
    changed = outcome.ledger.total("created") + outcome.ledger.total("changed")
    said = ngettext(
        "Imported. %(count)d row was created or changed.",
        "Imported. %(count)d rows were created or changed.",
        changed,
    )
    messages.success(request, said % {"count": changed})
    return redirect(request.path)


def _context(imported: SpreadsheetImport) -> dict[str, Any]:
    return {
        "forum": imported.plan.forum,
        "plan": imported.plan,
        "imported": imported,
        "files": imported.files.defer("content"),
        "more": MoreFilesForm(),
        "save": SaveMappingForm(),
    }


def _preview_page(request: HttpRequest, imported: SpreadsheetImport) -> HttpResponse:
    outcome, seen = spreadsheets.preview(imported)
    ledger = outcome.ledger
    changed = [entry for entry in ledger.entries if entry.what == CHANGED]
    page = Paginator(changed, ON_A_PAGE).get_page(request.GET.get("page"))
    created = [entry for entry in ledger.entries if entry.what == CREATED]
    return render(
        request,
        "commitments/spreadsheets/preview.html",
        {
            **_context(imported),
            "seen": seen,
            "counts": import_words.counts(dict(ledger.counts)),
            "page": page,
            "changed": import_words.changed_rows(list(page), imported.plan.template),
            "created": [
                (import_words.KINDS.get(entry.kind, entry.kind), entry.label)
                for entry in created
                if entry.kind in ("commitments", "milestones", "indicators", "themes")
            ][:MOST_NAMED],
            "nothing": not changed and not created,
            "absent": _absent(outcome),
            "saved": import_files.choices_of(imported).saved,
        },
    )


def _absent(outcome: Outcome) -> list[str]:
    return [*outcome.absent.commitments, *outcome.absent.milestones]


def _problems_page(
    request: HttpRequest, imported: SpreadsheetImport, broken: Broken
) -> HttpResponse:
    rows = {(problem.at.file, problem.at.sheet, problem.at.line) for problem in broken.problems}
    files = import_files.files_of(imported)
    saved = import_files.choices_of(imported).saved
    plain = not saved or not saved_mappings.says_more(saved_mappings.saved_by_name(imported, saved))
    return render(
        request,
        "commitments/spreadsheets/problems.html",
        {
            **_context(imported),
            "problems": broken.problems[:MOST_PROBLEMS],
            "count": len(broken.problems),
            "rows": len(rows),
            "may_leave_out": plain and all(place[0] in files for place in rows),
            "saved": saved,
        },
        status=422 if request.method == "POST" else 200,
    )


def _done_page(request: HttpRequest, imported: SpreadsheetImport) -> HttpResponse:
    return render(
        request,
        "commitments/spreadsheets/done.html",
        {
            "forum": imported.plan.forum,
            "plan": imported.plan,
            "imported": imported,
            "counts": import_words.counts(imported.result.get("counts", {})),
            "names": imported.result.get("files", []),
        },
    )


@members_only
@require_POST
def import_files_bring(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Takes corrected or further files."""
    try:
        imported, person = open_import(request, forum, plan, pk)
    except Refused as refused:
        return back(request, forum, plan, pk, refused)
    form = MoreFilesForm(request.POST, request.FILES)
    if form.is_valid() and not too_often(request, "import", form):
        try:
            spreadsheets.bring(imported, by=person, files=form.cleaned_data["spreadsheets"])
        except Refused as refused:
            form.add_error("spreadsheets", str(refused))
        else:
            messages.success(request, _("The files were taken."))
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("commitments:import-preview", forum, plan, pk)


@members_only
@require_POST
def import_leave_out(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Leaves out the rows that have a problem now."""
    try:
        imported, person = open_import(request, forum, plan, pk)
        spreadsheets.preview(imported)
    except Broken as broken:
        rows = [(problem.at.file, problem.at.sheet, problem.at.line) for problem in broken.problems]
        try:
            spreadsheets.leave_out(imported, by=person, rows=rows)
        except Refused as refused:
            return back(request, forum, plan, pk, refused)
        left = ngettext(
            "%(count)d row is left out.", "%(count)d rows are left out.", len(set(rows))
        )
        messages.info(request, left % {"count": len(set(rows))})
    except Refused as refused:
        return back(request, forum, plan, pk, refused)
    return redirect("commitments:import-preview", forum, plan, pk)


@members_only
@require_POST
def import_discard(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Ends an import without importing anything."""
    imported, person = _found(request, forum, plan, pk)
    try:
        spreadsheets.discard(imported, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Nothing was imported, and the files are deleted."))
    return redirect("commitments:import-begin", forum, plan)
