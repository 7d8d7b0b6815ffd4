"""The report of a self-assessment as a file: having it built, how far that is, and reading it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from commitments.domain import report_builds
from commitments.domain.plan_compiling import languages_of
from commitments.domain.report_docx import CONTENT_TYPE
from commitments.models import BuildState, ReportBuild, ReportFormat, SelfAssessment
from forums.models import Forum
from forums.views.access import members_only, require, visible_or_404

TYPES = {ReportFormat.PDF: "application/pdf", ReportFormat.DOCX: CONTENT_TYPE}


def report_languages(forum: Forum) -> list[tuple[str, str]]:
    """The forum's languages that the portal speaks, its main one first, and English, which OGP
    asks for: by code and name."""
    known = dict(settings.LANGUAGES)
    return [(code, str(known[code])) for code in languages_of(forum)]


def find(request: HttpRequest, forum: str, plan: str, kind: str) -> SelfAssessment:
    """The self-assessment, where the reader may see it and its plan; 404 otherwise."""
    found: SelfAssessment = visible_or_404(
        SelfAssessment.objects.select_related("plan__forum"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        kind=kind,
    )
    return found


@members_only
@require_POST
def report_build(request: HttpRequest, forum: str, plan: str, kind: str) -> HttpResponse:
    """Asks for the file in one language and format; where it is being built, shows that."""
    found = find(request, forum, plan, kind)
    person = require(request, "commitments.build_report", found)
    languages = dict(report_languages(found.plan.forum))
    language = request.POST.get("language") or next(iter(languages))
    format = request.POST.get("format") or ReportFormat.PDF
    if language not in languages or format not in ReportFormat.values:
        raise Http404
    build = report_builds.request_build(found, by=person, language=language, format=format)
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
            **_shown(found, build),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def assessment_file(
    request: HttpRequest, forum: str, plan: str, kind: str, format: str
) -> HttpResponseBase:
    """The last file in the reader's language, or in `?language=`; 404 where there is none."""
    found = find(request, forum, plan, kind)
    builds = list(
        ReportBuild.objects.filter(assessment=found, state=BuildState.DONE, format=format).order_by(
            "-requested_at", "-pk"
        )
    )
    build = _latest(found, builds, request.GET.get("language", ""))
    if build is None or not build.file.storage.exists(build.file.name or ""):
        raise Http404
    etag = quote_etag(build.sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            build.file.open("rb"),
            filename=f"{forum}-{plan}-{kind}-{build.language}.{format}",
            content_type=TYPES[ReportFormat(format)],
        )
    response["ETag"] = etag
    response["Content-Language"] = build.language
    response["X-Content-Type-Options"] = "nosniff"
    return response


def builds_of(request: HttpRequest, found: SelfAssessment) -> dict[str, Any]:
    """What the page of a self-assessment says of its files, from one query."""
    builds = list(ReportBuild.objects.filter(assessment=found).order_by("-requested_at", "-pk"))
    may_build = request.user.has_perm("commitments.build_report", found)
    done = [row for row in builds if row.state == BuildState.DONE]
    files = [
        _latest(found, [row for row in done if row.format == format])
        for format in ReportFormat.values
    ]
    return {
        "files": [{"build": row, "url": _address(found, row)} for row in files if row],
        "to_build": _to_build(found, done) if may_build else [],
        "shown_builds": [_shown(found, row) for row in _unfinished(builds)] if may_build else [],
    }


def _latest(
    found: SelfAssessment, builds: list[ReportBuild], wanted: str = ""
) -> ReportBuild | None:
    """The newest finished build in the wanted language, else the reader's, the main, any.

    What was built of an earlier stage is no longer shown. `builds` are of one format, the newest
    first.
    """
    done = [row for row in builds if not report_builds.is_superseded(row, found)]
    if wanted:
        return next((row for row in done if row.language == wanted), None)
    for language in (get_language(), found.plan.forum.main_language):
        for row in done:
            if row.language == language:
                return row
    return done[0] if done else None


def _to_build(found: SelfAssessment, done: list[ReportBuild]) -> list[dict[str, str]]:
    """What can be asked for: every language and format of which no file stands for good."""
    standing = {(row.language, row.format) for row in done if report_builds.stands(row, found)}
    return [
        {"language": code, "language_name": language, "format": format, "format_name": name}
        for code, language in report_languages(found.plan.forum)
        for format, name in ReportFormat.choices
        if (code, format) not in standing
    ]


def _unfinished(builds: list[ReportBuild]) -> list[ReportBuild]:
    """The last build of each language and format, where it is not ready."""
    last: dict[tuple[str, str], ReportBuild] = {}
    for row in builds:
        last.setdefault((row.language, row.format), row)
    return [row for row in last.values() if row.state != BuildState.DONE]


def _address(found: SelfAssessment, build: ReportBuild) -> str:
    where = [found.plan.forum.slug, found.plan.slug, found.kind]
    page = reverse(f"commitments:assessment-{build.format}", args=where)
    return f"{page}?language={build.language}"


def _shown(found: SelfAssessment, build: ReportBuild) -> dict[str, Any]:
    """What the partial of a build needs."""
    where = [found.plan.forum.slug, found.plan.slug, found.kind]
    here = reverse("commitments:report-progress", args=[*where, build.pk])
    return {
        "build": build,
        "build_language": dict(settings.LANGUAGES).get(build.language, build.language),
        "poll_url": here if build.state in report_builds.OPEN else "",
        "page_url": here,
        "download_url": _address(found, build),
    }
