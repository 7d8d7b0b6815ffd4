"""What happened in public: found by queries over what is public, never stored.

Each app says which of its rows are happenings. So it holds for the past too, and what is withdrawn
or removed is gone from every page, feed and e-mail at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models import Translated

Facts = Mapping[str, Any]
Topic = tuple[str, int]
"""What can be followed: ("forum", 3). The kinds are forum, plan, theme, commitment and office."""


class Kind(TextChoices):
    """What a happening is about, for those who want to read of one thing only."""

    MEETINGS = "meetings", _("Meetings and minutes")
    DECISIONS = "decisions", _("Decisions")
    RULES = "rules", _("Rules of procedure")
    SELECTIONS = "selections", _("Selection of members")
    GROUPS = "groups", _("Working groups")
    DOCUMENTS = "documents", _("Documents and evidence")
    PLANS = "plans", _("Action plans and their phases")
    CONSULTATIONS = "consultations", _("Consultations and answers")
    DRAFTS = "drafts", _("Drafts and amendments")
    PROGRESS = "progress", _("What the government reports")
    MONITORING = "monitoring", _("What others find")
    CONTRACTS = "contracts", _("Contracts")
    IRM = "irm", _("Independent Reporting Mechanism")
    ASSESSMENTS = "assessments", _("Self-assessments")


def _nothing(facts: Facts) -> str:
    return ""


@dataclass(frozen=True)
class Source:
    """Rows that are happenings, and how each reads.

    `moment` is the column that says when, and whose history says by whom, empty where a day comes
    by itself; `at` is when it happened where that takes more than the column. `topics` leads
    from a row to what can be followed, "" is the row itself; `offices` leads to organisations,
    `actors` to the people who did it. `facts` are the columns that `what`, `text` and `address`
    read; the addresses of forum and plan, number and title of the commitment are always among
    them. `notice` is the key under which people are told of the same act by another notice. What
    `gathers` reads as one line for one commitment. What is `narrow` is told of its commitment,
    theme or office alone: the forum hears of it by something larger.
    """

    name: str
    kind: Kind
    rows: Callable[[], QuerySet[Any]]
    what: Callable[[Facts], str]
    address: Callable[[Facts], str]
    topics: Mapping[str, str]
    text: Callable[[Facts], object] = _nothing
    moment: str = "published_at"
    at: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    offices: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    notice: str = ""
    gathers: bool = False
    narrow: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which happenings: of any of the topics (None: of everything), of the kinds (none: all),
    from `since` up to `until`, which itself is left out."""

    topics: frozenset[Topic] | None
    until: dt.datetime
    since: dt.datetime | None = None
    kinds: frozenset[str] = frozenset()

    def ids(self, kind: str) -> list[int]:
        """The ids of the wanted topics of a kind."""
        return sorted(pk for named, pk in self.topics or () if named == kind)


@dataclass(frozen=True)
class Happening:
    """One thing that happened. Its words are in the language that is switched on."""

    key: str
    at: dt.datetime
    source: Source
    facts: Facts
    forum_id: int
    plan_id: int | None
    theme_id: int | None
    commitment_id: int | None

    @property
    def kind(self) -> Kind:
        return self.source.kind

    @property
    def what(self) -> str:
        """What happened, in a few words."""
        return self.source.what(self.facts)

    @property
    def name(self) -> Translated:
        """To what: its title."""
        return Translated.of(self.facts.get("name"))

    @property
    def title(self) -> str:
        """Both in one line."""
        return f"{self.what}: {self.name}" if self.name else self.what

    @property
    def text(self) -> object:
        """A sentence more; empty where there is none."""
        return self.source.text(self.facts)

    @property
    def address(self) -> str:
        """The path of the page where it stands."""
        return self.source.address(self.facts)


def page(name: str, *named: str, end: str = "") -> Callable[[Facts], str]:
    """The address of a page by its name and the facts that stand in it."""
    return lambda facts: reverse(name, args=[facts[key] for key in named]) + end


def words(name: str) -> Callable[[Facts], Translated]:
    """A fact that is a translated text."""
    return lambda facts: Translated.of(facts.get(name))


def day(facts: Facts, name: str) -> dt.date:
    """A fact that is a day."""
    return dt.date.fromisoformat(facts[name])


_sources: dict[str, Source] = {}


def add_sources(sources: Iterable[Source]) -> None:
    """Lets an app say which of its rows are happenings."""
    _sources.update({source.name: source for source in sources})


def known_sources() -> Iterable[Source]:
    """All that the apps have named."""
    return _sources.values()


def happening(row: Mapping[str, Any]) -> Happening:
    """The happening that a row of `happening_rows` tells of."""
    return Happening(
        key=row["h_key"],
        at=row["h_at"],
        source=_sources[row["h_source"]],
        facts=row["h_facts"],
        forum_id=row["h_forum"],
        plan_id=row["h_plan"],
        theme_id=row["h_theme"],
        commitment_id=row["h_commitment"],
    )


@dataclass(frozen=True)
class Entry:
    """One line of a list: one happening, or several of one commitment that read as one."""

    first: Happening
    more: tuple[Happening, ...] = ()

    @property
    def all(self) -> tuple[Happening, ...]:
        return (self.first, *self.more)


def gathered(happenings: Iterable[Happening], *, zone: dt.tzinfo) -> list[Entry]:
    """Lines in the order given. What gathers joins the first line of its commitment and day."""
    lines: dict[object, list[Happening]] = {}
    for each in happenings:
        key: object = each.key
        if each.source.gathers:
            key = (each.source.name, each.commitment_id, each.at.astimezone(zone).date())
        lines.setdefault(key, []).append(each)
    return [Entry(each[0], tuple(each[1:])) for each in lines.values()]
