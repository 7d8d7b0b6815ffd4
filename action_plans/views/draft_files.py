"""A draft as a file for an office without the portal, and what came back in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.domain import draft_docx, draft_import, draft_text, draft_xlsx
from action_plans.domain.draft_import import Outcome
from action_plans.domain.office_files import OfficeFileRefused
from action_plans.domain.returned_title import KEY as TITLE
from action_plans.domain.templates import questions
from action_plans.forms.draft_files import BringForm, TakeOverForm
from action_plans.models import Draft, ReturnedFile, RevisionKind
from action_plans.views.drafts import find, may_write
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.views.access import members_only, require
from forums.views.files import language_asked, written_response
from forums.views.pace import too_often

WRITERS = {"docx": draft_docx, "xlsx": draft_xlsx}
ON_A_PAGE = 20


@require_safe
def draft_file(
    request: HttpRequest, forum: str, plan: str, number: int, ending: str
) -> HttpResponse:
    """The draft in one language as a file to write in, for whoever may read it."""
    draft = find(request, forum, plan, number)
    language = language_asked(request, draft.plan.forum.languages)
    content = draft_text.of(draft, language=language)
    writer = WRITERS[ending]
    return written_response(
        request,
        said=f"draft {ending} {content!r}",
        write=lambda: writer.write(content),
        content_type=writer.CONTENT_TYPE,
        name=f"draft-{draft.number}-{language}.{ending}",
        language=language,
    )


@members_only
@require_http_methods(["GET", "POST"])
def draft_import_file(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Brings a file that came back; nothing is saved in the draft yet."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    posted = request.POST if request.method == "POST" else None
    form = BringForm(posted, request.FILES or None)
    if request.method == "POST" and form.is_valid() and not too_often(request, "import", form):
        try:
            brought = draft_import.bring(draft, by=person, **form.cleaned_data)
        except OfficeFileRefused as refused:
            form.add_error("file", str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(brought)
    rows = draft.returned_files.select_related("brought_by", "draft__plan__forum")
    return render(
        request,
        "action_plans/drafts/import.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "form": form,
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "may_write": may_write(request, draft),
        },
    )


def _brought(draft: Draft, pk: int) -> ReturnedFile:
    brought = get_object_or_404(draft.returned_files.select_related("brought_by"), pk=pk)
    brought.draft = draft
    return brought


@members_only
@require_http_methods(["GET", "POST"])
def draft_returned(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Every change that a file brought, and which of them are taken over."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    brought = _brought(draft, pk)
    context = {
        "forum": draft.plan.forum,
        "plan": draft.plan,
        "draft": draft,
        "brought": brought,
        "may_write": may_write(request, draft),
    }
    if brought.taken_over_at:
        context |= _taken_over(brought)
        return render(request, "action_plans/drafts/import_done.html", context)
    try:
        comparison = draft_import.changes_in(brought)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("action_plans:draft-import", forum, plan, number)
    posted = request.POST if request.method == "POST" else None
    form = TakeOverForm(posted, comparison=comparison)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = draft_import.take_over(brought, by=person, **form.cleaned_data)
        except ChangedMeanwhile as changed:
            form.add_error(None, str(changed))
            comparison = draft_import.changes_in(brought)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(outcome))
            return redirect(brought)
    return render(
        request,
        "action_plans/drafts/import_changes.html",
        {**context, "comparison": comparison, "form": form},
        status=422 if form.errors else 200,
    )


def _taken_over(brought: ReturnedFile) -> dict[str, Any]:
    """The revisions that came from the file, each once, and the number of milestones."""
    labels = {asked.key: asked.label for asked in questions(brought.draft.plan.template)}
    rows = brought.revisions.exclude(kind=RevisionKind.TYPED).order_by("question", "number")
    return {
        "revisions": [
            {"revision": row, "label": labels.get(row.question, row.question)} for row in rows
        ],
        "milestones": sum(key not in labels and key != TITLE for key in brought.taken),
        "title": TITLE in brought.taken,
    }


def _said(outcome: Outcome) -> str:
    """What became of the chosen changes."""
    parts = []
    if outcome.title:
        parts.append(gettext("The title is taken over."))
    if outcome.saved:
        text = ngettext(
            "%(count)d answer is taken over.", "%(count)d answers are taken over.", outcome.saved
        )
        parts.append(text % {"count": outcome.saved})
    if outcome.beside:
        text = ngettext(
            "%(count)d waits in the history beside the text that stands; put both together there.",
            "%(count)d wait in the history beside the texts that stand; put them together there.",
            len(outcome.beside),
        )
        parts.append(text % {"count": len(outcome.beside)})
    if outcome.steps:
        text = ngettext(
            "%(count)d milestone is taken over.",
            "%(count)d milestones are taken over.",
            outcome.steps,
        )
        parts.append(text % {"count": outcome.steps})
    return " ".join(parts)


@members_only
@require_safe
def draft_returned_file(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponseBase:
    """The file itself, as it was brought; for who may write the draft."""
    draft = find(request, forum, plan, number)
    require(request, "action_plans.write_draft", draft)
    brought = _brought(draft, pk)
    try:
        file = brought.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=brought.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
