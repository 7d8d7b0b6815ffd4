"""`manage.py compile_translations`: what the set-up runs, on machines without gettext too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ogp_portal import translations


class Command(BaseCommand):
    help = "Compiles the translations that changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for path in translations.compile_all(Path(folder)):
                self.stdout.write(f"Compiled {path.relative_to(settings.BASE_DIR)}")
