"""Time zones as people call them. Pure."""

from __future__ import annotations

from django.utils.translation import gettext


def zone_name(zone: str) -> str:
    """ "Montevideo time" for "America/Montevideo"; "UTC" stays."""
    if "/" not in zone:
        return zone
    return gettext("%(city)s time") % {"city": zone.rsplit("/", 1)[1].replace("_", " ")}
