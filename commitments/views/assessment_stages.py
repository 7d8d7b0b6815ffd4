"""Putting a self-assessment to the public, giving it more time, and making it final."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.domain import assessment_notices, assessments, report_builds
from commitments.domain.assessment_comments import to_answer, unanswered
from commitments.domain.assessment_parts import missing, written
from commitments.domain.plan_compiling import languages_of
from commitments.forms.assessments import LastDayForm
from commitments.models import SelfAssessment
from commitments.views.assessments import context_of
from commitments.views.report_files import find, report_languages
from forums.domain.errors import Refused
from forums.models import Person
from forums.views.access import members_only, require
from forums.views.told import said


@members_only
@require_http_methods(["GET", "POST"])
def assessment_consult(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """The preview: what is missing, until when, who is told; then puts the draft to the public."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.publish_assessment", found)
    form = LastDayForm.opening(request.POST or None, found.plan.forum.today)
    if request.method == "POST" and form.is_valid():
        try:
            told = assessments.open_consultation(
                found, by=person, closes_on=form.cleaned_data["closes_on"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _build(found, person)
            messages.success(request, said(_("The draft is open to comments now."), told))
            return redirect(found)
    return render(
        request,
        "commitments/assessments/consult.html",
        context_of(
            found,
            form=form,
            missing=missing(found),
            progress=written(found, languages_of(found.plan.forum)),
            **_told(found),
        ),
    )


@members_only
@require_http_methods(["GET", "POST"])
def assessment_extend(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """Gives the public more time."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.publish_assessment", found)
    last = found.consultation_closes_on
    if last is None:
        messages.error(request, _("No consultation on this self-assessment is open."))
        return redirect(found)
    form = LastDayForm(request.POST or None, earliest=last + dt.timedelta(days=1))
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["closes_on"]
        try:
            told = assessments.give_more_time(found, by=person, closes_on=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("The public has more time now."), told))
            return redirect(found)
    return render(
        request, "commitments/assessments/extend.html", context_of(found, form=form, **_told(found))
    )


@members_only
@require_http_methods(["GET", "POST"])
def assessment_finish(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """The preview: what is still in the way, and who is told; then makes it final."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.publish_assessment", found)
    if request.method == "POST":
        try:
            told = assessments.finish(found, by=person)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("commitments:assessment-finish", forum, plan, kind)
        _build(found, person)
        messages.success(request, said(_("The self-assessment is final."), told))
        return redirect(found)
    waiting = unanswered(found).count()
    return render(
        request,
        "commitments/assessments/finish.html",
        context_of(
            found,
            missing=missing(found),
            waiting=waiting,
            comments=to_answer(found).count(),
            **_told(found),
        ),
    )


def _told(found: SelfAssessment) -> dict[str, Any]:
    """Who will be told, as the preview lists them."""
    named = assessment_notices.audience(found, by_name=True)
    return {
        "recipients": named,
        "unnamed": len(assessment_notices.audience(found)) - len(named),
    }


def _build(found: SelfAssessment, person: Person) -> None:
    """Has the files built in all languages; the page says how far they are."""
    languages = [code for code, _name in report_languages(found.plan.forum)]
    report_builds.request_all(found, by=person, languages=languages)
