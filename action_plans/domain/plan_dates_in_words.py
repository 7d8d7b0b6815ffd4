"""What each date of a plan is, for people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from action_plans.domain.plan_calendar import Key, PlanCalendar, PlanDate
from action_plans.domain.rule_sets import Number, RuleSet, Unit, Words
from forums.domain.dates import time_span

TITLES: dict[Key, Words] = {
    Key.BRIEF: gettext_lazy("The IRM gives its co-creation brief"),
    Key.OVERVIEW: gettext_lazy("Last day to publish the timeline of co-creation"),
    Key.CO_CREATION: gettext_lazy("Co-creation starts"),
    Key.DUE: gettext_lazy("The plan is due to OGP"),
    Key.LAST_DAY: gettext_lazy("Last day to hand in late"),
    Key.STARTS: gettext_lazy("Implementation starts"),
    Key.REVIEW: gettext_lazy("The IRM gives its action plan review"),
    Key.AMENDMENTS: gettext_lazy("Last day to amend the plan"),
    Key.MID_TERM: gettext_lazy("Mid-term self-assessment"),
    Key.REFRESH: gettext_lazy("Half-time of a plan of four years"),
    Key.ENDS: gettext_lazy("Implementation ends"),
    Key.REPORT_DRAFT: gettext_lazy("Draft of the end-of-term self-assessment open to comments"),
    Key.END_OF_TERM: gettext_lazy("End-of-term self-assessment is due"),
    Key.RESULTS: gettext_lazy("The IRM begins to look at results"),
}

TURNS: dict[Key, Words] = {
    Key.DUE: gettext_lazy("%(span)s until the hand-in"),
    Key.LAST_DAY: gettext_lazy("%(span)s until the late hand-in ends"),
    Key.STARTS: gettext_lazy("%(span)s until the implementation starts"),
    Key.ENDS: gettext_lazy("%(span)s until the implementation ends"),
    Key.END_OF_TERM: gettext_lazy("%(span)s until the end-of-term self-assessment is due"),
}
TURNS_TODAY: dict[Key, Words] = {
    Key.DUE: gettext_lazy("Hand-in today"),
    Key.LAST_DAY: gettext_lazy("Late hand-in ends today"),
    Key.STARTS: gettext_lazy("Implementation starts today"),
    Key.ENDS: gettext_lazy("Implementation ends today"),
    Key.END_OF_TERM: gettext_lazy("End-of-term self-assessment due today"),
}

MEANINGS: dict[Key, Words] = {
    Key.BRIEF: gettext_lazy("What the independent researchers advise before co-creation starts."),
    Key.OVERVIEW: gettext_lazy("So that the public knows in time when and how it can take part."),
    Key.CO_CREATION: gettext_lazy("From now on the plan is made, together and in public."),
    Key.DUE: gettext_lazy(
        "The plan is handed in when it stands on OGP’s own site. An e-mail does not count."
    ),
    Key.LAST_DAY: gettext_lazy(
        "After this day OGP’s process was not followed. The page of the plan’s dates says what "
        "follows from each day."
    ),
    Key.STARTS: gettext_lazy("The offices begin with what they promised."),
    Key.REVIEW: gettext_lazy("How the plan was made, and what it promises."),
    Key.AMENDMENTS: gettext_lazy("Until then commitments can be added, changed or withdrawn."),
    Key.MID_TERM: gettext_lazy("What the government says of the first year."),
    Key.REFRESH: gettext_lazy("The forum looks at the plan again, and so does the IRM."),
    Key.ENDS: gettext_lazy("This day stays where it is when the plan comes late."),
    Key.REPORT_DRAFT: gettext_lazy("The public has time to comment before the report is final."),
    Key.END_OF_TERM: gettext_lazy("What the government says of the whole plan."),
    Key.RESULTS: gettext_lazy("How far each commitment came, and what it changed."),
}


def title(date: PlanDate, rules: RuleSet) -> str:
    """What a date is, in a line. What these rules do not ask for is called a chance."""
    if date.key == Key.LAST_DAY and date.number == "publish_months":
        return _("Last day to hand in the plan by OGP’s rules")
    if date.key == Key.MID_TERM and rules.mid_term_required:
        return _("Mid-term self-assessment is due")
    return str(TITLES[date.key])


def next_turn(calendar: PlanCalendar, today: dt.date) -> str:
    """What comes next for the plan, by name and with the time until then; empty at its end."""
    date = calendar.next_turn(today)
    if date is None:
        return ""
    days = (date.day - today).days
    if days == 0:
        return str(TURNS_TODAY[date.key])
    return str(TURNS[date.key]) % {"span": time_span(days)}


def meaning(date: PlanDate, rules: RuleSet) -> str:
    """What a date means, in a sentence."""
    if date.key == Key.MID_TERM and not rules.mid_term_required:
        return _("OGP does not ask for it. Many forums make one all the same.")
    return str(MEANINGS[date.key])


def due_day(rules: RuleSet) -> str:
    """On which day of the year plans are due, in words."""
    if rules.deadline is None:
        return _("No day of the year is fixed for plans")
    month, day = rules.deadline
    words = date_format(dt.date(2000, month, day), "MONTH_DAY_FORMAT")
    return _("Plans are due on %(day)s") % {"day": words}


def amount(number: Number) -> str:
    """ "14 days", "4 months", "20 commitments"."""
    value = {"count": number.value}
    if number.unit == Unit.DAYS:
        return ngettext("%(count)d day", "%(count)d days", number.value) % value
    if number.unit == Unit.MONTHS:
        return ngettext("%(count)d month", "%(count)d months", number.value) % value
    return ngettext("%(count)d commitment", "%(count)d commitments", number.value) % value


@dataclass(frozen=True)
class Basis:
    """Why a date is what it is: in words, with the page where that is written."""

    text: str
    url: str = ""


def basis(date: PlanDate, rules: RuleSet) -> Basis:
    """The number that a date follows from and its source, or that the forum chose the day."""
    number = rules.numbers.get(date.number)
    if number is None:
        if date.key == Key.DUE and rules.deadline and not date.moved_from:
            return Basis(_("By OGP’s rules for this plan."))
        return Basis(_("Set in the plan."))
    values = {"number": number.label, "amount": amount(number)}
    if number.is_set:
        values["source"] = number.basis
        return Basis(_("%(number)s: %(amount)s, as the forum reads it (%(source)s).") % values)
    values["source"] = number.source.title
    if number.verified:
        return Basis(_("%(number)s: %(amount)s (%(source)s).") % values, number.source.url)
    return Basis(_("%(number)s: %(amount)s. Not verified: usual practice.") % values)
