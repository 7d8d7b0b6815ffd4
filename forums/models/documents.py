"""Documents: files and links that prove something."""

from __future__ import annotations

import datetime as dt
import uuid

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.searching import translated_words
from forums.models.translation import TranslatedField


class DocumentKind(models.TextChoices):
    """What a document is to its reader."""

    PAPER = "paper", _("Meeting paper")
    MINUTES = "minutes", _("Minutes")
    PLAN = "plan", _("Action plan")
    EVIDENCE = "evidence", _("Evidence")
    REPORT = "report", _("Report")
    DATASET = "dataset", _("Dataset")
    RECORDING = "recording", _("Recording")
    PHOTO = "photo", _("Photo")
    LAW = "law", _("Law or regulation")
    OTHER = "other", _("Other")


class DocumentQuerySet(PublicationQuerySet["Document"]):
    pass


@pghistory.track()
class Document(Published):
    """A file with its checksum, or a link; never both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    forum = models.ForeignKey(Forum, models.CASCADE, related_name="documents")
    title = TranslatedField(_("title"))
    kind = models.CharField(
        _("kind"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.OTHER
    )
    file = models.FileField(_("file"), upload_to="documents/%Y/%m/", blank=True)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    licence = models.CharField(_("licence"), max_length=60, default="CC-BY-4.0")
    archived_url = models.URLField(
        _("archived copy"),
        max_length=1000,
        blank=True,
        help_text=_("Where a copy of the link is kept, for the day on which it no longer answers."),
    )
    archived_on = models.DateField(_("archived on"), null=True, blank=True)
    withdrawal_reason = TranslatedField(_("why it was withdrawn"), blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    content_type = models.CharField(_("type"), max_length=120, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    added_by = models.ForeignKey(
        "forums.Person", models.SET_NULL, null=True, related_name="documents_added"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["forum", "-published_at"]),
            GinIndex(translated_words("title"), name="document_title_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_is_a_file_or_a_link",
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="")),
            ),
            models.CheckConstraint(
                name="document_archived_on_a_day",
                condition=Q(archived_url="") | Q(archived_on__isnull=False),
            ),
            models.CheckConstraint(
                name="document_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawal_reason={}),
            ),
            models.CheckConstraint(
                name="document_file_has_a_checksum",
                condition=Q(file="") | Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:document", args=[self.forum.slug, self.pk])

    @property
    def is_picture(self) -> bool:
        """Whether the file can be shown on a page."""
        return bool(self.file) and self.content_type in ("image/png", "image/jpeg")

    @property
    def broken_since(self) -> dt.datetime | None:
        """Since when the link no longer answers, as far as it was last asked.

        None as well where the check was not loaded with the document (`select_related`), so that
        a line in a list never asks the database.
        """
        check = self._state.fields_cache.get("link_check")
        return check.broken_since if check else None
