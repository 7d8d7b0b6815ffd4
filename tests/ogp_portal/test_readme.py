"""The README says what is so: the settings, the commands, the links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from ogp_portal import checks, environment
from ogp_portal.demo.logins import DEMO_LOGINS, DemoLogin

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
TEXTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_the_table_holds_every_setting_and_no_other() -> None:
    begin, end = "<!-- settings -->\n", "\n<!-- /settings -->"

    assert README.split(begin)[1].split(end)[0] == environment.table()


@pytest.mark.parametrize(
    "command",
    [
        "make run",
        "make test",
        "make lint",
        "make bench",
        ".venv/bin/python manage.py",
        "manage.py import_plan DIR --mapping",
        "manage.py create_forum",
        "docker compose up",
        checks.DEBIAN,
        checks.MACOS,
    ],
)
def test_every_command_is_named(command: str) -> None:
    assert command in README


def test_every_target_is_named() -> None:
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert targets
    assert [name for name in targets if f"`make {name}`" not in README] == []


@pytest.mark.parametrize("login", DEMO_LOGINS, ids=lambda login: login.email)
def test_every_demo_login_is_named(login: DemoLogin) -> None:
    assert f"`{login.email}`" in README
    assert f"`{login.password}`" in README


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(text: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text.read_text())
    missing = {link for link in links if not (text.parent / link).exists()}

    assert missing == set()
