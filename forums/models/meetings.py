"""Meetings: when and where, for whom, and their minutes."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.documents import Document
from forums.models.forums import Forum
from forums.models.organisations import Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from forums.models.people import Person


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


class MinutesState(models.TextChoices):
    """How far minutes are. They are public once `minutes_published_at` is set."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("With the members for comments")
    APPROVED = "approved", _("Approved")


@pghistory.track()
class MeetingSeries(models.Model):
    """Meetings that were called together and come again and again; each is its own thereafter."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="series")
    title = TranslatedField(_("title"))
    every_months = models.PositiveSmallIntegerField(_("every so many months"), default=0)
    every_weeks = models.PositiveSmallIntegerField(_("every so many weeks"), default=0)

    class Meta:
        ordering = ["forum", "pk"]
        constraints = [
            models.CheckConstraint(
                name="series_by_months_or_by_weeks",
                condition=Q(every_months__gt=0, every_weeks=0)
                | Q(every_months=0, every_weeks__gt=0),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


MINUTES_STAND = (
    pgtrigger.Protect(
        name="minutes_published_at_stands",
        operation=pgtrigger.UpdateOf("minutes_published_at"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(
            "OLD.minutes_published_at IS NOT NULL"
            " AND NEW.minutes_published_at IS DISTINCT FROM OLD.minutes_published_at"
        ),
    ),
    pgtrigger.Trigger(
        name="published_minutes_are_corrected",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("minutes"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(
            "OLD.minutes_published_at IS NOT NULL AND NEW.minutes IS DISTINCT FROM OLD.minutes"
        ),
        func=(
            "IF OLD.minutes IS DISTINCT FROM (SELECT c.before FROM forums_minutescorrection c"
            " WHERE c.meeting_id = NEW.id ORDER BY c.id DESC LIMIT 1) THEN"
            " RAISE EXCEPTION 'published minutes change by a correction that keeps what they said'"
            " USING ERRCODE = 'integrity_constraint_violation';"
            " END IF; RETURN NEW;"
        ),
    ),
)
"""Published minutes stand: what they say is changed by a MinutesCorrection alone."""


class MeetingQuerySet(PublicationQuerySet["Meeting"]):
    @classmethod
    def public_condition(cls) -> Q:
        """A working group's meeting is public only while the group is."""
        group = Q(
            working_group__published_at__isnull=False, working_group__withdrawn_at__isnull=True
        )
        return super().public_condition() & (Q(working_group=None) | group)

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, what the forum prepares, and the meetings of the person's groups."""
        if not person.is_authenticated or person.is_superuser:
            return super().visible_to(person)
        return self.filter(
            self.public_condition()
            | Q(forum__in=person.forum_ids())
            | Q(working_group__in=person.trusted_group_ids())
        )

    def of(self, person: Person) -> Self:
        """Published meetings to which the person is invited: by seat, by group or by office."""
        return self.filter(
            Q(working_group=None, forum__in=person.forum_ids())
            | Q(working_group__in=person.group_ids())
            | Q(pk__in=self._with_office_of(person)),
            published_at__isnull=False,
            withdrawn_at__isnull=True,
        )

    def _with_office_of(self, person: Person) -> models.QuerySet[Any]:
        office = person.organisation_id
        return self.model.offices.through.objects.filter(organisation=office).values("meeting")

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

    internal_path: ClassVar[str] = "minutes/review/"  # where the forum alone comments on it

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
    working_group = models.ForeignKey(
        "forums.WorkingGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("working group"),
    )
    offices = models.ManyToManyField(
        Organisation,
        related_name="meetings",
        blank=True,
        verbose_name=_("responsible offices"),
        help_text=_("The people who work for them are invited besides the forum's members."),
    )
    series = models.ForeignKey(
        MeetingSeries, models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    short_notice_reason = TranslatedField(_("why the notice is short"), blank=True)
    presents_results = models.BooleanField(
        _("results of the plan are presented"),
        default=False,
        help_text=_("And the public can comment on them (OGP's standards, requirement 5.1)."),
    )
    check_in_code = models.CharField(max_length=8, blank=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancellation_reason = TranslatedField(_("why it was cancelled"), blank=True)
    minutes = TranslatedField(_("minutes"), blank=True)
    minutes_state = models.CharField(
        max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT, editable=False
    )
    minutes_due_on = models.DateField(_("minutes due"), null=True, blank=True, editable=False)
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
            models.CheckConstraint(name="meeting_kind_known", condition=Q(kind__in=MeetingKind)),
            models.CheckConstraint(
                name="meeting_of_a_working_group_names_it",
                condition=Q(kind=MeetingKind.WORKING_GROUP, working_group__isnull=False)
                | (~Q(kind=MeetingKind.WORKING_GROUP) & Q(working_group__isnull=True)),
            ),
            models.CheckConstraint(
                name="meeting_minutes_state_known",
                condition=Q(minutes_state__in=MinutesState.values),
            ),
            models.UniqueConstraint(
                name="meeting_check_in_code_once",
                fields=["check_in_code"],
                condition=~Q(check_in_code=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [*Published.Meta.triggers, *MINUTES_STAND]

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
        """draft, cancelled, minuted, held, past, live or scheduled.

        Past is an old record whose hour is not known: nobody owes its minutes.
        """
        if not self.is_public:
            return "draft"
        if self.cancelled_at:
            return "cancelled"
        if self.minutes_published_at:
            return "minuted"
        now = timezone.now()
        if self.ends_at < now:
            return "held" if self.precision == Precision.TIME else "past"
        is_live = self.precision == Precision.TIME and self.starts_at <= now
        return "live" if is_live else "scheduled"

    @property
    def minutes_late_since(self) -> dt.date | None:
        """The first day on which minutes that are not published were past their date."""
        due = self.minutes_due_on
        if due is None or self.minutes_published_at or self.cancelled_at:
            return None
        today = timezone.localdate(timezone=self.zone)
        return due + timedelta(days=1) if due < today else None


@pghistory.track()
class MeetingOffice(Meeting.offices.through):  # type: ignore[name-defined]
    """An office that is invited to a meeting; here so that its history is kept."""

    class Meta:
        proxy = True
