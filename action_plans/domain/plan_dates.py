"""The calendars of plans as they stand in the database, however many of them in one query."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DateTimeField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from action_plans.domain.plan_calendar import Key, PlanCalendar, plan_calendar
from action_plans.domain.plan_facts import PlanFacts
from action_plans.domain.rule_sets import RuleSet, rule_set
from action_plans.models import ActionPlan, Extension, Overview, RuleSetting

_done: dict[Key, Subquery] = {}


def add_done(moments: Mapping[Key, Subquery]) -> None:
    """Lets an app above say when something was done: a moment by the key of its date."""
    _done.update(moments)


@dataclass(frozen=True)
class Dated:
    """A plan with the rules that it is made under and its calendar on a day."""

    plan: ActionPlan
    rules: RuleSet
    facts: PlanFacts
    calendar: PlanCalendar
    today: dt.date


def of_plan(plan: ActionPlan, *, today: dt.date | None = None) -> Dated:
    """One plan's calendar, today where the forum works or on another day."""
    return of_plans(ActionPlan.objects.filter(pk=plan.pk), today=today)[0]


def of_plans(plans: QuerySet[ActionPlan], *, today: dt.date | None = None) -> list[Dated]:
    """The calendars of the plans, in their order, in one query."""
    return [dated(plan, today=today) for plan in with_dates(plans.select_related("forum"))]


def with_dates(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """The plans with all that other rows say of their dates; what is not public says nothing."""
    public: dict[str, Any] = {"published_at__isnull": False, "withdrawn_at": None}
    extended = Extension.objects.filter(plan=OuterRef("pk"), **public).order_by("number")
    before = ActionPlan.objects.filter(
        forum=OuterRef("forum"), ends_on__lt=OuterRef("starts_on"), **public
    ).order_by("-ends_on")
    overviews = Overview.objects.filter(plan=OuterRef("pk"), **public).order_by("published_at")
    settings = RuleSetting.objects.filter(
        forum=OuterRef("forum"), rule_set=OuterRef("rule_set")
    ).order_by("name")
    return plans.annotate(
        first_ends_on=Subquery(extended.values("previous_ends_on")[:1], DateField()),
        last_ended_on=Subquery(before.values("ends_on")[:1], DateField()),
        done_overview=Subquery(overviews.values("published_at")[:1], DateTimeField()),
        numbers_set=ArraySubquery(
            settings.values(row=JSONObject(name="name", value="value", basis="basis"))
        ),
        **{f"done_{key.value}": moment for key, moment in _done.items()},
    )


def dated(plan: ActionPlan, *, today: dt.date | None = None) -> Dated:
    """The calendar of a plan that was read `with_dates`."""
    read: Any = plan
    rules = rule_set(plan.rule_set).as_set(
        (row["name"], row["value"], row["basis"]) for row in read.numbers_set
    )
    facts = PlanFacts(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        years=plan.years,
        co_creation_starts_on=plan.co_creation_starts_on,
        due_on=plan.due_on,
        delivered_on=plan.delivered_on,
        first_ends_on=read.first_ends_on,
        last_ended_on=read.last_ended_on,
        done=_days_done(plan),
    )
    on = today or plan.forum.today
    return Dated(plan, rules, facts, plan_calendar(rules, facts, today=on), on)


def _days_done(plan: ActionPlan) -> dict[str, dt.date]:
    """The days on which things were done, where the forum works."""
    zone = zoneinfo.ZoneInfo(plan.forum.time_zone)
    moments = {key: getattr(plan, f"done_{key.value}") for key in (Key.OVERVIEW, *_done)}
    return {key: timezone.localdate(at, zone) for key, at in moments.items() if at}
