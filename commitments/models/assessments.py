"""Self-assessments of a plan and the building of their PDF."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from commitments.models.commitments import Commitment
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField

CONSULTATION = dt.timedelta(days=14)
"""How long the public can comment on a draft at least (domain.md §5)."""


class AssessmentKind(models.TextChoices):
    MID_TERM = "mid-term", _("Mid-term self-assessment")
    END_OF_TERM = "end-of-term", _("End-of-term self-assessment")


class AssessmentStage(models.TextChoices):
    """Where a self-assessment stands, see `SelfAssessment.stage`."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("Open for comments")
    ANSWERING = "answering", _("Comments are being answered")
    FINAL = "final", _("Final")
    PUBLISHED = "published", _("Published without a consultation")


class SelfAssessmentQuerySet(PublicationQuerySet["SelfAssessment"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class SelfAssessment(Published):
    """The government's own account of a plan. Figures come from the data, texts from people.

    It is a draft for the forum, then public for at least two weeks of consultation, then final
    (domain.md §5). One without a consultation was published before the portal kept them.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="self_assessments")
    kind = models.CharField(_("kind"), max_length=12, choices=AssessmentKind.choices)
    introduction = TranslatedField(_("introduction and background"), blank=True)
    process = TranslatedField(_("taking part through the whole cycle"), blank=True)
    development = TranslatedField(_("taking part while the plan was made"), blank=True)
    monitoring = TranslatedField(_("taking part while it was carried out"), blank=True)
    irm_use = TranslatedField(_("use of the IRM's recommendations"), blank=True)
    implementation = TranslatedField(_("implementation of the commitments"), blank=True)
    peer_learning = TranslatedField(_("peer exchange and learning"), blank=True)
    lessons = TranslatedField(_("lessons learned"), blank=True)
    other_initiatives = TranslatedField(_("other initiatives"), blank=True)
    next_steps = TranslatedField(_("next steps"), blank=True)
    consultation_opens_on = models.DateField(
        _("consultation opens"), null=True, blank=True, editable=False
    )
    consultation_closes_on = models.DateField(
        _("consultation closes"), null=True, blank=True, editable=False
    )
    final_at = models.DateTimeField(_("final since"), null=True, blank=True, editable=False)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "kind"]
        constraints = [
            models.UniqueConstraint(name="assessment_kind_once", fields=["plan", "kind"]),
            models.CheckConstraint(
                name="assessment_consulted_for_two_weeks",
                condition=Q(consultation_opens_on__isnull=True, consultation_closes_on__isnull=True)
                | Q(consultation_closes_on__gte=F("consultation_opens_on") + CONSULTATION),
            ),
            models.CheckConstraint(
                name="assessment_final_after_its_consultation",
                condition=Q(final_at__isnull=True)
                | Q(published_at__isnull=False, consultation_closes_on__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_kind_known", condition=Q(kind__in=AssessmentKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:assessment-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.kind],
        )

    def address_of(self, key: str) -> str:
        """Where what is said of the part with this key stands."""
        return f"{self.comments_path}?at={key}" if key else self.comments_path

    @property
    def comments_path(self) -> str:
        """The page of what is said of it and how that was answered."""
        return f"{self.get_absolute_url()}comments/"

    @property
    def stage(self) -> AssessmentStage:
        """Where it stands today, where the forum works."""
        if not self.is_public:
            return AssessmentStage.DRAFT
        if self.final_at is not None:
            return AssessmentStage.FINAL
        if self.consultation_closes_on is None:
            return AssessmentStage.PUBLISHED
        if self.consultation_closes_on < self.plan.forum.today:
            return AssessmentStage.ANSWERING
        return AssessmentStage.CONSULTATION

    @property
    def takes_comments(self) -> bool:
        """What the permission to comment asks for."""
        return self.stage in (AssessmentStage.CONSULTATION, AssessmentStage.PUBLISHED)

    @property
    def texts_stand(self) -> bool:
        """Whether nobody can change its words: while the public comments, and once it is final."""
        return self.stage in (AssessmentStage.CONSULTATION, AssessmentStage.FINAL)


@pghistory.track()
class CommitmentAccount(models.Model):
    """What a self-assessment says of one commitment in people's words (domain.md §5)."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="accounts")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="accounts")
    results = TranslatedField(_("what came of it, and for whom"), blank=True)
    changes = TranslatedField(_("what changed from the plan"), blank=True)
    challenges = TranslatedField(_("problems, delays and risks"), blank=True)
    next_steps = TranslatedField(_("next steps"), blank=True)

    class Meta:
        ordering = ["assessment", "commitment"]
        constraints = [
            models.UniqueConstraint(name="account_once", fields=["assessment", "commitment"])
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.commitment}"


class ReportFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"


class BuildState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being built")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ReportBuild(models.Model):
    """One making of a report in one language and format. Asked for once, it ends once."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="builds")
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=4, choices=ReportFormat.choices, default=ReportFormat.PDF)
    state = models.CharField(max_length=8, choices=BuildState.choices, default=BuildState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    requested_by = models.ForeignKey(
        "forums.Person", models.SET_NULL, null=True, related_name="report_builds"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to="reports/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="build_format_known", condition=Q(format__in=ReportFormat.values)
            ),
            models.CheckConstraint(
                name="build_progress_in_percent", condition=Q(progress__lte=100)
            ),
            models.CheckConstraint(
                name="build_done_has_a_file",
                condition=~Q(state=BuildState.DONE) | (~Q(file="") & ~Q(sha256="")),
            ),
            models.UniqueConstraint(
                name="build_one_open_for_a_language",
                fields=["assessment", "language", "format"],
                condition=Q(state__in=[BuildState.WAITING, BuildState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.language} {self.state}"
