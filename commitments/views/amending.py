"""Proposing amendments: a draft to add, a commitment to change or to withdraw."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.models import ActionPlan, DraftState
from action_plans.views.plans import find as find_plan
from commitments.domain import amendments
from commitments.domain.plan_compiling import commitment_text
from commitments.forms.amending import ChangeForm
from commitments.forms.amendments import AddedDraftForm, AddForm, ReasonForm, addable
from commitments.models import Amendment, AmendmentKind, Commitment
from forums.domain.errors import Refused
from forums.views.access import members_only, require, visible_or_404


@members_only
@require_safe
def amendment_new(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """What can be amended: a draft to add, a commitment to change or to withdraw."""
    found = find_plan(request, forum, plan)
    require(request, "commitments.propose_amendment", found)
    until = amendments.last_day(found)
    rows = (
        Commitment.objects.visible_to(request.user)
        .filter(plan=found, taken_out_on=None)
        .select_related("plan__forum")
        .order_by("number")
    )
    return render(
        request,
        "commitments/amendments/new.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(rows, 50).get_page(request.GET.get("page")),
            "addable": addable(found),
            "in_writing": found.drafts.filter(
                for_amendment=True, state=DraftState.DRAFTING
            ).select_related("theme", "lead", "plan__forum"),
            "until": until,
            "is_open": amendments.is_open(found, until=until),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def amendment_draft(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Starts a draft of a commitment that is to be added; it is written as any other."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.propose_amendment", found)
    form = AddedDraftForm(request.POST or None, plan=found)
    if request.method == "POST" and form.is_valid():
        try:
            draft = amendments.start_draft(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Started. Answer the questions one by one."))
            return redirect(draft)
    lead = _("It is written like the drafts before. Once it is proposed, an amendment can add it.")
    return render(
        request,
        "commitments/amendments/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "title": _("Start a draft to be added"),
            "lead": lead,
            "submit_label": _("Start the draft"),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def amendment_add(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Proposes to add a draft to the plan."""
    found = find_plan(request, forum, plan)
    require(request, "commitments.propose_amendment", found)
    initial = {"draft": request.GET.get("draft")}
    form = AddForm(request.POST or None, plan=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        added = _propose(
            request,
            found,
            form,
            kind=AmendmentKind.ADD,
            draft=values["draft"],
            reason=values["reason"],
        )
        if added:
            return redirect(added)
    return render(
        request,
        "commitments/amendments/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "title": _("Propose to add a commitment"),
            "submit_label": _("Propose to the forum"),
        },
    )


def _commitment(request: HttpRequest, forum: str, plan: str, number: int) -> Commitment:
    found: Commitment = visible_or_404(
        Commitment.objects.select_related("plan__forum", "theme", "lead"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@members_only
@require_http_methods(["GET", "POST"])
def commitment_amend(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Proposes another text of a commitment, its milestones and dates."""
    commitment = _commitment(request, forum, plan, number)
    require(request, "commitments.propose_amendment", commitment)
    form = ChangeForm(
        request.POST or None, commitment=commitment, before=commitment_text(commitment)
    )
    if request.method == "POST" and form.is_valid():
        changed = _propose(
            request,
            commitment.plan,
            form,
            kind=AmendmentKind.CHANGE,
            commitment=commitment,
            after=form.after(),
            reason=form.text_of("reason"),
            seen=form.cleaned_data["seen"],
        )
        if changed:
            return redirect(changed)
    until = amendments.last_day(commitment.plan)
    return render(
        request,
        "commitments/amendments/change.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "form": form,
            "is_open": amendments.is_open(commitment.plan, until=until),
            "until": until,
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def commitment_withdraw(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Proposes to withdraw a commitment."""
    commitment = _commitment(request, forum, plan, number)
    require(request, "commitments.propose_amendment", commitment)
    form = ReasonForm(request.POST or None, forum=commitment.plan.forum)
    if request.method == "POST" and form.is_valid():
        withdrawn = _propose(
            request,
            commitment.plan,
            form,
            kind=AmendmentKind.WITHDRAW,
            commitment=commitment,
            reason=form.text_of("reason"),
        )
        if withdrawn:
            return redirect(withdrawn)
    return render(
        request,
        "commitments/amendments/form.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "form": form,
            "title": _("Propose to withdraw commitment %(number)d") % {"number": number},
            "lead": _(
                "“%(title)s” stays readable. It is left out of all totals from the day on which "
                "the forum adopts this."
            )
            % {"title": commitment.title},
            "submit_label": _("Propose to the forum"),
        },
    )


def _propose(request: HttpRequest, plan: ActionPlan, form: Any, **what: Any) -> Amendment | None:
    """The amendment; None where it was refused, which the form says then."""
    person = require(request, "commitments.propose_amendment", plan)
    try:
        amendment = amendments.propose(plan, by=person, **what)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(
        request, _("Proposed. The members are told; only the forum sees it until it is published.")
    )
    return amendment
