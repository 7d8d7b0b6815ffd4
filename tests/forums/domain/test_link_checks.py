"""Links are asked politely, once each, and never inside our own network."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from forums.domain import documents, link_checks
from forums.domain.asking_links import Answer, ask, is_public
from forums.models import Document, LinkCheck
from tests.factories import DocumentFactory, PersonFactory, days


@dataclass
class Web:
    """A small part of the web. `answers` gives status and headers by path; `asked` is what came."""

    port: int = 0
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def web(settings: LazySettings) -> Iterator[Web]:
    settings.LINK_CHECKS = settings.LINK_CHECKS_REACH_PRIVATE_HOSTS = True
    here = Web()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            here.asked.append((self.command, self.path, self.headers))
            status, headers = here.answers.get(self.path, (200, {}))
            if self.command == "HEAD" and "No-Head" in headers:
                status = 405
            if "Cut" in headers:
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_HEAD = do_GET = answer  # noqa: N815 - the server's names

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def public(url: str) -> Document:
    document: Document = DocumentFactory(url=url, published_at=timezone.now())
    return document


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_an_address_is_asked_only_where_it_is_of_the_public_internet(
    address: str, expected: bool
) -> None:
    assert is_public(address) is expected


def test_what_a_link_answers_is_told_from_what_it_does_not(web: Web) -> None:
    web.answers = {
        "/gone": (404, {}),
        "/members-only": (403, {}),
        "/no-head": (200, {"No-Head": "1"}),
        "/moved": (301, {"Location": "/here"}),
        "/round": (302, {"Location": "/round"}),
        "/away": (302, {"Location": "file:///etc/passwd"}),
        "/hung-up": (200, {"Cut": "1"}),
    }
    said = {path: ask(web.at(path), pause=0, seconds=2) for path in ("/fine", *web.answers)}
    assert said == {
        "/fine": Answer(True, "200"),
        "/gone": Answer(False, "404"),
        "/members-only": Answer(True, "403"),
        "/no-head": Answer(True, "200"),
        "/moved": Answer(True, "200"),
        "/round": Answer(False, "redirects"),
        "/away": Answer(False, "scheme"),
        "/hung-up": Answer(False, "no_answer"),
    }
    method, path, headers = web.asked[0]
    assert (method, path) == ("HEAD", "/fine")
    assert headers["User-Agent"] == "OGP-Portal-links (+http://localhost:8000)"
    [ranged] = [
        headers for method, path, headers in web.asked if (method, path) == ("GET", "/no-head")
    ]
    assert ranged["Range"] == "bytes=0-1023"
    assert ask("http://user:pass@example.org/").said == "scheme"
    assert ask("http://[::1/").is_ok is False


def test_no_link_leads_into_our_own_network_not_even_by_a_redirect(
    web: Web, settings: LazySettings
) -> None:
    settings.LINK_CHECKS_REACH_PRIVATE_HOSTS = False
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433"):
        assert ask(f"http://{host}:{web.port}/", pause=0) == Answer(False, "private"), host
    assert web.asked == []


@pytest.mark.django_db(transaction=True)
def test_a_link_is_asked_every_week_and_one_that_broke_every_day_at_first(web: Web) -> None:
    document, hidden = public(web.at("/paper")), DocumentFactory(url=web.at("/secret"))
    web.answers["/paper"] = (404, {})
    assert link_checks.check_due(pause=0) == 1
    assert link_checks.check_due(pause=0) == 0
    assert {path for _method, path, _headers in web.asked} == {"/paper"}
    check = LinkCheck.objects.get()
    assert check.document == document != hidden
    assert link_checks.in_words(check.said) == "the page was not found"
    broke = check.broken_since
    assert broke is not None
    assert check.due_at - broke == dt.timedelta(days=1)
    later = broke + days(8)
    check = link_checks.record(document, Answer(False, "500"), url=document.url, at=later)
    assert (check.broken_since, check.due_at) == (broke, later + days(7))
    check = link_checks.record(document, Answer(True, "200"), url=document.url, at=later)
    assert (check.broken_since, check.answered_at, check.due_at) == (None, later, later + days(7))
    documents.change(document, by=PersonFactory(), url=web.at("/better"))
    link_checks.record(document, Answer(False, "404"), url=document.url, at=later)
    assert LinkCheck.objects.get().checked_at is None  # said of the old address
    assert link_checks.check_due(pause=0) == 1
    assert LinkCheck.objects.get().said == "200"


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_each_link_once_and_one_host_at_a_time(web: Web) -> None:
    for number in range(3):
        public(web.at(f"/{number}"))
    assert run_twice(lambda: link_checks.check_due(pause=0.01)) == 1
    assert [method for method, *_rest in web.asked] == ["HEAD"]
    assert link_checks.check_due(pause=0) == 1  # of the same host, one in a run
    assert len({path for _method, path, _headers in web.asked}) == 2


def run_twice(act: Callable[[], int]) -> int:
    """What two workers did together, at the same time."""
    start = threading.Barrier(2)

    def work() -> int:
        start.wait(timeout=10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        return sum(done.result() for done in [workers.submit(work) for _each in range(2)])


@pytest.mark.django_db
def test_the_demo_asks_nobody(web: Web, settings: LazySettings) -> None:
    settings.LINK_CHECKS = False
    public(web.at("/paper"))
    assert link_checks.check_due(pause=0) == 0
    assert not LinkCheck.objects.exists()
