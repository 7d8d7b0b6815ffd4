"""Suggestions: changes to an answer that its authors accept or decline."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from action_plans.models.drafts import Draft
from action_plans.models.revisions import Revision
from forums.models import COORDINATING
from forums.models.publication import PublicationQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models import Person


class SuggestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


STANDING = Q(held_at=None, removed_at=None)
"""True of suggestions that had their first look, where they need one, and were not removed."""


class SuggestionQuerySet(PublicationQuerySet["Suggestion"]):
    """Who may read the draft may read what is suggested for it, once it had its first look."""

    publication_path: ClassVar[tuple[str, ...]] = ("draft", "draft__plan", "draft__plan__forum")
    forum_path: ClassVar[str] = "draft__plan__forum"

    @classmethod
    def public_condition(cls) -> Q:
        return super().public_condition() & STANDING

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        seen = Draft.objects.visible_to(person).order_by()
        return self.seen_by(person).filter(removed_at=None, draft__in=seen.values("pk"))

    def seen_by(self, person: Person | AnonymousUser) -> Self:
        """Without those that wait for a first look, but for her own and those of her forums.

        What was removed is among them, so that a page can say so in its place; one that was
        removed before anybody saw it is there for the coordinators alone.
        """
        if not person.is_authenticated:
            return self.filter(held_at=None)
        if person.is_superuser:
            return self.all()
        coordinated = person.forum_ids().filter(seat__role__in=COORDINATING)
        return self.filter(
            Q(held_at=None)
            | Q(author=person, removed_at=None)
            | Q(draft__plan__forum__in=coordinated)
        )

    def open(self) -> Self:
        """Shown and not yet answered, the oldest first."""
        return self.filter(STANDING, state=SuggestionState.OPEN).order_by("made_at", "pk")


@pghistory.track()
class Suggestion(models.Model):
    """The whole answer as somebody would have it, written on top of revision `base_number`."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="suggestions")
    number = models.PositiveIntegerField(_("number"))
    question = models.CharField(_("question"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    base_number = models.PositiveIntegerField(default=0)
    text = models.TextField(_("text"), blank=True, max_length=20000)
    why = models.CharField(_("why"), max_length=500, blank=True)
    author = models.ForeignKey("forums.Person", models.PROTECT, related_name="suggestions")
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        _("state"), max_length=9, choices=SuggestionState.choices, default=SuggestionState.OPEN
    )
    answered_by = models.ForeignKey(
        "forums.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions_answered",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("a word why"), max_length=500, blank=True)
    revision = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        help_text=_("The text that stood once it was accepted."),
    )
    held_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Waits for a first look since.")
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    submission = models.UUIDField(unique=True, null=True, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(name="suggestion_number_once", fields=["draft", "number"]),
            models.CheckConstraint(
                name="suggestion_state_known", condition=Q(state__in=SuggestionState.values)
            ),
            models.CheckConstraint(
                name="suggestion_declined_with_a_word_why",
                condition=~Q(state=SuggestionState.DECLINED) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="suggestion_answered_by_somebody",
                condition=Q(state__in=[SuggestionState.OPEN, SuggestionState.WITHDRAWN])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.draft.get_absolute_url()}suggestions/{self.number}/"

    @property
    def is_shown(self) -> bool:
        """Whether who may read the draft may read it: it is neither held nor removed."""
        return self.held_at is None and self.removed_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a first look: it was neither removed nor taken back."""
        open_still = self.state == SuggestionState.OPEN and self.removed_at is None
        return open_still and self.held_at is not None
