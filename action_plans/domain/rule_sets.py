"""OGP's rules as numbers, in three versions: which one holds is chosen plan by plan.

Each number says where it is written. One that nobody could look up (`verified` is false) is a
proposal: a forum sets it by its own reading, and it is never shown as OGP's words. domain.md §0
and §1 are the sources of the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from action_plans.models import RuleSetKey

Words = str | Promise
_OGP = "https://www.opengovpartnership.org/"


class Unit(StrEnum):
    """What a number counts."""

    DAYS = "days"
    MONTHS = "months"
    COMMITMENTS = "commitments"


@dataclass(frozen=True)
class Source:
    """Where a number is written: the title of the page, and its address where it has one."""

    title: Words
    url: str = ""


@dataclass(frozen=True)
class Number:
    """One number of a rule set. `basis` is where a forum that set it says that it is written."""

    name: str
    value: int
    unit: Unit
    source: Source
    verified: bool = True
    basis: str = ""

    @property
    def label(self) -> Words:
        """What the number says."""
        return LABELS[self.name]

    @property
    def is_set(self) -> bool:
        """Whether the forum has set it."""
        return bool(self.basis)


LABELS: dict[str, Words] = {
    "brief_months": _("The IRM’s co-creation brief, before co-creation"),
    "notice_days": _("Publication of the timeline, before co-creation"),
    "co_creation_months": _("Length of co-creation"),
    "letter_months": _("Letter from OGP, after the deadline"),
    "shift_months": _("Move to the next cohort, after the deadline"),
    "minimum_months": _("Shortest implementation"),
    "publish_months": _("Longest time from the end of a plan to the next"),
    "amendment_months": _("Time in which a plan can be amended"),
    "mid_term_months": _("Mid-term self-assessment, after the first year"),
    "end_of_term_months": _("End-of-term self-assessment, after the end"),
    "comment_days": _("Public comments on a self-assessment"),
    "review_months": _("The IRM’s action plan review, after the hand-in"),
    "refresh_months": _("Second look at a plan of four years, after its start"),
    "results_months": _("The IRM’s look at results, after the end"),
    "fewest_commitments": _("A plan is small below"),
    "many_commitments": _("A plan is large above"),
    "most_commitments": _("A plan is too large above"),
}


@dataclass(frozen=True)
class RuleSet:
    """One version of the rules. `deadline` is (month, day); None where the rules fix no day.

    `shift_is_contrary` says whether a member that moves to the next cohort has acted contrary to
    process; `mid_term_required` whether it has to assess itself after the first year.
    """

    key: RuleSetKey
    deadline: tuple[int, int] | None
    deadline_source: Source
    numbers: Mapping[str, Number] = field(default_factory=dict)
    shift_is_contrary: bool = False
    mid_term_required: bool = False
    years: tuple[int, ...] = (2,)

    def __getitem__(self, name: str) -> int:
        """The number's value. Raises KeyError where these rules have no such number."""
        return self.numbers[name].value

    def get(self, name: str) -> int | None:
        """The number's value; None where these rules have no such number."""
        number = self.numbers.get(name)
        return None if number is None else number.value

    def as_set(self, settings: Iterable[tuple[str, int, str]]) -> RuleSet:
        """These rules with (name, value, basis) as a forum set them.

        A verified number stays as it is, and so does what these rules do not know.
        """
        numbers = dict(self.numbers)
        for name, value, basis in settings:
            if name in numbers and not numbers[name].verified:
                numbers[name] = replace(numbers[name], value=value, basis=basis)
        return replace(self, numbers=numbers)


