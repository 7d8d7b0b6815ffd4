"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """The portal's name and address, and whether this is the demo."""
    return {
        "portal_name": str(settings.PORTAL_NAME),
        "portal_url": settings.PORTAL_URL,
        "demo": settings.DEMO,
    }
