"""Comments under everything that can be discussed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.domain import comments
from forums.domain.errors import Refused
from forums.forms.comments import CommentForm, RemovalForm
from forums.models import Comment
from forums.views.access import members_only, require
from forums.views.pace import too_often

# What can be discussed, by the word that stands in the address of the form.
DISCUSSED = {
    "meeting": "forums.Meeting",
    "decision": "forums.Decision",
    "nomination": "forums.Nomination",
    "rules": "forums.RulesVersion",
    "contribution": "action_plans.Contribution",
    "draft": "action_plans.Draft",
    "response": "action_plans.ReasonedResponse",
    "commitment": "commitments.Commitment",
    "self-assessment": "commitments.SelfAssessment",
}
# What the forum alone says something of: the draft minutes of a meeting.
INTERNAL = {"minutes": "forums.Meeting"}
THREADS_ON_A_PAGE = 20
MOST_ANSWERS = 200  # shown on one page
WORDS = {label: word for word, label in DISCUSSED.items()}


def thread(
    request: HttpRequest,
    target: models.Model,
    *,
    apart: Iterable[str] = (),
    internal: bool = False,
) -> dict[str, Any]:
    """What the partial `comment_thread.html` needs: a page of comments with `answers`, the form.

    The page is `?comments=` in the address; a comment's answers stand with it. `apart` are the
    questions of a draft at which what is said of them stands, see `remarks`; nothing is hidden.
    `internal` is for a page that the forum alone can open.
    """
    said = Comment.objects.on(target, internal=internal).threads().exclude(question__in=[*apart])
    page = Paginator(said.filter(parent=None), THREADS_ON_A_PAGE).get_page(
        request.GET.get("comments")
    )
    answers: dict[int | None, list[Comment]] = {}
    tops = list(page)
    if tops:
        for row in said.filter(parent__in=tops)[:MOST_ANSWERS]:
            answers.setdefault(row.parent_id, []).append(row)
    for row in tops:
        row.answers = answers.get(row.pk, [])  # type: ignore[attr-defined]
    return {
        "comments": tops,
        "comment_page": page,
        "comment_count": page.paginator.count,
        "comment_word": "minutes" if internal else WORDS[target._meta.label],
        "comment_internal": internal,
        "comment_target": target,
        "comment_form": CommentForm() if request.user.is_authenticated else None,
    }


def remarks(target: models.Model) -> dict[str, list[Comment]]:
    """What was said of each question of a draft, with `answers`, the oldest first."""
    rows = list(Comment.objects.on(target).threads().exclude(question="")[:MOST_ANSWERS])
    tops = {row.pk: row for row in rows if row.parent_id is None}
    found: dict[str, list[Comment]] = {}
    for row in tops.values():
        row.answers = []  # type: ignore[attr-defined]
        found.setdefault(row.question, []).append(row)
    for row in rows:
        if row.parent_id in tops:
            tops[row.parent_id].answers.append(row)  # type: ignore[attr-defined]
    return found


def _target(request: HttpRequest, word: str, pk: int) -> Any:
    label = DISCUSSED.get(word) or INTERNAL.get(word)
    if label is None:
        raise Http404
    model: Any = apps.get_model(label)
    return get_object_or_404(model.objects.visible_to(request.user), pk=pk)


@members_only
@require_POST
def comment_add(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Adds a comment to a thing that the reader can see."""
    target = _target(request, word, pk)
    internal = word in INTERNAL
    person = require(request, "forums.review_minutes" if internal else "forums.comment", target)
    form = CommentForm(request.POST)
    limited = form.is_valid() and too_often(request, "comment", form)
    if not form.is_valid():
        return render(
            request,
            "forums/comments/form.html",
            {
                "form": form,
                "target": target,
                "comment_word": word,
                "comment_target": target,
                "comment_internal": internal,
            },
            status=429 if limited else 422,
        )
    clean = form.cleaned_data
    said = Comment.objects.on(target, internal=internal)
    parent = said.filter(pk=clean["parent"]).first() if clean["parent"] else None
    try:
        comment = comments.add(
            target,
            by=person,
            text=clean["text"],
            language=get_language() or "",
            parent=parent.parent or parent if parent else None,
            is_official=clean["is_official"]
            and person.has_perm("forums.answer_officially", target),
            question=clean["question"],
            internal=internal,
            submission=clean["submission"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(target)
    messages.success(
        request,
        _("Your comment is saved. The forum sees it.")
        if internal
        else _("Your comment is published."),
    )
    return redirect(comments.address(comment, target))


@members_only
@require_http_methods(["GET", "POST"])
def comment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes a comment with a reason that everybody can read."""
    comment = get_object_or_404(Comment.objects.select_related("author", "forum"), pk=pk)
    person = require(request, "forums.moderate", comment)
    target: Any = comment.target
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        comments.remove(comment, by=person, reason=form.cleaned_data["reason"])
        messages.success(request, _("Removed. The reason stands in its place."))
        return redirect(comments.address(comment, target))
    return render(
        request, "forums/comments/remove.html", {"form": form, "comment": comment, "target": target}
    )
