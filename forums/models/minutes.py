"""What becomes of a meeting's minutes: who approved them, and what was corrected afterwards."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.meetings import Meeting
from forums.models.organisations import Sector
from forums.models.translation import TranslatedField


@pghistory.track()
class MinutesApproval(models.Model):
    """A chair's word that the minutes are right; one for each sector that has a chair.

    It is of the text as it stands: a change of the text takes it back.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_approvals")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    approved_by = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="minutes_approved"
    )
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["meeting", "approved_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="minutes_approved_once_a_sector", fields=["meeting", "sector"]
            ),
            models.CheckConstraint(
                name="minutes_approval_sector_known", condition=Q(sector__in=Sector.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.approved_by}"


@pghistory.track()
class MinutesCorrection(models.Model):
    """What published minutes said before they were corrected, and why they were."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes_corrections")
    before = TranslatedField(_("what the minutes said before"))
    reason = TranslatedField(_("why the minutes are corrected"))
    corrected_by = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="minutes_corrected"
    )
    corrected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(name="minutes_corrected_with_a_reason", condition=~Q(reason={}))
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.reason}"
