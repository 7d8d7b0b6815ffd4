"""manage.py dump_open_data: all public data in one file, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from ogp_portal import dumps


class Command(BaseCommand):
    help = "Makes a dump of all public data, as the worker does every night. The last 7 are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        dump = dumps.make()
        address = reverse("data-dump", args=[dump.day])
        self.stdout.write(f"{address}: {dump.size} bytes, SHA-256 {dump.sha256}")
