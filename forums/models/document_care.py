"""What a worker finds out of documents: whether links still answer, and what files say."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.documents import Document
from forums.models.searching import plain_words


class LinkCheck(models.Model):
    """When a document's link was last asked, and since when it no longer answers.

    Without `checked_at` it was never asked. `due_at` is also how a worker takes a link for itself:
    it is put ahead before the link is asked, and again by what came of it.
    """

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="link_check"
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    answered_at = models.DateTimeField(_("last answered"), null=True, blank=True)
    broken_since = models.DateTimeField(_("no longer answers since"), null=True, blank=True)
    said = models.CharField(_("what it said"), max_length=200, blank=True)
    due_at = models.DateTimeField(_("next check"), default=timezone.now)

    class Meta:
        ordering = ["due_at", "document"]
        indexes = [models.Index(fields=["due_at"])]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.said}"


class DocumentText(models.Model):
    """What a file says, read once by a worker, so that it can be found by its words.

    Without `read_at` it is still to be read; `problem` says why nothing could be. The database keeps
    the words by language beside the text: a search for a common word would take them apart anew.
    """

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="content"
    )
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    words_english = models.GeneratedField(
        expression=plain_words("text", "english"), output_field=SearchVectorField(), db_persist=True
    )
    words_spanish = models.GeneratedField(
        expression=plain_words("text", "spanish"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["document"]
        indexes = [
            GinIndex(fields=["words_english"], name="document_text_english"),
            GinIndex(fields=["words_spanish"], name="document_text_spanish"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {len(self.text)}"
