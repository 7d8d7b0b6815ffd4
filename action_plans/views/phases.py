"""The phases of a plan: what can be done now, and laying them out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import phase_changes
from action_plans.forms.phases import PhaseForm
from action_plans.models import ActionPlan, PlanState
from action_plans.views.plans import find as find_plan
from action_plans.views.taking_part import steps
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.domain.seats import members
from forums.views.access import members_only, require
from forums.views.told import said


@members_only
@require_safe
def phase_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The phases as coordinators lay them out."""
    found = find_plan(request, forum, plan)
    require(request, "action_plans.edit_phases", found)
    phases = list(found.phases.prefetch_related("acts"))
    return render(
        request,
        "action_plans/phases/list.html",
        {
            **_of(found),
            "steps": steps(found, phases, on=found.forum.today),
            "may_change": found.state == PlanState.CO_CREATION,
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def phase_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Adds a phase."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.edit_phases", found)
    form = PhaseForm(request.POST or None, plan=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        del values["seen"]
        try:
            phase_changes.add(found, by=person, **values)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The phase is added."))
            return redirect("action_plans:phase-list", forum, plan)
    return render(request, "action_plans/phases/form.html", {**_of(found), "form": form})


@members_only
@require_http_methods(["GET", "POST"])
def phase_edit(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Changes a phase. What somebody else saved meanwhile is shown beside it."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.edit_phases", found)
    phase = get_object_or_404(found.phases.prefetch_related("acts"), pk=pk)
    stored = phase_changes.fingerprint(phase)
    form = PhaseForm(request.POST or None, plan=found, instance=phase, initial={"seen": stored})
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            told = phase_changes.change(phase, by=person, **form.values())
        except ChangedMeanwhile as refused:
            form.add_error(None, str(refused))
            form.data = {**request.POST.dict(), "seen": stored}
            theirs = found.phases.prefetch_related("acts").filter(pk=pk).first()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("Saved."), told))
            return redirect("action_plans:phase-list", forum, plan)
    return render(
        request,
        "action_plans/phases/form.html",
        {**_of(found), "form": form, "phase": phase, "theirs": theirs},
    )


@members_only
@require_http_methods(["GET", "POST"])
def phase_remove(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Takes a phase out, after a look at who will be told."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.edit_phases", found)
    phase = get_object_or_404(found.phases.prefetch_related("acts"), pk=pk)
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            told = phase_changes.remove(phase, by=person, seen=seen)
            messages.success(request, said(_("The phase is removed."), told))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("action_plans:phase-list", forum, plan)
    return render(
        request,
        "action_plans/phases/remove.html",
        {**_of(found), "phase": phase, "seen": phase_changes.fingerprint(phase)},
    )


@members_only
@require_POST
def phase_propose(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Lays out the five phases between the plan's dates."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.edit_phases", found)
    try:
        phase_changes.propose(found, by=person)
        messages.success(request, _("Five phases are laid out. Change what does not fit."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("action_plans:phase-list", forum, plan)


def _of(plan: ActionPlan) -> dict[str, Any]:
    """The plan, and who hears of it when its dates change."""
    return {
        "forum": plan.forum,
        "plan": plan,
        "told_count": len(members(plan.forum)) if plan.is_public else 0,
    }
