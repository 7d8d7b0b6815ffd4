"""What a plan left unfinished and the next one carries on."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from action_plans.models import Draft
from commitments.models.commitments import Commitment


@pghistory.track()
class Continuation(models.Model):
    """A commitment goes on in a draft of the next plan, and in the commitment that it becomes."""

    earlier = models.ForeignKey(Commitment, models.CASCADE, related_name="continuations")
    draft = models.OneToOneField(
        Draft, models.CASCADE, null=True, blank=True, related_name="continues"
    )
    later = models.ForeignKey(
        Commitment, models.CASCADE, null=True, blank=True, related_name="continues"
    )
    made_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="continuations_made"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="continuation_once", fields=["earlier", "later"]),
            models.CheckConstraint(
                name="continuation_leads_somewhere",
                condition=Q(draft__isnull=False) | Q(later__isnull=False),
            ),
            models.CheckConstraint(
                name="continuation_leads_to_another",
                condition=Q(later__isnull=True) | ~Q(later=F("earlier")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id or self.draft_id}"
