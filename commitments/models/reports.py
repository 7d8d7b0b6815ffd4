"""How far a whole commitment is: as its office reports it, and as civil society finds it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.commitments import Commitment, GovernmentStatus
from commitments.models.progress import ReportingRound, Stage
from forums.models import Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class SocietyStatus(models.TextChoices):
    """How far a commitment is, as civil society finds it."""

    NOT_STARTED = "not_started", pgettext_lazy("civil society's finding", "Not started")
    LIMITED = "limited", pgettext_lazy("civil society's finding", "Limited")
    SUBSTANTIAL = "substantial", pgettext_lazy("civil society's finding", "Substantial")
    COMPLETE = "complete", pgettext_lazy("civil society's finding", "Complete")
    CANNOT_TELL = "cannot_tell", pgettext_lazy("civil society's finding", "Cannot tell")


class CommitmentReportQuerySet(PublicationQuerySet["CommitmentReport"]):
    publication_path: ClassVar[tuple[str, ...]] = (
        "",
        "commitment",
        "commitment__plan",
        "commitment__plan__forum",
    )
    forum_path: ClassVar[str] = "commitment__plan__forum"

    def handed_in(self) -> Self:
        """What waits for the coordinator's check."""
        return self.filter(self._handed_in())

    def with_stage(self) -> models.QuerySet[Any]:
        """Each with its `stage`."""
        return self.annotate(
            stage=Case(
                When(self._handed_in(), then=Value(Stage.HANDED_IN.value)),
                When(submitted_at__isnull=False, then=Value(Stage.PUBLISHED.value)),
                When(~Q(sent_back=""), then=Value(Stage.SENT_BACK.value)),
                default=Value(Stage.DRAFT.value),
            )
        )

    @staticmethod
    def _handed_in() -> Q:
        hidden = Q(published_at=None) | Q(withdrawn_at__isnull=False)
        return hidden & Q(submitted_at__isnull=False)


@pghistory.track()
class CommitmentReport(Published):
    """What the responsible office says of a whole commitment in one round.

    It is a draft until it is handed in; what was published and taken back is a draft again.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reports")
    round = models.ForeignKey(ReportingRound, models.PROTECT, related_name="commitment_reports")
    status = models.CharField(_("state"), max_length=12, choices=GovernmentStatus.choices)
    text = TranslatedField(_("in short"), blank=True)
    obstacles = TranslatedField(_("what stands in the way"), blank=True)
    reported_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="commitment_reports"
    )
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_back = models.TextField(
        _("what the coordinator asks for"), blank=True, max_length=2000, editable=False
    )

    objects = CommitmentReportQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["commitment", "-round__as_of"]
        constraints = [
            models.UniqueConstraint(name="report_once_a_round", fields=["commitment", "round"]),
            models.CheckConstraint(
                name="report_status_known", condition=Q(status__in=GovernmentStatus.values)
            ),
            models.CheckConstraint(
                name="report_says_what_stands_in_the_way",
                condition=Q(submitted_at__isnull=True)
                | ~Q(status__in=["not_started", "limited"])
                | ~Q(obstacles={}),
            ),
            models.CheckConstraint(
                name="report_published_once_handed_in",
                condition=Q(published_at__isnull=True)
                | Q(withdrawn_at__isnull=False)
                | Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_status_display()}"


class CommitmentFindingQuerySet(PublicationQuerySet["CommitmentFinding"]):
    publication_path: ClassVar[tuple[str, ...]] = (
        *CommitmentReportQuerySet.publication_path,
        "round",
    )
    forum_path: ClassVar[str] = CommitmentReportQuerySet.forum_path


@pghistory.track()
class CommitmentFinding(Published):
    """What an organisation of civil society in the forum finds of a whole commitment, in a round."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="findings")
    round = models.ForeignKey(ReportingRound, models.PROTECT, related_name="findings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="findings")
    by = models.ForeignKey("forums.Person", models.PROTECT, related_name="findings")
    status = models.CharField(_("finding"), max_length=12, choices=SocietyStatus.choices)
    reason = TranslatedField(_("why"))

    objects = CommitmentFindingQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["commitment", "-round__as_of"]
        constraints = [
            models.UniqueConstraint(
                name="finding_once_by_an_organisation",
                fields=["commitment", "round", "organisation"],
            ),
            models.CheckConstraint(
                name="finding_status_known", condition=Q(status__in=SocietyStatus.values)
            ),
            models.CheckConstraint(name="finding_says_why", condition=~Q(reason={})),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        plan = self.commitment.plan
        page = reverse(
            "commitments:finding-list", args=[plan.forum.slug, plan.slug, self.commitment.number]
        )
        return f"{page}#finding-{self.pk}"
