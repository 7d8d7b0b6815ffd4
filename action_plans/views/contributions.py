"""Contributions: reading them and sending one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import contributions
from action_plans.domain.contributions import open_phase
from action_plans.forms.contributions import ContributionForm
from action_plans.models import Contribution, Draft
from action_plans.views.plans import find as find_plan
from forums.domain.activity import span
from forums.domain.errors import Refused
from forums.models import AgendaProposal, Meeting, ProposalState
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread
from forums.views.pace import too_often

STATES = {"answered": _("Answered"), "waiting": _("Waiting for an answer")}


@require_safe
def contribution_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """All contributions to a plan; `theme`, `state`, `q` and the `year` that it came in filter."""
    found = find_plan(request, forum, plan)
    rows = Contribution.objects.public().filter(plan=found)
    total = rows.count()
    theme, state, words = (
        request.GET.get(name, "").replace("\x00", "") for name in ("theme", "state", "q")
    )
    if theme:
        rows = rows.filter(theme__slug=theme)
    if state == "answered":
        rows = rows.answered()
    elif state == "waiting":
        rows = rows.waiting()
    if year := _year(request):
        begins, ends = span(found.forum, year)
        rows = rows.filter(submitted_at__gte=begins, submitted_at__lt=ends)
    if words:
        rows = rows.filter(title__icontains=words) | rows.filter(problem__icontains=words)
    themes = list(found.themes.all())
    rows = rows.select_related("author", "theme", "response", "plan__forum")
    paginator = Paginator(rows.order_by("-submitted_at", "-pk"), 20)
    return render(
        request,
        "action_plans/contributions/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": paginator.get_page(request.GET.get("page")),
            "total": total,
            "themes": themes,
            "theme": theme,
            "theme_name": next((row.name for row in themes if row.slug == theme), theme),
            "state": state,
            "state_label": STATES.get(state, ""),
            "words": words,
            "year": year,
            "open_phase": open_phase(found),
        },
    )


def _year(request: HttpRequest) -> int | None:
    """The year that is asked for; None where that is no year."""
    asked = request.GET.get("year", "")
    is_year = len(asked) == 4 and asked.isascii() and asked.isdecimal()
    return int(asked) if is_year and 1900 < int(asked) < 9999 else None


@require_safe
def contribution_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One contribution, its answer, and the drafts that take it up."""
    drafts = Draft.objects.visible_to(request.user).select_related("plan__forum")
    contribution: Contribution = visible_or_404(
        Contribution.objects.select_related(
            "plan__forum", "author__organisation", "theme", "response__answered_by"
        ).prefetch_related(Prefetch("drafts", queryset=drafts, to_attr="shown_drafts")),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    response = contribution.response
    return render(
        request,
        "action_plans/contributions/detail.html",
        {
            "forum": contribution.plan.forum,
            "plan": contribution.plan,
            "contribution": contribution,
            "response": response if response and response.is_public else None,
            **_proposals(request, contribution),
            **thread(request, contribution),
        },
    )


def _proposals(request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
    """What became of it before the forum, and whether the reader may put it there."""
    rows = list(
        AgendaProposal.objects.from_source(contribution).select_related("meeting__forum", "item")
    )
    meetings = {row.meeting_id for row in rows if row.meeting_id}
    shown = set(
        Meeting.objects.visible_to(request.user)
        .filter(pk__in=meetings)
        .values_list("pk", flat=True)
        if meetings
        else []
    )
    for row in rows:
        row.shown_meeting = row.meeting if row.meeting_id in shown else None  # type: ignore[attr-defined]
    under_way = any(row.state != ProposalState.DECLINED for row in rows)
    return {
        "proposals": rows,
        "may_put": contribution.is_public
        and not under_way
        and request.user.has_perm("action_plans.put_before_forum", contribution),
    }


@members_only
@require_POST
def contribution_put(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Asks the forum to take a contribution up at one of its meetings."""
    contribution: Contribution = visible_or_404(
        Contribution.objects.select_related("plan__forum"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    person = require(request, "action_plans.put_before_forum", contribution)
    try:
        contributions.put_before_forum(contribution, by=person)
        messages.success(
            request, _("It waits for the coordinator now. You will be told what becomes of it.")
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{contribution.get_absolute_url()}#answer")


@members_only
@require_http_methods(["GET", "POST"])
def contribution_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Sends a contribution."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.contribute", found)
    form = ContributionForm(request.POST or None, plan=found)
    limited = form.is_valid() and too_often(request, "contribution", form)
    if form.is_valid():
        try:
            sent = contributions.submit(
                found, by=person, language=get_language() or "en", **form.values()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _(
                    "Thank you. Your contribution is published; you will be told what becomes of it."
                ),
            )
            return redirect(sent)
    return render(
        request,
        "action_plans/contributions/form.html",
        {"forum": found.forum, "plan": found, "form": form, "open_phase": open_phase(found)},
        status=429 if limited else 200,
    )
