"""The panel of a selection: who scores the candidates, and the scores."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.selections import Nomination, Selection


@pghistory.track()
class PanelMember(models.Model):
    """Somebody who scores the candidates of a selection by invitation.

    Members are numbered in the order in which they were named; the published scores know them by
    that number, so that the file and the lot drawn from it outlast a name.
    """

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="panel")
    person = models.ForeignKey("forums.Person", models.PROTECT, related_name="panels")

    class Meta:
        ordering = ["selection", "pk"]
        constraints = [
            models.UniqueConstraint(name="panel_member_once", fields=["selection", "person"])
        ]

    def __str__(self) -> str:
        return str(self.person)


@pghistory.track()
class Score(models.Model):
    """What one member of the panel gives one candidate for one criterion, with the reason."""

    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="scores")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="scores")
    criterion = models.PositiveSmallIntegerField(_("criterion"))
    points = models.PositiveSmallIntegerField(_("points"))
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        ordering = ["member", "nomination", "criterion"]
        constraints = [
            models.UniqueConstraint(
                name="score_once", fields=["member", "nomination", "criterion"]
            ),
            models.CheckConstraint(name="score_0_to_5", condition=Q(points__range=(0, 5))),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.points}"
