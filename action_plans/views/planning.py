"""Preparing a plan: creating it, changing it, publishing it, recording its hand-in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from action_plans.domain import delivery, planning
from action_plans.domain.plan_calendar import proposal
from action_plans.domain.rule_settings import rules_of
from action_plans.forms.plans import (
    AdoptedPlanForm,
    BaseThemeFormSet,
    DeliveryForm,
    PlanForm,
    ProposalForm,
    ThemeFormSet,
)
from action_plans.models import ActionPlan, PlanState, Theme
from action_plans.views.plans import find
from forums.domain.errors import Refused
from forums.domain.seats import members
from forums.models import Forum
from forums.views.access import forum_or_404, members_only, require
from forums.views.told import said


def _themes(
    request: HttpRequest, forum: Forum, *, of: ActionPlan | None = None
) -> BaseThemeFormSet:
    return ThemeFormSet(
        request.POST or None,
        queryset=Theme.objects.filter(plan=of) if of else Theme.objects.none(),
        prefix="themes",
        form_kwargs={"forum": forum},
    )


def _proposed(forum: Forum, asked: ProposalForm) -> dict[str, Any]:
    """The dates and the number of the forum's next plan."""
    key, years = asked.asked()
    last = forum.plans.order_by("-ends_on").first()
    facts = proposal(
        rules_of(forum, key),
        cohort=forum.cohort,
        years=years,
        today=forum.today,
        last_ended_on=last.ends_on if last else None,
    )
    return {
        "slug": f"{facts.starts_on.year}-{facts.ends_on.year}",
        "rule_set": key,
        "years": years,
        "number": planning.next_number(forum),
        "co_creation_starts_on": facts.co_creation_starts_on,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "due_on": facts.due_on,
    }


@members_only
@require_http_methods(["GET", "POST"])
def plan_create(request: HttpRequest, forum: str) -> HttpResponse:
    """A new plan, with the dates that follow from the forum's cohort and from the rules."""
    found = forum_or_404(request, forum)
    person = require(request, "action_plans.edit_plan", found)
    asked = ProposalForm(request.GET or None)
    form = PlanForm(
        request.POST or None,
        forum=found,
        instance=ActionPlan(forum=found),
        initial=_proposed(found, asked),
    )
    themes = _themes(request, found)
    checked = [each.is_valid() for each in (form, themes)]
    if request.method == "POST" and all(checked):
        try:
            plan = planning.create(found, by=person, themes=themes.rows(), **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Only the forum sees it until it is published."))
            return redirect("action_plans:plan-calendar", found.slug, plan.slug)
    return render(
        request,
        "action_plans/plans/form.html",
        {"forum": found, "form": form, "themes": themes, "proposal": asked},
    )


@members_only
@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Changes a plan; of an adopted one its themes and its day of hand-in."""
    found = find(request, forum, plan)
    person = require(request, "action_plans.edit_plan", found)
    seen = request.POST.get("seen") or planning.fingerprint(found)
    form = _form(request, found, seen)
    themes = _themes(request, found.forum, of=ActionPlan(pk=found.pk))
    checked = [each.is_valid() for each in (form, themes)]
    if request.method == "POST" and all(checked):
        try:
            planning.change(found, by=person, seen=seen, themes=themes.rows(), **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Its dates follow from what you changed."))
            return redirect("action_plans:plan-calendar", forum, plan)
    return render(
        request,
        "action_plans/plans/form.html",
        {
            "forum": found.forum,
            "plan": ActionPlan.objects.select_related("forum").get(pk=found.pk),
            "form": form,
            "themes": themes,
        },
    )


def _form(request: HttpRequest, plan: ActionPlan, seen: str) -> PlanForm | AdoptedPlanForm:
    data, initial = request.POST or None, {"seen": seen}
    if plan.state == PlanState.CO_CREATION:
        return PlanForm(data, forum=plan.forum, instance=plan, initial=initial)
    return AdoptedPlanForm(data, instance=plan, initial=initial)


@members_only
@require_http_methods(["GET", "POST"])
def plan_publish(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Makes the plan public, after a look at who will be told."""
    found = find(request, forum, plan)
    person = require(request, "action_plans.publish_plan", found)
    if request.method == "POST":
        try:
            told = planning.publish(found, by=person)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, said(_("Published."), told))
        return redirect(found)
    return render(
        request,
        "action_plans/plans/publish.html",
        {"forum": found.forum, "plan": found, "recipients": members(found.forum)},
    )


@members_only
@require_http_methods(["GET", "POST"])
def plan_deliver(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Records that the plan was handed in to OGP, with the proof."""
    found = find(request, forum, plan)
    person = require(request, "action_plans.deliver_plan", found)
    known = {"on": found.delivered_on or found.forum.today, "url": found.delivered_url}
    form = DeliveryForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            delivery.deliver(found, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded. The plan’s dates now follow from this day."))
            return redirect("action_plans:plan-calendar", forum, plan)
    back = reverse("action_plans:plan-calendar", args=[forum, plan])
    return render(
        request,
        "action_plans/plans/deliver.html",
        {"forum": found.forum, "plan": found, "form": form, "back": back},
    )
