"""The register of decisions."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import decisions
from forums.domain.errors import Refused
from forums.forms.decisions import DecisionForm
from forums.models import Decision, Outcome, Person
from forums.views.access import forum_or_404, members_only, require, visible_or_404
from forums.views.comments import thread


@require_safe
def decision_list(request: HttpRequest, forum: str) -> HttpResponse:
    """All decisions of a forum, newest first; `outcome` filters."""
    found = forum_or_404(request, forum)
    rows = Decision.objects.visible_to(request.user).filter(forum=found)
    outcome = request.GET.get("outcome", "")
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    paginator = Paginator(rows.select_related("forum", "meeting"), 20)
    return render(
        request,
        "forums/decisions/list.html",
        {
            "forum": found,
            "page": paginator.get_page(request.GET.get("page")),
            "outcomes": Outcome.choices,
            "outcome": outcome,
        },
    )


def find(request: HttpRequest, forum: str, number: int) -> Decision:
    """The decision, where the reader may see it; 404 otherwise."""
    found: Decision = visible_or_404(
        Decision.objects.select_related("forum", "meeting__forum", "agenda_item"),
        request,
        forum__slug=forum,
        number=number,
    )
    return found


@require_safe
def decision_detail(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """What was decided, how and why."""
    decision = find(request, forum, number)
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
            **thread(request, decision),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def decision_create(request: HttpRequest, forum: str) -> HttpResponse:
    """Proposes a decision, or records one that was taken."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.decide", found)
    form = DecisionForm(
        request.POST or None,
        forum=found,
        instance=Decision(forum=found),
        initial={"meeting": found.meetings.filter(number=request.GET.get("meeting") or 0).first()},
    )
    if request.method == "POST" and form.is_valid():
        decision = decisions.propose(found, by=person, **form.values())
        return _saved(request, decision, person)
    return render(request, "forums/decisions/form.html", {"forum": found, "form": form})


@members_only
@require_http_methods(["GET", "POST"])
def decision_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Changes a decision until it is published as taken."""
    decision = find(request, forum, number)
    person = require(request, "forums.decide", decision)
    if decision.is_public and decision.outcome != Outcome.OPEN:
        messages.error(request, _("A published decision is corrected by a new one."))
        return redirect(decision)
    form = DecisionForm(request.POST or None, forum=decision.forum, instance=decision)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            decisions.record(
                decision,
                by=person,
                outcome=values.pop("outcome"),
                on=values.pop("decided_on"),
                **values,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, decision, person)
    return render(
        request,
        "forums/decisions/form.html",
        {"forum": decision.forum, "form": form, "decision": decision},
    )


def _saved(request: HttpRequest, decision: Decision, person: Person) -> HttpResponse:
    if "publish" in request.POST and not decision.is_public:
        try:
            decisions.publish(decision, by=person)
            messages.success(request, _("Published. Everybody can read it now."))
        except Refused as refused:
            messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return redirect(decision)


@members_only
@require_POST
def decision_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Publishes the decision as it stands."""
    decision = find(request, forum, number)
    return _saved(request, decision, require(request, "forums.decide", decision))
