"""How a vote came out, in sentences for everybody. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.domain.voting import Result, Tally
from forums.models import CountedOf, DecisionMethod, Outcome, Sector


def explain(result: Result) -> str:
    """ "Adopted: 9 for, 2 against, 1 abstained, and a majority in both sectors. …" """
    return " ".join(sentences(result))


def sentences(result: Result) -> list[str]:
    """The parts of the explanation: what came out and why, and what was needed."""
    if not result.quorum.reached:
        return [
            _("No decision: there was no quorum."),
            result.quorum.reason,
            _("The proposal comes back."),
        ]
    if result.method == DecisionMethod.CONSENT:
        return [_consent(result)]
    if result.method == DecisionMethod.CONSENSUS:
        return [_consensus(result)]
    return [_vote(result), _needed(result)]


def count_in_words(tally: Tally) -> str:
    """ "9 for, 2 against, 1 abstained"; who abstained or was recused only where somebody was."""
    words = [
        _("%(count)d for") % {"count": tally.votes_for},
        _("%(count)d against") % {"count": tally.votes_against},
    ]
    if tally.abstentions:
        words.append(
            ngettext("%(count)d abstained", "%(count)d abstained", tally.abstentions)
            % {"count": tally.abstentions}
        )
    if tally.recused:
        words.append(
            ngettext(
                "%(count)d kept out because of an interest of their own",
                "%(count)d kept out because of interests of their own",
                tally.recused,
            )
            % {"count": tally.recused}
        )
    return ", ".join(words)


def recorded(outcome: str, tally: Tally | None) -> str:
    """What was written down of a decision that was not taken on the portal; empty where open."""
    if outcome == Outcome.OPEN:
        return ""
    if tally is None:
        return ""
    return _("%(outcome)s: %(votes)s.") % {
        "outcome": Outcome(outcome).label,
        "votes": count_in_words(tally),
    }


def _consent(result: Result) -> str:
    if result.outcome == Outcome.ADOPTED:
        return _("Adopted: no objection stands.")
    return ngettext(
        "Postponed: %(count)d objection stands. The proposal comes back.",
        "Postponed: %(count)d objections stand. The proposal comes back.",
        result.objections,
    ) % {"count": result.objections}


def _consensus(result: Result) -> str:
    votes = {"votes": count_in_words(result.tally)}
    if result.outcome == Outcome.ADOPTED:
        return _("Adopted by consensus: %(votes)s.") % votes
    return _("Postponed: there was no consensus, with %(votes)s. The proposal comes back.") % votes


def _vote(result: Result) -> str:
    words = {
        "votes": count_in_words(result.tally),
        "sectors": ", ".join(str(Sector(row.sector).label) for row in result.sectors_short),
    }
    if result.tied and result.outcome == Outcome.POSTPONED:
        return _("Postponed: %(votes)s. After a tie the proposal comes back.") % words
    if result.tied:
        return _("Rejected: %(votes)s. By the rules a tie is a rejection.") % words
    if result.outcome == Outcome.REJECTED:
        if result.tally.votes_for >= result.needed:
            return _("Rejected: %(votes)s, without a majority in this sector: %(sectors)s.") % words
        return _("Rejected: %(votes)s.") % words
    if not result.by_sector:
        return _("Adopted: %(votes)s.") % words
    if len([row for row in result.sectors if row.in_favour]) == 2:
        return _("Adopted: %(votes)s, and a majority in both sectors.") % words
    return _("Adopted: %(votes)s, and a majority in each sector.") % words


def _needed(result: Result) -> str:
    words = {"needed": result.needed, "counted": result.counted}
    if result.majority_of == CountedOf.SEATS:
        return _("Needed: %(needed)d of all %(counted)d seats with a vote.") % words
    if result.majority_of == CountedOf.PRESENT:
        return _("Needed: %(needed)d of %(counted)d seats present.") % words
    return _("Needed: %(needed)d of %(counted)d votes for and against.") % words
