"""Giving a plan more time, and its milestones new days."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from action_plans.models import PlanState
from action_plans.views.plans import find
from commitments.domain import extensions
from commitments.forms.extensions import ExtensionForm, MilestoneDaysForm
from forums.domain.errors import Refused
from forums.domain.seats import members
from forums.views.access import members_only, require
from forums.views.told import said


@members_only
@require_http_methods(["GET", "POST"])
def plan_extend(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Records an extension with its basis, after a look at who will be told."""
    found = find(request, forum, plan)
    person = require(request, "action_plans.extend_plan", found)
    if found.state != PlanState.IMPLEMENTATION:
        messages.error(request, _("Only a plan that is adopted and not closed gets more time."))
        return redirect("action_plans:plan-calendar", forum, plan)
    form = ExtensionForm(request.POST or None, plan=found)
    ends_on = form.cleaned_data.get("ends_on") if form.is_valid() else None
    days = MilestoneDaysForm(
        request.POST or None, milestones=extensions.movable(found), ends_on=ends_on
    )
    recipients = members(found.forum)
    checked = [each.is_valid() for each in (form, days)]
    if request.method == "POST" and all(checked):
        try:
            extensions.extend(found, by=person, milestones=days.days(), **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            what = _("Recorded. The dates before stay on record.")
            messages.success(request, said(what, len(recipients)))
            return redirect("action_plans:plan-calendar", forum, plan)
    return render(
        request,
        "commitments/extensions/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "days": days,
            "recipients": recipients,
        },
    )
