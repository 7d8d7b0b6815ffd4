"""Reporting rounds, and what the responsible offices report in them."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from commitments.models.commitments import Milestone, MilestoneStatus
from forums.models import Document
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class ReportingRoundQuerySet(PublicationQuerySet["ReportingRound"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class ReportingRound(Published):
    """A time in which all responsible offices report how far they are on one day."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="rounds")
    slug = models.SlugField(_("address"), max_length=40)
    title = TranslatedField(_("title"))
    as_of = models.DateField(_("state of"))
    opens_on = models.DateField(_("opens"))
    due_on = models.DateField(_("due"))

    objects = ReportingRoundQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "as_of"]
        constraints = [
            models.UniqueConstraint(name="round_address_once", fields=["plan", "slug"]),
            models.UniqueConstraint(name="round_one_a_day", fields=["plan", "as_of"]),
            models.CheckConstraint(
                name="round_due_after_it_opens", condition=Q(due_on__gte=F("opens_on"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class UpdateState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Handed in")
    PUBLISHED = "published", _("Published")


class UpdateQuerySet(PublicationQuerySet["Update"]):
    publication_path: ClassVar[tuple[str, ...]] = (
        "",
        "milestone__commitment",
        "milestone__commitment__plan",
        "milestone__commitment__plan__forum",
    )
    forum_path: ClassVar[str] = "milestone__commitment__plan__forum"


@pghistory.track()
class Update(Published):
    """What the responsible office says of one milestone in one round."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="updates")
    round = models.ForeignKey(ReportingRound, models.PROTECT, related_name="updates")
    status = models.CharField(_("state"), max_length=12, choices=MilestoneStatus.choices)
    done = TranslatedField(_("what was done"), blank=True)
    obstacles = TranslatedField(_("what stands in the way"), blank=True)
    next_steps = TranslatedField(_("next steps"), blank=True)
    state = models.CharField(
        max_length=10, choices=UpdateState.choices, default=UpdateState.DRAFT, editable=False
    )
    reported_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="updates"
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    evidence = models.ManyToManyField(Document, through="Evidence", related_name="updates")

    objects = UpdateQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["milestone", "-round__as_of"]
        constraints = [
            models.UniqueConstraint(name="update_once_a_round", fields=["milestone", "round"]),
            models.CheckConstraint(
                name="update_status_known", condition=Q(status__in=MilestoneStatus.values)
            ),
            models.CheckConstraint(
                name="update_published_has_its_day",
                condition=Q(state=UpdateState.PUBLISHED, published_at__isnull=False)
                | (~Q(state=UpdateState.PUBLISHED) & Q(published_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.status}"


@pghistory.track()
class Evidence(models.Model):
    """A document that proves what an update says."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="proofs")
    document = models.ForeignKey(Document, models.CASCADE, related_name="proofs")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="evidence_once", fields=["update", "document"])]

    def __str__(self) -> str:
        return f"{self.update}: {self.document}"
