#!/usr/bin/env python
"""Django's commands for the portal. With no environment set they use the embedded services."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> None:
    """Runs the command that the arguments name. SIGTERM ends it as an error would: tidily."""
    signal.signal(signal.SIGTERM, _end)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from ogp_portal.environment import WrongSetting

    try:
        _ = settings.INSTALLED_APPS  # reads the settings; some commands would hide their error
    except WrongSetting as wrong:
        sys.stderr.write(f"{wrong}\n")
        sys.exit(2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
