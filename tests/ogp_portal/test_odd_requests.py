"""What no page links to: odd addresses, odd values, other methods. None is a fault of ours.

The pages are found in the list of addresses, so that a new one is asked too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle, islice, product
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from pytest_django import DjangoDbBlocker

from action_plans.models import Phase, Transition
from commitments.models import Milestone, Procurement
from forums.domain import notices, replies
from forums.models import ActionItem, Comment, Document, Moderation, RollEntry, SelectionStep
from tests.hiding import World
from tests.pages import API, FORUM, MADE

pytestmark = pytest.mark.django_db
HUGE = "9" * 40
ODD = ["\x00", HUGE, "2026-99-99"]
ODD_IN_ADDRESSES = ["-1", HUGE, "2026-99-99"]  # one with a NUL is refused for all pages alike
ASKED = (
    *("page", "page_size", "comments", "coming", "q", "kind", "year", "state", "theme", "outcome"),
    *("status", "sector", "method", "meeting", "contribution", "item", "round", "seat", "against"),
    *("group", "language", "to", "token", "from", "until", "forum", "plan", "commitment", "format"),
    *("milestone", "policy_area", "lead", "ordering", "search"),
)
# allauth's own pages; and where a request starts or stops something else than a page.
ELSEWHERE = ("accounts/", "api/v1/", "healthz", "readyz")
# There once a vote runs, a term is corrected, a report is built…: their own tests ask them.
OF_ANOTHER_STATE = (
    *("calendar.ics", "reply/<str:token>/", "corrections/<int:position>/", "appeal/"),
    *("scores.csv", "ballots.csv", "vote/", "responses/<str:reference>/"),
    *("milestones/<int:pk>/", "builds/<int:pk>/", "<str:kind>/pdf/", "correct/"),
    *("files/<int:pk>/<str:name>", "import/<int:pk>/", "import/<int:pk>/file/"),
    *("import/<int:pk>/files/", "evidence/<uuid:document>/remove/"),
    *("preview/", "leave-out/", "discard/", "mapping/", "mapping.toml", "<slug:slug>.toml"),
    *("<slug:day>.zip", "<slug:day>.zip.sha256", "finish/", "extend/", "consult/", "answer/"),
    *("verify/", "findings/<slug:round>/", "leave/<str:token>/", "<str:kind>/docx/"),
    "observations/<int:observation>/file/<str:name>",
)
A_FEW, MANY = 8, 150  # tries at such a route, and at any other


class Fields(HTMLParser):
    """The names that the forms of a page send."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if tag in ("input", "textarea", "select", "button") and name:
            self.names.add(name)


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every route of the portal's own lists, as it is written there."""
    for each in patterns:
        if not isinstance(each.pattern, RoutePattern):
            continue
        route = f"{before}{each.pattern}"
        if route.startswith(ELSEWHERE):
            continue
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


class Pages:
    """The portal's addresses in a forum with one of everything, and its co-chair at work."""

    def __init__(self) -> None:
        self.world = world = World()
        self.client = Client(raise_request_exception=False)
        self.client.force_login(world.insider)
        comments = Comment.objects.values_list("pk", flat=True)
        step = SelectionStep.objects.create(
            selection=world.selection, kind="appeal", stage="call", text="Why?", by=world.insider
        )
        rows = [
            *world.forum.agenda_proposals.all(), *world.forum.series.all(), step,
            *ActionItem.objects.all(), *Milestone.objects.all(),
        ]  # fmt: skip
        self.values: dict[str, list[Any]] = {
            "forum": ["open"],
            "plan": ["made", "running"],
            "number": [1, 2],
            "slug": ["election", "invitation", "secret", "water", "office"],
            "person": [world.insider.pk],
            "seat": [world.insider.terms.get().seat_id],
            "term": [world.insider.terms.get().pk],
            "milestone": [row.pk for row in rows if isinstance(row, Milestone)],
            "round": [row.slug for row in world.plan.rounds.all()],
            "entry": [row.pk for row in RollEntry.objects.all()],
            "position": [1],
            "year": [world.forum.today.year, 2001, 2002],
            "question": ["problem"],
            "language": ["en"],
            "kind": ["mid-term", "end-of-term", "results"],
            "irm/kind": ["results"],
            "following/kind": ["forum"],
            "milestones/pk": [9001, 1],
            "updates/round": ["watched", "half-year"],
            "organisation": ["watch"],
            "observation": [1],
            "theme": ["water"],
            "ocid": ["ocds-1"],
            "section": ["lessons"],
            "format": ["csv", "xlsx"],
            "document": [world.document.pk],
            "contracts/pk": _ids(Procurement),
            "reference": ["R1"],
            "rule_set": ["handbook_4"],
            "name": ["notice_days", "contributions"],
            "suggestion": [1],
            "word": ["meeting", "comment"],
            "token": [
                replies.token(world.draft_meeting, world.insider),
                notices.stop_token(world.insider),
            ],
            "pk": [
                world.forum.pk,
                *{row.pk for row in rows},
                *comments,
                *_ids(Document),
                *_ids(Transition),
                *_ids(Phase),
                *_ids(Moderation),
            ],
        }
        self.found = {route: self._reach(route) for route in routes(get_resolver().url_patterns)}
        self.addresses = [address for address in self.found.values() if address]

    def _reach(self, route: str) -> str:
        """The first address of the route at which there is something; else an empty text."""
        names = re.findall(r"(\w+/)?<(?:\w+:)?(\w+)>", route)
        values = [self.values.get(f"{of}{name}") or self.values.get(name, []) for of, name in names]
        tries = A_FEW if route.endswith(OF_ANOTHER_STATE) else MANY
        for chosen in islice(product(*reversed(values)), tries):  # the plan is the first to change
            address = f"/{route}"
            for value in reversed(chosen):
                address = re.sub(r"<[^>]+>", str(value), address, count=1)
            if self.client.get(address).status_code in (200, 302, 405):
                return address
        return ""


