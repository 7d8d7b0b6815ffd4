"""What a plan asks for while it is made."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from action_plans.models import Contribution
from ogp_portal.waiting.rows import Waiting, waited

MOST = 50


def contributions(coordinated: list[int]) -> Iterator[Waiting]:
    """Contributions that nobody has answered."""
    rows = Contribution.objects.public().filter(
        plan__forum__in=coordinated, response=None, merged_into=None
    )
    rows = rows.order_by("submitted_at", "pk")
    for contribution in rows.select_related("plan__forum")[:MOST]:
        plan = contribution.plan
        address = reverse("action_plans:response-create", args=[plan.forum.slug, plan.slug])
        yield Waiting(
            contribution.title,
            _("Contribution to answer"),
            f"{address}?contribution={contribution.number}",
            *waited(contribution.submitted_at),
        )
