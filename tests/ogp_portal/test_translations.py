"""Spanish is complete: every text of the code is there, translated, with its placeholders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
PARTS = ("forums", "action_plans", "commitments", "ogp_portal", "templates", "locale")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_text_is_translated(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []


def test_a_translation_has_the_placeholders_and_tags_of_its_source(
    catalogue: polib.POFile,
) -> None:
    wrong = []
    for entry in catalogue:
        texts = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        needed = set(PLACEHOLDER.findall(entry.msgid)) & set(
            PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)
        )
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in texts:
            found = set(PLACEHOLDER.findall(text))
            if not needed <= found or not found <= allowed:
                wrong.append((entry.msgid, text))
    assert wrong == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
def test_no_text_of_the_code_is_missing_in_the_catalogue(
    catalogue: polib.POFile, tmp_path: Path
) -> None:
    for part in PARTS:
        shutil.copytree(
            ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "content")
        )
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=es", "--no-obsolete"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if "DJANGO" not in name},
        check=True,
        capture_output=True,
    )
    collected = polib.pofile(str(tmp_path / CATALOGUE.relative_to(ROOT)))
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    assert {(entry.msgctxt, entry.msgid) for entry in collected} - known == set()
