"""Meetings: notice, agenda, attendance and minutes."""

from __future__ import annotations

import uuid
import zoneinfo
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.documents import Document
from forums.models.forums import Forum
from forums.models.organisations import Sector
from forums.models.publication import PublicationQuerySet, Published
from forums.models.seats import Term
from forums.models.translation import TranslatedField

if TYPE_CHECKING:
    import datetime as dt


class MeetingKind(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary meeting")
    EXTRAORDINARY = "extraordinary", _("Extraordinary meeting")
    WORKING_GROUP = "working_group", _("Working group")
    PUBLIC = "public", _("Public meeting")
    RESPONSIBLE_OFFICES = "responsible_offices", _("With responsible offices")


class MeetingMode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Precision(models.TextChoices):
    """How exactly the start is known. Old records often name only the month."""

    TIME = "time", _("Day and time")
    DAY = "day", _("Day")
    MONTH = "month", _("Month")


class MeetingQuerySet(PublicationQuerySet["Meeting"]):
    def upcoming(self, now: dt.datetime | None = None) -> Self:
        """Not over yet, the next one first."""
        now = now or timezone.now()
        return self.filter(ends_at__gte=now).order_by("starts_at")

    def past(self, now: dt.datetime | None = None) -> Self:
        """Over, the latest first."""
        now = now or timezone.now()
        return self.filter(ends_at__lt=now).order_by("-starts_at")


@pghistory.track()
class Meeting(Published):
    """A session of the forum. Times are stored in UTC, `time_zone` says how they were meant."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="meetings")
    number = models.PositiveIntegerField(_("number"))
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what it is about"), blank=True)
    kind = models.CharField(
        _("kind"), max_length=24, choices=MeetingKind.choices, default=MeetingKind.ORDINARY
    )
    mode = models.CharField(
        _("how"), max_length=12, choices=MeetingMode.choices, default=MeetingMode.IN_PERSON
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.TIME)
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = TranslatedField(_("place"), blank=True)
    online_url = models.URLField(_("link to join"), max_length=500, blank=True)
    open_to_public = models.BooleanField(_("open to the public"), default=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancellation_reason = TranslatedField(_("why it was cancelled"), blank=True)
    minutes = TranslatedField(_("minutes"), blank=True)
    minutes_published_at = models.DateTimeField(null=True, blank=True, editable=False)
    documents = models.ManyToManyField(Document, through="MeetingPaper", related_name="meetings")
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["forum", "starts_at"])]
        constraints = [
            models.UniqueConstraint(name="meeting_number_once", fields=["forum", "number"]),
            models.UniqueConstraint(
                name="meeting_source_once",
                fields=["forum", "source_key"],
                condition=~Q(source_key=""),
            ),
            models.CheckConstraint(
                name="meeting_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="meeting_minutes_public_only_with_the_meeting",
                condition=Q(minutes_published_at__isnull=True) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:meeting-detail", args=[self.forum.slug, self.number])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> dt.datetime:
        """The start in the meeting's own time zone."""
        return self.starts_at.astimezone(self.zone)

    @property
    def local_end(self) -> dt.datetime:
        """The end in the meeting's own time zone."""
        return self.ends_at.astimezone(self.zone)

    @property
    def state(self) -> str:
        """draft, cancelled, minuted, held or scheduled."""
        if not self.is_public:
            return "draft"
        if self.cancelled_at:
            return "cancelled"
        if self.minutes_published_at:
            return "minuted"
        return "held" if self.ends_at < timezone.now() else "scheduled"


@pghistory.track()
class AgendaItem(models.Model):
    """One point of a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("order"))
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what is asked of the forum"), blank=True)
    presenter = models.CharField(_("who presents"), max_length=150, blank=True)
    duration = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                name="agenda_item_position_once",
                fields=["meeting", "position"],
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class MeetingPaper(models.Model):
    """A document that belongs to a meeting, perhaps to one point of its agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.CASCADE, related_name="meeting_papers")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="papers"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="meeting_paper_once", fields=["meeting", "document"])
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.document}"


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
