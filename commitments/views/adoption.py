"""Adopting a plan: its proposed drafts become commitments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from action_plans.models import DraftState
from action_plans.views.plans import find as find_plan
from commitments.domain import adoption
from commitments.forms.adoption import AdoptionForm
from forums.domain.errors import Refused
from forums.views.access import members_only, require


@members_only
@require_http_methods(["GET", "POST"])
def plan_adopt(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Shows what will become a commitment, then adopts."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.adopt_plan", found)
    form = AdoptionForm(request.POST or None, plan=found)
    if request.method == "POST" and form.is_valid():
        try:
            adopted = adoption.adopt(found, by=person, decision=form.cleaned_data["decision"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                ngettext(
                    "The plan is adopted with %(count)d commitment.",
                    "The plan is adopted with %(count)d commitments.",
                    len(adopted),
                )
                % {"count": len(adopted)},
            )
            return redirect(found)
    drafts = found.drafts.select_related("theme", "lead", "plan__forum")
    return render(
        request,
        "commitments/adoption/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "proposed": drafts.filter(state=DraftState.PROPOSED),
            "left": drafts.filter(state=DraftState.DRAFTING),
        },
    )
