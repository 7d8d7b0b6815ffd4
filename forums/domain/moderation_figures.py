"""Public figures of moderation: what came in, and what was done with it, by quarter and rule."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncQuarter

from forums.domain.moderated import KINDS, of_kind
from forums.models import Appeal, Forum, Moderation, ModerationAct, ModerationRule


class Median(Aggregate):
    """The value in the middle of those that are known."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass
class Quarter:
    """What was sent and done in three months, which begin on `starts_on`."""

    starts_on: dt.date
    came_in: int = 0
    held: int = 0
    released: int = 0
    reported: int = 0
    kept: int = 0
    removed: int = 0
    restored: int = 0
    appeals: int = 0
    appeals_granted: int = 0
    first_look: dt.timedelta | None = None

    @property
    def number(self) -> int:
        """1 to 4."""
        return (self.starts_on.month + 2) // 3

    @property
    def first_look_hours(self) -> float | None:
        """Hours, to one place, in which half of what was held had its first look."""
        return None if self.first_look is None else round(self.first_look.total_seconds() / 3600, 1)


@dataclass(frozen=True)
class ByRule:
    """How often something was removed by a rule, and how often it was put back later.

    The rule is None for what was removed while the forum had none.
    """

    rule: ModerationRule | None
    removed: int
    restored: int


def by_quarter(forum: Forum) -> list[Quarter]:
    """The figures of all quarters in which something was sent or done, the latest first.

    Quarters are those of the forum's time zone. The first look counts in the quarter in which
    the text was held.
    """
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    found: dict[dt.date, Quarter] = {}
    for rows in (_came_in(forum, zone), *_done(forum, zone)):
        for row in rows:
            first = row.pop("starts").date()
            quarter = found.setdefault(first, Quarter(first))
            for key, value in row.items():
                name = key.removeprefix(COUNTED)
                before = getattr(quarter, name)
                setattr(quarter, name, value if before is None else before + value)
    return sorted(found.values(), key=lambda quarter: quarter.starts_on, reverse=True)


COUNTED = "counted_"
"""Before the name of what is counted, so that no column of a table is in its way."""


def _quarters(
    rows: QuerySet[Any], at: str, zone: zoneinfo.ZoneInfo, **counts: Aggregate
) -> QuerySet[Any, dict[str, Any]]:
    """What is counted of the rows by its name, in each quarter into which their time puts them."""
    named = {f"{COUNTED}{name}": how for name, how in counts.items()}
    starts = TruncQuarter(at, tzinfo=zone)
    counted: QuerySet[Any, dict[str, Any]]
    counted = rows.order_by().values(starts=starts).annotate(**named)
    return counted


def _came_in(forum: Forum, zone: zoneinfo.ZoneInfo) -> QuerySet[Any, dict[str, Any]]:
    """Texts of all kinds, in one query."""
    first, *others = (
        _quarters(kind.public(forum), kind.sent, zone, came_in=Count("pk"))
        for kind in KINDS.values()
    )
    return first.union(*others, all=True)


def _done(forum: Forum, zone: zoneinfo.ZoneInfo) -> Iterator[QuerySet[Any, dict[str, Any]]]:
    acts = {act.value: Count("pk", filter=Q(act=act)) for act in ModerationAct}
    yield _quarters(_acts(forum), "at", zone, **acts)
    yield _quarters(_of_public(forum.flags.all(), forum), "at", zone, reported=Count("pk"))
    appeals = Appeal.objects.filter(moderation__in=_acts(forum))
    yield _quarters(appeals, "made_at", zone, appeals=Count("pk"))
    granted = appeals.filter(granted=True)
    yield _quarters(granted, "answered_at", zone, appeals_granted=Count("pk"))
    yield _quarters(_held(forum), "at", zone, first_look=Median(F("looked_at") - F("at")))


def _acts(forum: Forum) -> QuerySet[Moderation]:
    """What was done with texts for the public."""
    return _of_public(forum.moderations.all(), forum)


def _of_public(rows: QuerySet[Any], forum: Forum) -> QuerySet[Any]:
    """Without what concerns texts that only the forum sees."""
    for kind in KINDS.values():
        counted = kind.public(forum).order_by().values("pk")
        inside = kind.rows.filter(**{kind.forum: forum}).exclude(pk__in=counted)
        rows = rows.exclude(of_kind(inside.model), object_id__in=inside.order_by().values("pk"))
    return rows


def _held(forum: Forum) -> QuerySet[Moderation]:
    """What was held, with `looked_at`: when it was published or removed for the first time."""
    looked = Moderation.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        act__in=[ModerationAct.RELEASED, ModerationAct.REMOVED],
    ).order_by("at", "pk")
    rows = _acts(forum).filter(act=ModerationAct.HELD)
    return rows.annotate(looked_at=Subquery(looked.values("at")[:1]))


def by_rule(forum: Forum) -> list[ByRule]:
    """Removals of all time by the rule, in the order of the rules; those without a rule last."""
    back = Moderation.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
        act=ModerationAct.RESTORED,
        pk__gt=OuterRef("pk"),
    )
    rows = (
        _acts(forum)
        .filter(act=ModerationAct.REMOVED)
        .order_by()
        .annotate(back=Subquery(back.values("pk")[:1]))
        .values("rule")
        .annotate(removed=Count("pk"), restored=Count("back"))
    )
    counted: dict[int | None, tuple[int, int]] = {
        row["rule"]: (row["removed"], row["restored"]) for row in rows
    }
    found = [
        ByRule(rule, *counted.get(rule.pk, (0, 0)))
        for rule in forum.moderation_rules.public().order_by("number")
    ]
    if None in counted:
        found.append(ByRule(None, *counted[None]))
    return found
