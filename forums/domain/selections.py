"""Running a selection: preparing it, opening each stage in its time, postponing, cancelling."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forums.domain import fingerprints, leading, panels, publication, results, stages
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.domain.selection_steps import need, record
from forums.models import (
    CLOSED,
    Forum,
    NominationState,
    Person,
    Seat,
    Selection,
    SelectionModel,
    Stage,
    StepKind,
    Translated,
)

SEVERAL = ("seats", "leaders")
WRITTEN = ("title", "call", "criteria", "led_by", "model", "sector", "tie_rule", "term_months")
DATES = (
    "nominations_close_on",
    "consultation_closes_on",
    "choice_closes_at",
    "term_starts_on",
)


ENDS = {
    "nominations_close_on": Stage.CALL,
    "consultation_closes_on": Stage.CONSULTATION,
    "choice_closes_at": Stage.CHOICE,
    "term_starts_on": Stage.ACCEPTANCE,
}
"""The stage that each date ends."""


class NotYet(Refused):
    """No stage begins before its time."""


@transaction.atomic
def prepare(forum: Forum, *, by: Person, **fields: Any) -> Selection:
    """A selection that only the forum and those who lead it see. The title gives its address."""
    several = {name: fields.pop(name) for name in SEVERAL if name in fields}
    fields["slug"] = fields.get("slug") or _free_address(forum, fields["title"])
    selection = Selection.objects.create(forum=forum, **fields)
    _set(selection, several)
    return selection


def _free_address(forum: Forum, title: Any) -> str:
    text = Translated.of(title)
    stem = slugify(text.get(text.main) or str(text))[:70] or "selection"
    taken = set(forum.selections.values_list("slug", flat=True)) | {"new"}
    return next(
        slug
        for slug in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
        if slug not in taken
    )


def _set(selection: Selection, several: Mapping[str, Iterable[Seat | Person]]) -> None:
    people = [row for row in several.get("leaders", ()) if isinstance(row, Person)]
    leading.check(selection.forum, selection.sector, people)
    for name, rows in several.items():
        getattr(selection, name).set(rows)


def fingerprint(selection: Selection) -> str:
    """Tells one state of what is prepared from another."""
    return fingerprints.fingerprint(selection, (*WRITTEN, *DATES, *SEVERAL))


@transaction.atomic
def change(selection: Selection, *, by: Person, seen: str = "", **fields: Any) -> None:
    """Changes what is prepared. Raises Refused once the call is public: dates are then moved.

    ChangedMeanwhile where somebody else saved since the fingerprint `seen`.
    """
    locked = lock(selection)
    if locked.stage != Stage.PREPARED:
        raise Refused(_("The call is public and stands. Dates can be moved, with a reason."))
    fingerprints.check_seen(seen, fingerprint(locked))
    _set(selection, {name: fields.pop(name) for name in SEVERAL if name in fields})
    for name, value in fields.items():
        setattr(selection, name, value)
    selection.save(update_fields=list(fields))


def lock(selection: Selection) -> Selection:
    """The selection as it is now, held until the transaction ends."""
    return Selection.objects.select_for_update(of=("self",)).get(pk=selection.pk)


def facts(selection: Selection) -> stages.Facts:
    """What decides whether the next stage may begin."""
    states = list(selection.nominations.values_list("state", flat=True))
    election = selection.model == SelectionModel.ELECTION
    appeals = selection.steps.filter(kind=StepKind.APPEAL, answered_by=None)
    can_be_chosen = (
        (NominationState.SUBMITTED,)
        if selection.model == SelectionModel.SELF_SELECTION
        else (NominationState.ELIGIBLE,)
    )
    return stages.Facts(
        model=selection.model,
        stage=selection.stage,
        nominations_close_on=selection.nominations_close_on,
        consultation_closes_on=selection.consultation_closes_on,
        choice_closes_at=selection.choice_closes_at,
        time_zone=selection.forum.time_zone,
        seats=selection.seats.count(),
        is_led=leading.is_led(selection),
        has_criteria=bool(panels.criteria(selection)),
        unjudged=states.count(NominationState.SUBMITTED),
        candidates=sum(states.count(state) for state in can_be_chosen),
        choosers=selection.roll.count() if election else selection.panel.count(),
        scores_missing=panels.missing(selection) if not election else 0,
        appeals_open=appeals.count(),
        undecided=states.count(NominationState.CHOSEN),
        term_starts_on=selection.term_starts_on,
    )


def hindrance(selection: Selection) -> str:
    """Why the next stage cannot begin now; empty where it can."""
    return stages.hindrance(facts(selection), today=selection.forum.today, now=timezone.now())


@transaction.atomic
def advance(selection: Selection, *, by: Person, reason: Mapping[str, str]) -> int:
    """Opens the next stage, with a sentence for the public account. Returns how many are told.

    Opening the call publishes the selection; closing it publishes the nominations together;
    closing the vote or panel publishes the result, or opens a second vote between those who are
    tied where the rule says so. Raises NotYet, or Incomplete without a sentence.
    """
    need(reason)
    locked = lock(selection)
    after = stages.following(locked.model, locked.stage)
    stops = hindrance(locked)
    if stops or after is None:
        raise NotYet(stops)
    if after == Stage.SEATED:
        raise NotYet(_("Say who takes which seat."))
    if after == Stage.CALL:
        publication.publish(locked)
    if locked.stage == Stage.CALL:
        publish_nominations(locked)
    if after == Stage.ACCEPTANCE and not results.decide(locked):
        after = Stage.CHOICE
    return enter(selection, locked, after, by=by, reason=reason)


def enter(
    selection: Selection,
    locked: Selection,
    stage: str,
    *,
    by: Person,
    reason: Mapping[str, str],
    told: Collection[Person] = (),
) -> int:
    """Writes down that a stage has begun and tells those whom it concerns.

    `told` hear of it by a letter of their own. Returns how many others are told.
    """
    locked.stage = Stage(stage)
    locked.save(update_fields=["stage", "round", "result", "choice_closes_at", "account"])
    selection.refresh_from_db()
    return record(selection, StepKind.STAGE, by=by, text=reason, told=told)


def publish_nominations(selection: Selection) -> None:
    """Makes public, at one moment, what was handed in until the call closed."""
    for nomination in selection.nominations.exclude(state=NominationState.WITHDRAWN):
        publication.publish(nomination)


@transaction.atomic
def postpone(
    selection: Selection, *, by: Person, reason: Mapping[str, str], **dates: dt.date
) -> int:
    """Moves dates that are still to come to later ones, with a reason. Returns how many are told.

    Raises Refused where a date would come earlier or lies behind, Incomplete without a reason.
    """
    need(reason)
    locked = lock(selection)
    if locked.stage in CLOSED:
        raise Refused(_("This selection is over."))
    moved = {name: day for name, day in dates.items() if day != getattr(locked, name)}
    if not moved:
        raise Incomplete(_("Move at least one date."))
    for name, day in moved.items():
        if name not in DATES or day < getattr(locked, name) or _stands(locked, name, day):
            raise Refused(_("A date can only be moved to a later one, and only while it is ahead."))
        setattr(locked, name, day)
    if locked.consultation_closes_on < locked.nominations_close_on:
        raise Refused(_("Comments on the candidates end after nominations do."))
    _check_order(locked)
    locked.save(update_fields=list(moved))
    selection.refresh_from_db()
    if not selection.is_public:
        return 0
    return record(selection, StepKind.POSTPONEMENT, by=by, text=reason)


def _check_order(selection: Selection) -> None:
    """The end of the choice lies between the comments on the candidates and the term."""
    closes = selection.choice_closes_at.astimezone(zoneinfo.ZoneInfo(selection.forum.time_zone))
    if not is_past(selection, "choice_closes_at") and (
        closes.date() <= selection.consultation_closes_on
    ):
        raise Refused(
            _("The vote or panel ends after the comments on the candidates. Move it too.")
        )
    if selection.term_starts_on <= closes.date():
        raise Refused(_("The term starts after the vote or panel ends. Move it too."))


def _stands(selection: Selection, name: str, day: dt.date) -> bool:
    """Whether the date is over, or the new one would be: what has ended is not opened again."""
    if is_past(selection, name) or _is_behind(selection, day):
        return True
    ends_now = ENDS[name] == selection.stage and name != "term_starts_on"
    return ends_now and _is_behind(selection, getattr(selection, name))


def _is_behind(selection: Selection, day: dt.date) -> bool:
    return day <= timezone.now() if isinstance(day, dt.datetime) else day < selection.forum.today


def is_past(selection: Selection, name: str) -> bool:
    """Whether the stage that the date ends is over, so that the date stands."""
    order = stages.way(selection.model)
    ends = ENDS[name]
    return ends in order and order.index(Stage(selection.stage)) > order.index(ends)


@transaction.atomic
def cancel(selection: Selection, *, by: Person, reason: Mapping[str, str]) -> int:
    """Ends a public selection without a result. Returns how many are told."""
    need(reason)
    locked = lock(selection)
    if not locked.is_public:
        raise NotPublished(_("Only a public selection is cancelled."))
    if locked.stage in CLOSED:
        raise Refused(_("This selection is over."))
    locked.stage = Stage.CANCELLED
    locked.save(update_fields=["stage"])
    selection.refresh_from_db()
    return record(selection, StepKind.CANCELLATION, by=by, text=reason)
