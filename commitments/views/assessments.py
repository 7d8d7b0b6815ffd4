"""A plan's self-assessment: its report as page and PDF, its texts, its building."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.models import ActionPlan
from action_plans.views.plans import find as find_plan
from commitments.domain import assessments, report_builds
from commitments.forms.assessments import AssessmentForm
from commitments.models import AssessmentKind, BuildState, ReportBuild, SelfAssessment
from forums.domain.errors import Refused
from forums.models import Forum
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread


def find(request: HttpRequest, forum: str, plan: str, kind: str) -> SelfAssessment:
    """The self-assessment, where the reader may see it; 404 otherwise."""
    found: SelfAssessment = visible_or_404(
        assessments.with_figures(SelfAssessment.objects.select_related("plan__forum")),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        kind=kind,
    )
    visible = ActionPlan.objects.visible_to(request.user)
    if not found.plan.is_public and not visible.filter(pk=found.plan_id).exists():
        raise Http404
    return found


def report_languages(forum: Forum) -> list[tuple[str, str]]:
    """The forum's languages that the portal speaks, by code and name, its main one first."""
    known = dict(settings.LANGUAGES)
    codes = dict.fromkeys([forum.main_language, *forum.languages])
    found = [(code, str(known[code])) for code in codes if code in known]
    return found or [(settings.LANGUAGE_CODE, str(known[settings.LANGUAGE_CODE]))]


@require_safe
def assessment_detail(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """The report as a page; its commitments six at a time."""
    found = find(request, forum, plan, kind)
    user = request.user
    may_build = user.has_perm("commitments.build_report", found)
    builds = list(ReportBuild.objects.filter(assessment=found).order_by("-requested_at", "-pk"))
    report = assessments.report_context(
        found, get_language() or settings.LANGUAGE_CODE, page=request.GET.get("page", 1)
    )
    pdf = _latest(found, builds)
    return render(
        request,
        "commitments/assessments/detail.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "assessment": found,
            "report": report,
            "page": report.page,
            "pdf": pdf,
            "pdf_language_differs": pdf and pdf.language != get_language(),
            "may_write": user.has_perm("commitments.write_assessment", found),
            "may_publish": user.has_perm("commitments.publish_assessment", found),
            "may_build": may_build,
            "build_languages": report_languages(found.plan.forum) if may_build else [],
            "shown_builds": [_build(found, build) for build in _unfinished(builds)]
            if may_build
            else [],
            **thread(request, found),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def assessment_edit(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """Writes the texts; the first saving makes the self-assessment."""
    if kind not in AssessmentKind.values:
        raise Http404
    found = find_plan(request, forum, plan)
    before = SelfAssessment.objects.filter(plan=found, kind=kind).first()
    # What is public is the forum's word: from then on only coordinators change it.
    act = "publish" if before and before.is_public else "write"
    person = require(request, f"commitments.{act}_assessment", found)
    texts = {name: getattr(before, name) for name in AssessmentForm.texts} if before else {}
    form = AssessmentForm(request.POST or None, forum=found.forum, initial=texts)
    if request.method == "POST" and form.is_valid():
        written = assessments.write(found, by=person, kind=kind, **form.values())
        messages.success(
            request, _("Saved.") if written.is_public else _("Saved. Only the forum sees it.")
        )
        return redirect("commitments:assessment-detail", forum, plan, kind)
    return render(
        request,
        "commitments/assessments/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "assessment": before,
            "kind": kind,
            "kind_label": AssessmentKind(kind).label,
        },
    )


@members_only
@require_POST
def assessment_publish(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """Publishes the self-assessment and has its PDF built in the forum's languages."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.publish_assessment", found)
    try:
        assessments.publish(found, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        for language, _name in report_languages(found.plan.forum):
            report_builds.request_build(found, by=person, language=language)
        messages.success(
            request, _("Published. Everybody can read it now; the PDF is being built.")
        )
    return redirect("commitments:assessment-detail", forum, plan, kind)


@members_only
@require_POST
def report_build(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """Asks for the PDF in one language; where it is being built already, shows that."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.build_report", found)
    languages = dict(report_languages(found.plan.forum))
    language = request.POST.get("language") or next(iter(languages))
    if language not in languages:
        raise Http404
    build = report_builds.request_build(found, by=person, language=language)
    return redirect("commitments:report-progress", forum, plan, kind, build.pk)


@members_only
@require_safe
def report_progress(
    request: HttpRequest, forum: str, plan: str, kind: str, pk: int
) -> HttpResponse:
    """How far a build is: the whole page, or only the bar where the page asks again for it."""
    found = find(request, forum, plan, kind)
    require(request, "commitments.build_report", found)
    build = get_object_or_404(ReportBuild, assessment=found, pk=pk)
    template = "_build.html" if request.headers.get("HX-Request") else "build.html"
    response = render(
        request,
        f"commitments/assessments/{template}",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "assessment": found,
            **_build(found, build),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def assessment_pdf(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponseBase:
    """The last PDF in the reader's language, or in `?language=`; 404 where there is none."""
    found = find(request, forum, plan, kind)
    builds = list(
        ReportBuild.objects.filter(assessment=found, state=BuildState.DONE).order_by(
            "-requested_at", "-pk"
        )
    )
    pdf = _latest(found, builds, request.GET.get("language", ""))
    if pdf is None or not pdf.file.storage.exists(pdf.file.name or ""):
        raise Http404
    etag = quote_etag(pdf.sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            pdf.file.open("rb"),
            filename=f"{forum}-{plan}-{kind}-{pdf.language}.pdf",
            content_type="application/pdf",
        )
    response["ETag"] = etag
    response["Content-Language"] = pdf.language
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _latest(
    found: SelfAssessment, builds: list[ReportBuild], wanted: str = ""
) -> ReportBuild | None:
    """The newest finished build in the wanted language, else the reader's, the main, any.

    Once the self-assessment is public, PDFs of its draft are no longer shown. `builds` are
    those of `found`, the newest first.
    """
    since = found.published_at if found.is_public else None
    done = [
        build
        for build in builds
        if build.state == BuildState.DONE and (since is None or build.requested_at >= since)
    ]
    if wanted:
        return next((build for build in done if build.language == wanted), None)
    for language in (get_language(), found.plan.forum.main_language):
        for build in done:
            if build.language == language:
                return build
    return done[0] if done else None


def _unfinished(builds: list[ReportBuild]) -> list[ReportBuild]:
    """The last build of each language, where it is not ready."""
    last: dict[str, ReportBuild] = {}
    for build in builds:
        last.setdefault(build.language, build)
    return [build for build in last.values() if build.state != BuildState.DONE]


def _build(found: SelfAssessment, build: ReportBuild) -> dict[str, Any]:
    """What the partial of a build needs."""
    where = [found.plan.forum.slug, found.plan.slug, found.kind]
    here = reverse("commitments:report-progress", args=[*where, build.pk])
    is_open = build.state in report_builds.OPEN
    pdf = reverse("commitments:assessment-pdf", args=where)
    return {
        "build": build,
        "build_language": dict(settings.LANGUAGES).get(build.language, build.language),
        "poll_url": here if is_open else "",
        "page_url": here,
        "download_url": f"{pdf}?language={build.language}",
    }
