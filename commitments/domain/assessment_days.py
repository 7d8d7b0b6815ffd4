"""The consultations on self-assessments as days of a forum's calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import SelfAssessment
from forums.domain.calendar_entries import Entry


def of_forums(forums: Collection[int]) -> Iterator[Entry]:
    """When the public can comment on published drafts of the forums with these ids."""
    rows = (
        SelfAssessment.objects.public()
        .filter(plan__forum__in=forums, consultation_opens_on__isnull=False)
        .select_related("plan__forum")
        .order_by("pk")
    )
    for row in rows:
        if row.consultation_opens_on is None or row.consultation_closes_on is None:
            continue
        yield Entry(
            f"assessment-{row.pk}-consultation",
            row.consultation_opens_on,
            row.consultation_closes_on,
            _("%(kind)s: open to comments (%(plan)s)")
            % {"kind": row.get_kind_display(), "plan": row.plan.title},
            _("Everybody can comment on the draft. Each comment gets an answer."),
            row.get_absolute_url(),
            row.published_at or timezone.now(),
        )
