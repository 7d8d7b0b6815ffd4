"""Parts of addresses made from names in any script. Pure."""

from __future__ import annotations

import hashlib

from django.utils.text import slugify

LONGEST = 120


def slug_of(name: str, *, prefix: str = "") -> str:
    """The same slug for the same name, at most 120 characters, in ASCII.

    Where the name does not fit, or letters have no ASCII form, a hash keeps it apart.
    """
    wanted = f"{prefix} {name}".strip()
    slug = slugify(wanted)
    if len(slug) <= LONGEST and len(slug) == len(slugify(wanted, allow_unicode=True)):
        return slug
    digest = hashlib.sha256(wanted.casefold().encode()).hexdigest()[:10]
    return f"{slug[: LONGEST - 11]}-{digest}".strip("-")
