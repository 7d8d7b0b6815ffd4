"""Candidates: nominating oneself, eligibility, acceptance, being named by a network."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import candidacy_record, naming, nominations, panels
from forums.domain.errors import Refused
from forums.domain.selection_steps import audience
from forums.forms.nominations import EligibilityForm, NamingForm, NominationForm
from forums.forms.selections import ReasonForm
from forums.models import Nomination, NominationState, SelectionModel, Stage, StepKind
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread
from forums.views.selections import find, step_page
from forums.views.told import said


def find_nomination(request: HttpRequest, forum: str, slug: str, number: int) -> Nomination:
    """The nomination, where the reader may see it; 404 otherwise."""
    found: Nomination = visible_or_404(
        Nomination.objects.select_related("selection__forum", "candidate__organisation"),
        request,
        selection__forum__slug=forum,
        selection__slug=slug,
        number=number,
    )
    return found


@members_only
@require_http_methods(["GET", "POST"])
def nominate(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Nominates the reader with her organisation, while the call is open."""
    selection = find(request, forum, slug)
    person = require(request, "forums.nominate", selection)
    initial = {"organisation": str(person.organisation or "")}
    form = NominationForm(request.POST or None, selection=selection, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            nomination = nominations.submit(
                selection, by=person, language=get_language() or "en", **form.cleaned_data
            )
            messages.success(
                request,
                _("Received. It becomes public with all others, once the call has closed."),
            )
            return redirect(nomination)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/selections/nominate.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "form": form,
            "criteria": [text for _place, text in panels.numbered(selection)],
            "is_open": nominations.takes_nominations(selection),
        },
    )


@require_safe
def nomination_detail(request: HttpRequest, forum: str, slug: str, number: int) -> HttpResponse:
    """What a candidate wrote, whether it is eligible and why, and what people say."""
    nomination = find_nomination(request, forum, slug, number)
    selection = nomination.selection
    is_own = nomination.candidate_id == getattr(request.user, "pk", None)
    is_read = (
        is_own
        or candidacy_record.is_read(
            nomination.state, candidacy_record.ended_at(selection), now=timezone.now()
        )
        or request.user.has_perm("forums.lead_selection", selection)
    )
    open_to_leave = selection.stage in (Stage.CALL, *nominations.JUDGED_IN)
    return render(
        request,
        "forums/selections/nomination.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "nomination": nomination,
            "may_withdraw": is_own
            and open_to_leave
            and nomination.state != NominationState.WITHDRAWN,
            "may_answer": is_own
            and selection.stage == Stage.ACCEPTANCE
            and nomination.state == NominationState.CHOSEN,
            "is_judged_now": selection.stage in nominations.JUDGED_IN
            and nomination.state != NominationState.WITHDRAWN,
            "is_read": is_read,
            **(_talk(request, nomination) if is_read else {}),
        },
    )


def _talk(request: HttpRequest, nomination: Nomination) -> dict[str, Any]:
    """What was said of the candidate; the form only while the public is asked."""
    if not nomination.is_public:
        return {}
    talk = thread(request, nomination)
    if not nomination.takes_comments:
        talk["comment_form"] = None
    return talk


@members_only
@require_http_methods(["GET", "POST"])
def nomination_judge(request: HttpRequest, forum: str, slug: str, number: int) -> HttpResponse:
    """Says whether a candidate meets the criteria, and why."""
    nomination = find_nomination(request, forum, slug, number)
    selection = nomination.selection
    person = require(request, "forums.lead_selection", selection)
    judged = nomination.state != NominationState.SUBMITTED
    form = EligibilityForm(
        request.POST or None,
        forum=selection.forum,
        initial={
            "reason": nomination.eligibility_reason,
            "eligible": ("yes" if nomination.state == NominationState.ELIGIBLE else "no")
            if judged
            else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            nominations.judge(nomination, by=person, **form.values())
            messages.success(request, _("Saved. The candidate is told."))
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/selections/judge.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "nomination": nomination,
            "criteria": [text for _place, text in panels.numbered(selection)],
            "form": form,
        },
    )


@members_only
@require_POST
def nomination_withdraw(request: HttpRequest, forum: str, slug: str, number: int) -> HttpResponse:
    """The candidate takes her nomination back."""
    nomination = find_nomination(request, forum, slug, number)
    person = require(request, "forums.nominate", nomination.selection)
    try:
        nominations.withdraw(nomination, by=person)
        messages.success(request, _("Your nomination is withdrawn."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(nomination.selection)


@members_only
@require_POST
def nomination_answer(request: HttpRequest, forum: str, slug: str, number: int) -> HttpResponse:
    """The one who was chosen accepts or declines."""
    nomination = find_nomination(request, forum, slug, number)
    person = require(request, "forums.nominate", nomination.selection)
    if nomination.candidate_id != person.pk:
        raise PermissionDenied
    said_so = request.POST.get("answer")
    if said_so not in ("accept", "decline"):
        messages.error(request, _("Say whether you accept or decline."))
        return redirect(nomination)
    accepts = said_so == "accept"
    try:
        following = nominations.answer(nomination, by=person, accepts=accepts)
        messages.success(request, _answered(nomination, accepts=accepts, following=following))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(nomination)


def _answered(nomination: Nomination, *, accepts: bool, following: Nomination | None) -> str:
    """What follows from the answer of somebody who was chosen."""
    if accepts:
        return _("You have accepted. You are told when you are seated.")
    if following is not None:
        return _("You have declined. The next in the published order is asked.")
    if nomination.selection.model == SelectionModel.SELF_SELECTION:
        return _("You have declined. The network can name somebody else.")
    return _("You have declined. Nobody follows in the published order.")


@members_only
@require_http_methods(["GET", "POST"])
def nomination_pass_over(request: HttpRequest, forum: str, slug: str, number: int) -> HttpResponse:
    """Goes on to the next where the one chosen does not answer, with a public reason."""
    nomination = find_nomination(request, forum, slug, number)
    selection = nomination.selection
    person = require(request, "forums.lead_selection", selection)
    form = ReasonForm(request.POST or None, forum=selection.forum)
    if request.method == "POST" and form.is_valid():
        try:
            told = nominations.pass_over(nomination, by=person, reason=form.values()["reason"])
            messages.success(request, said(_("The next in the published order is asked."), told))
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Go on without an answer"),
        recipients=audience(selection, StepKind.PASSED_OVER, selection.stage),
    )


@members_only
@require_http_methods(["GET", "POST"])
def name_chosen(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """The network names those it has chosen, with its account."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    form = NamingForm(request.POST or None, selection=selection)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            told = naming.name_chosen(
                selection,
                by=person,
                chosen=list(values["chosen"]),
                account=values["account"],
                document=values["document"],
            )
            messages.success(request, said(_("They are named and asked to accept."), told))
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Name those whom the network has chosen"),
        recipients=audience(selection, StepKind.STAGE, Stage.ACCEPTANCE),
    )
