"""What the portal says after an act of which people are told."""

from __future__ import annotations

from django.utils.translation import ngettext


def said(what: str, told: int) -> str:
    """What happened, and who hears of it."""
    if not told:
        return what
    return (
        what
        + " "
        + ngettext(
            "%(count)d person will be told by e-mail.",
            "%(count)d people will be told by e-mail.",
            told,
        )
        % {"count": told}
    )
