"""What the page of a selection shows to its reader, put together with few queries."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import (
    appeals,
    ballots,
    candidacy_record,
    naming,
    nominations,
    panels,
    roll,
    selections,
    stages,
)
from forums.domain.dates import full_date, weekday_time
from forums.domain.results_in_words import explained, points
from forums.models import (
    Comment,
    Nomination,
    NominationState,
    PanelMember,
    Person,
    Score,
    Selection,
    SelectionStep,
    Stage,
    StepKind,
)


def page_of(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    """Everything on one page, from the call to the seats."""
    rows = list(
        Nomination.objects.visible_to(request.user)
        .filter(selection=selection)
        .select_related("candidate__organisation")
    )
    for row in rows:
        row.selection = selection
    _with_places(selection, rows)
    _count_comments(rows)
    names = {row.number: row.organisation for row in rows}
    voted, whole = roll.turnout(selection)
    account = _account(selection)
    own = mine(request, selection, rows)
    _with_words(selection, rows, reads_all=bool(own.get("leads")), person=request.user)
    scores_public = panels.are_public(selection)
    return {
        "forum": selection.forum,
        "selection": selection,
        "steps": steps(selection),
        "seats": list(selection.seats.select_related("organisation")),
        "criteria": [text for _number, text in panels.numbered(selection)],
        "nominations": rows,
        "waiting": sum(row.state == NominationState.SUBMITTED for row in rows),
        "takes_nominations": nominations.takes_nominations(selection),
        "takes_ballots": ballots.takes_ballots(selection),
        "voted": voted,
        "roll": whole,
        "panel": list(selection.panel.select_related("person__organisation")),
        "scores_public": scores_public,
        "scored": _scored(selection) if scores_public else [],
        "result": explained(selection, names),
        "rounds": _rounds(selection, names),
        "account": account,
        "mine": own,
    }


def steps(selection: Selection) -> list[dict[str, str]]:
    """The stages in order, as the partial `steps` shows them."""
    order = stages.way(selection.model)
    at = order.index(Stage(selection.stage)) if selection.stage in order else -1
    shown = []
    for place, stage in enumerate(order[1:], start=1):
        over = place < at or selection.stage == Stage.SEATED
        shown.append(
            {
                "title": str(stages.label(selection.model, stage)),
                "state": "done" if over else "now" if place == at else "next",
                "dates": _dates(selection, stage),
            }
        )
    return shown


def _dates(selection: Selection, stage: Stage) -> str:
    until = {
        Stage.CALL: full_date(selection.nominations_close_on),
        Stage.CONSULTATION: full_date(selection.consultation_closes_on),
        Stage.CHOICE: weekday_time(selection.choice_closes_at, selection.forum.time_zone),
    }
    if stage == Stage.SEATED:
        return _("from %(day)s") % {"day": full_date(selection.term_starts_on)}
    return _("until %(day)s") % {"day": until[stage]} if stage in until else ""


def _with_places(selection: Selection, rows: list[Nomination]) -> None:
    """Once there is a result, those chosen come first, in the published order."""
    order = {number: place for place, number in enumerate(selection.result.get("order", []))}
    if order:
        rows.sort(key=lambda row: (order.get(row.number, len(order)), row.number))


def _with_words(
    selection: Selection, rows: list[Nomination], *, reads_all: bool, person: Any
) -> None:
    """Tells each candidate's `is_read`: whether this reader sees the name and what was written."""
    ended = candidacy_record.ended_at(selection)
    now = timezone.now()
    for row in rows:
        row.is_read = (  # type: ignore[attr-defined]
            reads_all
            or row.candidate_id == person.pk
            or candidacy_record.is_read(row.state, ended, now=now)
        )


def _count_comments(rows: list[Nomination]) -> None:
    """Tells each candidate's `remarks`: how many comments there are."""
    if not rows:
        return
    counts = dict(
        Comment.objects.filter(
            content_type=ContentType.objects.get_for_model(Nomination),
            object_id__in=[row.pk for row in rows],
            held_at=None,
        )
        .order_by()
        .values_list("object_id")
        .annotate(count=Count("pk"))
    )
    for row in rows:
        row.remarks = counts.get(row.pk, 0)  # type: ignore[attr-defined]


def _rounds(selection: Selection, names: dict[int, str]) -> list[dict[str, Any]]:
    """The published counts as rows of a table, the best first."""
    shown = []
    for number, counted in enumerate(selection.result.get("rounds", []), start=1):
        ranked = [
            *counted["order"],
            *(int(n) for n in counted["points"] if int(n) not in counted["order"]),
        ]
        shown.append(
            {
                "number": number,
                "columns": [
                    _("Candidate"),
                    (_("Votes") if "ballots" in counted else _("Average"), "number"),
                    _("Result"),
                ],
                "rows": [
                    [
                        f"{place}. {names.get(place, '')}",
                        points(counted["points"][str(place)]),
                        _("Chosen") if place in counted["chosen"] else "–",
                    ]
                    for place in ranked
                ],
            }
        )
    return shown


def _account(selection: Selection) -> list[SelectionStep]:
    """All steps in order, each with its `label`."""
    rows = list(
        selection.steps.select_related("by", "answers", "organisation").prefetch_related(
            "answered_by"
        )
    )
    for row in rows:
        is_stage = row.kind == StepKind.STAGE
        row.label = (  # type: ignore[attr-defined]
            stages.label(selection.model, row.stage) if is_stage else row.get_kind_display()
        )
    return rows


def _scored(selection: Selection) -> list[Score]:
    """All scores with their reasons, by candidate, criterion and member."""
    numbers = panels.members(selection)
    found = list(
        Score.objects.filter(member__selection=selection, nomination__state__in=panels.SCORED)
        .select_related("member__person", "nomination")
        .order_by("nomination__number", "criterion", "member")
    )
    for row in found:
        row.place = numbers[row.member_id]  # type: ignore[attr-defined]
    return found


def mine(request: HttpRequest, selection: Selection, rows: list[Nomination]) -> dict[str, Any]:
    """What this reader can do here; nothing for a stranger."""
    person = request.user
    if not isinstance(person, Person):
        return {}
    leads = person.has_perm("forums.lead_selection", selection)
    following = stages.following(selection.model, selection.stage) if leads else None
    own = next((row for row in rows if row.candidate_id == person.pk), None)
    entry = selection.roll.filter(voter=person).select_related("organisation").first()
    member = PanelMember.objects.filter(selection=selection, person=person).first()
    return {
        "leads": leads,
        "nomination": own,
        "entry": entry,
        "member": member,
        "to_score": _to_score(selection, member, rows) if member else [],
        "may_appeal": appeals.may_appeal(person, selection),
        "may_name_more": leads
        and selection.stage == Stage.ACCEPTANCE
        and naming.free_seats(selection) > 0
        and naming.nameable(selection).exists(),
        "hindrance": selections.hindrance(selection) if leads else "",
        "following": following,
        "following_label": stages.label(selection.model, following) if following else "",
    }


def _to_score(
    selection: Selection, member: PanelMember, rows: list[Nomination]
) -> list[dict[str, Any]]:
    """The candidates whom a member of the panel scores, and whether she has."""
    if selection.stage != Stage.CHOICE:
        return []
    done = set(member.scores.values_list("nomination_id", flat=True))
    return [
        {
            "nomination": row,
            "state": "done" if row.pk in done else "next",
            "partial": panels.is_partial(member, row),
        }
        for row in rows
        if row.state == NominationState.ELIGIBLE
    ]
