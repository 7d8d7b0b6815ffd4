"""Writing the answers of a draft together; a form that saves itself posts to the same address."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.domain import advice, drafts, visits
from action_plans.domain.drafts import Saved
from action_plans.domain.templates import Question
from action_plans.forms.answers import AnswerForm
from action_plans.models import Act, Draft
from action_plans.views.drafts import (
    closed_because,
    find,
    language_or_404,
    question_or_404,
)
from forums.domain.errors import Refused
from forums.domain.readable import readable_difference
from forums.models import Comment, Person
from forums.views.access import members_only, require

REMARKS_BESIDE = 10
"""Open comments that stand under the form in which an answer is written."""


@members_only
@require_http_methods(["GET", "POST"])
def answer_edit(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Writes one answer. What somebody else saved meanwhile is merged, or shown beside it."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    language_or_404(draft, language)
    asked = question_or_404(draft, question)
    if request.method == "POST":
        return _save(request, draft, asked, language, by=person)
    visits.come(draft, by=person, question=question)
    standing = drafts.head(draft, question, language)
    initial = {
        "text": standing.text if standing else "",
        "base_number": standing.number if standing else 0,
    }
    form = AnswerForm(initial=initial, question=question, language=language)
    return _page(request, draft, asked, language, form, standing=standing)


def _save(
    request: HttpRequest, draft: Draft, asked: Question, language: str, *, by: Person
) -> HttpResponse:
    form = AnswerForm(request.POST, question=asked.key, language=language)
    saved = None
    if form.is_valid():
        try:
            saved = drafts.save(
                draft, by=by, question=asked.key, language=language, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _told(request, draft, asked, language, form, saved)
    if saved is None:
        return _page(request, draft, asked, language, form, status=422)
    if saved.conflict:
        initial = {"text": saved.revision.text, "base_number": saved.standing.number}
        form = AnswerForm(initial=initial, question=asked.key, language=language)
        return _page(request, draft, asked, language, form, status=409, **_both(saved))
    messages.success(request, _said(saved))
    return redirect(f"{draft.get_absolute_url()}#{asked.key}")


def _page(
    request: HttpRequest,
    draft: Draft,
    asked: Question,
    language: str,
    form: AnswerForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    text = str(form["text"].value() or "")
    return render(
        request,
        "action_plans/drafts/answer.html",
        {
            **_where(draft, asked, language),
            "form": form,
            "advice": advice.on_answer(asked.key, text),
            "remarks": Comment.objects.on(draft)
            .threads()
            .filter(question=asked.key, resolved_at=None, removed_at=None)[:REMARKS_BESIDE],
            "standing": drafts.head(draft, asked.key, language),
            "closed": closed_because(request, draft, Act.DRAFT),
            **context,
        },
        status=status,
    )


def _said(saved: Saved) -> str:
    if saved.merged:
        return _("Saved. Somebody else had saved meanwhile; both changes are in the text.")
    return _("Saved.")


def _where(draft: Draft, asked: Question, language: str) -> dict[str, Any]:
    return {
        "forum": draft.plan.forum,
        "plan": draft.plan,
        "draft": draft,
        "question": asked,
        "language": language,
    }


def _both(saved: Saved) -> dict[str, Any]:
    """The text that stands and the one beside it, word by word."""
    return {
        "conflict": saved,
        "standing": saved.standing,
        "pieces": readable_difference(saved.standing.text, saved.revision.text),
    }


def _told(
    request: HttpRequest,
    draft: Draft,
    asked: Question,
    language: str,
    form: AnswerForm,
    saved: Saved | None,
) -> JsonResponse:
    """What a form that saves itself is told, and on which revision it goes on.

    Where two changes were merged, `text` is the text that stands, and `number` its revision; who
    typed on meanwhile goes on from `typed`. In a conflict `html` shows both.
    """
    if saved is None:
        sentences = [text for errors in form.errors.values() for text in errors]
        return JsonResponse(
            {"state": "refused", "message": " ".join(map(str, sentences))}, status=422
        )
    now = timezone.now().astimezone(zoneinfo.ZoneInfo(draft.plan.forum.time_zone))
    told = {
        "number": saved.standing.number,
        "typed": saved.typed.number,
        "text": saved.standing.text,
        "time": now.strftime("%H:%M"),
    }
    if saved.conflict:
        context = _where(draft, asked, language) | _both(saved)
        html = render_to_string("action_plans/drafts/_conflict.html", context, request)
        return JsonResponse({**told, "state": "conflict", "html": html})
    if saved.merged:
        message = _("Saved %(time)s. Somebody else’s changes are in the text too.")
        return JsonResponse({**told, "state": "merged", "message": message % told})
    return JsonResponse({**told, "state": "saved", "message": _("Saved %(time)s") % told})


@members_only
@require_POST
def answer_advice(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """What a reader would stumble over in the text as it is typed; nothing is saved."""
    draft = find(request, forum, plan, number)
    require(request, "action_plans.write_draft", draft)
    asked = question_or_404(draft, question)
    language_or_404(draft, language)
    text = request.POST.get("text", "")[: AnswerForm.base_fields["text"].max_length]  # type: ignore[attr-defined]
    return render(
        request, "action_plans/drafts/_advice.html", {"advice": advice.on_answer(asked.key, text)}
    )
