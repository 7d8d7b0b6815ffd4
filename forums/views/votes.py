"""The vote on a decision: who has voted, voting, handing over, opening and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.domain import decisions, judging, voters, votes
from forums.domain.errors import Refused
from forums.domain.quorum import quorum_of
from forums.domain.seats import members
from forums.domain.voters import Voter
from forums.domain.voting import dissents
from forums.forms.votes import OpenVoteForm, VoteForm, choices_of
from forums.models import Decision, DecisionMethod, Person, Sector, Vote
from forums.views.access import (
    decision_or_404,
    members_only,
    number_asked,
    number_posted,
    require,
)
from forums.views.told import said


def seen(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    """What a decision's page shows of its vote: to the forum who has voted, to all the result."""
    context: dict[str, Any] = {"explanation": judging.explanation(decision, [])}
    if decision.is_in_vote:
        return {**context, **_while_open(request, decision)}
    if decision.presence:
        context["quorum"] = quorum_of(judging.rules_of(decision), judging.counts_of(decision))
    if decision.vote_closed_at is None:
        context["balance"] = [
            {"sector": row.sector, "label": Sector(row.sector).label, "seats": row.seats,
             "present": row.present}
            for row in judging.counts_of(decision)
        ]  # fmt: skip
        return context
    rows = list(
        decision.votes.select_related("term__seat__organisation", "term__person", "cast_by")
    )
    found = judging.judged(decision, rows)
    seats = {row.sector: row for row in judging.counts_of(decision)}
    context |= {
        "explanation": judging.explanation(decision, rows),
        "votes": rows,
        "columns": [_("Who"), _("Sector"), _("Vote"), _("Reason")],
        "seat_rows": [_line(row) for row in rows],
        "dissenting": [
            {"name": row.cast_by.name, "seat": _seat(row), "reason": row.reason}
            for row in rows
            if row.reason and dissents(row.choice, decision.outcome)
        ],
        "balance": [
            {
                "sector": row.sector,
                "label": Sector(row.sector).label,
                "seats": seats[row.sector].seats,
                "present": seats[row.sector].present,
                "votes_for": row.tally.votes_for,
                "votes_against": row.tally.votes_against,
                "abstentions": row.tally.abstentions,
            }
            for row in found.sectors
        ],
    }
    if decision.method == DecisionMethod.CONSENT:
        context["settled"] = votes.settled_objections(decision, rows)
    return context


def _line(vote: Vote) -> list[Any]:
    """A seat's vote as a row of the table: who, of which sector, how, why."""
    return [
        {"text": vote.cast_by.name, "sub": _seat(vote)},
        Sector(vote.sector).label,
        {"status_kind": "vote", "status": vote.choice},
        vote.reason or "–",
    ]


def _seat(vote: Vote) -> str:
    """For whom the vote was cast, and in whose place."""
    seat = vote.term.seat
    name = str(seat.organisation or seat.get_role_display())
    if vote.by_alternate:
        return _("%(seat)s, alternate of %(name)s") % {"seat": name, "name": vote.term.person.name}
    return name


def _while_open(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    """Who has voted, not how, for the forum alone; and the votes of the reader's own seats."""
    person = request.user
    if not isinstance(person, Person) or not person.has_perm("forums.see_drafts", decision):
        return {}
    rows = voters.voters(decision)
    cast = {row.term_id: row for row in decision.votes.all()}
    takes_votes = voters.is_open(decision)
    own = voters.seats_of(decision, person, rows) if takes_votes else []
    in_writing = takes_votes and decision.meeting_id is None
    return {
        "voters": [{"voter": row, "has_voted": row.term.pk in cast} for row in rows],
        "voted_count": len(cast),
        "takes_votes": takes_votes,
        "ballots": [
            {
                "voter": row,
                "vote": cast.get(row.term.pk),
                "may_hand_over": in_writing
                and row.term.person == person
                and row.term.alternate_id is not None,
            }
            for row in own
        ],
        "to_cast": sum(row.term.pk not in cast for row in own),
        "choices": choices_of(decision),
        "handed_over": [
            row.term
            for row in rows
            if in_writing and row.by_alternate and row.term.person == person
        ],
        "no_vote": voters.why_none(decision, person, rows) if takes_votes else "",
    }


@members_only
@require_http_methods(["GET", "POST"])
def vote_cast(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Casts or changes the vote of a seat of the reader's."""
    decision = decision_or_404(request, forum, number)
    person = require(request, "forums.vote", decision)
    rows = voters.voters(decision)
    own = voters.seats_of(decision, person, rows)
    if request.method == "GET" and not (own and voters.is_open(decision)):
        if not own:
            why = voters.why_none(decision, person, rows)
            messages.error(request, why or _("Your seat has no vote."))
        return redirect(decision)
    before = _before(decision, own, number_asked(request, "seat"))
    form = VoteForm(request.POST or None, decision=decision, seats=own, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            votes.cast(decision, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Your vote is counted. You can change it until the vote is closed.")
            )
            return redirect(decision)
    return render(
        request,
        "forums/decisions/vote.html",
        {"forum": decision.forum, "decision": decision, "form": form},
    )


def _before(decision: Decision, own: list[Voter], asked: int) -> dict[str, Any]:
    """The seat that was asked for, or the only one, and what it said before."""
    chosen = next((row for row in own if asked == row.term.pk or len(own) == 1), None)
    if chosen is None:
        return {}
    vote = decision.votes.filter(term=chosen.term).first()
    said = {"choice": vote.choice, "reason": vote.reason} if vote else {}
    return {"seat": chosen.term.pk, **said}


@members_only
@require_POST
def vote_hand_over(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Leaves a seat's vote in writing to the alternate, or takes it back."""
    decision = decision_or_404(request, forum, number)
    person = require(request, "forums.vote", decision)
    seat = number_posted(request, "seat") or None
    try:
        if "back" in request.POST:
            votes.take_back(decision, by=person, seat=seat)
            messages.success(request, _("You vote for your seat again."))
        else:
            term = votes.hand_over(decision, by=person, seat=seat)
            assert term.alternate is not None
            messages.success(
                request,
                _("%(name)s votes for your seat and is told by e-mail.")
                % {"name": term.alternate.name},
            )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(decision)


@members_only
@require_http_methods(["GET", "POST"])
def vote_open(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Shows who will be asked for a vote and under which rules, then opens it."""
    decision = decision_or_404(request, forum, number)
    person = require(request, "forums.decide", decision)
    try:
        decisions.check_before_vote(decision)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(decision)
    form = OpenVoteForm(request.POST or None, decision=decision)
    if request.method == "POST" and form.is_valid():
        try:
            told = decisions.open_vote(decision, by=person, closes_at=form.closes_at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("The vote is open."), told))
            return redirect(decision)
    return render(
        request,
        "forums/decisions/vote_open.html",
        {
            "forum": decision.forum,
            "decision": decision,
            "form": form,
            "recipients": decisions.voting_people(decision),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def vote_close(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Shows who has voted and who will be told, then closes the vote for good."""
    decision = decision_or_404(request, forum, number)
    person = require(request, "forums.decide", decision)
    if request.method == "POST":
        try:
            told = decisions.close(decision, by=person)
            messages.success(request, said(_("The vote is closed."), told))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(decision)
    if not decision.is_in_vote or (decision.vote_closes_at and voters.is_open(decision)):
        return redirect(decision)
    return render(
        request,
        "forums/decisions/vote_close.html",
        {
            "forum": decision.forum,
            "decision": decision,
            "recipients": members(decision.forum),
            **_while_open(request, decision),
        },
    )
