"""What this machine needs beyond Python packages."""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning

DEBIAN = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
MACOS = "brew install pango"
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")


def missing_libraries() -> list[str]:
    """The libraries for PDFs that this machine lacks."""
    return [name for name in LIBRARIES if not _loads(name)]


def _loads(name: str) -> bool:
    for file in (f"lib{name}.so.0", ctypes.util.find_library(name)):
        if file is None:
            continue
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


@register()
def pango(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Reports as PDF need Pango, which is no Python package."""
    missing = missing_libraries()
    if not missing:
        return []
    return [
        CheckWarning(
            f"Reports cannot be made as PDF: {', '.join(missing)} is not installed.",
            hint=f"Run: {MACOS if sys.platform == 'darwin' else DEBIAN}",
            id="ogp_portal.W001",
        )
    ]
