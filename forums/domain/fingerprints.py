"""What tells one state of a row from another, so that nobody saves over what she has not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Manager, Model
from django.utils.translation import gettext as _

from forums.domain.errors import ChangedMeanwhile


def fingerprint(row: Model, names: Iterable[str]) -> str:
    """The same for two reads of the row exactly where its fields and relations `names` are."""
    state = [_value(getattr(row, name)) for name in names]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def check_seen(seen: str, now: str) -> None:
    """Raises ChangedMeanwhile where the fingerprint that somebody saw is not that of `now`.

    Who has seen none, such as a program, is not held up.
    """
    if seen and seen != now:
        raise ChangedMeanwhile(
            _(
                "Somebody else saved this while you were writing. What they changed stands on this "
                "page, and what you typed is kept. Take over what you need and save again."
            )
        )


def _value(value: Any) -> Any:
    if isinstance(value, Manager):
        return sorted(value.values_list("pk", flat=True))
    return sorted(value.items()) if isinstance(value, dict) else value
