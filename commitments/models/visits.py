"""Visits, and meetings with the responsible offices, by which commitments are monitored."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from commitments.models.commitments import Commitment
from forums.models import Document, Meeting, Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class VisitKind(models.TextChoices):
    VISIT = "visit", _("Monitoring visit")
    MEETING = "meeting", _("Meeting with the responsible office")


class MonitoringVisitQuerySet(PublicationQuerySet["MonitoringVisit"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class MonitoringVisit(Published):
    """A visit, or a meeting with an office, to see how commitments go; recorded by who went."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="visits")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=VisitKind.choices)
    title = TranslatedField(_("title"))
    held_on = models.DateField(_("on"))
    place = TranslatedField(_("place"), blank=True)
    took_part = TranslatedField(_("who took part"), blank=True)
    notes = TranslatedField(_("what was seen and said"))
    commitments = models.ManyToManyField(Commitment, related_name="visits")
    offices = models.ManyToManyField(Organisation, related_name="visits", blank=True)
    documents = models.ManyToManyField(Document, related_name="visits", blank=True)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    recorded_by = models.ForeignKey("forums.Person", models.PROTECT, related_name="visits")

    objects = MonitoringVisitQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "-held_on", "-number"]
        constraints = [
            models.UniqueConstraint(name="visit_number_once", fields=["plan", "number"]),
            models.CheckConstraint(name="visit_kind_known", condition=Q(kind__in=VisitKind.values)),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "commitments:visit-detail", args=[self.plan.forum.slug, self.plan.slug, self.number]
        )


@pghistory.track()
class VisitedCommitment(MonitoringVisit.commitments.through):  # type: ignore[name-defined]
    """A commitment that a visit was about; here so that its history is kept."""

    class Meta:
        proxy = True


@pghistory.track()
class VisitedOffice(MonitoringVisit.offices.through):  # type: ignore[name-defined]
    """An office that was met; here so that its history is kept."""

    class Meta:
        proxy = True


@pghistory.track()
class VisitDocument(MonitoringVisit.documents.through):  # type: ignore[name-defined]
    """A document of a visit; here so that its history is kept."""

    class Meta:
        proxy = True
