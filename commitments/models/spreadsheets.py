"""Spreadsheets that somebody imports in the browser, and the mappings that are kept of them."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan
from forums.models import Forum


@pghistory.track()
class SavedMapping(models.Model):
    """What a forum's spreadsheet calls what: kept for the next time, and for `import_plan`.

    `mapping` is the text of a mapping file as docs/importing.md describes it.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="mappings")
    slug = models.SlugField(_("name"), max_length=60)
    mapping = models.TextField()
    saved_by = models.ForeignKey("forums.Person", models.PROTECT, related_name="mappings")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["forum", "slug"]
        constraints = [models.UniqueConstraint(name="mapping_once", fields=["forum", "slug"])]

    def __str__(self) -> str:
        return self.slug


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("Columns are being assigned")
    DONE = "done", _("Imported")
    DISCARDED = "discarded", _("Discarded")


@pghistory.track(exclude=["choices"])
class SpreadsheetImport(models.Model):
    """One import while somebody works at it: its files, and what was chosen so far."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="imports")
    by = models.ForeignKey("forums.Person", models.PROTECT, related_name="imports")
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.MAPPING
    )
    choices = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_state_known", condition=Q(state__in=ImportState.values)
            ),
            models.CheckConstraint(
                name="import_done_since",
                condition=~Q(state=ImportState.DONE) | Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.begun_at:%Y-%m-%d}"


class SpreadsheetFile(models.Model):
    """A file of an import, as it was sent; private, and deleted with the import's end."""

    imported = models.ForeignKey(SpreadsheetImport, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="import_file_name_once", fields=["imported", "name"])
        ]

    def __str__(self) -> str:
        return self.name
