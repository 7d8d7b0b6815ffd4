"""The secret vote of a selection: who may vote, and the ballots that name nobody."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models.organisations import Organisation
from forums.models.selections import Selection


@pghistory.track(exclude=["has_voted"])
class RollEntry(models.Model):
    """An organisation that may vote, and who votes for it. That it voted, never what or when.

    `has_voted` is kept out of the history: the order of voters could be laid beside the ballots.
    """

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="roll")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roll_entries")
    voter = models.ForeignKey("forums.Person", models.PROTECT, related_name="roll_entries")
    has_voted = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["selection", "organisation__slug"]
        constraints = [
            models.UniqueConstraint(
                name="roll_organisation_once", fields=["selection", "organisation"]
            ),
            models.UniqueConstraint(name="roll_voter_once", fields=["selection", "voter"]),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Ballot(models.Model):
    """One secret ballot. It names no voter, no time and no order, and has no history.

    How it comes into the urn, and what remains to be trusted: `forums/domain/ballots.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    selection = models.ForeignKey(Selection, models.CASCADE, related_name="ballots")
    round = models.PositiveSmallIntegerField(default=1)
    receipt = models.CharField(max_length=16)
    choices = models.JSONField(help_text=_("Numbers of the nominations that were chosen, sorted."))

    class Meta:
        ordering = ["selection", "receipt"]
        constraints = [
            models.UniqueConstraint(name="ballot_receipt_once", fields=["selection", "receipt"])
        ]

    def __str__(self) -> str:
        return self.receipt
