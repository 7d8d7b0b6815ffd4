"""Answers to the invitations to a meeting."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.meetings import Meeting
from forums.models.organisations import Organisation
from forums.models.seats import Term


class Coming(models.TextChoices):
    """What a member answers to an invitation."""

    COMING = "coming", _("I come")
    ALTERNATE = "alternate", _("My alternate comes")
    NOT_COMING = "not_coming", _("I do not come")


@pghistory.track()
class Reply(models.Model):
    """The answer to an invitation: one for each seat, member of a working group, or office."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="replies")
    term = models.ForeignKey(Term, models.CASCADE, null=True, blank=True, related_name="replies")
    membership = models.ForeignKey(
        "forums.GroupMembership", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    office = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="replies"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Coming.choices)
    given_by = models.ForeignKey("forums.Person", models.PROTECT, related_name="replies")
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["meeting", "term__seat__position"]
        constraints = [
            models.UniqueConstraint(name="reply_once_a_seat", fields=["meeting", "term"]),
            models.UniqueConstraint(
                name="reply_once_a_group_member", fields=["meeting", "membership"]
            ),
            models.UniqueConstraint(name="reply_once_an_office", fields=["meeting", "office"]),
            models.CheckConstraint(
                name="reply_for_a_seat_a_group_member_or_an_office",
                condition=Q(term__isnull=False, membership__isnull=True, office__isnull=True)
                | Q(term__isnull=True, membership__isnull=False, office__isnull=True)
                | Q(term__isnull=True, membership__isnull=True, office__isnull=False),
            ),
            models.CheckConstraint(name="reply_known", condition=Q(answer__in=Coming.values)),
        ]

    def __str__(self) -> str:
        return f"{self.term or self.membership or self.office}: {self.get_answer_display()}"
