"""The stages of a selection and when each may begin. Pure: no query and no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.domain.dates import weekday_date, weekday_time
from forums.models import SelectionModel, Stage

WHOLE = (
    Stage.PREPARED,
    Stage.CALL,
    Stage.ELIGIBILITY,
    Stage.CONSULTATION,
    Stage.CHOICE,
    Stage.ACCEPTANCE,
    Stage.SEATED,
)
# A network that chooses its own people answers to itself who is eligible.
SHORT = (Stage.PREPARED, Stage.CALL, Stage.CHOICE, Stage.ACCEPTANCE, Stage.SEATED)


CHOOSING: dict[str, str | Promise] = {
    SelectionModel.ELECTION: gettext_lazy("Organisations vote"),
    SelectionModel.INVITATION: gettext_lazy("A panel scores the candidates"),
    SelectionModel.SELF_SELECTION: gettext_lazy("The network chooses"),
}


@dataclass(frozen=True)
class Facts:
    """What of a selection decides whether its next stage may begin."""

    model: str
    stage: str
    nominations_close_on: dt.date
    consultation_closes_on: dt.date
    choice_closes_at: dt.datetime
    time_zone: str = "UTC"
    seats: int = 1
    is_led: bool = True
    has_criteria: bool = True
    unjudged: int = 0
    candidates: int = 0
    choosers: int = 0
    scores_missing: int = 0
    appeals_open: int = 0
    undecided: int = 0
    term_starts_on: dt.date = dt.date.max


def way(model: str) -> tuple[Stage, ...]:
    """The stages that a selection of this model passes through, in order."""
    return SHORT if model == SelectionModel.SELF_SELECTION else WHOLE


def label(model: str, stage: str) -> str | Promise:
    """What a stage is called; the choice is called by how it is made."""
    return CHOOSING[model] if stage == Stage.CHOICE else Stage(stage).label


def following(model: str, stage: str) -> Stage | None:
    """The stage after this one; None where it was the last, or all was cancelled."""
    stages = way(model)
    if stage not in stages or stage == stages[-1]:
        return None
    return stages[stages.index(Stage(stage)) + 1]


def hindrance(facts: Facts, *, today: dt.date, now: dt.datetime) -> str:
    """Why the next stage cannot begin yet, in a sentence; empty where it can.

    `today` is the day in the forum's own time zone.
    """
    after = following(facts.model, facts.stage)
    if after is None:
        return _("This selection is over.")
    check: Any = {
        Stage.CALL: _before_call,
        Stage.ELIGIBILITY: _before_eligibility,
        Stage.CONSULTATION: _before_consultation,
        Stage.CHOICE: _before_choice,
        Stage.ACCEPTANCE: _before_acceptance,
        Stage.SEATED: _before_seating,
    }[after]
    said: str = check(facts, today, now)
    return said


def _before_call(facts: Facts, today: dt.date, now: dt.datetime) -> str:
    if not facts.seats:
        return _("Say which seats are to be filled.")
    if not facts.is_led:
        return _("Name who leads it: the sector that chooses has no co-chair who could.")
    if not facts.has_criteria:
        return _("Write the criteria, one a line.")
    if facts.nominations_close_on < today:
        return _("The last day for nominations is past. Choose a later one.")
    return ""


def _before_eligibility(facts: Facts, today: dt.date, now: dt.datetime) -> str:
    return _not_before_the_day_after(facts.nominations_close_on, today)


def _before_consultation(facts: Facts, today: dt.date, now: dt.datetime) -> str:
    if facts.unjudged:
        return _("Nominations wait to be checked: %(count)d.") % {"count": facts.unjudged}
    if facts.consultation_closes_on < today:
        return _("The last day for comments is past. Move it, with a reason.")
    return ""


def _before_choice(facts: Facts, today: dt.date, now: dt.datetime) -> str:
    last = (
        facts.nominations_close_on
        if facts.model == SelectionModel.SELF_SELECTION
        else facts.consultation_closes_on
    )
    early = _not_before_the_day_after(last, today)
    if early:
        return early
    if facts.appeals_open:
        return _("An appeal waits for its answer.")
    if not facts.candidates:
        return _("There is nobody to choose from.")
    if facts.model == SelectionModel.ELECTION and not facts.choosers:
        return _("The roll is empty: enter the organisations that may vote.")
    if facts.model == SelectionModel.INVITATION and not facts.choosers:
        return _("The panel is empty: name its members.")
    if facts.choice_closes_at <= now:
        return _("The end of the vote or panel is past. Move it, with a reason.")
    return ""


def _before_acceptance(facts: Facts, today: dt.date, now: dt.datetime) -> str:
    if facts.model == SelectionModel.SELF_SELECTION:
        return _("The network names those it has chosen, with its account.")
    if facts.model == SelectionModel.INVITATION and not facts.scores_missing:
        return ""
    if now < facts.choice_closes_at:
        return _("Not before %(moment)s.") % {
            "moment": weekday_time(facts.choice_closes_at, facts.time_zone)
        }
    return ""


def _before_seating(facts: Facts, today: dt.date, now: dt.datetime) -> str:
    if facts.appeals_open:
        return _("An appeal waits for its answer.")
    if facts.undecided:
        return _("Those who were chosen have not all answered.")
    if facts.term_starts_on < today:
        return _("The day on which the term was to start is past. Move it, with a reason.")
    return ""


def _not_before_the_day_after(last: dt.date, today: dt.date) -> str:
    if today > last:
        return ""
    return _("Not before %(day)s.") % {"day": weekday_date(last + dt.timedelta(days=1))}
