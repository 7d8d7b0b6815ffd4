"""Suggested changes of a draft: making one, reading them, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import drafts, suggestions
from action_plans.domain.templates import questions
from action_plans.forms.suggestions import DeclineForm, SettleForm, SuggestionForm
from action_plans.models import Act, Draft, Revision, Suggestion, SuggestionState
from action_plans.views.drafts import (
    closed_because,
    find,
    language_or_404,
    may_write,
    question_or_404,
)
from forums.domain import moderated, moderation
from forums.domain.errors import Refused
from forums.domain.readable import readable_difference
from forums.views.access import members_only, require
from forums.views.pace import too_often

ON_A_PAGE = 20


@require_safe
def suggestion_list(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """All that was suggested for a draft, open ones first; `?question=` narrows it."""
    draft = find(request, forum, plan, number)
    labels = {item.key: item.label for item in questions(draft.plan.template)}
    rows = draft.suggestions.seen_by(request.user).select_related("author__organisation")
    asked = request.GET.get("question", "")
    if asked in labels:
        rows = rows.filter(question=asked)
    first = Case(
        When(state=SuggestionState.OPEN, removed_at=None, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    page = Paginator(rows.order_by(first, "-number"), ON_A_PAGE).get_page(request.GET.get("page"))
    removals = moderated.removals(list(page))
    for row in page:
        row.removal = removals.get(row.pk)  # type: ignore[attr-defined]
    return render(
        request,
        "action_plans/drafts/suggestions.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "page": page,
            "rows": [(row, labels.get(row.question, row.question)) for row in page],
            "asked": labels.get(asked, ""),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def suggestion_create(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Suggests a changed answer; an author of the draft accepts or declines it."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.suggest_change", draft)
    asked = question_or_404(draft, question)
    language_or_404(draft, language)
    standing = drafts.head(draft, question, language)
    form = SuggestionForm(
        request.POST or None,
        initial={
            "text": standing.text if standing else "",
            "base_number": standing.number if standing else 0,
        },
    )
    form.fields["text"].widget.attrs["lang"] = language
    if request.method == "POST" and form.is_valid() and not too_often(request, "suggestion", form):
        try:
            made = suggestions.suggest(
                draft, by=person, question=question, language=language, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _what_happened(made))
            return redirect(made)
    return render(
        request,
        "action_plans/drafts/suggest.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "question": asked,
            "language": language,
            "form": form,
            "closed": closed_because(request, draft, Act.SUGGEST),
            "waits": moderation.holds(person, draft.plan.forum),
        },
    )


def _what_happened(made: Suggestion) -> str:
    if made.held_at:
        return _(
            "Your suggestion is saved. A coordinator looks at the first text of each new account;"
            " you are told by e-mail when it is published."
        )
    return _("Sent. The authors answer it, and you will be told by e-mail.")


def _find(request: HttpRequest, draft: Draft, suggestion: int) -> Suggestion:
    """The suggestion, or its trace where it was removed; 404 while it is not for the reader."""
    rows = draft.suggestions.seen_by(request.user).select_related(
        "author__organisation", "answered_by", "revision", "draft__plan__forum"
    )
    return get_object_or_404(rows, number=suggestion)


def _base(suggestion: Suggestion) -> str:
    """The text on which the suggestion was written."""
    rows = Revision.objects.filter(
        draft=suggestion.draft_id,
        question=suggestion.question,
        language=suggestion.language,
        number=suggestion.base_number,
    )
    return rows.values_list("text", flat=True).first() or ""


def _page(
    request: HttpRequest, draft: Draft, found: Suggestion, *, status: int = 200, **context: Any
) -> HttpResponse:
    removed = found.removed_at is not None
    is_open = found.state == SuggestionState.OPEN
    return render(
        request,
        "action_plans/drafts/suggestion.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "suggestion": found,
            "removal": moderated.removal(found),
            "question": question_or_404(draft, found.question),
            "pieces": [] if removed else readable_difference(_base(found), found.text),
            "may_answer": is_open and found.is_shown and may_write(request, draft),
            "is_mine": found.author_id == request.user.pk,
            "decline_form": DeclineForm(),
            **context,
        },
        status=status,
    )


@require_safe
def suggestion_detail(
    request: HttpRequest, forum: str, plan: str, number: int, suggestion: int
) -> HttpResponse:
    """One suggestion word by word, and what the authors said to it."""
    draft = find(request, forum, plan, number)
    return _page(request, draft, _find(request, draft, suggestion))


@members_only
@require_POST
def suggestion_accept(
    request: HttpRequest, forum: str, plan: str, number: int, suggestion: int
) -> HttpResponse:
    """Takes the change in; where it touches a later edit the author settles it first."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    found = _find(request, draft, suggestion)
    settling: dict[str, Any] = {}
    form = SettleForm(request.POST) if "text" in request.POST else None
    if form is not None:
        if not form.is_valid():
            return _page(request, draft, found, settle_form=form, status=422)
        settling = form.cleaned_data
    try:
        outcome = suggestions.accept(found, by=person, **settling)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    if not outcome.conflict:
        messages.success(
            request, _("Accepted. The change is in the text; who suggested it is told.")
        )
        return redirect(f"{draft.get_absolute_url()}#{found.question}")
    standing = outcome.standing
    text = settling.get("text", found.text)
    initial = {"text": text, "base_number": standing.number if standing else 0}
    return _page(
        request,
        draft,
        found,
        status=409,
        settle_form=SettleForm(initial=initial),
        standing=standing,
        both=readable_difference(standing.text if standing else "", text),
    )


@members_only
@require_POST
def suggestion_decline(
    request: HttpRequest, forum: str, plan: str, number: int, suggestion: int
) -> HttpResponse:
    """Leaves the text as it is, with a word why."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    found = _find(request, draft, suggestion)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, found, decline_form=form, status=422)
    try:
        suggestions.decline(found, by=person, why=form.cleaned_data["why"])
        messages.success(request, _("Declined. Who suggested it is told why."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@members_only
@require_POST
def suggestion_withdraw(
    request: HttpRequest, forum: str, plan: str, number: int, suggestion: int
) -> HttpResponse:
    """Takes back what the reader suggested herself."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.suggest_change", draft)
    found = _find(request, draft, suggestion)
    try:
        suggestions.withdraw(found, by=person)
        messages.success(request, _("Taken back. It stays readable here."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)
