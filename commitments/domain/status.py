"""What the milestones of a commitment say together, and how far a plan is. Pure."""

from __future__ import annotations

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
