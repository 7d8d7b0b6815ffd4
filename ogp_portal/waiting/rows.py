"""One thing that waits for a person, and how long it has waited in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

PRESSING = 14  # days
SOON = 7  # days


class When(NamedTuple):
    """How many days something waits already or is past its day (negative while it is to come)."""

    urgency: int
    words: str
    has_day: bool


@dataclass(frozen=True)
class Waiting:
    """One thing that is asked of a person.

    `urgency` sorts: days that it waits already, or past its day; negative while there is time.
    `has_day` tells a day until which it is asked from one since which it waits.
    """

    title: str
    what: str
    url: str
    urgency: int = 0
    when: str = ""
    has_day: bool = False

    @property
    def is_pressing(self) -> bool:
        """Whether it has been waiting, or late, for more than two weeks."""
        return self.urgency > PRESSING


class Duty(Protocol):
    """What the forums' own lists tell of a thing to do."""

    @property
    def title(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def due_on(self) -> dt.date | None: ...


def of_duties(duties: Iterable[Duty]) -> Iterator[Waiting]:
    """Duties as rows: by the day until which, else by the moment since which they wait."""
    for duty in duties:
        since: dt.datetime | None = getattr(duty, "since", None)
        if duty.due_on is not None:
            yield Waiting(duty.title, duty.what, duty.url, *until(duty.due_on))
        elif since is not None:
            yield Waiting(duty.title, duty.what, duty.url, *waited(since))
        else:
            yield Waiting(duty.title, duty.what, duty.url)


def waited(since: dt.datetime, now: dt.datetime | None = None) -> When:
    """How many days something waits already, and that in words."""
    return waited_days(((now or timezone.now()) - since).days)


def waited_days(days: int) -> When:
    """The same of whole days."""
    if days < 1:
        return When(0, _("since today"), has_day=False)
    words = ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
    return When(days, words, has_day=False)


def until(day: dt.date, today: dt.date | None = None) -> When:
    """How many days a day is past (negative while it is to come), and that in words."""
    past = ((today or timezone.localdate()) - day).days
    if past == 0:
        words = _("today")
    elif past > 0:
        words = ngettext("%(days)d day late", "%(days)d days late", past) % {"days": past}
    else:
        words = ngettext("in %(days)d day", "in %(days)d days", -past) % {"days": -past}
    return When(past, words, has_day=True)


@dataclass(frozen=True)
class Pile:
    """Things that are equally urgent, under one heading; the first of them are shown at once."""

    key: str
    title: str
    rows: list[Waiting]

    SHOWN: ClassVar[int] = 10

    @property
    def first(self) -> list[Waiting]:
        return self.rows[: self.SHOWN]

    @property
    def rest(self) -> list[Waiting]:
        return self.rows[self.SHOWN :]


def piles(rows: Iterable[Waiting]) -> list[Pile]:
    """The rows by how they press, the most pressing first, no pile empty; the order is kept."""
    titles = {
        "late": pgettext("what waits", "Late"),
        "soon": pgettext("what waits", "In the next 7 days"),
        "later": pgettext("what waits", "Later"),
        "open": pgettext("what waits", "No date"),
    }
    sorted_out: dict[str, list[Waiting]] = {key: [] for key in titles}
    for row in rows:
        sorted_out[_pile_of(row)].append(row)
    return [Pile(key, titles[key], found) for key, found in sorted_out.items() if found]


def _pile_of(row: Waiting) -> str:
    if not row.has_day:
        return "open"
    if row.urgency > 0:
        return "late"
    return "soon" if row.urgency >= -SOON else "later"