def _ids(model: Any) -> list[Any]:
    return list(model.objects.values_list("pk", flat=True))


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Pages]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Pages()
        transaction.set_rollback(True)


def test_every_page_is_found(pages: Pages) -> None:
    missed = [
        route
        for route, address in pages.found.items()
        if not address and not route.endswith(OF_ANOTHER_STATE)
    ]
    assert missed == [], "\n".join(missed)


def test_odd_values_in_an_address_are_answered(pages: Pages) -> None:
    api = [f"/api/v1/{name}/" for name in API]
    faults = []
    for turn, address in enumerate([*pages.addresses, *api]):
        values = _by_turns(ODD_IN_ADDRESSES, turn)
        query = urlencode([(name, next(values)) for name in ASKED for _twice in range(2)])
        answer = pages.client.get(f"{address}?{query}")
        if answer.status_code >= 500:
            faults.append(f"{address}?{query}")
    assert faults == []


def _by_turns(values: list[str], turn: int) -> Iterator[str]:
    """The values over and over; from page to page each name gets another one."""
    return islice(cycle(values), turn % len(values), None)


def test_odd_values_in_a_form_are_answered_and_so_is_an_empty_one(pages: Pages) -> None:
    faults = []
    for turn, address in enumerate(pages.addresses):
        fields = Fields()
        page = pages.client.get(address)
        if not page.streaming:  # a download, which has no form
            fields.feed(page.content.decode(errors="replace"))
        names = sorted(fields.names)
        for data in (
            {},
            *(dict(zip(names, _by_turns(ODD, turn + n), strict=False)) for n in range(2)),
        ):
            with transaction.atomic():
                answer = pages.client.post(address, data)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                faults.append(f"{address} {data}")
    assert faults == []


NULS = [
    f"{MADE}/responses/%00/",
    f"{MADE}/drafts/1/problem/%00/history/",
    f"{MADE}/self-assessments/%00/",
    f"{MADE}/self-assessments/%00/pdf/",
    "/mail/stop/%00/",
    "/api/v1/forums/%00/",
]
NUMBERS = [f"{FORUM}/meetings/{{}}/", f"{FORUM}/decisions/{{}}/", "/api/v1/meetings/{}/"]


@pytest.mark.parametrize("address", NULS)
def test_a_nul_in_an_address_is_answered(pages: Pages, address: str) -> None:
    assert pages.client.get(address).status_code in (400, 404)


def test_what_is_no_number_of_ours_is_answered_at_once(pages: Pages) -> None:
    for address, value in product(NUMBERS, ["abc", "-1", HUGE, "1.5", "%C2%B2", "NaN"]):
        assert pages.client.get(address.format(value)).status_code == 404
    for asked in (
        "attendance/?meeting=-1E999999999",
        "evidence/?commitment=-1E999999999",
        "contracts/?amount_from=-1E999999",
        "contracts/?amount_to=1E-999999",
    ):
        assert pages.client.get(f"/api/v1/{asked}").status_code == 400


@pytest.mark.parametrize("language", ["xx", "", "es-UY-x-y", "%00", "e" * 900])
def test_a_language_that_nobody_speaks_is_answered(pages: Pages, language: str) -> None:
    client = Client()
    assert client.get("/", headers={"Accept-Language": language}).status_code == 200
    answer = client.post("/language/", {"language": language, "next": "//elsewhere.example"})
    assert answer.status_code in (204, 302)


READ = ["/", "/forums/", f"{FORUM}/", f"{FORUM}/meetings/1/", f"{FORUM}/calendar.ics"]


def test_what_can_be_read_can_be_asked_for_its_head(pages: Pages) -> None:
    for address in READ:
        answer = Client().head(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == Client().get(address)["Cache-Control"]
        assert answer.content == b""
