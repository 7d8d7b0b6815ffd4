"""What changed between two states of an agenda. Pure: points in, changes out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Translated


@dataclass(frozen=True)
class Point:
    """One point as it stood; `pk` tells which one it is, `minutes` is None where not set."""

    pk: int
    title: Translated
    minutes: int | None = None


@dataclass(frozen=True)
class AgendaChange:
    """One thing that changed. `str()` says it in the current language."""

    title: Translated


@dataclass(frozen=True)
class Added(AgendaChange):
    number: int

    def __str__(self) -> str:
        return _("New, item %(number)d: %(title)s") % {"number": self.number, "title": self.title}


@dataclass(frozen=True)
class Removed(AgendaChange):
    def __str__(self) -> str:
        return _("Taken off the agenda: %(title)s") % {"title": self.title}


@dataclass(frozen=True)
class Moved(AgendaChange):
    number: int
    before: int

    def __str__(self) -> str:
        return _("Now item %(number)d, before item %(before)d: %(title)s") % {
            "number": self.number,
            "before": self.before,
            "title": self.title,
        }


@dataclass(frozen=True)
class Renamed(AgendaChange):
    before: Translated

    def __str__(self) -> str:
        return _("%(title)s, before: %(before)s") % {"title": self.title, "before": self.before}


@dataclass(frozen=True)
class Retimed(AgendaChange):
    minutes: int | None
    before: int | None

    def __str__(self) -> str:
        return _("%(title)s: %(time)s, before: %(before)s") % {
            "title": self.title,
            "time": _length(self.minutes),
            "before": _length(self.before),
        }


def _length(minutes: int | None) -> str:
    if minutes is None:
        return _("no time set")
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def compare(before: Sequence[Point], after: Sequence[Point]) -> list[AgendaChange]:
    """What somebody who knew the agenda before has to be told: removed points, then the others.

    A point has moved where its place among the points that stayed is another; one that only made
    room for a new point has not. Numbers count from 1. Descriptions and presenters are not told.
    """
    was = {point.pk: (number, point) for number, point in enumerate(before, start=1)}
    now = {point.pk for point in after}
    found: list[AgendaChange] = [
        Removed(point.title) for _number, point in was.values() if point.pk not in now
    ]
    still = _longest_rise([was[point.pk][0] for point in after if point.pk in was])
    for number, point in enumerate(after, start=1):
        if point.pk not in was:
            found.append(Added(point.title, number))
            continue
        old_number, old = was[point.pk]
        if old.title != point.title:
            found.append(Renamed(point.title, old.title))
        if old_number not in still:
            found.append(Moved(point.title, number, old_number))
        if old.minutes != point.minutes:
            found.append(Retimed(point.title, point.minutes, old.minutes))
    return found


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """As many of these different numbers as rise from the first to the last."""
    ends: list[int] = []  # the smallest number with which a rise of each length ends
    earlier: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        earlier[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    found: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = earlier[last]
    return found
