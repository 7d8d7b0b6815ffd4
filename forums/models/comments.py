"""Comments: one thread mechanism for everything that can be discussed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models.people import Person


class CommentQuerySet(models.QuerySet["Comment"]):
    def on(
        self,
        target: models.Model,
        *,
        internal: bool = False,
        reader: Person | AnonymousUser | None = None,
    ) -> Self:
        """The comments on one thing, in the order they came: the public's, or the forum's own.

        One that waits for a first look is there for its author alone, where she is the `reader`.
        """
        return self.seen_by(reader).filter(
            content_type=ContentType.objects.get_for_model(target),
            object_id=target.pk,
            internal=internal,
        )

    def seen_by(self, reader: Person | AnonymousUser | None) -> Self:
        """Without those that wait for a first look, but for the reader's own."""
        seen = Q(held_at=None)
        if reader is not None and reader.is_authenticated:
            seen |= Q(author=reader, removed_at=None)
        return self.filter(seen)

    def threads(self) -> Self:
        """With what a page needs of their authors and removals, oldest first."""
        rows = self.select_related("author__organisation", "removal__rule")
        return rows.order_by("created_at", "pk")


@pghistory.track()
class Comment(models.Model):
    """What somebody said of a thing. A comment that was removed leaves its trace and reason.

    One that is held was never shown: nobody but its author and the moderators sees it.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="comments")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    question = models.CharField(
        max_length=40, blank=True, help_text=_("Of a draft: the question that is commented on.")
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey("forums.Person", models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"), max_length=5000)
    language = models.CharField(max_length=10, blank=True)
    internal = models.BooleanField(
        default=False, help_text=_("Only the forum sees it, such as a remark on draft minutes.")
    )
    is_official = models.BooleanField(_("official answer"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    held_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Waits for a first look since.")
    )
    resolved_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Of a draft: settled since.")
    )
    resolved_by = models.ForeignKey(
        "forums.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comments_resolved",
        editable=False,
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(_("reason"), max_length=300, blank=True)
    removal = models.ForeignKey(
        "forums.Moderation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text=_("By which act it was removed, with the rule."),
    )
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "created_at"])]
        constraints = [
            models.CheckConstraint(
                name="comment_removed_with_a_reason",
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
            ),
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True) | Q(resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        """Where it is read: at its part of the thing, or where the forum alone talks of it."""
        target: Any = self.target
        page = target.get_absolute_url()
        if self.internal:
            page += target.internal_path
        elif self.question and hasattr(target, "address_of"):
            page = target.address_of(self.question)
        return self.address_on(page)

    def address_on(self, page: str) -> str:
        """Where it stands on a page that shows its thread, however many came before it."""
        joined = "&" if "?" in page else "?"
        return f"{page}{joined}comment={self.parent_id or self.pk}#comment-{self.pk}"
