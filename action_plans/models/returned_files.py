"""Files of a draft that came back from an office without the portal."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.drafts import Draft


@pghistory.track()
class ReturnedFile(models.Model):
    """A file with edits: who wrote in it, who brought it, and what was taken over from it.

    `taken` names the edits that were taken over (domain/draft_import.py), all in one moment.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="returned_files")
    name = models.CharField(_("file name"), max_length=200)
    written_by = models.CharField(_("who wrote in it"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    file = models.FileField(_("file"), upload_to="returned/%Y/%m/")
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    brought_by = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="files_brought", verbose_name=_("brought by")
    )
    brought_at = models.DateTimeField(auto_now_add=True)
    taken = models.JSONField(default=list, editable=False)
    taken_over_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="returned_file_taken_over_once",
                condition=Q(taken=[], taken_over_at__isnull=True)
                | (~Q(taken=[]) & Q(taken_over_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="returned_file_has_a_checksum", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        plan = self.draft.plan
        return reverse(
            "action_plans:draft-returned",
            args=[plan.forum.slug, plan.slug, self.draft.number, self.pk],
        )
