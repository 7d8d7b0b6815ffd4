"""What the dates of a plan ask of those who coordinate it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from action_plans.domain import plan_dates_in_words as words
from action_plans.domain.calendar_days import address
from action_plans.domain.plan_dates import of_plans
from action_plans.domain.plan_reminders import concerns
from action_plans.models import ActionPlan, PlanState
from forums.models import Person
from ogp_portal.waiting.rows import Waiting, until

AHEAD = 60
"""Days before a date from which it waits for a coordinator."""


def next_dates(person: Person, coordinated: list[int]) -> Iterator[Waiting]:
    """Of each plan that is made or carried out: what is late, and the next date that is near."""
    plans = ActionPlan.objects.visible_to(person).filter(forum__in=coordinated)
    for dated in of_plans(plans.exclude(state=PlanState.CLOSED).order_by("pk")):
        for date in dated.calendar.asked():
            if not concerns(dated, date) or (date.day < dated.today and not date.is_task):
                continue
            if (date.day - dated.today).days > AHEAD:
                break
            yield Waiting(
                words.title(date, dated.rules),
                _("Date of “%(plan)s”") % {"plan": dated.plan.title},
                address(dated.plan),
                *until(date.day, dated.today),
            )
            if date.day >= dated.today:
                break
