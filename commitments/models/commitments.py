"""Commitments and their milestones."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan, Draft, Theme
from commitments.models.goals import Goal
from commitments.models.policy_areas import PolicyArea
from forums.models import Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.searching import words_for
from forums.models.translation import TranslatedField


def first_dates_stand(*columns: str) -> pgtrigger.Protect:
    """A date as it was first promised is never changed, however the promise moves."""
    changed = " OR ".join(
        f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in columns
    )
    return pgtrigger.Protect(
        name="first_dates_stand",
        operation=pgtrigger.UpdateOf(*columns),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(f"({changed})"),
    )


class MilestoneStatus(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETE = "complete", _("Complete")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CommitmentStatus(models.TextChoices):
    """What the milestones of a commitment say together."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETE = "complete", _("Complete")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class GovernmentStatus(models.TextChoices):
    """How far a commitment is, as the government reports it (domain.md §5)."""

    NOT_STARTED = "not_started", pgettext_lazy("the government's report", "Not started")
    LIMITED = "limited", pgettext_lazy("the government's report", "Limited")
    SUBSTANTIAL = "substantial", pgettext_lazy("the government's report", "Substantial")
    COMPLETE = "complete", pgettext_lazy("the government's report", "Complete")


class CommitmentQuerySet(PublicationQuerySet["Commitment"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class Commitment(Published):
    """A promise of a plan. `answers` holds its text by the questions of the plan's template.

    `status` follows from the milestones by `domain.status`, in the same transaction as they,
    until an amendment takes the commitment out of the plan; so do the days on which it began and
    was complete. `reported_status` is what the last published `CommitmentReport` says: another
    vocabulary, which never moves the first.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    ogp_id = models.CharField(_("OGP's number"), max_length=12, unique=True, null=True, blank=True)
    draft = models.OneToOneField(
        Draft, models.PROTECT, null=True, blank=True, related_name="commitment"
    )
    title = TranslatedField(_("title"))
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments_led",
        verbose_name=_("responsible office"),
    )
    supporting = models.ManyToManyField(
        Organisation, related_name="commitments_supported", blank=True
    )
    policy_areas = models.ManyToManyField(PolicyArea, related_name="commitments", blank=True)
    values = models.JSONField(_("open government values"), default=list, blank=True)
    goals = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("Sustainable Development Goals"),
    )
    contact_name = models.CharField(_("person to ask"), max_length=150, blank=True)
    contact_role = models.CharField(_("post and unit"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail address of the office"), blank=True)
    answers = models.JSONField(
        _("text"), default=dict, blank=True, help_text=_("{question: {language: text}}")
    )
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    original_starts_on = models.DateField(
        _("starts, as first promised"), null=True, blank=True, editable=False
    )
    original_ends_on = models.DateField(
        _("ends, as first promised"), null=True, blank=True, editable=False
    )
    began_on = models.DateField(_("began"), null=True, blank=True, editable=False)
    completed_on = models.DateField(_("was complete"), null=True, blank=True, editable=False)
    reported_status = models.CharField(
        _("state reported by the government"),
        max_length=12,
        choices=GovernmentStatus.choices,
        blank=True,
        editable=False,
    )
    status = models.CharField(
        _("state"),
        max_length=12,
        choices=CommitmentStatus.choices,
        default=CommitmentStatus.NOT_STARTED,
        editable=False,
    )
    taken_out_on = models.DateField(
        _("taken out of the plan"), null=True, blank=True, editable=False
    )
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        indexes = [
            models.Index(fields=["plan", "status"]),
            *(
                GinIndex(
                    words_for(language, texts=("title",), plain=("ogp_id", "answers")),
                    name=f"commitment_words_{language}",
                )
                for language in ("en", "es")
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            first_dates_stand("original_starts_on", "original_ends_on"),
        ]
        constraints = [
            models.UniqueConstraint(name="commitment_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="commitment_goals_known", condition=Q(goals__contained_by=Goal.values)
            ),
            models.CheckConstraint(
                name="commitment_reported_status_known",
                condition=Q(reported_status="") | Q(reported_status__in=GovernmentStatus.values),
            ),
            models.CheckConstraint(
                name="commitment_complete_since_a_day",
                condition=Q(completed_on__isnull=True) | Q(status=CommitmentStatus.COMPLETE),
            ),
            models.CheckConstraint(
                name="commitment_status_known", condition=Q(status__in=CommitmentStatus.values)
            ),
            models.CheckConstraint(
                name="commitment_taken_out_is_withdrawn",
                condition=Q(taken_out_on__isnull=True) | Q(status=CommitmentStatus.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="commitment_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:commitment-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )


@pghistory.track()
class SupportingOffice(Commitment.supporting.through):  # type: ignore[name-defined]
    """An organisation that supports a commitment; here so that its history is kept."""

    class Meta:
        proxy = True


@pghistory.track()
class CommitmentPolicyArea(Commitment.policy_areas.through):  # type: ignore[name-defined]
    """A policy area that a commitment belongs to; here so that its history is kept."""

    class Meta:
        proxy = True


class MilestoneQuerySet(PublicationQuerySet["Milestone"]):
    """A milestone is public when its commitment is."""

    publication_path: ClassVar[tuple[str, ...]] = (
        "commitment",
        "commitment__plan",
        "commitment__plan__forum",
    )
    forum_path: ClassVar[str] = "commitment__plan__forum"

    def counted(self) -> Self:
        """All that were not withdrawn: what totals are out of."""
        return self.exclude(status=MilestoneStatus.WITHDRAWN)


@pghistory.track()
class Milestone(models.Model):
    """A verifiable step of a commitment. `status` is what the last published update says, until
    an amendment takes the step out of the plan."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="milestones")
    number = models.CharField(_("number"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title = TranslatedField(_("what will be there to see"))
    outputs = TranslatedField(_("expected outputs"), blank=True)
    responsible = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("responsible office"),
    )
    responsible_unit = models.CharField(_("unit"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    original_due_on = models.DateField(_("first due"), null=True, blank=True, editable=False)
    began_on = models.DateField(_("began"), null=True, blank=True, editable=False)
    completed_on = models.DateField(_("was complete"), null=True, blank=True, editable=False)
    status = models.CharField(
        _("state"),
        max_length=12,
        choices=MilestoneStatus.choices,
        default=MilestoneStatus.NOT_STARTED,
        editable=False,
    )
    taken_out_on = models.DateField(
        _("taken out of the plan"), null=True, blank=True, editable=False
    )
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["commitment", "position", "pk"]
        indexes = [
            models.Index(
                name="milestone_open_until",
                fields=["due_on"],
                condition=Q(status__in=["not_started", "in_progress"]),
            )
        ]
        triggers: ClassVar[list[Any]] = [first_dates_stand("original_due_on")]
        constraints = [
            models.UniqueConstraint(name="milestone_number_once", fields=["commitment", "number"]),
            models.CheckConstraint(
                name="milestone_complete_since_a_day",
                condition=Q(completed_on__isnull=True) | Q(status=MilestoneStatus.COMPLETE),
            ),
            models.CheckConstraint(
                name="milestone_status_known", condition=Q(status__in=MilestoneStatus.values)
            ),
            models.CheckConstraint(
                name="milestone_taken_out_is_withdrawn",
                condition=Q(taken_out_on__isnull=True) | Q(status=MilestoneStatus.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="milestone_due_after_its_start",
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_overdue(self) -> bool:
        """Past its date and neither complete nor withdrawn."""
        return self.days_overdue > 0

    @property
    def days_overdue(self) -> int:
        """Whole days since the date passed where the forum works; 0 where it is done or not due."""
        done = self.status in (MilestoneStatus.COMPLETE, MilestoneStatus.WITHDRAWN)
        if done or self.due_on is None:
            return 0
        return max(0, (self.commitment.plan.forum.today - self.due_on).days)
