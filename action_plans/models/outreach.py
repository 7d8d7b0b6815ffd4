"""Outreach: what was done so that people know of the plan and how to take part."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.phases import Phase
from action_plans.models.plans import ActionPlan
from forums.models import Document, Meeting
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class OutreachKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    MEETING = "meeting", _("Public meeting")
    WEBINAR = "webinar", _("Online event")
    MEDIA = "media", _("Press, radio or television")
    SOCIAL_MEDIA = "social_media", _("Social media")
    MAILING = "mailing", _("Mailing")
    VISIT = "visit", _("Visit or stall")
    OTHER = "other", _("Other")


class OutreachQuerySet(PublicationQuerySet["OutreachActivity"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class OutreachActivity(Published):
    """One thing that was done to reach people, with how many it reached and how that is known."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="outreach")
    number = models.PositiveSmallIntegerField(_("number"))
    phase = models.ForeignKey(
        Phase, models.SET_NULL, null=True, blank=True, related_name="outreach"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=OutreachKind.choices)
    title = TranslatedField(_("title"))
    description = TranslatedField(_("what was done"), blank=True)
    held_on = models.DateField(_("on"))
    until = models.DateField(_("until"), null=True, blank=True)
    place = models.CharField(_("place or channel"), max_length=200, blank=True)
    audience = TranslatedField(_("who was to be reached"), blank=True)
    people_reached = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    organisations_reached = models.PositiveIntegerField(
        _("organisations reached"), null=True, blank=True
    )
    counted_how = TranslatedField(_("how this was counted"), blank=True)
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="outreach"
    )
    document = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="outreach",
        verbose_name=_("evidence"),
    )
    recorded_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="outreach"
    )

    objects = OutreachQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "held_on", "number"]
        constraints = [
            models.UniqueConstraint(name="outreach_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="outreach_kind_known", condition=Q(kind__in=OutreachKind.values)
            ),
            models.CheckConstraint(
                name="outreach_until_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("held_on")),
            ),
            models.CheckConstraint(
                name="outreach_reach_says_how_it_was_counted",
                condition=Q(people_reached__isnull=True, organisations_reached__isnull=True)
                | ~Q(counted_how={}),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        address = reverse("action_plans:outreach-list", args=[self.plan.forum.slug, self.plan.slug])
        return f"{address}#outreach-{self.number}"
