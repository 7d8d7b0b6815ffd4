"""The settings that follow from rules of procedure, as people say them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import CountedOf, RulesVersion, Sector, TieRule


@dataclass(frozen=True)
class Setting:
    """One setting: what it is about, and what holds."""

    label: str
    words: str


@dataclass(frozen=True)
class Change:
    """A setting that two versions have differently."""

    label: str
    before: str
    after: str


def in_words(rules: RulesVersion, seats: Mapping[str, int]) -> list[Setting]:
    """All settings, always in the same order. `seats` are those with a vote, by sector."""
    return [
        Setting(_("Quorum"), quorum(rules, sum(seats.values()))),
        Setting(_("How the forum decides"), rules.get_method_display()),
        Setting(_("Majority in a vote"), majority(rules)),
        Setting(_("At a tie"), str(TieRule(rules.tie_rule).label)),
        Setting(
            _("Notice of a meeting"),
            ngettext(
                "%(days)d day before, with agenda and papers",
                "%(days)d days before, with agenda and papers",
                rules.notice_days,
            )
            % {"days": rules.notice_days},
        ),
        Setting(
            _("Minutes"),
            ngettext(
                "published within %(days)d day",
                "published within %(days)d days",
                rules.minutes_days,
            )
            % {"days": rules.minutes_days},
        ),
        Setting(_("Terms"), terms(rules)),
        Setting(_("Seats with a vote"), seats_of_sectors(rules)),
    ]


def changes(before: RulesVersion, after: RulesVersion, seats: Mapping[str, int]) -> list[Change]:
    """The settings in which two versions differ."""
    return [
        Change(new.label, old.words, new.words)
        for old, new in zip(in_words(before, seats), in_words(after, seats), strict=True)
        if old.words != new.words
    ]


def part(share: Decimal) -> str:
    """A share from 0 to 1 as a part: "half", "two thirds", else in percent."""
    share = Decimal(share)
    named = {
        250: _("a quarter"), 333: _("a third"), 334: _("a third"), 500: _("half"),
        666: _("two thirds"), 667: _("two thirds"), 750: _("three quarters"),
    }  # fmt: skip
    return named.get(int(share * 1000)) or f"{float(share * 100):g} %"


def _portion(share: Decimal, exceeds: bool) -> str:
    if not exceeds and share == 1:
        return _("all")
    words = _("more than %(part)s") if exceeds else _("at least %(part)s")
    return words % {"part": part(share)}


def quorum(rules: RulesVersion, seats: int) -> str:
    """ "more than half of the 12 seats with a vote, and one of each sector"."""
    portion = _portion(rules.quorum_share, rules.quorum_exceeds)
    if seats:
        whole = ngettext(
            "%(portion)s of the %(seats)d seat with a vote",
            "%(portion)s of the %(seats)d seats with a vote",
            seats,
        ) % {"portion": portion, "seats": seats}
    else:
        whole = _("%(portion)s of the seats with a vote") % {"portion": portion}
    if not rules.quorum_sector_share:
        return _("%(whole)s, and one of each sector") % {"whole": whole}
    return _("%(whole)s, and %(portion)s of each sector’s") % {
        "whole": whole,
        "portion": _portion(rules.quorum_sector_share, exceeds=False),
    }


def majority(rules: RulesVersion) -> str:
    """ "more than half of the votes for and against, and a majority in each sector"."""
    words = _("%(portion)s of %(whole)s") % {
        "portion": _portion(rules.majority_share, rules.majority_exceeds),
        "whole": CountedOf(rules.majority_of).label,
    }
    if rules.majority_in_each_sector:
        return _("%(whole)s, and a majority in each sector") % {"whole": words}
    return words


def terms(rules: RulesVersion) -> str:
    """ "24 months, at most 2 in a row"."""
    length = ngettext("%(months)d month", "%(months)d months", rules.term_months) % {
        "months": rules.term_months
    }
    if not rules.most_terms:
        return _("%(length)s, as often as the sector wants") % {"length": length}
    return _("%(length)s, at most %(count)d in a row") % {
        "length": length,
        "count": rules.most_terms,
    }


def seats_of_sectors(rules: RulesVersion) -> str:
    """ "8 civil society, 4 government", or as many for each."""
    if not rules.seats_by_sector:
        return _("as many for each sector")
    return ", ".join(
        f"{count} {Sector(sector).label}"
        for sector, count in rules.seats_by_sector.items()
        if sector in Sector.values
    )
