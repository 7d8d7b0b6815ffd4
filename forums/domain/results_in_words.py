"""How a selection came out, in sentences that say how anybody can check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Selection, SelectionModel

Names = Mapping[int, str]


def points(value: str) -> str:
    """Votes as they are, an average with two decimals, in the reader's format."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    return number_format(round(float(exact), 2), decimal_pos=2)


def listed(numbers: Sequence[int], names: Names) -> str:
    """ "A, B and C" from the numbers of candidates."""
    return get_text_list([names.get(number, str(number)) for number in numbers], _("and"))


def explained(selection: Selection, names: Names) -> list[str]:
    """The result in sentences, round by round; nothing before there is one."""
    rounds = selection.result.get("rounds", [])
    if selection.result.get("named"):
        return [
            _("The network named %(names)s. Its account stands among the steps below.")
            % {"names": listed(selection.result["named"], names)}
        ]
    said: list[str] = []
    for number, counted in enumerate(rounds, start=1):
        if number > 1:
            said.append(_("The second vote was only between those who were tied."))
        said += _taking_part(selection, counted)
        said += _chosen(counted, names)
        if counted["tied"]:
            second = selection.round > number
            said += [_tie(counted, names), _second() if second else _lot(counted, names)]
    return said


def _taking_part(selection: Selection, counted: Mapping[str, Any]) -> list[str]:
    if selection.model == SelectionModel.ELECTION:
        voted = _("%(ballots)d of %(roll)d organisations on the roll voted.") % counted
        blank = ngettext(
            "%(blank)d ballot was blank.", "%(blank)d ballots were blank.", counted["blank"]
        ) % {"blank": counted["blank"]}
        return [voted, blank] if counted["blank"] else [voted]
    panel = ngettext(
        "%(members)d member of the panel gave %(scores)d scores.",
        "%(members)d members of the panel gave %(scores)d scores.",
        counted["members"],
    )
    return [
        panel % {"members": counted["members"], "scores": counted["scores"]},
        _("Candidates are ranked by the average of all points that they were given."),
    ]


def _chosen(counted: Mapping[str, Any], names: Names) -> list[str]:
    if not counted["clear"]:
        return [] if counted["tied"] else [_("Nobody is chosen.")]
    words = {
        "names": listed(counted["clear"], names),
        "seats": counted["seats"],
    }
    return [
        ngettext(
            "For %(seats)d seat, the one with the most is chosen: %(names)s.",
            "For %(seats)d seats, those with the most are chosen: %(names)s.",
            counted["seats"],
        )
        % words
    ]


def _tie(counted: Mapping[str, Any], names: Names) -> str:
    return _("%(names)s have equally many, and there are not seats for all of them.") % {
        "names": listed(counted["tied"], names)
    }


def _second() -> str:
    return _("By the rule that was set before, the organisations vote a second time.")


def _lot(counted: Mapping[str, Any], names: Names) -> str:
    drawn = [number for number in counted["chosen"] if number in counted["tied"]]
    return _(
        "The lot decides for %(names)s. Anyone can draw it again: take the SHA-256 sum of the "
        "published file, %(seed)s, add a colon and the candidate's number, and take the SHA-256 "
        "sum of that. The lowest comes first: %(lot)s."
    ) % {
        "names": listed(drawn, names),
        "seed": counted["seed"],
        "lot": ", ".join(
            _("%(number)s gives %(digest)s") % {"number": number, "digest": f"{digest[:12]}…"}
            for number, digest in sorted(counted["lot"].items(), key=lambda row: row[1])
        ),
    }
