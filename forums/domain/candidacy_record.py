"""How long what a candidate wrote stays public. Pure, but for the day on which a selection ended.

The public weighs the candidates while a selection runs, and can look back for half a year. Then of
those who took no seat the organisation and the result stay, which are the account of the choice,
and the person's name and words go from sight. Who withdraws takes them back at once. Candidates
read their own for ever, and so do those who lead.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Q

from forums.models import CLOSED, NominationState, Selection, Stage, StepKind

READ_FOR = dt.timedelta(days=180)


def ended_at(selection: Selection) -> dt.datetime | None:
    """When the selection was over; None while it runs."""
    if selection.stage not in CLOSED:
        return None
    last = Q(kind=StepKind.CANCELLATION) | Q(kind=StepKind.STAGE, stage=Stage.SEATED)
    moment: dt.datetime | None = selection.steps.filter(last).aggregate(at=Max("at"))["at"]
    return moment


def is_read(state: str, ended: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Whether everybody reads the name and words of a candidate in this state."""
    if state == NominationState.WITHDRAWN:
        return False
    return state == NominationState.SEATED or ended is None or now < ended + READ_FOR
