"""Carrying a commitment on in the next plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.domain import continuations
from commitments.forms.continuations import CarryOnForm, LinkForm
from commitments.views.details import find
from forums.domain.errors import Refused
from forums.views.access import members_only, require


@members_only
@require_http_methods(["GET", "POST"])
def commitment_carry_on(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Starts a draft in a plan that is being made, or links a commitment that is there already."""
    commitment = find(request, forum, plan, number)
    person = require(request, "commitments.carry_on", commitment)
    linking = "later" in request.POST
    start = CarryOnForm(None if linking else request.POST or None, commitment=commitment)
    link = LinkForm(request.POST if linking else None, commitment=commitment)
    form = link if linking else start
    if request.method == "POST" and form.is_valid():
        try:
            if linking:
                continuations.link(commitment, by=person, later=form.cleaned_data["later"])
            else:
                draft = continuations.carry_on(
                    commitment, by=person, plan=form.cleaned_data["plan"]
                )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if linking:
                messages.success(request, _("Linked both ways."))
                return redirect(commitment)
            messages.success(
                request,
                _("A draft with the text of this commitment is started. Nobody else was told."),
            )
            return redirect(draft)
    return render(
        request,
        "commitments/commitments/carry_on.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "start": start,
            "link": link,
            "plans": continuations.open_plans(commitment).exists(),
            "later": continuations.later_commitments(commitment).exists(),
        },
    )
