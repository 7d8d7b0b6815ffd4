"""The portal's first page, and the home of a forum."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from action_plans.domain.plan_dates import dated, with_dates
from action_plans.models import Act, ActionPlan, Consultation, Phase, PhaseAct, PlanState, Who
from action_plans.views.plan_calendars import cycle
from action_plans.views.taking_part import Step, steps, ways
from commitments.domain.totals import plan_overall
from commitments.models import Update
from forums.domain.happened import Found
from forums.domain.happenings import Entry, Wanted, gathered
from forums.models import Decision, Forum, Meeting, Outcome
from forums.models.seats import today_in
from forums.views.access import forum_or_404
from forums.views.forums import recent

MOST_OPEN = 5
MOST_CHANGES = 6
WEEK = dt.timedelta(days=7)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is happening now; with one public forum, that forum."""
    forums = list(Forum.objects.public()[:100])
    if len(forums) == 1:
        return _forum(request, forums[0])
    return render(
        request,
        "ogp_portal/home.html",
        {
            "forums": forums,
            "open_phases": _open_to_all(),
            "open_consultations": _open_consultations(),
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
        with_dates(ActionPlan.objects.visible_to(request.user).filter(forum=forum))
        .select_related("forum")
        .prefetch_related("phases__acts")
    )
    today = forum.today
    making = [plan for plan in plans if plan.state == PlanState.CO_CREATION]
    running = next((plan for plan in plans if plan.state == PlanState.IMPLEMENTATION), None)
    consultations = _consultations(making)
    return render(
        request,
        "ogp_portal/forum.html",
        {
            "forum": forum,
            "plans": plans,
            "making": making[0] if making else None,
            "making_cycle": cycle(dated(making[0])) if making else None,
            "running": running,
            "running_cycle": cycle(dated(running)) if running else None,
            "totals": plan_overall(running) if running else None,
            "open_consultations": [
                row for row in consultations if row.opens_on <= today <= row.closes_on
            ],
            "open_steps": _open_steps(request, making, consultations, today),
            "today": today,
            "changed": _changed(forum),
            **recent(forum, request),
        },
    )


def _changed(forum: Forum) -> list[Entry]:
    """What happened in the last seven days, the newest first; one query."""
    now = timezone.now()
    this_week = Wanted(frozenset({("forum", forum.pk)}), until=now, since=now - WEEK)
    return gathered(Found(this_week)[:MOST_CHANGES], zone=zoneinfo.ZoneInfo(forum.time_zone))


def _consultations(making: list[ActionPlan]) -> list[Consultation]:
    """The public consultations on the plans that are being made."""
    if not making:
        return []
    rows = Consultation.objects.public().filter(plan__in=making)
    return list(rows.select_related("plan__forum").order_by("closes_on", "pk"))


def _open_steps(
    request: HttpRequest,
    making: list[ActionPlan],
    consultations: list[Consultation],
    today: dt.date,
) -> list[tuple[ActionPlan, Step]]:
    """The phases that are open now and in which the reader can do something, plan by plan.

    Commenting is left out: the open consultations stand above by their own names.
    """
    rows = []
    for plan in making:
        phases = plan.phases.all()
        own = [row for row in consultations if row.plan_id == plan.pk]
        can_do = ways(request, plan, phases, consultations=own)
        offered = [way for way in can_do if way.act != Act.CONSULT]
        rows += [(plan, step) for step in steps(plan, phases, on=today, ways=offered) if step.ways]
    return rows


def _open_to_all() -> list[Phase]:
    """The phases of all forums in which anybody can do something now, the first to close first."""
    today = today_in("plan__forum__time_zone")
    open_to_all = PhaseAct.objects.filter(phase=OuterRef("pk"), who=Who.ANYBODY)
    return list(
        Phase.objects.filter(
            Exists(open_to_all),
            plan__in=ActionPlan.objects.public().filter(state=PlanState.CO_CREATION),
            opens_on__lte=today,
            closes_on__gte=today,
        )
        .select_related("plan__forum")
        .order_by("closes_on", "pk")[:MOST_OPEN]
    )


def _open_consultations() -> list[Consultation]:
    """The consultations of all forums that are open now, the first to close first."""
    today = today_in("plan__forum__time_zone")
    rows = Consultation.objects.public().filter(opens_on__lte=today, closes_on__gte=today)
    return list(rows.select_related("plan__forum").order_by("closes_on", "pk")[:MOST_OPEN])


def _updates() -> list[Update]:
    """The latest published updates."""
    return list(
        Update.objects.public()
        .select_related("milestone__commitment__plan__forum", "round")
        .order_by("-published_at", "-pk")[:5]
    )
