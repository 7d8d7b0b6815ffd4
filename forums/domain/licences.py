"""Open licences under which documents are given, with where their words stand."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LICENCES: dict[str, tuple[str | Promise, str]] = {
    "CC-BY-4.0": (
        _("Creative Commons Attribution 4.0"),
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": (
        _("Creative Commons Attribution, alike, 4.0"),
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": (
        _("Creative Commons Zero: no rights reserved"),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "PDM-1.0": (
        _("Public domain, as laws are in many countries"),
        "https://creativecommons.org/publicdomain/mark/1.0/",
    ),
    "ODC-By-1.0": (
        _("Open Data Commons Attribution"),
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "ODbL-1.0": (
        _("Open Data Commons Open Database"),
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
}
OTHER = "other"


def choices() -> list[tuple[str, str | Promise]]:
    """What a form offers: each licence by its name and its code, and words of one's own."""
    named = [(code, f"{name} ({code})") for code, (name, _url) in LICENCES.items()]
    return [*named, (OTHER, _("Another one, in words"))]


def name_of(code: str) -> str:
    """The name of a licence; what stands there where it is none that we know."""
    return str(LICENCES[code][0]) if code in LICENCES else code


def address_of(code: str) -> str:
    """Where the licence's words stand; empty where we do not know it."""
    return LICENCES[code][1] if code in LICENCES else ""
