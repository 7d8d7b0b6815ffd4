"""The answers of a draft: writing them together, and what they said before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import drafts
from action_plans.domain.templates import Question, questions
from action_plans.forms.drafts import AnswerForm
from action_plans.models import Draft
from action_plans.views.drafts import find, may_write
from forums.domain.difference import difference
from forums.domain.errors import Refused
from forums.models import Comment
from forums.views.access import members_only, require

REVISIONS_ON_A_PAGE = 10


def _question(draft: Draft, key: str) -> Question:
    for question in questions(draft.plan.template):
        if question.key == key:
            return question
    raise Http404


@members_only
@require_http_methods(["GET", "POST"])
def answer_edit(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Writes one answer. What somebody else saved meanwhile is merged, or shown beside it."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    if language not in draft.plan.forum.languages:
        raise Http404
    asked = _question(draft, question)
    standing = drafts.head(draft, question, language)
    context: dict[str, Any] = {
        "forum": draft.plan.forum,
        "plan": draft.plan,
        "draft": draft,
        "question": asked,
        "language": language,
        "standing": standing,
        "remarks": Comment.objects.on(draft).threads().filter(question=question),
    }
    form = AnswerForm(
        request.POST or None,
        initial={
            "text": standing.text if standing else "",
            "base_number": standing.number if standing else 0,
        },
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            saved = drafts.save(draft, by=person, question=question, language=language, **clean)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 422
        else:
            if not saved.conflict:
                if saved.merged:
                    messages.success(
                        request,
                        _(
                            "Saved. Somebody else had saved meanwhile; both changes are in the text."
                        ),
                    )
                else:
                    messages.success(request, _("Saved."))
                return redirect(f"{draft.get_absolute_url()}#{question}")
            form = AnswerForm(
                initial={"text": saved.revision.text, "base_number": saved.standing.number}
            )
            context |= {
                "conflict": saved,
                "pieces": difference(saved.standing.text, saved.revision.text),
                "standing": saved.standing,
            }
            status = 409
    return render(
        request, "action_plans/drafts/answer.html", {**context, "form": form}, status=status
    )


@require_safe
def answer_history(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Every revision of an answer, with what it changed word by word."""
    draft = find(request, forum, plan, number)
    asked = _question(draft, question)
    rows = list(
        draft.revisions.filter(question=question, language=language)
        .select_related("author")
        .order_by("number")
    )
    texts = {row.number: row.text for row in rows}
    steps = []
    before = ""
    for row in rows:
        beside = row.kind in ("conflict", "typed")
        steps.append((row, texts.get(row.base_number, "") if beside else before))
        if not beside:
            before = row.text
    page = Paginator(steps[::-1], REVISIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    standing = next((row for row in reversed(rows) if row.kind not in ("conflict", "typed")), None)
    return render(
        request,
        "action_plans/drafts/history.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "question": asked,
            "language": language,
            "page": page,
            "steps": [{"revision": row, "pieces": difference(old, row.text)} for row, old in page],
            "standing": standing,
            "may_write": may_write(request, draft),
        },
    )


@members_only
@require_POST
def revision_restore(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Makes an earlier text the one that stands."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    revision = get_object_or_404(draft.revisions.all(), pk=pk)
    try:
        drafts.restore(revision, by=person)
        messages.success(request, _("Restored. The text before stays in the history."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{draft.get_absolute_url()}#{revision.question}")
