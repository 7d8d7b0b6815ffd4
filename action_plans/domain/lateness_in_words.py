"""What it means to be late, said before it happens, in days and plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from action_plans.domain.lateness import Consequence, Lateness, Standing
from action_plans.domain.rule_sets import RuleSet
from forums.domain.dates import day_words, days_left, full_date, weekday_date


@dataclass(frozen=True)
class Said:
    """A heading and sentences. `tone` is that of a notice: success, info, warning or error."""

    title: str
    text: str
    tone: str


def said(late: Lateness, rules: RuleSet, *, delivered: bool) -> Said:
    """How the plan stands: handed in, or as if it were handed in today."""
    title = _title(late, delivered=delivered)
    tones = {
        Standing.ON_TIME: "success" if delivered else "info",
        Standing.NO_DEADLINE: "info",
        Standing.BEHIND: "warning",
        Standing.LATE: "warning",
    }
    sentences = [] if delivered else [_waiting(late)]
    sentences += _follows(late, rules, delivered=delivered)
    return Said(title, " ".join(filter(None, sentences)), tones.get(late.standing, "error"))


def _title(late: Lateness, *, delivered: bool) -> str:
    if late.standing == Standing.NO_DEADLINE:
        return _("Handed in to OGP") if delivered else _("Not handed in yet")
    if late.standing == Standing.ON_TIME:
        return _("Handed in on time") if delivered else _("On time so far")
    days = late.days
    if delivered:
        words = ngettext("Handed in %(days)d day late", "Handed in %(days)d days late", days)
    elif late.standing == Standing.BEHIND:
        words = ngettext(
            "%(days)d day past the forum’s own day", "%(days)d days past the forum’s own day", days
        )
    else:
        words = ngettext("%(days)d day late", "%(days)d days late", days)
    return words % {"days": days}


def _waiting(late: Lateness) -> str:
    if late.due_on is None:
        return ""
    if late.standing == Standing.ON_TIME:
        if late.due_on == late.on:
            return _("The plan is to be handed in today.")
        return _("The plan is to be handed in by %(day)s: %(left)s.") % {
            "day": weekday_date(late.due_on),
            "left": days_left(late.due_on, late.on),
        }
    return _("The plan was due on %(day)s and is not handed in.") % {"day": full_date(late.due_on)}


def _follows(late: Lateness, rules: RuleSet, *, delivered: bool) -> list[str]:
    if late.standing in (Standing.LATE, Standing.LETTER):
        sentences = [_("The IRM’s report says that it is late."), _same_cohort(late)]
        if late.standing == Standing.LETTER:
            sentences.append(_letter())
        sentences.append(_too_short(late, rules))
        return sentences
    if late.standing == Standing.SHIFTED:
        return _shift(late)
    if late.standing == Standing.CONTRARY:
        return [_contrary(rules)]
    if late.standing == Standing.BEHIND:
        return [_("By OGP’s rules it is not late.")]
    if late.standing == Standing.NO_DEADLINE:
        return [_("OGP’s rules fix no day for it: no plan of the forum ended before.")]
    return []


def _same_cohort(late: Lateness) -> str:
    return ngettext(
        "It stays in the same cohort and still ends on %(ends)s: %(months)d month of "
        "implementation remains.",
        "It stays in the same cohort and still ends on %(ends)s: %(months)d months of "
        "implementation remain.",
        late.months,
    ) % {"ends": day_words(late.ends_on, late.on), "months": late.months}


def _letter() -> str:
    return _("OGP writes a letter, and its Criteria and Standards Subcommittee is told.")


def _too_short(late: Lateness, rules: RuleSet) -> str:
    if not late.is_too_short:
        return ""
    months = rules["minimum_months"]
    return ngettext(
        "A plan has to run for at least %(months)d month.",
        "A plan has to run for at least %(months)d months.",
        months,
    ) % {"months": months}


def _shift(late: Lateness) -> list[str]:
    assert late.cohort is not None
    cohort = _("odd") if late.cohort % 2 else _("even")
    sentences = [
        _("The member moves to the cohort of %(cohort)s years, as one of %(year)d.")
        % {"cohort": cohort, "year": late.cohort},
        _("This counts as a new cycle, which ends on %(ends)s.")
        % {"ends": day_words(late.ends_on, late.on)},
    ]
    if late.is_contrary:
        sentences.append(
            _(
                "The member has acted contrary to process for this cycle, and OGP says so in a letter."
            )
        )
    return sentences


def _contrary(rules: RuleSet) -> str:
    months = rules["publish_months"]
    return ngettext(
        "More than %(months)d month after the end of the last plan no new one was published: "
        "the member has acted contrary to process.",
        "More than %(months)d months after the end of the last plan no new one was published: "
        "the member has acted contrary to process.",
        months,
    ) % {"months": months}


def foreseen(row: Consequence, rules: RuleSet) -> Said:
    """One stretch of days and what a hand-in in it means."""
    title = _stretch(row)
    if row.standing == Standing.ON_TIME:
        return Said(title, _("It is on time."), "success")
    if row.standing == Standing.BEHIND:
        return Said(title, _foreseen_behind(row), "info")
    if row.standing in (Standing.LATE, Standing.LETTER):
        return Said(title, " ".join(filter(None, _foreseen_late(row, rules))), "warning")
    return Said(title, " ".join(_follows(row.at_last, rules, delivered=False)), "error")


def _stretch(row: Consequence) -> str:
    if row.last is None:
        return _("If it is handed in from %(day)s on") % {"day": weekday_date(row.first)}
    return _("If it is handed in by %(day)s") % {"day": weekday_date(row.last)}


def _foreseen_behind(row: Consequence) -> str:
    late = row.at_last
    return ngettext(
        "It is after the forum’s own day. By OGP’s rules it is on time. The plan still ends on "
        "%(ends)s: on the last of these days only %(months)d month of implementation remains.",
        "It is after the forum’s own day. By OGP’s rules it is on time. The plan still ends on "
        "%(ends)s: on the last of these days only %(months)d months of implementation remain.",
        late.months,
    ) % {"ends": day_words(late.ends_on, late.on), "months": late.months}


def _foreseen_late(row: Consequence, rules: RuleSet) -> list[str]:
    late = row.at_last
    remains = ngettext(
        "It is late, and the IRM’s report says so. It stays in the same cohort and still ends on "
        "%(ends)s: on the last of these days only %(months)d month of implementation remains.",
        "It is late, and the IRM’s report says so. It stays in the same cohort and still ends on "
        "%(ends)s: on the last of these days only %(months)d months of implementation remain.",
        late.months,
    ) % {"ends": day_words(late.ends_on, late.on), "months": late.months}
    letter = _letter() if row.standing == Standing.LETTER else ""
    return [remains, letter, _too_short(late, rules)]
