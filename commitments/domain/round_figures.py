"""Who reported in a round, who is late, and by how many days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from commitments.domain.rounds import asked
from commitments.models import ReportingRound, Stage, UpdateState
from forums.models import Organisation

DONE = (Stage.HANDED_IN, Stage.PUBLISHED)


class Standing(StrEnum):
    """How an office stands in a round."""

    REPORTED = "reported"
    OPEN = "open"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True)
class OfficeLine:
    """What one office was asked for in a round; `handed_in` counts what is published too.

    `days` are those since the round was due, where the office is late.
    """

    office: Organisation | None
    asked: int
    handed_in: int
    published: int
    standing: Standing
    days: int = 0

    @property
    def missing(self) -> int:
        return self.asked - self.handed_in


@dataclass(frozen=True)
class RoundFigures:
    """The offices of a round, those that are late first, and all of it added up."""

    offices: tuple[OfficeLine, ...]

    @property
    def asked(self) -> int:
        return sum(line.asked for line in self.offices)

    @property
    def handed_in(self) -> int:
        return sum(line.handed_in for line in self.offices)

    @property
    def published(self) -> int:
        return sum(line.published for line in self.offices)

    @property
    def waiting(self) -> int:
        """What was handed in and is still to be checked."""
        return self.handed_in - self.published

    @property
    def reported(self) -> int:
        """Offices that have handed in all that was asked of them."""
        return sum(line.standing == Standing.REPORTED for line in self.offices)

    @property
    def late(self) -> int:
        return sum(line.standing == Standing.LATE for line in self.offices)


def standing(
    asked: int, handed_in: int, *, due_on: dt.date, today: dt.date, is_current: bool
) -> Standing:
    """How an office stands that handed in so many of so many. Pure."""
    if handed_in >= asked:
        return Standing.REPORTED
    if not is_current:
        return Standing.MISSING
    return Standing.LATE if today > due_on else Standing.OPEN


def figures(round: ReportingRound, *, is_current: bool) -> RoundFigures:
    """Counts a round office by office, in two queries."""
    today = round.plan.forum.today
    rows = _counted(asked(round))
    offices = Organisation.objects.in_bulk([row[0] for row in rows if row[0] is not None])
    lines = []
    for office, wanted, handed_in, published in rows:
        state = standing(wanted, handed_in, due_on=round.due_on, today=today, is_current=is_current)
        days = (today - round.due_on).days if state == Standing.LATE else 0
        found = offices.get(office) if office is not None else None
        lines.append(OfficeLine(found, wanted, handed_in, published, state, days))
    return RoundFigures(tuple(sorted(lines, key=_order)))


def with_counts(rounds: QuerySet[ReportingRound]) -> QuerySet[ReportingRound]:
    """Rounds with `handed_in` and `published` updates counted, for a list."""
    public = Q(
        updates__milestone__commitment__published_at__isnull=False,
        updates__milestone__commitment__withdrawn_at=None,
    )
    return rounds.annotate(
        handed_in=Count("updates", filter=public & ~Q(updates__state=UpdateState.DRAFT)),
        published=Count("updates", filter=public & Q(updates__state=UpdateState.PUBLISHED)),
    )


def missing(round: ReportingRound) -> dict[Organisation, int]:
    """The offices that have not handed in all, and how many milestones each still owes."""
    lines = figures(round, is_current=True).offices
    return {line.office: line.missing for line in lines if line.office and line.missing}


def _counted(rows: QuerySet[Any]) -> list[tuple[int | None, int, int, int]]:
    return list(
        rows.order_by()
        .values("office")
        .annotate(
            asked=Count("pk"),
            handed_in=Count("pk", filter=Q(stage__in=DONE)),
            published=Count("pk", filter=Q(stage=Stage.PUBLISHED)),
        )
        .values_list("office", "asked", "handed_in", "published")
    )


_FIRST = (Standing.LATE, Standing.MISSING, Standing.OPEN, Standing.REPORTED)


def _order(line: OfficeLine) -> tuple[int, str]:
    return _FIRST.index(line.standing), str(line.office or "")
