"""Every page that a visitor can reach by following links, with the real plan and with the demo.

Nobody lists the pages here: they are found as a visitor finds them, so a new one is held to the
same promises on the day on which something links to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from commitments.domain import importing
from ogp_portal.demo import loading

pytestmark = pytest.mark.django_db  # all of them, else others come between and it crawls twice
MOST_QUERIES = 12
MOST_BYTES = 100 * 1024
MOST_OF_A_KIND = 2  # pages of one forum that the same view answers
FILES = (".pdf", ".docx", ".xlsx", ".zip")  # one of each kind: they take long to make
NEVER_KEPT = ("/receipt/",)  # what a voter asks there is nobody's business, a cache's least of all
ELSEWHERE = ("/accounts/", "/me/", "/static/", "/language/")
NAMED = ("alternate", "canonical")  # links of a page's head that nobody fetches
FETCHES = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class Links(HTMLParser):
    """What a page links to, what it makes a browser fetch, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if "style" in values or any(name.startswith("on") for name in values):
            self.inline.append(tag)
        if tag == "a" and "href" in values:
            self.followed.append(values["href"])
        elif tag in FETCHES and FETCHES[tag] in values and values.get("rel") not in NAMED:
            self.fetched.append(values[FETCHES[tag]])
        elif re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@dataclass
class Visited:
    """One page as a visitor got it."""

    address: str
    came_from: str
    status: int
    kind: str
    size: int
    queries: int
    etag: str
    cache: str
    links: Links


def kind_of(address: str) -> str:
    """What answers the address, of which forum, and what is asked of it: its page's kind."""
    path, _, query = address.partition("?")
    asked = re.sub("=[^&]*", "=", query)
    if path.endswith(FILES):
        return resolve(path).view_name
    try:
        match = resolve(path)
    except Resolver404:
        return f"{path}?{asked}"
    return f"{match.view_name} {match.kwargs.get('forum', '')}?{asked}"


def crawl(client: Client, *starts: str) -> dict[str, Visited]:
    """The pages to which links lead, once each, and of each kind as many as are allowed."""
    waiting = [(start, "") for start in starts]
    seen = set(starts)
    kinds: Counter[str] = Counter()
    found: dict[str, Visited] = {}
    while waiting:
        address, origin = waiting.pop(0)
        with CaptureQueriesContext(connection) as asked:
            response: Any = client.get(address)
            body = b"".join(response) if response.streaming else response.content
        kind = response.headers.get("Content-Type", "")
        links = Links()
        if "text/html" in kind:
            links.feed(body.decode())
        found[address] = Visited(
            address,
            origin,
            response.status_code,
            kind,
            len(body),
            len([query for query in asked if "SAVEPOINT" not in query["sql"]]),
            response.headers.get("ETag", "") or response.headers.get("Last-Modified", ""),
            response.headers.get("Cache-Control", ""),
            links,
        )
        for link in links.followed:
            target = urldefrag(urljoin(address, link)).url
            parts = urlsplit(target)
            if parts.netloc or parts.scheme or target.startswith(ELSEWHERE) or target in seen:
                continue
            seen.add(target)
            kinds[kind_of(target)] += 1
            if kinds[kind_of(target)] > (1 if parts.path.endswith(FILES) else MOST_OF_A_KIND):
                continue
            waiting.append((target, address))
    return found


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_data: Path
) -> Iterator[dict[str, Visited]]:
    """The pages of a portal with the demo forum and the real plan of the United States."""
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load()
        mapping = importing.read(importing.find("us-nap5"))
        importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
        yield crawl(Client(), "/", "/forums/", "/search/?q=water")
        transaction.set_rollback(True)


def test_the_crawl_went_everywhere(site: dict[str, Visited]) -> None:
    assert len(site) > 100
    for part in (
        "/calendar/", "/meetings/", "/decisions/", "/members/", "/repository/", "/plans/",
        "/contributions/", "/drafts/", "/responses/", "/commitments/", "/self-assessments/",
        "/selections/", "/nominations/", "/roll/", "/working-groups/", "/rules/", "/activity/",
        "/documents/", "/search/", "/glossary/", "/api/v1/", "/api/docs/", ".ics", ".atom",
    ):  # fmt: skip
        assert any(part in address for address in site), part


def test_no_link_is_dead(site: dict[str, Visited]) -> None:
    dead = [
        f"{page.status} {page.address} (on {page.came_from})"
        for page in site.values()
        if page.status != 200 and not (page.status == 302 and leads_on(page.address))
    ]
    assert dead == []


def leads_on(address: str) -> bool:
    """A document that is a link leads to its own site, what takes an account to the login page."""
    return ("/documents/" in address or address.startswith("/following/")) or address.endswith(
        ("/new/", "/nominate/", "/ask/")
    )


def test_no_page_asks_the_database_more_than_twelve_times(site: dict[str, Visited]) -> None:
    many = {page.address: page.queries for page in site.values() if page.queries > MOST_QUERIES}
    assert many == {}


def test_no_page_is_larger_than_100_kilobytes(site: dict[str, Visited]) -> None:
    large = {
        page.address: page.size
        for page in site.values()
        if "text/html" in page.kind and page.size > MOST_BYTES
    }
    assert large == {}


def test_every_page_can_be_kept_by_a_proxy_and_asked_for_again(
    site: dict[str, Visited],
) -> None:
    for page in site.values():
        if page.status != 200 or "text/html" not in page.kind:
            continue
        if page.address.endswith(NEVER_KEPT):
            assert "no-store" in page.cache, (page.address, page.cache)
            continue
        assert "public" in page.cache, (page.address, page.cache)
        assert page.etag, page.address
    for address in ("/", "/commitments/", "/forums/united-states/calendar/"):
        again = Client().get(address, headers={"If-None-Match": site_etag(site, address)})
        assert again.status_code == 304, address


def site_etag(site: dict[str, Visited], address: str) -> str:
    return site[address].etag if address in site else str(Client().get(address).headers["ETag"])


def test_no_page_makes_a_browser_fetch_anything_from_another_host(
    site: dict[str, Visited],
) -> None:
    foreign = {
        (page.address, link)
        for page in site.values()
        for link in page.links.fetched
        if urlsplit(link).netloc
    }
    assert foreign == set()


def test_every_page_has_one_main_heading_and_no_id_twice(site: dict[str, Visited]) -> None:
    for page in site.values():
        if "text/html" not in page.kind or page.status != 200:
            continue
        assert page.links.headings.count(1) == 1, page.address
        twice = {name for name in page.links.ids if page.links.ids.count(name) > 1}
        assert twice == set(), page.address
        assert page.links.inline == [], page.address
