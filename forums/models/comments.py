"""Comments: one thread mechanism for everything that can be discussed."""

from __future__ import annotations

from typing import Self

import pghistory
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum


class CommentQuerySet(models.QuerySet["Comment"]):
    def on(self, target: models.Model, *, internal: bool = False) -> Self:
        """The comments on one thing, in the order they came: the public's, or the forum's own."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(target),
            object_id=target.pk,
            internal=internal,
        )

    def threads(self) -> Self:
        """With what a page needs of their authors, oldest first."""
        return self.select_related("author__organisation").order_by("created_at", "pk")


@pghistory.track()
class Comment(models.Model):
    """What somebody said of a thing. A comment that was removed leaves its trace and reason."""

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
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(_("reason"), max_length=300, blank=True)
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "created_at"])]
        constraints = [
            models.CheckConstraint(
                name="comment_removed_with_a_reason",
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
