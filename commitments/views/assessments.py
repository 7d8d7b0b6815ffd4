"""A plan's self-assessment to be read: its report, and its commitments one by one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commitments.domain.assessment_commitments import ON_A_PAGE, reported, rows_of
from commitments.domain.assessment_figures import with_figures
from commitments.domain.assessment_report import report_of
from commitments.domain.assessments import TextStands, refuse_standing
from commitments.domain.report_words import edition
from commitments.models import SelfAssessment
from commitments.views.report_files import builds_of
from forums.views.access import visible_or_404


def find(request: HttpRequest, forum: str, plan: str, kind: str) -> SelfAssessment:
    """The self-assessment with its figures, where the reader may see it; 404 otherwise."""
    found: SelfAssessment = visible_or_404(
        with_figures(SelfAssessment.objects.select_related("plan__forum")),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        kind=kind,
    )
    return found


def context_of(found: SelfAssessment, **more: Any) -> dict[str, Any]:
    """What every page of a self-assessment needs."""
    return {
        "forum": found.plan.forum,
        "plan": found.plan,
        "assessment": found,
        "stage": found.stage,
        "edition": edition(found),
        **more,
    }


@require_safe
def assessment_detail(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """The report as a page. An address of a comment leads on to where comments are read."""
    found = find(request, forum, plan, kind)
    if "comment" in request.GET or "comments" in request.GET:
        return redirect(f"{found.comments_path}?{request.GET.urlencode()}")
    user = request.user
    language = get_language() or settings.LANGUAGE_CODE
    return render(
        request,
        "commitments/assessments/detail.html",
        context_of(
            found,
            report=report_of(found, language),
            may_write=_may_write(request, found),
            may_coordinate=user.has_perm("commitments.publish_assessment", found),
            is_opened=found.consultation_opens_on is not None,
            **builds_of(request, found),
        ),
    )


@require_safe
def assessment_commitments(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """The account of each commitment, six on a page; `?number=` opens the page with that one."""
    found: Any = find(request, forum, plan, kind)
    rows = rows_of(found.plan)
    paginator = Paginator(rows, ON_A_PAGE)
    paginator.count = found.commitment_count
    asked = request.GET.get("number", "")
    number = request.GET.get("page")
    if asked.isascii() and asked.isdecimal() and len(asked) < 6:
        number = str(rows.filter(number__lt=int(asked)).count() // ON_A_PAGE + 1)
    page = paginator.get_page(number)
    return render(
        request,
        "commitments/assessments/commitments.html",
        context_of(found, page=page, rows=list(reported(found, page.object_list))),
    )


def _may_write(request: HttpRequest, found: SelfAssessment) -> bool:
    """Whether the reader can change the words today."""
    try:
        refuse_standing(found)
    except TextStands:
        return False
    act = "publish" if found.is_public else "write"
    return request.user.has_perm(f"commitments.{act}_assessment", found)
