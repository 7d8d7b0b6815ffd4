"""The register of decisions, and one decision from its proposal to its correction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import decisions, subjects
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.domain.rules_of_procedure import in_force
from forums.domain.seats import members
from forums.forms.decision_filters import DecisionFilter
from forums.forms.decisions import DecisionForm, ProposalForm, ReasonsForm
from forums.models import Decision, Forum, Person
from forums.views import votes
from forums.views.access import (
    decision_or_404,
    forum_or_404,
    members_only,
    number_asked,
    require,
)
from forums.views.comments import thread
from forums.views.told import said


@require_safe
def decision_list(request: HttpRequest, forum: str) -> HttpResponse:
    """All decisions of a forum, newest first, with filters in the address."""
    found = forum_or_404(request, forum)
    everything = Decision.objects.visible_to(request.user).filter(forum=found)
    chosen = DecisionFilter(request.GET, queryset=everything)
    paginator = Paginator(chosen.qs.select_related("forum", "meeting"), 20)
    return render(
        request,
        "forums/decisions/list.html",
        {
            "forum": found,
            "filter": chosen,
            "page": paginator.get_page(request.GET.get("page")),
            "total": everything.count(),
        },
    )


@require_safe
def decision_detail(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """What was proposed, how it was decided, by whom and why."""
    decision = decision_or_404(request, forum, number)
    meeting = decision.meeting
    if (
        meeting
        and not meeting.is_public
        and not request.user.has_perm("forums.see_drafts", decision)
    ):
        meeting = None
    return render(
        request,
        "forums/decisions/detail.html",
        {
            "forum": decision.forum,
            "decision": decision,
            "meeting": meeting,
            "changed": subjects.changed_by(decision, request.user),
            **_corrections(request, decision),
            **votes.seen(request, decision),
            **thread(request, decision),
        },
    )


def _corrections(request: HttpRequest, decision: Decision) -> dict[str, Decision | None]:
    """The decision that this one corrects and the one that corrects it, where the reader may see them."""
    rows = Decision.objects.visible_to(request.user).select_related("forum")
    before = rows.filter(pk=decision.corrects_id).first() if decision.corrects_id else None
    return {"corrects": before, "corrected_by": rows.filter(corrects=decision).first()}


@members_only
@require_http_methods(["GET", "POST"])
def decision_propose(request: HttpRequest, forum: str) -> HttpResponse:
    """Proposes a decision, to be taken at a meeting or in writing."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.propose_decision", found)
    return _propose(request, found, person)


@members_only
@require_http_methods(["GET", "POST"])
def decision_correct(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Proposes the decision that corrects a published one."""
    before = decision_or_404(request, forum, number)
    person = require(request, "forums.decide", before)
    try:
        decisions.check_before_correction(before)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(before)
    return _propose(request, before.forum, person, corrects=before)


def _propose(
    request: HttpRequest, forum: Forum, person: Person, corrects: Decision | None = None
) -> HttpResponse:
    rules = in_force(forum, forum.today)
    item = number_asked(request, "item")
    meeting = forum.meetings.filter(number=number_asked(request, "meeting")).first()
    new = Decision(forum=forum, method=rules.method)
    if corrects is not None:
        new.title, new.text, new.options = corrects.title, corrects.text, corrects.options
        new.subject_type, new.subject_id = corrects.subject_type, corrects.subject_id
    form = ProposalForm(
        request.POST or None,
        forum=forum,
        instance=new,
        place=f"item-{item}" if item else f"meeting-{meeting.pk}" if meeting else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            if corrects is None:
                decision = decisions.propose(forum, by=person, **form.values())
            else:
                decision = decisions.correct(corrects, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Proposed. Only the forum sees it until it is published."))
            return redirect(decision)
    context = {"forum": forum, "form": form, "corrects": corrects}
    return render(request, "forums/decisions/propose.html", context)


@members_only
@require_http_methods(["GET", "POST"])
def decision_create(request: HttpRequest, forum: str) -> HttpResponse:
    """Records a decision that was taken, or one that is still open."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.decide", found)
    form = DecisionForm(
        request.POST or None,
        forum=found,
        instance=Decision(forum=found),
        initial={"meeting": found.meetings.filter(number=number_asked(request, "meeting")).first()},
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        outcome, on = values.pop("outcome"), values.pop("decided_on")
        with transaction.atomic():
            decision = decisions.propose(found, by=person, **values)
            decisions.record(decision, by=person, outcome=outcome, on=on)
        return _saved(request, decision, person)
    return _form(request, found, form)


@members_only
@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Changes a decision until it is published as taken; after a vote only its reasons."""
    decision = decision_or_404(request, forum, number)
    person = require(request, "forums.decide", decision)
    if decision.is_public and decision.is_taken:
        messages.error(request, _("A published decision is corrected by a new one."))
        return redirect(decision)
    if decision.is_in_vote:
        messages.error(request, _("This is decided by the vote that was opened."))
        return redirect(decision)
    voted = decision.vote_closed_at is not None
    kind: type[ReasonsForm | DecisionForm] = ReasonsForm if voted else DecisionForm
    form: Any = kind(request.POST or None, forum=decision.forum, instance=decision)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            if voted:
                decisions.give_reasons(decision, by=person, **values)
            else:
                outcome, on = values.pop("outcome"), values.pop("decided_on")
                decisions.record(decision, by=person, outcome=outcome, on=on, **values)
        except ChangedMeanwhile as refused:
            stored = decision_or_404(request, forum, number)
            theirs = form.overtaken(refused, kind(forum=stored.forum, instance=stored))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, decision, person)
    return _form(request, decision.forum, form, decision, theirs)


def _form(
    request: HttpRequest,
    forum: Forum,
    form: Any,
    decision: Decision | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "forum": forum,
        "form": form,
        "decision": decision,
        "recipients": members(forum),
        "theirs": theirs,
    }
    return render(request, "forums/decisions/form.html", context)


def _saved(request: HttpRequest, decision: Decision, person: Person) -> HttpResponse:
    if "publish" in request.POST and not decision.is_public:
        try:
            told = decisions.publish(decision, by=person)
            messages.success(request, said(_("Published. Everybody can read it now."), told))
        except Refused as refused:
            messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect(decision)


@members_only
@require_http_methods(["GET", "POST"])
def decision_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Shows who will be told, then publishes the decision as it stands."""
    decision = decision_or_404(request, forum, number)
    person = require(request, "forums.decide", decision)
    if request.method == "POST":
        try:
            told = decisions.publish(decision, by=person)
            messages.success(request, said(_("Published. Everybody can read it now."), told))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(decision)
    if decision.is_public:
        return redirect(decision)
    return render(
        request,
        "forums/decisions/publish.html",
        {
            "forum": decision.forum,
            "decision": decision,
            "recipients": decisions.told_of(decision),
        },
    )
