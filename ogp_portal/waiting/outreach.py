"""Outreach that is recorded and waits to be published."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from action_plans.models import OutreachActivity
from ogp_portal.waiting.rows import Waiting, waited_days

MOST = 20


def to_publish(coordinated: list[int]) -> Iterator[Waiting]:
    """Activities that are recorded and not published."""
    rows = OutreachActivity.objects.filter(
        plan__forum__in=coordinated, published_at=None, plan__published_at__isnull=False
    )
    for activity in rows.select_related("plan__forum").order_by("held_on", "pk")[:MOST]:
        plan = activity.plan
        yield Waiting(
            str(activity.title),
            _("Outreach to publish"),
            reverse(
                "action_plans:outreach-publish",
                args=[plan.forum.slug, plan.slug, activity.number],
            ),
            *waited_days(max(0, (plan.forum.today - activity.held_on).days)),
        )
