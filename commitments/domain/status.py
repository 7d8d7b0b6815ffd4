"""What the milestones of a commitment say together, and how far a plan is. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.models import CommitmentStatus, MilestoneStatus


def commitment_status(milestones: Iterable[str]) -> str:
    """The state of a commitment with milestones in these states (domain.md §10.3).

    Complete only when all are; withdrawn ones are not counted; a commitment whose milestones
    are all withdrawn is withdrawn, and one without any has not started.
    """
    states = list(milestones)
    counted = [state for state in states if state != MilestoneStatus.WITHDRAWN]
    if not counted:
        return CommitmentStatus.WITHDRAWN if states else CommitmentStatus.NOT_STARTED
    if all(state == MilestoneStatus.COMPLETE for state in counted):
        return CommitmentStatus.COMPLETE
    if all(state == MilestoneStatus.NOT_STARTED for state in counted):
        return CommitmentStatus.NOT_STARTED
    return CommitmentStatus.IN_PROGRESS


@dataclass(frozen=True)
class Days:
    """Since when something is under way, and since when complete; None where it is not."""

    began_on: dt.date | None = None
    completed_on: dt.date | None = None


def milestone_days(told: Iterable[tuple[str, dt.date]], status: str) -> Days:
    """The days of a milestone in the state `status`, from what was said of it, oldest first.

    It began with the first word that it was under way or complete. It is complete since it was
    last called so without another word after; one that is no longer complete has no such day.
    """
    began: dt.date | None = None
    completed: dt.date | None = None
    for said, day in told:
        if said in (MilestoneStatus.IN_PROGRESS, MilestoneStatus.COMPLETE):
            began = day if began is None else min(began, day)
        if said != MilestoneStatus.COMPLETE:
            completed = None
        elif completed is None:
            completed = day
    return Days(began, completed if status == MilestoneStatus.COMPLETE else None)


def progress_days(
    milestones: Iterable[tuple[str, dt.date | None, dt.date | None]], status: str
) -> Days:
    """The days of a commitment from its milestones' states and days: it began with the first that
    did, and is complete since the last that counts was."""
    rows = [row for row in milestones if row[0] != MilestoneStatus.WITHDRAWN]
    began = [row[1] for row in rows if row[1] is not None]
    completed = [row[2] for row in rows if row[2] is not None]
    done = status == CommitmentStatus.COMPLETE and len(completed) == len(rows)
    return Days(min(began, default=None), max(completed, default=None) if done else None)


@dataclass(frozen=True)
class Tally:
    """How many are in each state. `total` leaves out what was withdrawn."""

    complete: int = 0
    in_progress: int = 0
    not_started: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        return self.complete + self.in_progress + self.not_started

    @property
    def open(self) -> int:
        """What is still to be done."""
        return self.in_progress + self.not_started

    @property
    def share(self) -> float:
        """Complete of total, from 0 to 1; 0 where there is none."""
        return self.complete / self.total if self.total else 0.0


def tally(states: Iterable[str]) -> Tally:
    """Counts states of milestones or of commitments."""
    counts = Counter(states)
    return Tally(
        complete=counts[MilestoneStatus.COMPLETE],
        in_progress=counts[MilestoneStatus.IN_PROGRESS],
        not_started=counts[MilestoneStatus.NOT_STARTED],
        withdrawn=counts[MilestoneStatus.WITHDRAWN],
    )
