"""What the public says of a draft self-assessment, and how it is answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.domain import assessment_comments as said
from commitments.domain.assessment_parts import PARTS, comments_at
from commitments.forms.assessments import AnswerForm
from commitments.models import SelfAssessment
from commitments.views.assessments import context_of
from commitments.views.report_files import find
from forums.domain.errors import Refused
from forums.models import Comment
from forums.views.access import members_only, number_asked, require
from forums.views.comments import thread

ON_A_PAGE = 20


@require_safe
def assessment_comments(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """While comments are taken, the discussion, of the whole or of `?at=` one part; after that
    each comment with its answer, for coordinators with what is still to be answered."""
    found = find(request, forum, plan, kind)
    may_answer = request.user.has_perm("commitments.answer_assessment", found)
    more: dict[str, Any] = {"may_answer": may_answer, "may_coordinate": may_answer}
    if found.takes_comments:
        at = request.GET.get("at", "")
        at = at if at in comments_at() else ""
        title = next((part.title for part in PARTS if part.key == at), "")
        more |= {"at": at, "at_title": title, **thread(request, found, at=at)}
    if not found.takes_comments or may_answer:
        more |= _answers(request, found)
    return render(request, "commitments/assessments/comments.html", context_of(found, **more))


def _answers(request: HttpRequest, found: SelfAssessment) -> dict[str, Any]:
    rows = said.to_answer(found).select_related("author__organisation")
    rows = rows.order_by("created_at", "pk")
    page = Paginator(rows, ON_A_PAGE).get_page(
        request.GET.get("answers") or _page_of(rows, number_asked(request, "comment"))
    )
    return {
        "page": page,
        "answered": said.with_answers(found, list(page)),
        "general": list(said.general_answers(found).select_related("author__organisation")),
        "waiting": said.unanswered(found).count(),
        "answer_form": AnswerForm(),
    }


def _page_of(rows: Any, pk: int) -> int:
    """The page on which a comment stands; the first where it is not there."""
    wanted = rows.filter(pk=pk).first() if pk else None
    if wanted is None:
        return 1
    return int(rows.filter(created_at__lt=wanted.created_at).count()) // ON_A_PAGE + 1


@members_only
@require_POST
def assessment_answer(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """Answers one comment officially, or all in general."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.answer_assessment", found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "commitments/assessments/answer.html",
            context_of(found, form=form),
            status=422,
        )
    text, pk = form.cleaned_data["text"], form.cleaned_data["comment"]
    try:
        if pk:
            comment = Comment.objects.filter(pk=pk).select_related("parent").first()
            if comment is None:
                raise said.NotToAnswer(_("This comment is not there to be answered."))
            said.answer(found, by=person, text=text, comment=comment)
        else:
            said.answer_in_general(found, by=person, text=text)
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(
            request,
            "commitments/assessments/answer.html",
            context_of(found, form=form),
            status=422,
        )
    messages.success(request, _("Your answer is published and stands beside the comment."))
    return redirect(
        f"{found.comments_path}?comment={pk}#comment-{pk}" if pk else found.comments_path
    )
