"""What offices handed in for a round, and publishing much of it at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commitments.domain import commitment_reports, progress
from commitments.models import CommitmentReport, ReportingRound, Update
from commitments.views.rounds import find_round
from forums.domain.errors import Refused
from forums.models import Document, Person
from forums.views.access import members_only, require

ON_A_PAGE = 20


@members_only
@require_http_methods(["GET", "POST"])
def round_check(request: HttpRequest, forum: str, plan: str, round: str) -> HttpResponse:
    """Reads what was handed in; what is ticked is published, each by itself."""
    found = find_round(request, forum, plan, round)
    person = require(request, "commitments.publish_update", found)
    if request.method == "POST":
        _publish(request, found, person)
        return redirect(request.get_full_path())
    page = Paginator(_updates(found), ON_A_PAGE).get_page(request.GET.get("page"))
    reports = Paginator(_reports(found), ON_A_PAGE).get_page(request.GET.get("reports"))
    return render(
        request,
        "commitments/rounds/check.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "round": found,
            "page": page,
            "updates": [(row, progress.fingerprint(row)) for row in page],
            "reports": reports,
            "whole": [(row, commitment_reports.fingerprint(row)) for row in reports],
        },
    )


def _updates(round: ReportingRound) -> QuerySet[Update]:
    return (
        Update.objects.handed_in()
        .filter(round=round)
        .select_related("milestone__commitment__plan__forum", "round", "reported_by")
        .prefetch_related(
            Prefetch("evidence", Document.objects.select_related("forum")),
            "readings__indicator",
        )
        .order_by("milestone__commitment__number", "milestone__position", "pk")
    )


def _reports(round: ReportingRound) -> QuerySet[CommitmentReport]:
    return (
        CommitmentReport.objects.handed_in()
        .filter(round=round)
        .select_related("commitment__plan__forum", "round", "reported_by")
        .order_by("commitment__number")
    )


def _chosen(request: HttpRequest, name: str) -> list[int]:
    asked = request.POST.getlist(name)
    return [int(text) for text in asked if text.isascii() and text.isdecimal() and len(text) < 18]


def _seen(request: HttpRequest, name: str, row: Update | CommitmentReport) -> str:
    """The fingerprint of what she had before her when she ticked it."""
    return request.POST.get(f"{name}-{row.pk}-seen", "")


def _publish(request: HttpRequest, round: ReportingRound, person: Person) -> None:
    """Publishes what is ticked and says of what could not be why."""
    done = 0
    for update in _updates(round).filter(pk__in=_chosen(request, "update")):
        try:
            progress.publish(update, by=person, seen=_seen(request, "update", update))
            done += 1
        except Refused as refused:
            messages.error(request, f"{update.milestone}: {refused}")
    for report in _reports(round).filter(pk__in=_chosen(request, "report")):
        try:
            seen = _seen(request, "report", report)
            commitment_reports.publish(report, by=person, seen=seen)
            done += 1
        except Refused as refused:
            messages.error(request, f"{report.commitment}: {refused}")
    if done:
        messages.success(
            request,
            ngettext(
                "%(count)d report is published. The commitments follow from it.",
                "%(count)d reports are published. The commitments follow from them.",
                done,
            )
            % {"count": done},
        )
    else:
        messages.info(request, _("Tick what is to be published."))
