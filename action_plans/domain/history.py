"""The revisions of an answer as steps that people read. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from action_plans.models.revisions import BESIDE, Revision, RevisionKind

PAUSE = dt.timedelta(minutes=30)
"""After so long without a save somebody begins anew."""

SITTING = (RevisionKind.SAVED, RevisionKind.TYPED, RevisionKind.MERGED)


@dataclass(frozen=True)
class Step:
    """What one person did in one sitting, or one conflicting or restored text.

    `before` is the number of the text on which it stands: the one that stood before it, or for a
    text beside another the one it was written on; 0 for an empty one.
    """

    rows: tuple[Revision, ...]
    before: int

    @property
    def last(self) -> Revision:
        return self.rows[-1]

    @property
    def first(self) -> Revision:
        return self.rows[0]


def steps(rows: Sequence[Revision]) -> list[Step]:
    """The revisions of one answer, oldest first, as steps, oldest first.

    Saves of one person, with no pause and nobody else's text between them, are one step, and so
    are a merge and what was typed before it. What came in a file is a step of its own. Every row
    stands in exactly one step.
    """
    groups: list[list[Revision]] = []
    for row in rows:
        if groups and _goes_on(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    found: list[Step] = []
    standing = 0
    for group in groups:
        last = group[-1]
        beside = last.kind in BESIDE
        found.append(Step(tuple(group), last.base_number if beside else standing))
        if not beside:
            standing = last.number
    return found


def _goes_on(before: Revision, row: Revision) -> bool:
    return (
        before.author_id == row.author_id
        and before.source_id == row.source_id
        and before.source_id == row.source_id
        and row.created_at - before.created_at <= PAUSE
        and before.kind in SITTING
        and row.kind in SITTING
        and (before.kind != RevisionKind.TYPED or row.kind == RevisionKind.MERGED)
    )
