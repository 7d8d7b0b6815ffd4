"""Compiling translations without gettext: `locale/**/*.po` become `.mo` beside them."""

from __future__ import annotations

import os
from pathlib import Path

import polib


def compile_all(root: Path) -> list[Path]:
    """Compiles what is newer than its result. Returns the files that were written."""
    written = []
    for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        part = target.with_suffix(f".{os.getpid()}.part")  # whole or not at all
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.rename(target)
        written.append(target)
    return written
