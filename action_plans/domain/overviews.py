"""The overview of a co-creation: published before it starts, frozen, with its day as evidence."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Overview, Phase, PlanState
from forums.domain import notices, publication
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.domain.seats import members
from forums.models import Person, Translated

MAIL = "action_plans/mail/overview_published"


class Unchanged(Refused):
    """Text and timeline are those of the overview that stands."""


@dataclass(frozen=True)
class Entry:
    """A phase as an overview tells of it. `acts` says by whom each act can be done."""

    pk: int
    kind: str
    title: Translated
    description: Translated
    opens_on: dt.date
    closes_on: dt.date
    acts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, phase: Phase) -> Self:
        """The phase as it is now. Its acts are read from what was prefetched."""
        return cls(
            pk=phase.pk,
            kind=phase.kind,
            title=phase.title,
            description=phase.description,
            opens_on=phase.opens_on,
            closes_on=phase.closes_on,
            acts={row.act: row.who for row in phase.acts.all()},
        )

    @classmethod
    def thawed(cls, row: Mapping[str, Any]) -> Self:
        """The phase as it stands in a published overview's timeline."""
        return cls(
            pk=row["id"],
            kind=row["kind"],
            title=Translated.of(row["title"]),
            description=Translated.of(row["description"]),
            opens_on=dt.date.fromisoformat(row["opens_on"]),
            closes_on=dt.date.fromisoformat(row["closes_on"]),
            acts=row["acts"],
        )

    def frozen(self) -> dict[str, Any]:
        """The phase for the timeline of an overview."""
        return {
            "id": self.pk,
            "kind": self.kind,
            "title": dict(self.title),
            "description": dict(self.description),
            "opens_on": self.opens_on.isoformat(),
            "closes_on": self.closes_on.isoformat(),
            "acts": dict(self.acts),
        }


@dataclass(frozen=True)
class Change:
    """How one phase differs between two timelines; the one in which it is missing is None."""

    before: Entry | None
    now: Entry | None

    @property
    def title(self) -> Translated:
        """How the phase is called, the later name where there are two."""
        entry = self.now or self.before
        assert entry is not None
        return entry.title

    @property
    def is_moved(self) -> bool:
        """Whether both know it, at other dates."""
        return (
            self.before is not None
            and self.now is not None
            and (self.before.opens_on, self.before.closes_on)
            != (self.now.opens_on, self.now.closes_on)
        )

    @property
    def has_other_acts(self) -> bool:
        """Whether both know it, and something else can be done in it or by others."""
        return (
            self.before is not None and self.now is not None and self.before.acts != self.now.acts
        )

    @property
    def has_other_words(self) -> bool:
        """Whether both know it, under another title or told in other words."""
        return (
            self.before is not None
            and self.now is not None
            and (self.before.title, self.before.description)
            != (self.now.title, self.now.description)
        )


def changes(before: Iterable[Entry], now: Iterable[Entry]) -> list[Change]:
    """What differs between two timelines: phases changed or added, then those that went. Pure."""
    old = {entry.pk: entry for entry in before}
    rows = []
    for entry in now:
        was = old.pop(entry.pk, None)
        if was != entry:
            rows.append(Change(was, entry))
    return rows + [Change(entry, None) for entry in old.values()]


@dataclass(frozen=True)
class Evidence:
    """In how many days before co-creation starts the overview was made public.

    `days` is negative where it came after; None while nothing is published. `asked` are the days
    that the rules ask for; `last_day` is the latest on which that many are left.
    """

    starts_on: dt.date
    asked: int
    published_on: dt.date | None = None

    @property
    def days(self) -> int | None:
        return None if self.published_on is None else (self.starts_on - self.published_on).days

    @property
    def days_late(self) -> int:
        """Days after the start on which it came; 0 where it came before."""
        return max(0, -(self.days or 0))

    @property
    def is_met(self) -> bool:
        return self.days is not None and self.days >= self.asked

    @property
    def last_day(self) -> dt.date:
        return self.starts_on - dt.timedelta(days=self.asked)


def evidence(plan: ActionPlan, *, first: Overview | None, asked: int) -> Evidence | None:
    """How early the first overview came before the start; None where no start is set."""
    starts_on = plan.co_creation_starts_on
    if starts_on is None:
        return None
    if first is None or first.published_at is None:
        return Evidence(starts_on, asked)
    zone = zoneinfo.ZoneInfo(plan.forum.time_zone)
    return Evidence(starts_on, asked, first.published_at.astimezone(zone).date())


def told_first(plan: ActionPlan) -> Evidence | None:
    """How early the plan's first public overview came; None where none is or no start is set."""
    first = Overview.objects.public().filter(plan=plan).order_by("number").first()
    return evidence(plan, first=first, asked=0) if first else None


def timeline(plan: ActionPlan) -> list[Entry]:
    """The plan's phases as they stand now, in order."""
    return [Entry.of(phase) for phase in plan.phases.prefetch_related("acts")]


def told_of(overview: Overview) -> list[Entry]:
    """The phases as a published overview tells of them, in order."""
    return [Entry.thawed(row) for row in overview.timeline]


def read_by(plan: ActionPlan) -> list[Person]:
    """Who is told of a new overview: the members of the forum."""
    return members(plan.forum)


@transaction.atomic
def publish(plan: ActionPlan, *, by: Person, text: Mapping[str, str]) -> Overview:
    """Makes text and timeline public as they stand, under the next number, and tells the members.

    Raises NotPublished where the plan is not public, Incomplete without a phase or a text, Refused
    once the plan is adopted, Unchanged where the last overview says the same.
    """
    rows = ActionPlan.objects.select_for_update(of=("self",)).select_related("forum")
    locked = rows.get(pk=plan.pk)
    if not locked.is_public:
        raise NotPublished(_("Publish the plan first. Its overview stands on its page."))
    if locked.state != PlanState.CO_CREATION:
        raise Refused(_("The co-creation of this plan is over."))
    entries = timeline(locked)
    if not entries:
        raise Incomplete(_("Set the phases first. The overview shows when people can take part."))
    if not any(text.values()):
        raise Incomplete(_("Say how people can take part."))
    last = locked.overviews.order_by("-number").first()
    if last and last.text == Translated.of(text) and not changes(told_of(last), entries):
        raise Unchanged(_("Nothing has changed since the last overview was published."))
    number = (locked.overviews.aggregate(last=Max("number"))["last"] or 0) + 1
    overview = Overview.objects.create(
        plan=locked,
        number=number,
        text=text,
        co_creation_starts_on=locked.co_creation_starts_on,
        timeline=[entry.frozen() for entry in entries],
        published_by=by,
    )
    publication.publish(overview)
    notices.queue(
        read_by(locked),
        template=MAIL,
        key=f"overview:{overview.pk}:published",
        context=mail_of(overview),
        forum=locked.forum,
    )
    return overview


def mail_of(overview: Overview) -> dict[str, Any]:
    """What the mail about an overview is written from; also of one that is not saved yet."""
    return {
        "overview": overview,
        "plan": overview.plan,
        "entries": told_of(overview),
        "url": notices.absolute(overview.get_absolute_url()),
    }
