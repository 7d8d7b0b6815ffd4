"""Action items: what somebody promised at a meeting."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.agenda import AgendaItem
from forums.models.forums import Forum
from forums.models.meetings import Meeting
from forums.models.publication import PublicationQuerySet
from forums.models.translation import TranslatedField


class ActionItemQuerySet(PublicationQuerySet["ActionItem"]):
    """An action item is public with the meeting at which it was recorded."""

    publication_path: ClassVar[tuple[str, ...]] = ("meeting", "forum")

    def open(self) -> Self:
        """Not done yet, the first to be done first."""
        return self.filter(done_on__isnull=True).order_by("due_on", "pk")

    def done(self) -> Self:
        """Done, the latest first."""
        return self.filter(done_on__isnull=False).order_by("-done_on", "-pk")


@pghistory.track()
class ActionItem(models.Model):
    """What somebody promised at a meeting. Open ones stand on the next agenda."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="action_items")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="action_items")
    agenda_item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    title = TranslatedField(_("what will be done"))
    owner = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="action_items", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("until"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = TranslatedField(_("what came of it"), blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_item_done_says_what_came_of_it",
                condition=Q(done_on__isnull=True) | ~Q(outcome={}),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:action-item-list", args=[self.forum.slug]) + f"#action-{self.pk}"

    @property
    def is_late(self) -> bool:
        """Past its day, by the forum's own calendar, and not done."""
        return self.done_on is None and self.due_on < self.forum.today

    @property
    def state(self) -> str:
        """done, late or open."""
        if self.done_on is not None:
            return "done"
        return "late" if self.is_late else "open"
