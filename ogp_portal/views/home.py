"""The portal's first page, and the home of a forum."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from action_plans.models import ActionPlan, Phase, PlanState
from commitments.domain.totals import plan_totals
from commitments.models import Update
from forums.models import Decision, Forum, Meeting, Outcome
from forums.views.access import forum_or_404
from forums.views.forums import recent


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is happening now; with one public forum, that forum."""
    forums = list(Forum.objects.public()[:100])
    if len(forums) == 1:
        return _forum(request, forums[0])
    today = timezone.localdate()
    return render(
        request,
        "ogp_portal/home.html",
        {
            "forums": forums,
            "open_phases": list(
                Phase.objects.filter(
                    plan__in=ActionPlan.objects.public().filter(state=PlanState.CO_CREATION),
                    takes_contributions=True,
                    opens_on__lte=today,
                    closes_on__gte=today,
                )
                .select_related("plan__forum")
                .order_by("closes_on")[:5]
            ),
            "meetings": list(
                Meeting.objects.public()
                .filter(cancelled_at=None)
                .upcoming()
                .select_related("forum")[:5]
            ),
            "decisions": list(
                Decision.objects.public()
                .exclude(outcome=Outcome.OPEN)
                .select_related("forum")
                .order_by("-published_at")[:5]
            ),
            "updates": _updates(),
        },
    )


@require_safe
def forum_home(request: HttpRequest, forum: str) -> HttpResponse:
    """In one screen: where the plan stands, what can be done now, what comes next."""
    return _forum(request, forum_or_404(request, forum))


def _forum(request: HttpRequest, forum: Forum) -> HttpResponse:
    plans = list(
        ActionPlan.objects.visible_to(request.user)
        .filter(forum=forum)
        .select_related("forum")
        .prefetch_related("phases")
    )
    today = forum.today
    making = [plan for plan in plans if plan.state == PlanState.CO_CREATION]
    running = next((plan for plan in plans if plan.state == PlanState.IMPLEMENTATION), None)
    return render(
        request,
        "ogp_portal/forum.html",
        {
            "forum": forum,
            "plans": plans,
            "making": making[0] if making else None,
            "running": running,
            "totals": plan_totals(running) if running else None,
            "open_phases": [
                phase
                for plan in making
                for phase in plan.phases.all()
                if phase.takes_contributions and phase.opens_on <= today <= phase.closes_on
            ],
            "today": today,
            "updates": _updates(milestone__commitment__plan__forum=forum),
            **recent(forum, request),
        },
    )


def _updates(**where: Any) -> list[Update]:
    """The latest published updates."""
    return list(
        Update.objects.public()
        .filter(**where)
        .select_related("milestone__commitment__plan__forum", "round")
        .order_by("-published_at", "-pk")[:5]
    )
