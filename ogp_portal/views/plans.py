"""A plan's page: how it is made, and how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from action_plans.models import PlanState
from action_plans.views.plan_calendars import ahead, find_dated
from action_plans.views.plans import co_creation
from commitments.domain import pictures, versions
from commitments.domain.totals import plan_progress
from commitments.models import Commitment, SelfAssessment
from commitments.views.commitments import with_progress

MOST_COMMITMENTS = 50  # on the plan's own page; the list of all has pages


@require_safe
def plan_detail(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Phases, contributions and drafts; once adopted, totals and commitments."""
    row = find_dated(request, forum, plan)
    found = row.plan
    context = {"forum": found.forum, "plan": found, **co_creation(request, found), **ahead(row)}
    if found.state != PlanState.CO_CREATION:
        totals, days = plan_progress(found)
        rows = Commitment.objects.visible_to(request.user).filter(plan=found)
        context |= {
            "commitments": list(
                with_progress(rows, today=found.forum.today).order_by("theme__position", "number")[
                    :MOST_COMMITMENTS
                ]
            ),
            "standing": versions.standing(found, request.user),
            "totals": totals,
            "charts": pictures.of_plan(totals, days),
            "assessments": list(
                SelfAssessment.objects.visible_to(request.user)
                .filter(plan=found)
                .select_related("plan__forum")
            ),
        }
    return render(request, "ogp_portal/plan.html", context)
