"""Organisations and the sectors that sit at the table."""

from __future__ import annotations

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.translation import TranslatedField


class Sector(models.TextChoices):
    """Where an organisation, a seat or a vote comes from."""

    GOVERNMENT = "government", _("Government")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    ACADEMIA = "academia", _("Academia")
    OTHER = "other", _("Other")


@pghistory.track()
class Organisation(models.Model):
    """A ministry, an association, a university: whoever people speak for."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = TranslatedField(_("name"))
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="organisation_sector_known", condition=models.Q(sector__in=Sector.values)
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """The page of what it does for commitments, where there is something to read."""
        return reverse("commitments:office-detail", args=[self.slug])
