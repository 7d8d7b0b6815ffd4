"""What the caller did wrong, in a sentence for a person."""

from __future__ import annotations


class Refused(Exception):
    """An act that the rules of the portal do not allow now. `str()` is a translated sentence."""


class AlreadyPublished(Refused):
    """What is published is not published again."""


class NotPublished(Refused):
    """What is not published yet cannot be acted upon in public."""


class Incomplete(Refused):
    """Something that has to be there is missing."""


class ChangedMeanwhile(Refused):
    """Somebody else saved the same text in between; nothing of either is lost."""


class NotHeld(Refused):
    """What is said of a meeting afterwards cannot be said before it began."""
