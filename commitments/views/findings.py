"""How far a whole commitment is: both views, round by round, and saying one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments.domain import findings
from commitments.forms.monitoring import FindingForm
from commitments.models import Commitment, CommitmentFinding, ReportingRound
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.views.access import members_only, require, visible_or_404


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Commitment:
    """The commitment, where the reader may see it; 404 otherwise."""
    found: Commitment = visible_or_404(
        Commitment.objects.select_related("plan__forum", "lead"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@require_safe
def finding_list(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """What the office reports and what organisations find, round by round."""
    commitment = find(request, forum, plan, number)
    views = findings.both_views(commitment)
    may = request.user.has_perm("commitments.record_finding", commitment)
    return render(
        request,
        "commitments/findings/list.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "views": views,
            "may_find": may,
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def finding_edit(
    request: HttpRequest, forum: str, plan: str, number: int, round: str
) -> HttpResponse:
    """An organisation of civil society says how far it finds a commitment."""
    commitment = find(request, forum, plan, number)
    person = require(request, "commitments.record_finding", commitment)
    reporting_round: ReportingRound = visible_or_404(
        ReportingRound.objects.public(), request, plan=commitment.plan, slug=round
    )
    mine = CommitmentFinding.objects.filter(
        commitment=commitment, round=reporting_round, organisation=person.organisation_id
    )
    held_in = commitment.plan.forum
    form = FindingForm(request.POST or None, forum=held_in, instance=mine.first())
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            row = findings.find(commitment, by=person, round=reporting_round, **form.values())
        except ChangedMeanwhile as refused:
            theirs = form.overtaken(refused, FindingForm(forum=held_in, instance=mine.first()))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Published beside what the government reports."))
            return redirect(row)
    views = [view for view in findings.both_views(commitment) if view.round == reporting_round]
    return render(
        request,
        "commitments/findings/form.html",
        {
            "forum": held_in,
            "plan": commitment.plan,
            "commitment": commitment,
            "round": reporting_round,
            "view": views[0] if views else None,
            "form": form,
            "theirs": theirs,
        },
    )
