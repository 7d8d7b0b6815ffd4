"""`manage.py load_demo`: the demo forum, into an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forums.models import Forum
from ogp_portal.demo import loading


class Command(BaseCommand):
    help = "Loads the demo forum into a database without forums. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "The demo's accounts have a password that everybody knows. "
                "Set DEMO=1 to load it, and never on a portal that people use."
            )
        if Forum.objects.exists():
            self.stdout.write("There is a forum already: nothing to do.")
            return
        forum = loading.load()
        self.stdout.write(f"Loaded the demo: {forum}.")
