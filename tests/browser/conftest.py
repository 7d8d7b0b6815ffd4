"""A browser, the real portal on the test's database, and people who use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, Error, expect, sync_playwright

from tests.browser.reading import SECONDS, Readers, Watch
from tests.browser.running import Portal
from tests.conftest import Mailbox, empty_broker


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this folder. A machine without one fails them."""
    flags = ["--disable-background-networking"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; Django would take what tests read for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=SECONDS * 1000)
        try:
            started = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=flags
            )
        except Error as error:
            reason = error.message.partition("\n")[0]
            pytest.fail(f"No browser starts; `make test` installs one. It said: {reason}")
        yield started
        started.close()


def _as_the_portal(running: Portal, settings: LazySettings) -> None:
    """What the test does itself it does as the portal would."""
    settings.MEDIA_ROOT = running.media
    settings.PORTAL_URL = running.url
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def portal(
    transactional_db: None,
    portal_environment: dict[str, str],
    mailbox: Mailbox,
    settings: LazySettings,
    tmp_path: Path,
) -> Iterator[Portal]:
    """All of the portal: web, worker and beat; its mail comes into `mailbox`."""
    empty_broker()
    running = Portal(portal_environment, tmp_path)
    _as_the_portal(running, settings)
    try:
        running.start(background=True)
        yield running
    finally:
        running.stop()
        empty_broker()


@pytest.fixture(scope="package")
def _pages(
    portal_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    alone = {**portal_environment, "WEB_PROCESSES": "1"}
    running = Portal(alone, tmp_path_factory.mktemp("pages"))
    try:
        running.start(background=False)
        yield running
    finally:
        running.stop()


@pytest.fixture
def pages(_pages: Portal, transactional_db: None, settings: LazySettings) -> Iterator[Portal]:
    """Only what serves pages, for tests in which nothing is sent or built: one process for all of
    them."""
    empty_broker()
    _as_the_portal(_pages, settings)
    yield _pages
    empty_broker()


@pytest.fixture
def readers(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Readers]:
    """Opens browsers at the portal that the test has started. No page may have complained."""
    name = "portal" if "portal" in request.fixturenames else "pages"
    running: Portal = request.getfixturevalue(name)
    opened = Readers(browser, running.url, Watch(running.url))
    yield opened
    opened.close()
    assert opened.watch.complaints == []
    assert running.faults() == []
