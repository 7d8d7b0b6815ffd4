"""Adopting a plan: its proposed drafts become commitments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from action_plans.domain import plans
from action_plans.models import DraftState
from action_plans.views.plans import find as find_plan
from commitments.domain import adoption
from commitments.domain.adoption_readiness import readiness
from commitments.forms.adoption import AdoptionForm
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.views.access import members_only, require
from forums.views.told import said


@members_only
@require_http_methods(["GET", "POST"])
def plan_adopt(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Shows what will become a commitment and what the plan lacks, then adopts."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.adopt_plan", found)
    seen = request.POST.get("seen", "") if request.method == "POST" else plans.fingerprint(found)
    proposed = adoption.proposed_drafts(found)
    form = AdoptionForm(request.POST or None, plan=found, drafts=proposed)
    told = adoption.told(found)
    if request.method == "POST" and form.is_valid():
        try:
            adopted = adoption.adopt(
                found,
                by=person,
                decision=form.cleaned_data["decision"],
                numbers=form.numbers(),
                seen=seen,
            )
        except ChangedMeanwhile as changed:
            seen = plans.fingerprint(found)
            form.add_error(None, str(changed))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext(
                "The plan is adopted with %(count)d commitment.",
                "The plan is adopted with %(count)d commitments.",
                len(adopted),
            ) % {"count": len(adopted)}
            messages.success(request, said(words, len(told.everybody)))
            return redirect("commitments:plan-text", forum, plan)
    return render(
        request,
        "commitments/adoption/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "seen": seen,
            "rows": form.rows(),
            "advice": readiness(found, proposed),
            "told": told,
            "left": found.drafts.filter(state=DraftState.DRAFTING).select_related(
                "theme", "lead", "plan__forum"
            ),
        },
    )
