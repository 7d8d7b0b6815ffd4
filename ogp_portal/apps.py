"""The project as an app: its commands, its templates."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OgpPortalConfig(AppConfig):
    """What spans all apps."""

    name = "ogp_portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from ogp_portal import checks  # noqa: F401
