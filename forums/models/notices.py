"""Notices: the outbox. A row is written with the change that it tells of."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum

if TYPE_CHECKING:
    import datetime as dt


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: dt.datetime | None = None) -> Self:
        """Due and not yet sent, however long ago they fell due; the oldest first."""
        now = now or timezone.now()
        return self.filter(
            sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True, due_at__lte=now
        ).order_by("due_at", "pk")


class Notice(models.Model):
    """One message to one person. The same key is never written twice for a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("forums.Person", models.CASCADE, related_name="notices")
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, related_name="notices")
    key = models.CharField(
        max_length=200, help_text=_("What it tells, e.g. meeting:12:published:0.")
    )
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    others = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Subject and text in the portal's other languages, by their codes."),
    )
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(name="notice_once_to_each_person", fields=["person", "key"])
        ]
        indexes = [
            models.Index(
                name="notice_waiting",
                fields=["due_at"],
                condition=Q(
                    sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True
                ),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def words(self) -> dict[str, Any]:
        """Subject and text in the reader's language; as it was mailed where it has no other."""
        mailed = {"subject": self.subject, "text": self.text}
        found: dict[str, Any] = self.others.get(translation.get_language() or "", mailed)
        return found
