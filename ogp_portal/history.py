"""What every table of the history has in common."""

from __future__ import annotations

from django.db import models
from pghistory.models import Event as BaseEvent


class Event(BaseEvent):
    """A change of a row, found by its time: what changed since a day, and when something last did.

    The time is that at which the change's transaction began.
    """

    pgh_created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        abstract = True
