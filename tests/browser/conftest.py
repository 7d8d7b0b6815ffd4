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


def _run(
    environment: dict[str, str], folder: Path, settings: LazySettings, *, background: bool
) -> Iterator[Portal]:
    empty_broker()
    running = Portal(environment, folder)
    # What the test does itself it does as the portal would.
    settings.MEDIA_ROOT = running.media
    settings.PORTAL_URL = running.url
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    try:
        running.start(background=background)
        yield running
    finally:
        running.stop()
        empty_broker()


@pytest.fixture
def portal(
    transactional_db: None,
    portal_environment: dict[str, str],
    mailbox: Mailbox,
    settings: LazySettings,
    tmp_path: Path,
) -> Iterator[Portal]:
    """All of the portal: web, worker and beat; its mail comes into `mailbox`."""
    yield from _run(portal_environment, tmp_path, settings, background=True)


@pytest.fixture
def pages(
    transactional_db: None,
    portal_environment: dict[str, str],
    settings: LazySettings,
    tmp_path: Path,
) -> Iterator[Portal]:
    """Only what serves pages, for tests in which nothing is sent or built."""
    yield from _run(portal_environment, tmp_path, settings, background=False)


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
