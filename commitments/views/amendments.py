"""Amendments of an adopted plan: the list, one of them, publishing, adopting, dropping."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.models import PlanState
from action_plans.views.plans import find as find_plan
from commitments.domain import adoption, amendments, plan_differences
from commitments.domain.plan_compiling import languages_of
from commitments.domain.plan_text import CommitmentText, from_json
from commitments.forms.amendments import (
    DecideForm,
    DropForm,
)
from commitments.models import Amendment
from forums.domain.errors import Refused
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread
from forums.views.told import said

ON_A_PAGE = 30


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Amendment:
    """The amendment, where the reader may see it; 404 otherwise."""
    found: Amendment = visible_or_404(
        Amendment.objects.select_related(
            "plan__forum",
            "commitment__plan__forum",
            "draft__plan__forum",
            "decision__forum",
            "proposed_by",
            "version__plan__forum",
        ),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@require_safe
def amendment_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The amendments of a plan, the latest first, and until when there can be others."""
    found = find_plan(request, forum, plan)
    if found.state == PlanState.CO_CREATION:
        raise Http404
    until = amendments.last_day(found)
    rows = (
        Amendment.objects.visible_to(request.user)
        .filter(plan=found)
        .select_related("plan__forum", "commitment", "draft", "decision", "version")
        .defer("before", "after", "version__content")
        .order_by("-number")
    )
    return render(
        request,
        "commitments/amendments/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "until": until,
            "is_open": amendments.is_open(found, until=until),
        },
    )


@require_safe
def amendment_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One amendment: old and new beside each other, reason, decision and date."""
    found = find(request, forum, plan, number)
    decision = found.decision if found.decision and found.decision.is_public else None
    return render(
        request,
        "commitments/amendments/detail.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "amendment": found,
            "decision": decision,
            "change": _change(found),
            "is_open": amendments.is_open(found.plan) if found.state == "proposed" else False,
            **(thread(request, found) if found.is_public else {}),
        },
    )


def _change(amendment: Amendment) -> plan_differences.CommitmentChange | None:
    """What it changes word by word; None for a withdrawal that is only proposed."""
    before = from_json(CommitmentText, amendment.before) if amendment.before else None
    after = from_json(CommitmentText, amendment.after) if amendment.after else None
    if after is None:
        return None
    codes = languages_of(amendment.plan.forum)
    languages = list(dict.fromkeys([*(code for code in codes if code == get_language()), *codes]))
    themes = {row.slug: row.name for row in amendment.plan.themes.all()}
    return plan_differences.of_commitments(before, after, languages, themes)


@members_only
@require_POST
def amendment_publish(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Lets everybody read and discuss what is proposed."""
    found = find(request, forum, plan, number)
    person = require(request, "commitments.publish_amendment", found)
    try:
        amendments.publish(found, by=person)
        messages.success(request, _("Published. Everybody can read what is proposed."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(found)


@members_only
@require_http_methods(["GET", "POST"])
def amendment_adopt(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Amends the plan by a decision of the forum, after a look at who will be told."""
    found = find(request, forum, plan, number)
    person = require(request, "commitments.adopt_amendment", found)
    if found.state != "proposed":
        raise Http404
    form = DecideForm(request.POST or None, plan=found.plan)
    told = adoption.told(found.plan)
    if request.method == "POST" and form.is_valid():
        try:
            version = amendments.adopt(found, by=person, decision=form.cleaned_data["decision"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = _("Adopted. Version %(number)d of the plan is in force.") % {
                "number": version.number
            }
            messages.success(request, said(words, len(told.everybody)))
            return redirect(found)
    return render(
        request,
        "commitments/amendments/adopt.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "amendment": found,
            "form": form,
            "told": told,
            "until": amendments.last_day(found.plan),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def amendment_drop(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Ends a proposal that is not followed, with a word why."""
    found = find(request, forum, plan, number)
    person = require(request, "commitments.drop_amendment", found)
    form = DropForm(request.POST or None, forum=found.plan.forum)
    if request.method == "POST" and form.is_valid():
        try:
            amendments.drop(found, by=person, because=form.text_of("because"))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Dropped. It stays readable."))
            return redirect(found)
    return render(
        request,
        "commitments/amendments/form.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "form": form,
            "title": _("Drop amendment %(number)d") % {"number": number},
            "submit_label": _("Drop the amendment"),
        },
    )
