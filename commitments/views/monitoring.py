"""Joint monitoring of a plan: both sides compared, where they differ, and what was visited."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from action_plans.views.plans import find as find_plan
from commitments.domain import differences, findings
from commitments.models import DISPUTING, MonitoringVisit, Verdict, Verification

ON_A_PAGE = 20
VISITS = 5


@require_safe
def plan_monitoring(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """What was verified and with what result, and the differences; `state` filters these."""
    found = find_plan(request, forum, plan)
    rows = Verification.objects.public().filter(update__milestone__commitment__plan=found)
    state = request.GET.get("state", "")
    state = state if state in ("open", "settled") else ""
    shown = rows.differences()
    if state:
        shown = shown.unsettled() if state == "open" else shown.filter(settled_on__isnull=False)
    listed = differences.with_discussion(shown.with_place()).order_by(
        F("settled_on").desc(nulls_first=True), "-published_at", "pk"
    )
    compared = findings.compared(found)
    return render(
        request,
        "commitments/monitoring/plan.html",
        {
            "forum": found.forum,
            "plan": found,
            "counts": _counts(rows),
            "page": Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page")),
            "state": state,
            "compared": compared,
            "said": any(row.society and row.key != findings.NOTHING for row in compared),
            "columns": [
                _("State"),
                (_("The government reports"), "number"),
                (_("Civil society finds"), "number"),
            ],
            "table": [[row.label, row.government, row.society] for row in compared],
            "visits": MonitoringVisit.objects.visible_to(request.user)
            .filter(plan=found)
            .select_related("plan__forum")
            .order_by("-held_on", "-number")[:VISITS],
        },
    )


def _counts(rows: Any) -> dict[str, Any]:
    """How many verifications there are of each verdict, and how many differences are open."""
    by_verdict = {
        value: Count("pk", filter=Q(verdict=value), distinct=True) for value in Verdict.values
    }
    counted = rows.order_by().aggregate(
        all=Count("pk", distinct=True),
        open=Count("pk", filter=Q(verdict__in=DISPUTING, settled_on=None), distinct=True),
        settled=Count("pk", filter=Q(settled_on__isnull=False), distinct=True),
        **by_verdict,
    )
    return {
        **counted,
        "verdicts": [(Verdict(value).label, counted[value], value) for value in Verdict.values],
    }
