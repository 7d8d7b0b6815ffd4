"""What an extension of a plan means for its milestones."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from action_plans.models import Extension
from commitments.models.commitments import Milestone


@pghistory.track()
class MilestoneExtension(models.Model):
    """A milestone's new date by an extension of the plan, beside the date that it had."""

    extension = models.ForeignKey(Extension, models.CASCADE, related_name="milestones")
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="extensions")
    previous_due_on = models.DateField(_("due before"), editable=False)
    due_on = models.DateField(_("due now"))

    class Meta:
        ordering = ["extension", "milestone"]
        constraints = [
            models.UniqueConstraint(
                name="milestone_extended_once_by_each", fields=["extension", "milestone"]
            ),
            models.CheckConstraint(
                name="milestone_extension_gives_more_time",
                condition=Q(due_on__gt=F("previous_due_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.previous_due_on} → {self.due_on}"
