"""Questions that people send to the office behind a commitment, by a form."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment


class OfficeQuestion(models.Model):
    """What somebody asks the responsible office. It is mailed to the office; nobody else reads it.

    The office answers to the sender's own address, so neither address stands on a page.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="questions")
    sender = models.ForeignKey("forums.Person", models.CASCADE, related_name="office_questions")
    text = models.TextField(_("your question"), max_length=4000)
    language = models.CharField(max_length=10, blank=True)
    submission = models.UUIDField(unique=True, null=True, editable=False)
    sent_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["sent_at"]
        indexes = [
            models.Index(
                name="office_question_waiting",
                fields=["sent_at"],
                condition=models.Q(delivered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.sent_at:%Y-%m-%d}"
