"""One thing that waits for a person, and how long it has waited in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

PRESSING = 14  # days


@dataclass(frozen=True)
class Waiting:
    """One thing that is asked of a person.

    `urgency` sorts: days that it waits already, or past its date; negative while there is time.
    """

    title: str
    what: str
    url: str
    urgency: int = 0
    when: str = ""

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


def waited(since: dt.datetime, now: dt.datetime | None = None) -> tuple[int, str]:
    """How many days something waits already, and that in words."""
    return waited_days(((now or timezone.now()) - since).days)


def waited_days(days: int) -> tuple[int, str]:
    """The same of whole days."""
    if days < 1:
        return 0, _("since today")
    return days, ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}


def until(day: dt.date, today: dt.date | None = None) -> tuple[int, str]:
    """How many days a day is past (negative while it is to come), and that in words."""
    past = ((today or timezone.localdate()) - day).days
    if past == 0:
        return 0, _("today")
    if past > 0:
        return past, ngettext("%(days)d day late", "%(days)d days late", past) % {"days": past}
    return past, ngettext("in %(days)d day", "in %(days)d days", -past) % {"days": -past}
