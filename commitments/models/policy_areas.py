"""Policy areas: the Open Government Partnership's own tags for what a commitment is about."""

from __future__ import annotations

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.translation import TranslatedField


class PolicyAreaQuerySet(models.QuerySet["PolicyArea"]):
    def in_use(self) -> Self:
        """Those that a commitment can be given today."""
        return self.filter(retired_on=None)


@pghistory.track()
class PolicyArea(models.Model):
    """A tag of the partnership's list. A retired one stays with the commitments that have it.

    One that was renamed is retired and names the tag that goes on in its place.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = TranslatedField(_("name"))
    about = TranslatedField(_("what counts"), blank=True)
    url = models.URLField(_("page at the partnership"), blank=True)
    verified = models.BooleanField(
        _("read at the source"), default=False, help_text=_("Else the name is from memory.")
    )
    retired_on = models.DateField(_("retired"), null=True, blank=True)
    goes_on_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="earlier_names"
    )

    objects = PolicyAreaQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="policy_area_goes_on_when_retired",
                condition=Q(goes_on_as__isnull=True) | Q(retired_on__isnull=False),
            ),
            models.CheckConstraint(
                name="policy_area_goes_on_as_another",
                condition=Q(goes_on_as__isnull=True) | ~Q(goes_on_as=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("commitments:policy-area", args=[self.slug])
