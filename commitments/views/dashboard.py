"""How far a plan is, in pictures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from action_plans.models import PlanState
from action_plans.views.plans import find as find_plan
from commitments.domain import dashboard_pictures
from commitments.domain.dashboard import dashboard, day_of


@require_safe
def plan_dashboard(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """How far an adopted plan is: charts with their tables, what is overdue, office by office."""
    found = find_plan(request, forum, plan)
    if found.state == PlanState.CO_CREATION:
        raise Http404
    figures = dashboard(found)
    return render(
        request,
        "commitments/dashboard/detail.html",
        {
            "forum": found.forum,
            "plan": found,
            "figures": figures,
            "as_of": day_of(figures),
            "charts": dashboard_pictures.of_dashboard(figures),
        },
    )
