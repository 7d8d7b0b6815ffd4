"""Self-assessments of a plan and the building of their PDF."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class AssessmentKind(models.TextChoices):
    MID_TERM = "mid-term", _("Mid-term self-assessment")
    END_OF_TERM = "end-of-term", _("End-of-term self-assessment")


class SelfAssessmentQuerySet(PublicationQuerySet["SelfAssessment"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class SelfAssessment(Published):
    """The government's own account of a plan. Figures come from the data, texts from people."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="self_assessments")
    kind = models.CharField(_("kind"), max_length=12, choices=AssessmentKind.choices)
    introduction = TranslatedField(_("introduction"), blank=True)
    process = TranslatedField(_("how the plan was made and followed"), blank=True)
    lessons = TranslatedField(_("lessons and next steps"), blank=True)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "kind"]
        constraints = [
            models.UniqueConstraint(name="assessment_kind_once", fields=["plan", "kind"]),
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


class BuildState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being built")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ReportBuild(models.Model):
    """One making of a report's PDF in one language. Asked for once, it ends once."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="builds")
    language = models.CharField(max_length=10)
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
                name="build_progress_in_percent", condition=Q(progress__lte=100)
            ),
            models.CheckConstraint(
                name="build_done_has_a_file",
                condition=~Q(state=BuildState.DONE) | (~Q(file="") & ~Q(sha256="")),
            ),
            models.UniqueConstraint(
                name="build_one_open_for_a_language",
                fields=["assessment", "language"],
                condition=Q(state__in=[BuildState.WAITING, BuildState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.language} {self.state}"
