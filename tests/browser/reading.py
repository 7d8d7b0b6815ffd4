"""Browsers of several people, and what is watched while they read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from forums.models import Person

PASSWORD = "a long walk by the river"
SECONDS = 15  # that a page may take on a busy machine
WIDE = (1280, 900)
PHONE = (320, 640)


@dataclass
class Watch:
    """What no page may do: complain in the console, or ask another host for anything.

    A page that answers 404 or 409 on purpose is not a complaint, a picture that does so is.
    """

    origin: str
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Begins to watch all pages of a browser's context."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and not request.url.startswith(f"{self.origin}/"):
            self.complaints.append(f"left the portal: {request.url}")

    def _answered(self, response: Response) -> None:
        page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not page):
            self.complaints.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        # A download or a page that is left takes its requests back.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.failure}: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(
            "Failed to load resource: the server responded"  # `_answered` judges those
        ):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")


@dataclass
class Readers:
    """Opens a browser of her own for each person."""

    browser: Browser
    origin: str
    watch: Watch
    contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(self, *, locale: str = "en-GB", size: tuple[int, int] = WIDE) -> Page:
        """Somebody without an account."""
        options: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}}
        context = self.browser.new_context(base_url=self.origin, locale=locale, **options)
        context.set_default_timeout(SECONDS * 1000)
        self.watch.over(context)
        self.contexts.append(context)
        return context.new_page()

    def person(self, email: str, *, locale: str = "en-GB", size: tuple[int, int] = WIDE) -> Page:
        """Somebody whom the database knows, logged in through the page for it."""
        somebody = Person.objects.get(email=email)
        somebody.set_password(PASSWORD)
        somebody.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(
            user=somebody, email=email, defaults={"verified": True, "primary": True}
        )
        page = self.visitor(locale=locale, size=size)
        page.goto("/accounts/login/")
        page.locator("#id_login").fill(email)
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url("**/me/")
        return page

    def close(self) -> None:
        """Closes all of them."""
        for context in self.contexts:
            context.close()
