"""Indicators: by what figure a milestone is measured, and what was read of it in each round."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Milestone
from commitments.models.progress import Update
from forums.models.translation import TranslatedField


@pghistory.track()
class Indicator(models.Model):
    """A figure of a milestone: what it was before, and what it shall become."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="indicators")
    number = models.CharField(_("number"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title = TranslatedField(_("what is measured"))
    baseline = models.CharField(_("before"), max_length=200, blank=True)
    target = models.CharField(_("aim"), max_length=200, blank=True)
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["milestone", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="indicator_number_once", fields=["milestone", "number"])
        ]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class Reading(models.Model):
    """What an update says of an indicator. It is public when its update is."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="readings")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    value = models.CharField(_("value"), max_length=200)

    class Meta:
        ordering = ["update", "indicator"]
        constraints = [models.UniqueConstraint(name="reading_once", fields=["update", "indicator"])]

    def __str__(self) -> str:
        return self.value
