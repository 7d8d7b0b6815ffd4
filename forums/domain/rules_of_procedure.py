"""A forum's rules of procedure: which version counts on a day."""

from __future__ import annotations

import datetime as dt

from forums.models import Forum, RulesVersion


def in_force(forum: Forum, on: dt.date) -> RulesVersion:
    """The version in force on the day (in the forum's zone).

    Where a forum has none yet, an unsaved one with number 0 and the settings that the portal
    starts with, so that whoever judges by rules always has some.
    """
    found = RulesVersion.objects.public().filter(forum=forum).in_force(on).first()
    return found or RulesVersion(forum=forum, number=0, proposed_on=on)
