"""Reporting rounds: the list of a plan, one round, opening and changing one, what is overdue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.models import PlanState
from action_plans.views.plans import find as find_plan
from commitments.domain import half_years, office_list, round_figures, rounds, silence
from commitments.forms.rounds import RoundDaysForm, RoundForm, as_initial
from commitments.models import CommitmentReport, ReportingRound
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Organisation
from forums.views.access import members_only, require, visible_or_404
from forums.views.told import said

ON_A_PAGE = 25


def find_round(request: HttpRequest, forum: str, plan: str, round: str) -> ReportingRound:
    """The round, where the reader may see it; 404 otherwise."""
    found: ReportingRound = visible_or_404(
        ReportingRound.objects.select_related("plan__forum"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        slug=round,
    )
    return found


@require_safe
def round_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The rounds of a plan, the latest first, and how many offices have reported in this one."""
    found = find_plan(request, forum, plan)
    rows = ReportingRound.objects.visible_to(request.user).filter(plan=found)
    paged = Paginator(
        round_figures.with_counts(rows).select_related("plan__forum").order_by("-as_of"), ON_A_PAGE
    )
    current = rounds.current(found)
    return render(
        request,
        "commitments/rounds/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": paged.get_page(request.GET.get("page")),
            "current": current,
            "figures": round_figures.figures(current, is_current=True) if current else None,
            "can_open": found.state == PlanState.IMPLEMENTATION,
        },
    )


@require_safe
def round_detail(request: HttpRequest, forum: str, plan: str, round: str) -> HttpResponse:
    """One round: who reported and who is late, and what was reported; `office` chooses one."""
    found = find_round(request, forum, plan, round)
    current = rounds.current(found.plan)
    is_current = current is not None and current.pk == found.pk
    figures = round_figures.figures(found, is_current=is_current)
    office = _office(request, figures)
    shown = office_list.milestones(found, office.pk if office else None)
    page = Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "commitments/rounds/detail.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "round": found,
            "is_current": is_current,
            "figures": figures,
            "office": office,
            "page": page,
            "rows": office_list.rows(found, list(page)),
            "reports": _reports(request, found, office),
            "reporting": request.user.has_perm("commitments.report_in_round", found),
        },
    )


def _office(request: HttpRequest, figures: round_figures.RoundFigures) -> Organisation | None:
    slug = request.GET.get("office", "")
    return next(
        (line.office for line in figures.offices if line.office and line.office.slug == slug), None
    )


def _reports(request: HttpRequest, round: ReportingRound, office: Organisation | None) -> Any:
    rows = CommitmentReport.objects.public().filter(round=round)
    if office is not None:
        rows = rows.filter(commitment__lead=office)
    rows = rows.select_related("commitment__plan__forum").order_by("commitment__number")
    return Paginator(rows, ON_A_PAGE).get_page(request.GET.get("reports"))


@require_safe
def plan_overdue(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """What is past its date, and of what nobody has said anything since a round passed."""
    found = find_plan(request, forum, plan)
    late, silent = silence.of_plan(found)
    page = Paginator(late, ON_A_PAGE).get_page(request.GET.get("page"))
    quiet = Paginator(silent, ON_A_PAGE).get_page(request.GET.get("silent"))
    return render(
        request,
        "commitments/rounds/overdue.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": page,
            "silent": quiet,
            "quiet": silence.quiet(quiet, today=found.forum.today),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def round_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Opens a reporting round; the next half-year is proposed."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.open_round", found)
    days = found.rounds.values_list("as_of", flat=True)
    proposed = half_years.proposed(
        found.starts_on, found.ends_on, list(days), today=found.forum.today
    )
    form = RoundForm(
        request.POST or None,
        forum=found.forum,
        initial=as_initial(proposed, found.forum) if proposed else {"opens_on": found.forum.today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened, told = rounds.open_round(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("The round is open."), told))
            return redirect(opened)
    return render(
        request,
        "commitments/rounds/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "recipients": rounds.responsible_people(found),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, forum: str, plan: str, round: str) -> HttpResponse:
    """Changes the days and the title; once something was handed in, the days it is open alone."""
    found = find_round(request, forum, plan, round)
    person = require(request, "commitments.change_round", found)
    has_reports = rounds.has_reports(found)
    kind = RoundDaysForm if has_reports else RoundForm
    form = kind(request.POST or None, forum=found.plan.forum, instance=_stored(found))
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            told = rounds.change(found, by=person, **form.values())
        except ChangedMeanwhile as refused:
            standing = kind(forum=found.plan.forum, instance=_stored(found))
            theirs = form.overtaken(refused, standing)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("Saved."), told))
            return redirect(found)
    return render(
        request,
        "commitments/rounds/edit.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "round": found,
            "form": form,
            "theirs": theirs,
            "has_reports": has_reports,
        },
    )


def _stored(round: ReportingRound) -> ReportingRound:
    """The round as a form can have it: what is typed stays away from what the page names."""
    return ReportingRound.objects.get(pk=round.pk)
