"""Meetings: notice, agenda, attendance and minutes."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
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
            | Q(working_group__in=person.group_ids())
        )

    def of(self, person: Person) -> Self:
        """Published meetings to which the person is invited: of her forums and her groups."""
        return self.filter(
            Q(working_group=None, forum__in=person.forum_ids())
            | Q(working_group__in=person.group_ids()),
            published_at__isnull=False,
            withdrawn_at__isnull=True,
        )

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
    working_group = models.ForeignKey(
        "forums.WorkingGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("working group"),
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
        """draft, cancelled, minuted, held, live or scheduled."""
        if not self.is_public:
            return "draft"
        if self.cancelled_at:
            return "cancelled"
        if self.minutes_published_at:
            return "minuted"
        now = timezone.now()
        if self.ends_at < now:
            return "held"
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


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("On an agenda")
    DECLINED = "declined", _("Not taken up")


class AgendaProposalQuerySet(models.QuerySet["AgendaProposal"]):
    def waiting(self) -> Self:
        """Not yet answered, the oldest first."""
        return self.filter(state=ProposalState.WAITING).order_by("proposed_at", "pk")

    def from_source(self, source: models.Model) -> Self:
        """What came from one thing, such as a contribution, the latest first."""
        return self.filter(
            source_type=ContentType.objects.get_for_model(source), source_id=source.pk
        ).order_by("-proposed_at", "-pk")


@pghistory.track()
class AgendaProposal(models.Model):
    """What somebody asks the forum to take up: a member, a working group, or the public.

    `source` is the thing that it came from, such as a contribution, an action item or a
    recommendation of a working group.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="agenda_proposals")
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_proposals",
        verbose_name=_("for the meeting"),
    )
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what is asked of the forum"), blank=True)
    proposed_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="agenda_proposals"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=8, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    reason = TranslatedField(_("why it is not taken up"), blank=True)
    item = models.OneToOneField(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposal"
    )
    source_type = models.ForeignKey(
        "contenttypes.ContentType", models.SET_NULL, null=True, blank=True
    )
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    source = GenericForeignKey("source_type", "source_id")

    objects = AgendaProposalQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "-proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_proposal_state_known",
                condition=Q(state__in=ProposalState.values),
            ),
            models.UniqueConstraint(
                name="agenda_proposal_once_from_a_source",
                fields=["forum", "source_type", "source_id"],
                condition=Q(state=ProposalState.WAITING, source_id__isnull=False),
            ),
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


class Coming(models.TextChoices):
    """What a member answers to an invitation."""

    COMING = "coming", _("I come")
    ALTERNATE = "alternate", _("My alternate comes")
    NOT_COMING = "not_coming", _("I do not come")


@pghistory.track()
class Reply(models.Model):
    """The answer to an invitation: one for each seat, or for each member of a working group."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="replies")
    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="replies")
    membership = models.ForeignKey(
        "forums.GroupMembership", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Coming.choices)
    given_by = models.ForeignKey("forums.Person", models.PROTECT, related_name="replies")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["meeting", "term__seat__position"]
        constraints = [
            models.UniqueConstraint(name="reply_once_a_seat", fields=["meeting", "term"]),
            models.UniqueConstraint(
                name="reply_once_a_group_member", fields=["meeting", "membership"]
            ),
            models.CheckConstraint(
                name="reply_for_a_seat_or_a_group_member",
                condition=Q(term__isnull=False, membership__isnull=True)
                | Q(term__isnull=True, membership__isnull=False),
            ),
            models.CheckConstraint(name="reply_known", condition=Q(answer__in=Coming.values)),
        ]

    def __str__(self) -> str:
        return f"{self.term or self.membership}: {self.get_answer_display()}"


class ActionItemQuerySet(PublicationQuerySet["ActionItem"]):
    """An action item is public with the meeting at which it was recorded."""

    publication_path: ClassVar[tuple[str, ...]] = ("meeting", "forum")

    def open(self) -> Self:
        """Not done yet, the first to be done first."""
        return self.filter(done_on__isnull=True).order_by("due_on", "pk")

    def done(self) -> Self:
        """Done, the latest first."""
        return self.filter(done_on__isnull=False).order_by("-done_on", "-pk")


@pghistory.track()
class ActionItem(models.Model):
    """What somebody promised at a meeting. Open ones stand on the next agenda."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="action_items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="action_items")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    title = TranslatedField(_("what will be done"))
    owner = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="action_items", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("until"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = TranslatedField(_("what came of it"), blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_item_done_says_what_came_of_it",
                condition=Q(done_on__isnull=True) | ~Q(outcome={}),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:action-item-list", args=[self.forum.slug]) + f"#action-{self.pk}"

    @property
    def is_late(self) -> bool:
        """Past its day, by the forum's own calendar, and not done."""
        return self.done_on is None and self.due_on < self.forum.today

    @property
    def state(self) -> str:
        """done, late or open."""
        if self.done_on is not None:
            return "done"
        return "late" if self.is_late else "open"


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
