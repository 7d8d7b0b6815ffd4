"""Sending a contribution, entering one that came another way, and correcting one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from action_plans.domain import contributions
from action_plans.domain.phases import open_phase
from action_plans.forms.contributions import ContributionForm, CorrectionForm, EntryForm
from action_plans.models import Contribution
from action_plans.views.contributions import find
from action_plans.views.plans import find as find_plan
from forums.domain.errors import Refused
from forums.views.access import members_only, require
from forums.views.pace import too_often


@members_only
@require_http_methods(["GET", "POST"])
def contribution_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Sends a contribution."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.contribute", found)
    form = ContributionForm(request.POST or None, request.FILES or None, plan=found)
    limited = form.is_valid() and too_often(request, "contribution", form)
    if form.is_valid():
        try:
            sent = contributions.submit(
                found, by=person, language=get_language() or "en", **form.values()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _sent(sent))
            return redirect(sent)
    return render(
        request,
        "action_plans/contributions/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "open_phase": open_phase(found, to=request.user),
        },
        status=429 if limited else 200,
    )


def _sent(contribution: Contribution) -> str:
    if contribution.held_at:
        return _(
            "Thank you. A coordinator takes a first look, then your contribution is published. You"
            " will be told."
        )
    return _("Thank you. Your contribution is published; you will be told what becomes of it.")


@members_only
@require_http_methods(["GET", "POST"])
def contribution_enter(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Enters what was said in a workshop, a letter or a call."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.enter_contribution", found)
    form = EntryForm(request.POST or None, request.FILES or None, plan=found)
    if form.is_valid():
        try:
            entered = contributions.enter(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Entered and published as contribution %(number)d.") % {"number": entered.number},
            )
            if "again" in request.POST:
                address = reverse("action_plans:contribution-enter", args=[forum, plan])
                return redirect(address)
            return redirect(entered)
    return render(
        request,
        "action_plans/contributions/enter.html",
        {"forum": found.forum, "plan": found, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def contribution_correct(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Lets the author correct her own text for a day."""
    contribution = find(request, forum, plan, number)
    person = require(request, "action_plans.correct_contribution", contribution)
    if not contributions.may_correct(contribution, person):
        messages.error(
            request,
            _("It can be corrected for a day, until others support, discuss, answer or check it."),
        )
        return redirect(contribution)
    form = CorrectionForm(request.POST or None, instance=contribution)
    if form.is_valid():
        try:
            contributions.correct(contribution, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Corrected. What it said before stays in the history."))
            return redirect(contribution)
    return render(
        request,
        "action_plans/contributions/correct.html",
        {
            "forum": contribution.plan.forum,
            "plan": contribution.plan,
            "contribution": contribution,
            "form": form,
        },
    )
