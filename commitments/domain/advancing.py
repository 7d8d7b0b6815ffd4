"""How many members advance on a policy area, as the partnership counts it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from commitments.models import Commitment, CommitmentStatus, PolicyArea
from forums.models import Forum

UNDER_WAY = (CommitmentStatus.IN_PROGRESS, CommitmentStatus.COMPLETE)


@dataclass(frozen=True)
class Advance:
    """An area with its public commitments that were not withdrawn, and the members behind them.

    `advancing` are the members of which at least one of these is under way or complete.
    """

    area: PolicyArea
    commitments: int = 0
    complete: int = 0
    members: int = 0
    advancing: int = 0


def by_area() -> list[Advance]:
    """Every area that is in use or has a commitment, the one with most members first; two queries.

    What an area was called before counts where it goes on. A member is a forum.
    """
    counts = _by_area_and_forum()
    rows = [
        _advance(area, counts.get(area.pk, {}))
        for area in PolicyArea.objects.filter(goes_on_as=None)
    ]
    kept = [row for row in rows if row.area.retired_on is None or row.commitments]
    return sorted(kept, key=lambda row: (-row.advancing, -row.members, str(row.area.name)))


def _by_area_and_forum() -> dict[int, dict[int, Counter[str]]]:
    """By area and forum: how many commitments are in each state."""
    through: Any = Commitment.policy_areas.through
    rows = (
        through.objects.filter(commitment__in=counted_commitments())
        .order_by()
        .values_list(
            Coalesce("policyarea__goes_on_as", "policyarea"),
            "commitment__plan__forum",
            "commitment__status",
        )
        .annotate(Count("commitment", distinct=True))
    )
    counts: dict[int, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for area, forum, status, count in rows:
        counts[area][forum][status] += count
    return counts


def _advance(area: PolicyArea, forums: dict[int, Counter[str]]) -> Advance:
    return Advance(
        area=area,
        commitments=sum(counts.total() for counts in forums.values()),
        complete=sum(counts[CommitmentStatus.COMPLETE] for counts in forums.values()),
        members=len(forums),
        advancing=sum(any(counts[state] for state in UNDER_WAY) for counts in forums.values()),
    )


def counted_commitments() -> QuerySet[Commitment]:
    """What counts: public, and not withdrawn."""
    return Commitment.objects.public().exclude(status=CommitmentStatus.WITHDRAWN).order_by()


def members_on(area: PolicyArea) -> QuerySet[Any]:
    """The forums with a commitment in the area, with `commitments`, `complete` and `under_way`
    counted; those that advance first."""
    mine = Q(plans__commitments__in=commitments_on(area))
    state = "plans__commitments__status"
    return (
        Forum.objects.filter(mine)
        .annotate(
            commitments=Count("plans__commitments", distinct=True),
            complete=Count(
                "plans__commitments", distinct=True, filter=Q(**{state: CommitmentStatus.COMPLETE})
            ),
            under_way=Count(
                "plans__commitments", distinct=True, filter=Q(**{f"{state}__in": UNDER_WAY})
            ),
        )
        .order_by(F("under_way").desc(), F("commitments").desc(), "slug")
    )


def commitments_on(area: PolicyArea) -> QuerySet[Commitment]:
    """The commitments that count in the area, under whatever name it had."""
    areas = PolicyArea.objects.filter(Q(pk=area.pk) | Q(goes_on_as=area)).order_by()
    tagged = Commitment.policy_areas.through.objects.filter(policyarea__in=areas)
    return counted_commitments().filter(pk__in=tagged.values("commitment"))
