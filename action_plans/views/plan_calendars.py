"""The dates of a plan: as a page, as a calendar file, and what crosses them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.domain import calendar_days, transitions
from action_plans.domain import plan_dates_in_words as words
from action_plans.domain.lateness import Standing
from action_plans.domain.lateness_in_words import foreseen, said
from action_plans.domain.plan_calendar import Key, When
from action_plans.domain.plan_dates import Dated, dated, with_dates
from action_plans.forms.plans import TransitionForm
from action_plans.models import ActionPlan, Extension, Transition
from action_plans.views.plans import find
from forums.domain import calendar
from forums.domain.errors import Refused
from forums.views.access import members_only, require, visible_or_404

AHEAD = (When.TODAY, When.COMING)
MOST_AHEAD = 3


def find_dated(request: HttpRequest, forum: str, plan: str) -> Dated:
    """The plan with its dates, where the reader may see it; 404 otherwise."""
    rows = ActionPlan.objects.select_related("forum", "adopted_by__forum")
    return dated(visible_or_404(with_dates(rows), request, forum__slug=forum, slug=plan))


@require_safe
def plan_calendar(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """All dates, how the plan stands, what follows if it is late, and what moved the dates."""
    row = find_dated(request, forum, plan)
    found = row.plan
    crossing = list(found.transitions.all())
    return render(
        request,
        "action_plans/plans/calendar.html",
        {
            "forum": found.forum,
            "plan": found,
            "today": row.today,
            "extensions": Extension.objects.visible_to(request.user)
            .filter(plan=found)
            .select_related("basis__forum", "decision__forum", "plan__forum"),
            "transitions": [(each, _touched(each, row)) for each in crossing],
            "advice": transitions.advice(
                {each.kind for each in crossing}, handed_in=found.delivered_on is not None
            ),
            **shown(row),
        },
    )


def shown(row: Dated) -> dict[str, Any]:
    """What a page shows of a plan's dates."""
    rules, found, today = row.rules, row.calendar, row.today
    return {
        "dates": [
            {
                "date": date,
                "title": words.title(date, rules),
                "meaning": words.meaning(date, rules),
                "basis": words.basis(date, rules),
                "look": date.when(today).value,
            }
            for date in found.dates
        ],
        "hand_in": said(found.lateness, rules, delivered=row.plan.delivered_on is not None),
        "foreseen": [
            {
                "said": foreseen(each, rules),
                "is_now": each.first <= today and (not each.last or today <= each.last),
            }
            for each in found.consequences
            if each.last is None or each.last >= today
        ],
    }


def ahead(row: Dated) -> dict[str, Any]:
    """What a plan's own page shows of its dates: how it stands, and what comes next."""
    late = row.calendar.lateness
    dates = [date for date in row.calendar.dates if date.when(row.today) in AHEAD]
    is_open = row.plan.delivered_on is None and late.standing != Standing.NO_DEADLINE
    return {
        "cycle": cycle(row),
        "hand_in": said(late, row.rules, delivered=False) if is_open else None,
        "next_dates": [
            {"date": date, "title": words.title(date, row.rules)} for date in dates[:MOST_AHEAD]
        ],
    }


def cycle(row: Dated) -> dict[str, Any]:
    """What the line of a plan's cycle says besides its own days."""
    starts = row.calendar.get(Key.CO_CREATION)
    return {
        "begins": starts.day if starts else None,
        "next": words.next_turn(row.calendar, row.today),
    }


def _touched(transition: Transition, row: Dated) -> list[str]:
    dates = transitions.touched(transition, row.calendar)
    return [words.title(date, row.rules) for date in dates]


@require_safe
def plan_ics(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The plan's dates as a calendar file, to subscribe to."""
    row = find_dated(request, forum, plan)
    text = calendar.feed([], name=str(row.plan.title), entries=calendar_days.of_dated(row))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _transition_form(
    request: HttpRequest, plan: ActionPlan, transition: Transition
) -> TransitionForm:
    return TransitionForm(request.POST or None, forum=plan.forum, instance=transition)


@members_only
@require_http_methods(["GET", "POST"])
def transition_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Puts an election or a change of government into the calendar."""
    found = find(request, forum, plan)
    person = require(request, "action_plans.record_transition", found)
    form = _transition_form(request, found, Transition(plan=found))
    if request.method == "POST" and form.is_valid():
        try:
            transitions.record(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded. It stands in the plan’s calendar."))
            return redirect("action_plans:plan-calendar", forum, plan)
    return _transition_page(request, found, form)


@members_only
@require_http_methods(["GET", "POST"])
def transition_edit(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Changes it, or takes it out of the calendar."""
    found = find(request, forum, plan)
    person = require(request, "action_plans.record_transition", found)
    transition = get_object_or_404(Transition, plan=found, pk=pk)
    if "remove" in request.POST:
        transitions.remove(transition, by=person)
        messages.success(request, _("Removed from the plan’s calendar."))
        return redirect("action_plans:plan-calendar", forum, plan)
    form = _transition_form(request, found, transition)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.change(transition, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("action_plans:plan-calendar", forum, plan)
    return _transition_page(request, found, form, transition)


def _transition_page(
    request: HttpRequest,
    plan: ActionPlan,
    form: TransitionForm,
    transition: Transition | None = None,
) -> HttpResponse:
    return render(
        request,
        "action_plans/plans/transition.html",
        {
            "forum": plan.forum,
            "plan": plan,
            "form": form,
            "transition": transition,
            "back": reverse("action_plans:plan-calendar", args=[plan.forum.slug, plan.slug]),
        },
    )
