"""Reporting rounds, and what the responsible offices report in them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
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

    def get_absolute_url(self) -> str:
        plan = self.plan
        return reverse("commitments:round-detail", args=[plan.forum.slug, plan.slug, self.slug])


class UpdateState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Handed in")
    PUBLISHED = "published", _("Published")


class Stage(models.TextChoices):
    """How far a report has come between its office, the coordinator and the public."""

    DRAFT = "draft", _("Draft")
    SENT_BACK = "sent_back", _("Sent back")
    HANDED_IN = "handed_in", _("Handed in")
    PUBLISHED = "published", _("Published")


class UpdateQuerySet(PublicationQuerySet["Update"]):
    publication_path: ClassVar[tuple[str, ...]] = (
        "",
        "milestone__commitment",
        "milestone__commitment__plan",
        "milestone__commitment__plan__forum",
    )
    forum_path: ClassVar[str] = "milestone__commitment__plan__forum"

    def handed_in(self) -> Self:
        """What waits for the coordinator's check."""
        return self.filter(state=UpdateState.SUBMITTED)

    def with_stage(self) -> models.QuerySet[Any]:
        """Each with its `stage`."""
        return self.annotate(
            stage=Case(
                When(state=UpdateState.PUBLISHED, then=Value(Stage.PUBLISHED.value)),
                When(state=UpdateState.SUBMITTED, then=Value(Stage.HANDED_IN.value)),
                When(~Q(sent_back=""), then=Value(Stage.SENT_BACK.value)),
                default=Value(Stage.DRAFT.value),
            )
        )


_PROVEN = pgtrigger.Trigger(
    name="complete_with_evidence",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition(
        "NEW.state = 'published' AND NEW.status = 'complete' AND NOT NEW.imported"
    ),
    func="""
        IF NOT EXISTS (SELECT FROM commitments_evidence WHERE update_id = NEW.id) THEN
            RAISE EXCEPTION 'a milestone is complete only with evidence'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    """,
)
_PROOF_STAYS = pgtrigger.Trigger(
    name="last_proof_stays",
    when=pgtrigger.After,
    operation=pgtrigger.Delete,
    timing=pgtrigger.Deferred,
    func="""
        IF EXISTS (
            SELECT FROM commitments_update WHERE id = OLD.update_id AND state = 'published'
                AND status = 'complete' AND NOT imported
        ) AND NOT EXISTS (SELECT FROM commitments_evidence WHERE update_id = OLD.update_id) THEN
            RAISE EXCEPTION 'a milestone is complete only with evidence'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    """,
)


@pghistory.track()
class Update(Published):
    """What the responsible office says of one milestone in one round.

    What was imported tells of times before the portal, and is taken as it was published then.
    What was published and taken back is a draft again that keeps its day of publication.
    """

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="updates")
    round = models.ForeignKey(ReportingRound, models.PROTECT, related_name="updates")
    status = models.CharField(_("state"), max_length=12, choices=MilestoneStatus.choices)
    done = TranslatedField(_("what was done"), blank=True)
    obstacles = TranslatedField(_("what stands in the way"), blank=True)
    next_steps = TranslatedField(_("next steps"), blank=True)
    happened_on = models.DateField(
        _("since when it is so"),
        null=True,
        blank=True,
        help_text=_("Where it is not the day of which the round reports."),
    )
    state = models.CharField(
        max_length=10, choices=UpdateState.choices, default=UpdateState.DRAFT, editable=False
    )
    imported = models.BooleanField(default=False, editable=False)
    sent_back = models.TextField(
        _("what the coordinator asks for"), blank=True, max_length=2000, editable=False
    )
    reported_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="updates"
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    evidence = models.ManyToManyField(Document, through="Evidence", related_name="updates")

    objects = UpdateQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["milestone", "-round__as_of"]
        triggers: ClassVar[list[Any]] = [*Published.Meta.triggers, _PROVEN]
        constraints = [
            models.CheckConstraint(
                name="update_not_started_says_why",
                condition=Q(imported=True)
                | Q(state=UpdateState.DRAFT)
                | ~Q(status=MilestoneStatus.NOT_STARTED)
                | ~Q(obstacles={}),
            ),
            models.UniqueConstraint(name="update_once_a_round", fields=["milestone", "round"]),
            models.CheckConstraint(
                name="update_status_known", condition=Q(status__in=MilestoneStatus.values)
            ),
            models.CheckConstraint(
                name="update_published_has_its_day",
                condition=Q(
                    state=UpdateState.PUBLISHED, published_at__isnull=False, withdrawn_at=None
                )
                | (
                    ~Q(state=UpdateState.PUBLISHED)
                    & (Q(published_at__isnull=True) | Q(withdrawn_at__isnull=False))
                ),
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
        triggers: ClassVar[list[Any]] = [_PROOF_STAYS]
        constraints = [models.UniqueConstraint(name="evidence_once", fields=["update", "document"])]

    def __str__(self) -> str:
        return f"{self.update}: {self.document}"
