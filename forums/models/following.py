"""Following: what somebody wants to hear of, how often, and what she was told of it."""

from __future__ import annotations

import pghistory
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Pace(models.TextChoices):
    """How often somebody hears of what she follows."""

    AT_ONCE = "at_once", pgettext_lazy("how often", "At once")
    DAILY = "daily", pgettext_lazy("how often", "Once a day")
    WEEKLY = "weekly", pgettext_lazy("how often", "Once a week")


@pghistory.track()
class Follow(models.Model):
    """Somebody follows one thing: a forum, a plan, a theme, a commitment, an office."""

    person = models.ForeignKey("forums.Person", models.CASCADE, related_name="follows")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    pace = models.CharField(_("how often"), max_length=8, choices=Pace.choices, default=Pace.WEEKLY)
    since = models.DateTimeField(default=timezone.now, editable=False)
    paused_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Nothing is told of it meanwhile.")
    )

    class Meta:
        ordering = ["person", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.UniqueConstraint(
                name="follow_once", fields=["person", "content_type", "object_id"]
            ),
            models.CheckConstraint(name="follow_pace_known", condition=Q(pace__in=Pace.values)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.content_type_id} {self.object_id}"


class Told(models.Model):
    """Something that happened and that somebody was told, at once or in a digest: never twice.

    `key` names the happening; it is written in the transaction that queues the notice.
    """

    person = models.ForeignKey("forums.Person", models.CASCADE, related_name="told")
    key = models.CharField(max_length=120)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="told_once", fields=["person", "key"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.key}"
