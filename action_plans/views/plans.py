"""A plan's page while it is made; once adopted the commitments show on it too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from action_plans.domain.contributions import open_phase
from action_plans.models import ActionPlan, Contribution, Draft, ReasonedResponse
from forums.views.access import visible_or_404


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
    return {
        "phases": list(plan.phases.all()),
        "today": timezone.localdate(),
        "open_phase": open_phase(plan),
        "contribution_count": contributions.count(),
        "answered_count": contributions.answered().count(),
        "response_count": ReasonedResponse.objects.public().filter(plan=plan).count(),
        "drafts": list(
            Draft.objects.visible_to(request.user).filter(plan=plan).select_related("theme", "lead")
        ),
    }