_DATES = Source(_("OGP: dates and deadlines"), f"{_OGP}country-and-ogp-local-dates-and-deadlines/")
_OLD_DATES = Source(
    _("OGP: calendars and deadlines (until 2017)"),
    f"{_OGP}how-it-works/calendars-and-deadlines/",
)
_OLD_PLANS = Source(_("OGP: action plans (until 2017)"), f"{_OGP}how-it-works/action-plans/")
_BRIEF = Source(
    _("IRM: co-creation brief"),
    f"{_OGP}documents/independent-reporting-mechanism-co-creation-brief/",
)
_REVIEW = Source(
    _("IRM: action plan review"),
    f"{_OGP}documents/independent-reporting-mechanism-action-plan-review/",
)
_RESULTS = Source(_("OGP glossary: completion"), f"{_OGP}glossary/completion/")
_PROCEDURE = Source(_("OGP glossary: procedural review"), f"{_OGP}glossary/procedural-review/")
_ASSESSING = Source(_("OGP: self-assessment process"), f"{_OGP}self-assessment-process/")
_AMENDING = Source(
    _("The United Kingdom's plan of 2019, amended until 31 August 2020"),
    "https://discuss.opengovernment.org.uk/",
)
_NOBODY = Source(_("Usual practice; the rules' own text was not at hand"))


def _verified(name: str, value: int, unit: Unit, source: Source) -> Number:
    return Number(name, value, unit, source)


def _assumed(name: str, value: int, unit: Unit) -> Number:
    return Number(name, value, unit, _NOBODY, verified=False)


def _by_name(*numbers: Number) -> dict[str, Number]:
    return {number.name: number for number in numbers}


_MONTHS, _DAYS, _COMMITMENTS = Unit.MONTHS, Unit.DAYS, Unit.COMMITMENTS

_SHARED = (
    _assumed("notice_days", 14, _DAYS),
    _assumed("co_creation_months", 6, _MONTHS),
    _assumed("end_of_term_months", 3, _MONTHS),
    _verified("comment_days", 14, _DAYS, _ASSESSING),
    _verified("fewest_commitments", 5, _COMMITMENTS, _OLD_PLANS),
    _verified("many_commitments", 15, _COMMITMENTS, _OLD_PLANS),
    _assumed("most_commitments", 20, _COMMITMENTS),
)

RULE_SETS: dict[RuleSetKey, RuleSet] = {
    RuleSetKey.POC_MANUAL: RuleSet(
        RuleSetKey.POC_MANUAL,
        deadline=(6, 30),
        deadline_source=_OLD_DATES,
        mid_term_required=True,
        numbers=_by_name(
            _verified("letter_months", 4, _MONTHS, _OLD_DATES),
            _verified("shift_months", 6, _MONTHS, _OLD_DATES),
            _verified("minimum_months", 18, _MONTHS, _OLD_DATES),
            _assumed("amendment_months", 12, _MONTHS),
            _assumed("mid_term_months", 3, _MONTHS),
            *_SHARED,
        ),
    ),
    RuleSetKey.HANDBOOK_4: RuleSet(
        RuleSetKey.HANDBOOK_4,
        deadline=(8, 31),
        deadline_source=_DATES,
        shift_is_contrary=True,
        numbers=_by_name(
            _verified("brief_months", 3, _MONTHS, _BRIEF),
            _verified("shift_months", 4, _MONTHS, _DATES),
            _verified("minimum_months", 20, _MONTHS, _DATES),
            _verified("amendment_months", 12, _MONTHS, _AMENDING),
            _assumed("mid_term_months", 4, _MONTHS),
            _verified("review_months", 4, _MONTHS, _REVIEW),
            _verified("results_months", 4, _MONTHS, _RESULTS),
            *_SHARED,
        ),
    ),
    RuleSetKey.STANDARDS_2021: RuleSet(
        RuleSetKey.STANDARDS_2021,
        deadline=None,
        deadline_source=_PROCEDURE,
        years=(2, 4),
        numbers=_by_name(
            _verified("brief_months", 3, _MONTHS, _BRIEF),
            _verified("publish_months", 12, _MONTHS, _PROCEDURE),
            _assumed("amendment_months", 12, _MONTHS),
            _assumed("mid_term_months", 4, _MONTHS),
            _verified("review_months", 4, _MONTHS, _REVIEW),
            _assumed("refresh_months", 24, _MONTHS),
            _verified("results_months", 4, _MONTHS, _RESULTS),
            *(number for number in _SHARED if number.name != "many_commitments"),
            _assumed("many_commitments", 15, _COMMITMENTS),
        ),
    ),
}


def rule_set(key: str) -> RuleSet:
    """The rules under a key of `models.RuleSetKey`, as no forum has set them."""
    return RULE_SETS[RuleSetKey(key)]
