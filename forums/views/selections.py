"""Selections of members: the list, the page of the whole process, and those who lead it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import seating, selections, stages
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.domain.selection_steps import audience
from forums.forms.seating import SeatingForm
from forums.forms.selections import PostponementForm, ReasonForm, SelectionForm
from forums.models import NominationState, Selection, Stage, StepKind
from forums.views.access import forum_or_404, members_only, require, visible_or_404
from forums.views.selection_pages import page_of
from forums.views.told import said


@require_safe
def selection_list(request: HttpRequest, forum: str) -> HttpResponse:
    """All selections of a forum, those that run first."""
    found = forum_or_404(request, forum)
    rows = Selection.objects.visible_to(request.user).filter(forum=found).select_related("forum")
    return render(
        request,
        "forums/selections/list.html",
        {
            "forum": found,
            "running": list(rows.running()[:50]),
            "page": Paginator(rows.over(), 20).get_page(request.GET.get("page")),
        },
    )


def find(request: HttpRequest, forum: str, slug: str) -> Selection:
    """The selection, where the reader may see it; 404 otherwise."""
    found: Selection = visible_or_404(
        Selection.objects.select_related("forum", "account__forum"),
        request,
        forum__slug=forum,
        slug=slug,
    )
    return found


@require_safe
def selection_detail(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """The whole process on one page."""
    selection = find(request, forum, slug)
    return render(request, "forums/selections/detail.html", page_of(request, selection))


@members_only
@require_http_methods(["GET", "POST"])
def selection_create(request: HttpRequest, forum: str) -> HttpResponse:
    """Prepares a selection; only the forum sees it."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.prepare_selection", found)
    form = SelectionForm(request.POST or None, forum=found, instance=Selection(forum=found))
    if request.method == "POST" and form.is_valid():
        try:
            selection = selections.prepare(found, by=person, **form.values())
            messages.success(request, _("Saved. Only the forum sees it until the call is opened."))
            return redirect(selection)
        except Refused as refused:
            form.add_error("leaders", str(refused))
    return render(request, "forums/selections/form.html", {"forum": found, "form": form})


@members_only
@require_http_methods(["GET", "POST"])
def selection_edit(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Changes what is prepared."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    form = SelectionForm(request.POST or None, forum=selection.forum, instance=selection)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            selections.change(selection, by=person, **form.values())
            messages.success(request, _("Saved."))
            return redirect(selection)
        except ChangedMeanwhile as refused:
            stored = find(request, forum, slug)
            theirs = form.overtaken(refused, SelectionForm(forum=stored.forum, instance=stored))
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/selections/form.html",
        {"forum": selection.forum, "selection": selection, "form": form, "theirs": theirs},
    )


@members_only
@require_http_methods(["GET", "POST"])
def selection_advance(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Opens the next stage, with a sentence for the public account."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    after = stages.following(selection.model, selection.stage)
    form = ReasonForm(request.POST or None, forum=selection.forum)
    if request.method == "POST" and form.is_valid():
        try:
            told = selections.advance(selection, by=person, reason=form.values()["reason"])
            messages.success(request, said(_("The next stage has begun."), told))
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    recipients = audience(selection, StepKind.STAGE, after or "")
    return step_page(
        request,
        selection,
        form,
        title=_("Open the next stage"),
        lead=stages.label(selection.model, after) if after else "",
        hindrance=selections.hindrance(selection),
        recipients=recipients,
    )


@members_only
@require_http_methods(["GET", "POST"])
def selection_postpone(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Moves dates to later ones, with a reason."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    form = PostponementForm(request.POST or None, selection=selection)
    if request.method == "POST" and form.is_valid():
        try:
            told = selections.postpone(
                selection, by=person, reason=form.values()["reason"], **form.dates()
            )
            messages.success(request, said(_("The dates are moved."), told))
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Postpone"),
        lead=_("Dates can only move to later days, and only while they are ahead."),
        recipients=_heard(selection, StepKind.POSTPONEMENT),
    )


@members_only
@require_http_methods(["GET", "POST"])
def selection_cancel(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Ends a selection without a result."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    form = ReasonForm(request.POST or None, forum=selection.forum)
    if request.method == "POST" and form.is_valid():
        try:
            told = selections.cancel(selection, by=person, reason=form.values()["reason"])
            messages.success(request, said(_("Cancelled."), told))
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Cancel the selection"),
        lead=_("The page stays, with all that happened and your reason."),
        recipients=_heard(selection, StepKind.CANCELLATION),
    )


@members_only
@require_http_methods(["GET", "POST"])
def selection_seat(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Gives those who accepted their seats and ends the selection."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    accepted = list(
        selection.nominations.filter(state=NominationState.ACCEPTED).select_related("candidate")
    )
    form = SeatingForm(request.POST or None, selection=selection, accepted=accepted)
    if request.method == "POST" and form.is_valid():
        try:
            told = seating.seat(
                selection,
                by=person,
                holders=form.holders(),
                alternates=form.alternates(),
                exceptions=form.exceptions(),
                reason=form.values()["reason"],
            )
            messages.success(request, said(_("Seated. The terms are on the members' page."), told))
            return redirect(selection)
        except seating.NotSeated as refused:
            form.refuse(str(refused), nomination=refused.nomination, part=refused.part)
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Give those who accepted their seats"),
        lead=""
        if accepted
        else _("Nobody has accepted. The selection ends and its seats stay vacant."),
        hindrance=selections.hindrance(selection),
        recipients=_heard(selection, StepKind.STAGE),
    )


def _heard(selection: Selection, kind: str) -> Any:
    return audience(selection, kind, Stage.SEATED) if selection.is_public else []


def step_page(request: HttpRequest, selection: Selection, form: Any, **more: Any) -> HttpResponse:
    """The page of one step: a form, what stands in its way, and who will be told."""
    return render(
        request,
        "forums/selections/step.html",
        {"forum": selection.forum, "selection": selection, "form": form, **more},
    )
