"""Comments under everything that can be discussed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.domain import comments, moderation
from forums.domain.errors import Refused
from forums.domain.publication import forum_of
from forums.forms.comments import CommentForm
from forums.models import Comment, Person
from forums.views.access import members_only, number_asked, require
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
    "consultation": "action_plans.Consultation",
    "commitment": "commitments.Commitment",
    "observation": "commitments.Observation",
    "self-assessment": "commitments.SelfAssessment",
    "amendment": "commitments.Amendment",
}
# What the forum alone says something of: the draft minutes of a meeting, a response in preparation.
INTERNAL = {"minutes": "forums.Meeting", "prepared-response": "action_plans.ReasonedResponse"}
THREADS_ON_A_PAGE = 20
MOST_ANSWERS = 200  # shown on one page
FIRST_AT_A_QUESTION = 2
LETTERS_AT_QUESTIONS = 20_000  # shown on the page of a draft
WORDS = {label: word for word, label in DISCUSSED.items()}
INTERNAL_WORDS = {label: word for word, label in INTERNAL.items()}


def thread(
    request: HttpRequest,
    target: models.Model,
    *,
    apart: Iterable[str] = (),
    at: str = "",
    on_a_page: int = THREADS_ON_A_PAGE,
    internal: bool = False,
) -> dict[str, Any]:
    """What the partial `comment_thread.html` needs: a page of comments with `answers`, the form.

    The page is `?comments=` in the address, or the one on which the thread of `?comment=` stands;
    a comment's answers stand with it. `apart` are the questions of a draft at which what is said
    of them stands, see `remarks`; nothing is hidden.
    `at` is the one question of which the thread is.
    `internal` is for a page that the forum alone can open.
    """
    said = Comment.objects.on(target, internal=internal, reader=request.user)
    said = said.threads().exclude(question__in=[*apart])
    if at:
        said = said.filter(question=at)
    first = said.filter(parent=None)
    asked = request.GET.get("comments") or _page_of(first, request, on_a_page)
    page = Paginator(first, on_a_page).get_page(asked)
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
        "comment_word": (INTERNAL_WORDS if internal else WORDS)[target._meta.label],
        "comment_question": at,
        "comment_internal": internal,
        "comment_target": target,
        "comment_form": CommentForm()
        if request.user.is_authenticated and getattr(target, "takes_comments", True)
        else None,
        "comment_waits": isinstance(request.user, Person)
        and not internal
        and moderation.holds(request.user, forum_of(target)),
    }


def _page_of(first: models.QuerySet[Comment], request: HttpRequest, on_a_page: int) -> int:
    """The page on which the thread that was asked for stands; the first where there is none."""
    pk = number_asked(request, "comment")
    if not pk:
        return 1
    came = Subquery(first.filter(pk=pk).values("created_at"))
    place = first.filter(Q(created_at__lt=came) | Q(created_at=came, pk__lte=pk)).count()
    return max(1, -(-place // on_a_page))


@dataclass
class AtQuestion:
    """What was said of one question: the first open comments, and how many there are in all.

    Each of the `first` has `answered`: how many answers it has.
    """

    first: list[Comment] = field(default_factory=list)
    open: int = 0
    resolved: int = 0


def remarks(target: models.Model, *, reader: Any = None) -> dict[str, AtQuestion]:
    """What was said of each question of a draft, the oldest first, in one query.

    No more is shown than has room on one page; the rest stands on the question's own page.
    """
    tops = Comment.objects.on(target, reader=reader).exclude(question="")
    apart: Any = [F("question"), Q(resolved_at=None)]
    rows: Any = (
        tops.filter(parent=None, removed_at=None)
        .annotate(
            place=Window(RowNumber(), partition_by=apart, order_by=["created_at", "pk"]),
            total=Window(Count("pk"), partition_by=apart),
            answered=_answers(reader),
        )
        .filter(place__lte=FIRST_AT_A_QUESTION)
    )
    found: dict[str, AtQuestion] = {}
    room = LETTERS_AT_QUESTIONS
    for row in rows.threads():
        at = found.setdefault(row.question, AtQuestion())
        if row.resolved_at is not None:
            at.resolved = row.total
            continue
        at.open = row.total
        room -= len(row.text)
        if room >= 0:
            at.first.append(row)
    return found


def _answers(reader: Any) -> Coalesce:
    """How many answers a comment has that the reader sees."""
    seen = Comment.objects.seen_by(reader).filter(parent=OuterRef("pk"), removed_at=None)
    counted = seen.order_by().values("parent").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


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
    messages.success(request, _what_happened(comment))
    return redirect(comment)


def _what_happened(comment: Comment) -> str:
    if comment.held_at:
        return _(
            "Your comment is saved. A coordinator looks at the first text of each new account;"
            " you are told by e-mail when it is published."
        )
    if comment.internal:
        return _("Your comment is saved. The forum sees it.")
    return _("Your comment is published.")
