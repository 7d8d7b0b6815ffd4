"""The last days of reporting rounds as days of a forum's calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import ReportingRound
from forums.domain.calendar_entries import Entry
from forums.domain.dates import full_date


def of_forums(forums: Collection[int]) -> Iterator[Entry]:
    """The day until which the offices report, of each public round of the forums with these ids."""
    rows = ReportingRound.objects.public().filter(plan__forum__in=forums)
    for row in rows.select_related("plan__forum").order_by("due_on", "pk"):
        yield Entry(
            f"round-{row.pk}-due",
            row.due_on,
            row.due_on,
            _("Reports are due: %(round)s (%(plan)s)")
            % {"round": row.title, "plan": row.plan.title},
            _("The responsible offices report how far their milestones are on %(day)s.")
            % {"day": full_date(row.as_of)},
            row.get_absolute_url(),
            row.published_at or timezone.now(),
        )
