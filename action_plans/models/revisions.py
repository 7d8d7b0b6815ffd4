"""Every revision of every answer of a draft."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from action_plans.models.drafts import Draft
from action_plans.models.returned_files import ReturnedFile


class RevisionKind(models.TextChoices):
    """How a revision came to be.

    A conflicting one waits beside the text that stands; what was typed before a merge is kept
    beside the merged text. Neither was ever the text that stands.
    """

    SAVED = "saved", _("Saved")
    TYPED = "typed", _("As typed, before merging")
    MERGED = "merged", _("Merged")
    CONFLICT = "conflict", _("Beside another's change")
    RESTORED = "restored", _("Restored")


BESIDE = (RevisionKind.CONFLICT, RevisionKind.TYPED)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def standing(self) -> Self:
        """Those that took their turn as the text."""
        return self.exclude(kind__in=BESIDE)

    def heads(self) -> Self:
        """The text that stands now, one row for each question and language."""
        newest = (
            self.model._default_manager.exclude(kind__in=BESIDE)
            .order_by()
            .values("draft", "question", "language")
            .annotate(newest=Max("number"))
            .filter(
                draft=models.OuterRef("draft"),
                question=models.OuterRef("question"),
                language=models.OuterRef("language"),
            )
            .values("newest")
        )
        return self.filter(number=models.Subquery(newest))


@pghistory.track()
class Revision(models.Model):
    """One saved text of one answer in one language. Rows are added, never changed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="revisions")
    question = models.CharField(_("question"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"), blank=True)
    author = models.ForeignKey("forums.Person", models.PROTECT, related_name="revisions")
    kind = models.CharField(max_length=10, choices=RevisionKind.choices, default=RevisionKind.SAVED)
    base_number = models.PositiveIntegerField(default=0)
    source = models.ForeignKey(
        ReturnedFile, models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["draft", "question", "language", "number"]
        constraints = [
            models.UniqueConstraint(
                name="revision_number_once", fields=["draft", "question", "language", "number"]
            ),
            models.CheckConstraint(
                name="revision_builds_on_an_earlier_one",
                condition=Q(base_number__lt=F("number")),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="revision_stands",
                operation=pgtrigger.UpdateOf(  # type: ignore[no-untyped-call]
                    "text", "number", "base_number", "question", "language", "kind", "draft_id",
                    "author_id",
                ),
            ),
            pgtrigger.Protect(name="revision_is_kept", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.question} {self.number}"
