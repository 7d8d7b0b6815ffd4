"""What amendments ask of coordinators: a decision, while the plan can still be amended."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from action_plans.models import PlanState
from commitments.domain.amendments import last_day
from commitments.models import Amendment, AmendmentState
from ogp_portal.waiting.rows import Waiting, until

MOST = 20


def to_decide(coordinated: list[int]) -> Iterator[Waiting]:
    """Proposed amendments of running plans, with the last day on which each can be adopted."""
    rows = (
        Amendment.objects.filter(
            plan__forum__in=coordinated,
            plan__state=PlanState.IMPLEMENTATION,
            state=AmendmentState.PROPOSED,
        )
        .select_related("plan__forum", "commitment", "draft")
        .defer("before", "after")
        .order_by("proposed_at")[:MOST]
    )
    last = {row.plan_id: last_day(row.plan) for row in {row.plan_id: row for row in rows}.values()}
    for row in rows:
        subject = row.commitment or row.draft
        yield Waiting(
            str(subject),
            _("Amendment to decide"),
            row.get_absolute_url(),
            *until(last[row.plan_id]),
        )
