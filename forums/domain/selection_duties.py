"""What selections ask of one person: to vote, to score, to accept, to check, to go on."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import panels, selections
from forums.models import (
    CLOSED,
    Nomination,
    NominationState,
    PanelMember,
    Person,
    RollEntry,
    Selection,
    SelectionModel,
    Stage,
)


@dataclass(frozen=True)
class Duty:
    """One thing to do: on which page, and until which day."""

    title: str
    what: str
    url: str
    due_on: dt.date


def duties(person: Person, *, coordinated: list[int]) -> list[Duty]:
    """What waits for the person; `coordinated` are the ids of the forums that she coordinates."""
    return [
        *_votes(person),
        *_scores(person),
        *_answers(person),
        *_steps(person, coordinated),
    ]


def _duty(selection: Selection, what: str, page: str = "", *, due_on: dt.date) -> Duty:
    url = f"{selection.get_absolute_url()}{page}"
    return Duty(str(selection.title), what, url, due_on)


def _closes(selection: Selection) -> dt.date:
    zone = zoneinfo.ZoneInfo(selection.forum.time_zone)
    return selection.choice_closes_at.astimezone(zone).date()


def _votes(person: Person) -> Iterator[Duty]:
    for entry in RollEntry.objects.filter(
        voter=person,
        has_voted=False,
        selection__model=SelectionModel.ELECTION,
        selection__stage=Stage.CHOICE,
        selection__choice_closes_at__gt=timezone.now(),
    ).select_related("selection__forum"):
        selection = entry.selection
        yield _duty(selection, _("Vote to cast"), "vote/", due_on=_closes(selection))


def _scores(person: Person) -> Iterator[Duty]:
    for member in PanelMember.objects.filter(
        person=person,
        selection__stage=Stage.CHOICE,
        selection__choice_closes_at__gt=timezone.now(),
    ).select_related("selection__forum", "person"):
        rows = member.selection.nominations.filter(state=NominationState.ELIGIBLE).select_related(
            "candidate"
        )
        scored = set(member.scores.values_list("nomination_id", flat=True))
        if any(row.pk not in scored and not panels.is_partial(member, row) for row in rows):
            selection = member.selection
            yield _duty(selection, _("Candidates to score"), due_on=_closes(selection))


def _answers(person: Person) -> Iterator[Duty]:
    for row in Nomination.objects.filter(
        candidate=person, state=NominationState.CHOSEN, selection__stage=Stage.ACCEPTANCE
    ).select_related("selection__forum"):
        yield _duty(
            row.selection,
            _("You are chosen: accept or decline"),
            f"nominations/{row.number}/",
            due_on=row.selection.term_starts_on,
        )


def _steps(person: Person, coordinated: list[int]) -> Iterator[Duty]:
    """For those who lead: candidates to check, and the next stage as soon as it may begin."""
    led = (
        Selection.objects.exclude(stage__in=[*CLOSED, Stage.PREPARED])
        .filter(Q(leaders=person) | Q(leaders=None, forum__in=coordinated))
        .select_related("forum")
        .distinct()
    )
    for selection in led:
        if not person.has_perm("forums.lead_selection", selection):
            continue
        facts = selections.facts(selection)
        if selection.stage == Stage.ELIGIBILITY and facts.unjudged:
            due = selection.consultation_closes_on
            yield _duty(selection, _("Eligibility to check"), due_on=due)
        elif not selections.hindrance(selection):
            yield _duty(selection, _("The next stage can begin"), due_on=_ended(selection))


def _ended(selection: Selection) -> dt.date:
    """The day on which the running stage was to end."""
    return {
        Stage.CALL: selection.nominations_close_on,
        Stage.ELIGIBILITY: selection.consultation_closes_on,
        Stage.CONSULTATION: selection.consultation_closes_on,
        Stage.CHOICE: _closes(selection),
    }.get(Stage(selection.stage), selection.term_starts_on)
