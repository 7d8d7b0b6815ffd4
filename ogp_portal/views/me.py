"""What waits for the person who is logged in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from action_plans.models import Contribution, Draft, DraftState, PlanState
from commitments.models import Milestone, MilestoneStatus, ReportingRound, Update, UpdateState
from forums.domain import feeds, meeting_duties, seat_duties, votes
from forums.domain.selection_duties import duties
from forums.models import (
    COORDINATING,
    AgendaProposal,
    Decision,
    Forum,
    Meeting,
    Notice,
    Outcome,
    Person,
    Reply,
)
from ogp_portal.forms.me import ProfileForm

PRESSING = 14  # days


@dataclass(frozen=True)
class Waiting:
    """One thing that is asked of a person.

    `urgency` sorts: days that it waits already, or past its date; negative while there is time.
    """

    title: str
    what: str
    url: str
    urgency: int = 0
    when: str = ""

    @property
    def is_pressing(self) -> bool:
        """Whether it has been waiting, or late, for more than two weeks."""
        return self.urgency > PRESSING


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The one list of what is asked of this person, her forums, notices and settings."""
    person = request.user
    assert isinstance(person, Person)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("me")
    terms = list(person.current_terms)
    coordinated = [term.seat.forum_id for term in terms if term.seat.role in COORDINATING]
    return render(
        request,
        "ogp_portal/me.html",
        {
            "waiting": sorted(
                [
                    *_reports(person),
                    *_desk(coordinated),
                    *_seats(coordinated),
                    *_proposals(coordinated),
                    *_invitations(person),
                    *_selections(person, coordinated),
                    *_meetings(person, coordinated),
                    *_votes(person, coordinated),
                ],
                key=lambda row: -row.urgency,
            ),
            "forums": Forum.objects.filter(pk__in=[term.seat.forum_id for term in terms]),
            "coordinated": Forum.objects.filter(pk__in=coordinated),
            "meetings": Meeting.objects.of(person).upcoming().select_related("forum")[:5],
            "calendar_url": feeds.address(person),
            "drafts": Draft.objects.visible_to(person)
            .filter(Q(created_by=person) | Q(revisions__author=person), state=DraftState.DRAFTING)
            .select_related("plan__forum", "theme", "lead")
            .distinct()[:10],
            "contributions": Contribution.objects.public()
            .filter(author=person)
            .select_related("plan__forum", "response", "author", "theme")
            .order_by("-submitted_at")[:10],
            "notices": Notice.objects.filter(person=person, due_at__lte=timezone.now()).order_by(
                "-due_at"
            )[:10],
            "form": form,
        },
    )


def _reports(person: Person) -> list[Waiting]:
    """Milestones of the person's office that an open round still asks for."""
    if person.organisation_id is None:
        return []
    today = timezone.localdate()
    rounds = {
        row.plan_id: row
        for row in ReportingRound.objects.public()
        .filter(opens_on__lte=today, plan__state=PlanState.IMPLEMENTATION)
        .order_by("as_of")
    }
    mine = (
        Milestone.objects.public()
        .filter(
            Q(responsible=person.organisation_id)
            | Q(commitment__lead=person.organisation_id, responsible=None),
            commitment__plan__in=rounds,
            status__in=[MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS],
        )
        .select_related("commitment__plan__forum")
        .order_by("commitment__number", "position")
    )
    handed_in = set(
        Update.objects.filter(milestone__in=mine)
        .exclude(state=UpdateState.DRAFT)
        .values_list("milestone_id", "round_id")
    )
    rows = []
    for milestone in mine:
        opened = rounds[milestone.commitment.plan_id]
        if (milestone.pk, opened.pk) in handed_in:
            continue
        commitment = milestone.commitment
        rows.append(
            Waiting(
                str(milestone.title),
                _("Report for %(round)s") % {"round": opened.title},
                reverse(
                    "commitments:update-report",
                    args=[
                        commitment.plan.forum.slug,
                        commitment.plan.slug,
                        commitment.number,
                        milestone.pk,
                        opened.slug,
                    ],
                ),
                (today - opened.due_on).days,
                _left(opened.due_on, today),
            )
        )
    return rows


def _votes(person: Person, coordinated: list[int]) -> list[Waiting]:
    """Votes that this person's seat has not cast yet; decisions that a coordinator can publish."""
    now = timezone.now()
    today = timezone.localdate()
    rows = []
    for decision in votes.waiting_for(person, now=now):
        ends = decision.vote_closes_at
        days, words = _age(decision.vote_opened_at or now, now)
        if ends is not None:
            last = timezone.localtime(ends).date()
            days, words = (today - last).days, _left(last, today)
        rows.append(
            Waiting(
                str(decision.title), _("Your vote is asked for"), decision.get_absolute_url(),
                days, words,
            )
        )  # fmt: skip
    for decision in (
        Decision.objects.filter(forum__in=coordinated, published_at=None)
        .exclude(outcome=Outcome.OPEN)
        .select_related("forum")
        .order_by("decided_on")[:20]
    ):
        assert decision.decided_on is not None
        days = (today - decision.decided_on).days
        rows.append(
            Waiting(
                str(decision.title),
                _("Decision to publish"),
                reverse("forums:decision-publish", args=[decision.forum.slug, decision.number]),
                days,
                ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days},
            )
        )
    return rows


