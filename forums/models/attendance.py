"""Attendance: which seats were taken at a meeting."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.meetings import Meeting
from forums.models.organisations import Sector
from forums.models.seats import Term


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    ALTERNATE = "alternate", _("Alternate present")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


@pghistory.track()
class Attendance(models.Model):
    """Whether a seat was taken at a meeting; the sector is kept as it was on that day."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    term = models.ForeignKey(Term, models.PROTECT, related_name="attendance")
    sector = models.CharField(max_length=20, choices=Sector.choices)
    presence = models.CharField(_("attendance"), max_length=10, choices=Presence.choices)
    checked_in_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the member entered the code shown in the room.")
    )

    class Meta:
        ordering = ["meeting", "term__seat__position"]
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["meeting", "term"]),
            models.CheckConstraint(
                name="attendance_known", condition=Q(presence__in=Presence.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.get_presence_display()}"

    @property
    def counts(self) -> bool:
        """Whether the seat was taken, by the member or the alternate."""
        return self.presence in (Presence.PRESENT, Presence.ALTERNATE)
