"""A plan's page while it is made; once adopted the commitments show on it too."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from action_plans.domain.overviews import told_first
from action_plans.models import (
    Act,
    ActionPlan,
    Consultation,
    Contribution,
    Draft,
    OutreachActivity,
    PlanState,
    ReasonedResponse,
)
from action_plans.views.taking_part import main_way, steps, ways
from forums.views.access import forum_or_404, visible_or_404

MOST_DRAFTS = 50


@require_safe
def plan_list(request: HttpRequest, forum: str) -> HttpResponse:
    """The plans of a forum, the latest first."""
    found = forum_or_404(request, forum)
    plans = ActionPlan.objects.visible_to(request.user).filter(forum=found).select_related("forum")
    return render(
        request,
        "action_plans/plans/list.html",
        {"forum": found, "plans": plans.order_by("-starts_on", "pk")},
    )


def find(request: HttpRequest, forum: str, plan: str) -> ActionPlan:
    """The plan, where the reader may see it; 404 otherwise."""
    found: ActionPlan = visible_or_404(
        ActionPlan.objects.select_related("forum", "adopted_by__forum"),
        request,
        forum__slug=forum,
        slug=plan,
    )
    return found


def co_creation(request: HttpRequest, plan: ActionPlan) -> dict[str, Any]:
    """What a plan's page shows of its making."""
    contributions = Contribution.objects.public().filter(plan=plan)
    counted = ActionPlan.objects.filter(pk=plan.pk).values_list(
        _count(contributions),
        _count(contributions.answered()),
        _count(ReasonedResponse.objects.public().filter(plan=plan)),
        _count(Consultation.objects.public().filter(plan=plan)),
        _count(OutreachActivity.objects.public().filter(plan=plan)),
    )
    received, answered, responses, consulted, outreach = (count or 0 for count in counted.get())
    phases = list(plan.phases.prefetch_related("acts"))
    today = plan.forum.today
    asked = _open_consultations(plan)
    can_do = ways(request, plan, phases, consultations=asked)
    main = main_way(can_do)
    elsewhere = (main.act if main else "", Act.DRAFT, Act.DECIDE)  # sections of the page have them
    in_steps = [way for way in can_do if way.act not in elsewhere]
    return {
        "phases": phases,
        "steps": steps(plan, phases, on=today, ways=in_steps, consultations=asked),
        "main": main,
        "can": [way.act for way in can_do],
        "today": today,
        "overview": told_first(plan),
        "outreach_count": outreach,
        "contribution_count": received,
        "answered_count": answered,
        "response_count": responses,
        "consultation_count": consulted,
        "drafts": _drafts(request, plan) if plan.state == PlanState.CO_CREATION else [],
    }


def _open_consultations(plan: ActionPlan) -> list[Consultation]:
    """Those in which everybody can comment today."""
    if plan.state != PlanState.CO_CREATION:
        return []
    today = plan.forum.today
    rows = Consultation.objects.public().filter(plan=plan).with_plan()
    return list(rows.filter(opens_on__lte=today, closes_on__gte=today))


def _drafts(request: HttpRequest, plan: ActionPlan) -> list[Draft]:
    """Those that the reader may see; once the plan is adopted its commitments stand for them."""
    rows = Draft.objects.visible_to(request.user).filter(plan=plan)
    return list(rows.select_related("theme", "lead", "plan__forum")[:MOST_DRAFTS])


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are, as a part of another query."""
    counted = rows.order_by().annotate(every=Value(1)).values("every")
    return Subquery(
        counted.annotate(count=Count("pk")).values("count"), output_field=IntegerField()
    )
