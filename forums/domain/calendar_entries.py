"""Days that other apps put into a forum's calendar beside its meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One day, or several in a row, both included. `url` is the path of its page.

    `uid` stays the same when the day moves, so that calendar programs move it too; `stamp` is
    when it was first known.
    """

    uid: str
    first: dt.date
    last: dt.date
    title: str
    text: str
    url: str
    stamp: dt.datetime


Source = Callable[[Collection[int]], Iterable[Entry]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Lets an app above say which published days the forums with these ids have."""
    if source not in _sources:
        _sources.append(source)


def entries(forums: Collection[int]) -> list[Entry]:
    """The published days of the forums with these ids, in order."""
    found = [entry for source in _sources if forums for entry in source(forums)]
    return sorted(found, key=lambda entry: (entry.first, entry.uid))
