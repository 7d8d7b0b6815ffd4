"""Reporting how far a commitment is as a whole, and publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.domain import commitment_reports, rounds
from commitments.domain.progress import HandedInAnew
from commitments.domain.report_notices import report_address
from commitments.domain.status import tally
from commitments.forms.rounds import AskForm, CommitmentReportForm
from commitments.models import Commitment, CommitmentReport, ReportingRound
from commitments.views.rounds import find_round
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Person
from forums.views.access import members_only, require, visible_or_404


def _find(
    request: HttpRequest, forum: str, plan: str, round: str, number: int
) -> tuple[ReportingRound, Commitment]:
    found = find_round(request, forum, plan, round)
    commitment: Commitment = visible_or_404(
        Commitment.objects.select_related("plan__forum"), request, plan=found.plan, number=number
    )
    return found, commitment


@members_only
@require_http_methods(["GET", "POST"])
def commitment_report(
    request: HttpRequest, forum: str, plan: str, round: str, number: int
) -> HttpResponse:
    """The leading office's form for a whole commitment in one round."""
    found, commitment = _find(request, forum, plan, round, number)
    person = require(request, "commitments.report_progress", commitment)
    if not found.is_public or found.opens_on > found.plan.forum.today:
        raise Http404
    standing = CommitmentReport.objects.filter(commitment=commitment, round=found).first()
    hand_in = "submit" in request.POST
    form = _form(commitment, standing, request.POST or None, hand_in=hand_in)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            report = _save(form, commitment, person, found)
        except ChangedMeanwhile as refused:
            stored = CommitmentReport.objects.get(commitment=commitment, round=found)
            theirs = form.overtaken(refused, _form(commitment, stored))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, report, hand_in=hand_in)
    return render(
        request,
        "commitments/reports/form.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "round": found,
            "form": form,
            "theirs": theirs,
            "report": standing,
            "tally": tally(commitment.milestones.values_list("status", flat=True)),
            "last": _last(commitment, found),
        },
    )


def _form(
    commitment: Commitment,
    standing: CommitmentReport | None,
    data: Any = None,
    *,
    hand_in: bool = False,
) -> CommitmentReportForm:
    initial = {} if standing else {"status": commitment.reported_status}
    return CommitmentReportForm(
        data, forum=commitment.plan.forum, instance=standing, initial=initial, hand_in=hand_in
    )


def _last(commitment: Commitment, round: ReportingRound) -> CommitmentReport | None:
    rows = CommitmentReport.objects.public().filter(
        commitment=commitment, round__as_of__lt=round.as_of
    )
    return rows.select_related("round").order_by("-round__as_of").first()


@transaction.atomic
def _save(
    form: CommitmentReportForm, commitment: Commitment, person: Person, round: ReportingRound
) -> CommitmentReport:
    report = commitment_reports.report(commitment, by=person, round=round, **form.values())
    if form.hand_in:
        commitment_reports.submit(report, by=person)
    return report


def _saved(request: HttpRequest, report: CommitmentReport, *, hand_in: bool) -> HttpResponse:
    if hand_in:
        messages.success(request, _("Handed in. The coordinator checks it and publishes it."))
        return redirect(rounds.address(report.round, "report"))
    messages.success(request, _("Saved. Hand it in when it is ready."))
    return redirect(report_address(report.commitment, report.round))


@members_only
@require_http_methods(["GET", "POST"])
def report_review(
    request: HttpRequest, forum: str, plan: str, round: str, number: int
) -> HttpResponse:
    """The coordinator publishes what was handed in or sends it back; what is published she can
    take back."""
    found, commitment = _find(request, forum, plan, round, number)
    person = require(request, "commitments.publish_update", commitment)
    report = get_object_or_404(
        CommitmentReport.objects.select_related("round", "reported_by"),
        commitment=commitment,
        round=found,
    )
    asks = "asks" in request.POST
    form = AskForm(request.POST if asks else None)
    if request.method == "POST" and (not asks or form.is_valid()):
        try:
            seen = request.POST.get("seen", "")
            messages.success(request, _act(report, person, form if asks else None, seen=seen))
        except HandedInAnew as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(rounds.address(found, "check"))
    return render(
        request,
        "commitments/reports/review.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "round": found,
            "report": report,
            "seen": commitment_reports.fingerprint(report),
            "form": form,
            "tally": tally(commitment.milestones.values_list("status", flat=True)),
        },
    )


def _act(report: CommitmentReport, person: Person, form: AskForm | None, *, seen: str) -> str:
    """Publishes it, sends it back or takes it back, and says what happens next."""
    if form is None:
        commitment_reports.publish(report, by=person, seen=seen)
        return _("Published. The commitment shows it as what the government reports.")
    asks = form.cleaned_data["asks"]
    if report.is_public:
        commitment_reports.take_back(report, by=person, asks=asks)
        return _("Taken back. Nobody else reads it until it is handed in and published again.")
    commitment_reports.send_back(report, by=person, asks=asks)
    return _("Sent back. Who reported it is told what you ask for.")