def _selections(person: Person, coordinated: list[int]) -> list[Waiting]:
    """What selections ask of the person: to vote, to score, to accept, to check."""
    today = timezone.localdate()
    return [
        Waiting(
            duty.title, duty.what, duty.url, (today - duty.due_on).days, _left(duty.due_on, today)
        )
        for duty in duties(person, coordinated=coordinated)
    ]


def _meetings(person: Person, coordinated: list[int]) -> list[Waiting]:
    """What meetings that took place ask of the person: minutes, promises, answers."""
    today, now = timezone.localdate(), timezone.now()
    rows = []
    for duty in meeting_duties.duties(person, coordinated=coordinated):
        if duty.due_on is not None:
            urgency = (today - duty.due_on).days, _left(duty.due_on, today)
        else:
            urgency = _age(duty.since or now, now)
        rows.append(Waiting(duty.title, duty.what, duty.url, *urgency))
    return rows


def _seats(coordinated: list[int]) -> list[Waiting]:
    """Seats that a coordinator has to fill, now or soon, and rules that wait for a decision."""
    return [
        Waiting(
            duty.title,
            duty.what,
            duty.url,
            (timezone.localdate() - duty.due_on).days if duty.due_on else 0,
            _left(duty.due_on, timezone.localdate()) if duty.due_on else "",
        )
        for duty in seat_duties.duties(coordinated)
    ]


def _age(since: dt.datetime, now: dt.datetime) -> tuple[int, str]:
    """How many days something waits already, and that in words."""
    days = (now - since).days
    if days < 1:
        return 0, _("since today")
    return days, ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}


def _left(day: dt.date, today: dt.date) -> str:
    """How far away a day is, in words."""
    left = (day - today).days
    if left == 0:
        return _("today")
    if left < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}
    return ngettext("in %(days)d day", "in %(days)d days", left) % {"days": left}


def _desk(forums: list[int]) -> list[Waiting]:
    """What waits for a coordinator: contributions, updates, drafts of meetings."""
    if not forums:
        return []
    now = timezone.now()
    rows: list[Waiting] = []
    for contribution in (
        Contribution.objects.public()
        .filter(plan__forum__in=forums)
        .waiting()
        .select_related("plan__forum")[:50]
    ):
        plan = contribution.plan
        address = reverse("action_plans:response-create", args=[plan.forum.slug, plan.slug])
        rows.append(
            Waiting(
                contribution.title,
                _("Contribution to answer"),
                f"{address}?contribution={contribution.number}",
                *_age(contribution.submitted_at, now),
            )
        )
    for update in Update.objects.filter(
        state=UpdateState.SUBMITTED, round__plan__forum__in=forums
    ).select_related("milestone__commitment__plan__forum", "round")[:50]:
        commitment = update.milestone.commitment
        args: list[Any] = [commitment.plan.forum.slug, commitment.plan.slug, commitment.number]
        rows.append(
            Waiting(
                str(update.milestone.title),
                _("Update to check and publish"),
                reverse(
                    "commitments:update-review",
                    args=[*args, update.milestone_id, update.round.slug],
                ),
                *_age(update.submitted_at or now, now),
            )
        )
    for meeting in Meeting.objects.filter(
        forum__in=forums, published_at=None, starts_at__gte=now
    ).select_related("forum")[:20]:
        rows.append(
            Waiting(
                str(meeting.title),
                _("Meeting to publish"),
                reverse("forums:meeting-publish", args=[meeting.forum.slug, meeting.number]),
                (now - meeting.starts_at).days,
                _left(meeting.local_start.date(), timezone.localdate()),
            )
        )
    return rows


def _proposals(forums: list[int]) -> list[Waiting]:
    """What people ask the coordinator to put on an agenda."""
    now = timezone.now()
    return [
        Waiting(
            str(proposal.title),
            _("Proposal for the agenda"),
            reverse("forums:proposal-accept", args=[proposal.forum.slug, proposal.pk]),
            *_age(proposal.proposed_at, now),
        )
        for proposal in AgendaProposal.objects.waiting()
        .filter(forum__in=forums)
        .select_related("forum")[:50]
    ]


def _invitations(person: Person) -> list[Waiting]:
    """The meetings for which nobody has answered yet for the person's seat or group."""
    today = timezone.localdate()
    answered = Reply.objects.filter(
        Q(term__person=person) | Q(term__alternate=person) | Q(membership__person=person)
    )
    meetings = (
        Meeting.objects.of(person)
        .filter(starts_at__gt=timezone.now(), cancelled_at=None)
        .exclude(pk__in=answered.values("meeting"))
        .select_related("forum")
        .order_by("starts_at")[:10]
    )
    return [
        Waiting(
            str(meeting.title),
            _("Will you come?"),
            f"{meeting.get_absolute_url()}#reply",
            -(meeting.local_start.date() - today).days,
            _left(meeting.local_start.date(), today),
        )
        for meeting in meetings
    ]
