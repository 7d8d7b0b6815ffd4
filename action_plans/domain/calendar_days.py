"""The dates of plans as days of a forum's calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain import plan_dates_in_words as words
from action_plans.domain.plan_dates import Dated, of_plans
from action_plans.models import ActionPlan, Transition
from forums.domain.calendar_entries import Entry


def of_forums(forums: Collection[int]) -> Iterator[Entry]:
    """The dates of the published plans of the forums with these ids."""
    plans = ActionPlan.objects.filter(
        forum__in=forums, published_at__isnull=False, withdrawn_at=None
    )
    for dated in of_plans(plans.prefetch_related("transitions").order_by("pk")):
        yield from of_dated(dated)


def of_dated(dated: Dated) -> Iterator[Entry]:
    """The dates of one plan, and the elections in it."""
    plan = dated.plan
    stamp, url = plan.published_at or timezone.now(), address(plan)
    for date in dated.calendar.dates:
        basis = words.basis(date, dated.rules).text
        yield Entry(
            f"plan-{plan.pk}-{date.key}",
            date.day,
            date.day,
            _of_plan(words.title(date, dated.rules), plan),
            f"{words.meaning(date, dated.rules)} {basis}",
            url,
            stamp,
        )
    yield from _transitions(plan, plan.transitions.all())


def _transitions(plan: ActionPlan, rows: Iterable[Transition]) -> Iterator[Entry]:
    for row in rows:
        yield Entry(
            f"plan-{plan.pk}-transition-{row.pk}",
            row.starts_on,
            row.ends_on,
            _of_plan(f"{row.get_kind_display()}: {row.title}", plan),
            str(row.note),
            address(plan),
            plan.published_at or timezone.now(),
        )


def address(plan: ActionPlan) -> str:
    """The path of the page with the plan's dates."""
    return reverse("action_plans:plan-calendar", args=[plan.forum.slug, plan.slug])


def _of_plan(what: str, plan: ActionPlan) -> str:
    return _("%(what)s (%(plan)s)") % {"what": what, "plan": plan.title}
