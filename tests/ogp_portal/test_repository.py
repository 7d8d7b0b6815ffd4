"""The repository: found by time, kind, phase, plan, commitment, meeting, words and state of link."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Evidence, Update, UpdateState
from forums.domain import documents, link_checks
from forums.domain.asking_links import Answer
from forums.models import Document, DocumentText, MeetingPaper
from tests import factories as new

pytestmark = pytest.mark.django_db
FORUM = "/forums/open"
PAGE = f"{FORUM}/repository/"
REASON = {"en": "It names people."}


class Repository:
    """A forum with a document of each sort, by its title."""

    def __init__(self) -> None:
        self.forum = new.ForumFactory(slug="open")
        self.coordinator = new.coordinator(self.forum)
        self.plan = new.RunningPlanFactory(forum=self.forum, slug="running")
        commitment = new.CommitmentFactory(plan=self.plan, number=7)
        milestone = new.MilestoneFactory(commitment=commitment, title={"en": "Wells tested"})
        update = Update.objects.create(
            milestone=milestone, round=new.ReportingRoundFactory(plan=self.plan), done="Begun.",
            status="in_progress", state=UpdateState.PUBLISHED, published_at=timezone.now(),
        )  # fmt: skip
        self.proof = self.add("Proof", kind="dataset", dated_on=dt.date(2021, 5, 4))
        Evidence.objects.create(update=update, document=self.proof)
        new.PhaseFactory(
            plan=self.plan, kind="drafting", opens_on=dt.date(2021, 5, 1),
            closes_on=dt.date(2021, 5, 9),
        )  # fmt: skip
        meeting = new.MeetingFactory(
            forum=self.forum, number=3, title={"en": "Spring"}, published=True
        )
        draft = new.MeetingFactory(forum=self.forum, number=4)
        MeetingPaper.objects.create(meeting=meeting, document=self.add("Agenda", kind="paper"))
        MeetingPaper.objects.create(meeting=draft, document=self.proof)
        self.link = self.add("Link", url="https://example.org/law", kind="law",
            archived_url="https://archive.example.org/1", archived_on=dt.date(2024, 2, 3))  # fmt: skip
        link_checks.record(self.link, Answer(False, "404"), url=self.link.url)
        self.hidden = self.add("Hidden", publish=False)
        self.withdrawn = self.add("Withdrawn")
        for document in (self.proof, self.hidden, self.withdrawn):
            DocumentText.objects.create(
                document=document, read_at=timezone.now(),
                text=f"{'Before it. ' * 40}Muestras de agua de los pozos. {'After it. ' * 40}",
            )  # fmt: skip
        documents.withdraw(self.withdrawn, by=self.coordinator, reason=REASON)

    def add(self, title: str, *, publish: bool = True, **fields: Any) -> Document:
        file = None if "url" in fields else SimpleUploadedFile(f"{title}.txt", title.encode())
        return documents.add(
            self.forum, by=self.coordinator, title={"en": title}, file=file, publish=publish,
            **{"kind": "other", **fields},
        )  # fmt: skip


FILTERS = {
    "": {"Proof", "Agenda", "Link"},
    "kind=law": {"Link"},
    "year=2021": {"Proof"},
    "phase=drafting": {"Proof"},
    "phase=implementation": {"Agenda", "Link"},
    "plan=running": {"Proof"},
    "commitment=running/7": {"Proof"},
    "commitment=running/8": set(),
    "meeting=3": {"Agenda"},
    "meeting=4": set(),
    "link=broken": {"Link"},
    "links=broken": {"Link"},
    "link=archived": {"Link"},
    "link=answers": set(),
    "link=unasked": set(),
    "q=agenda": {"Agenda"},
    "q=pozo": {"Proof"},
    "q=withdrawn": set(),
    "kind=nothing": set(),
    "year=99999999999999999999": set(),
    "commitment=running/99999999999999999": set(),
}


@pytest.mark.parametrize("path", [PAGE, f"{FORUM}/repository.atom", "/api/v1/documents/"])
def test_page_feed_and_open_data_find_the_same(client: Client, path: str) -> None:
    Repository()
    for query, expected in FILTERS.items():
        if "api" in path and query == "links=broken":
            continue
        response: Any = client.get(f"{path}?{query}")
        assert response.status_code in (200, 400), query
        body = response.content.decode()
        found = {
            title
            for title in ("Proof", "Agenda", "Link", "Hidden", "Withdrawn")
            if any(
                form in body
                for form in (f'">{title}</a></p>', f"<title>{title}</title>", f'{{"en":"{title}"}}')
            )
        }
        assert found == expected, query
    assert "Hidden" in {str(each.title) for each in Document.objects.all()}


def test_a_line_says_what_it_proves_and_where_the_words_stand(client: Client) -> None:
    world = Repository()
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{PAGE}?q=muestra+pozo").content.decode()
    assert len(asked) <= 12
    assert "<mark>Muestras</mark> de agua de los <mark>pozos</mark>" in page
    assert 'Evidence of an update: <a href="/forums/open/plans/running/commitments/7/"' in page
    assert "Wells tested" in page
    assert "Meeting paper: <a" not in page  # of a meeting that is a draft
    page = client.get(PAGE).content.decode()
    assert 'Meeting paper: <a href="/forums/open/meetings/3/"' in page
    assert "No longer answers since" in page
    assert 'href="https://archive.example.org/1">Read the copy of 3 February 2024' in page
    [row] = client.get("/api/v1/evidence/?plan=running").json()["results"]
    assert (row["document"], row["forum"]) == (str(world.proof.pk), "open")
    found = client.get("/search/?q=muestras").content.decode()
    assert found.count('class="item-title"') == 1
    assert str(world.proof.pk) in found


def test_a_page_about_a_document_tells_all_of_it(client: Client) -> None:
    world = Repository()
    about = f"{FORUM}/documents/{world.proof.pk}/about/"
    with CaptureQueriesContext(connection) as asked:
        page = client.get(about).content.decode()
    assert len(asked) <= 12
    assert world.proof.sha256 in page
    assert "Wells tested" in page
    broken = client.get(f"{FORUM}/documents/{world.link.pk}/about/").content.decode()
    assert "the page was not found" in broken
    assert client.get(f"{FORUM}/documents/{world.hidden.pk}/about/").status_code == 404
    gone = client.get(f"{FORUM}/documents/{world.withdrawn.pk}/about/")
    assert gone.status_code == 410
    assert REASON["en"] in gone.content.decode()
    assert world.withdrawn.sha256 not in gone.content.decode()
    client.force_login(world.coordinator)
    assert world.withdrawn.sha256 in client.get(
        f"{FORUM}/documents/{world.withdrawn.pk}/about/"
    ).content.decode()  # fmt: skip


def test_a_coordinator_corrects_a_broken_link_that_waits_for_her(client: Client) -> None:
    world = Repository()
    for act in ("edit", "withdraw"):
        way = client.post(f"{FORUM}/documents/{world.link.pk}/{act}/", {"reason__en": "Mine."})
        assert way["Location"].startswith("/accounts/login/")
    client.force_login(new.seated(world.forum))
    assert client.get(f"{FORUM}/documents/{world.link.pk}/edit/").status_code == 403
    client.force_login(world.coordinator)
    assert "1 link no longer answers" in client.get("/me/").content.decode()
    address = f"{FORUM}/documents/{world.link.pk}/edit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    bad = {**values, "url": "ftp://example.org/", "licence": "other", "archived_on": ""}
    errors = client.post(address, bad).context["form"].errors
    assert {"url", "licence_other"} <= set(errors)
    assert client.post(address, {**values, "url": "\x00", "kind": "9" * 99}).status_code == 200
    saved = client.post(address, {**values, "url": "https://example.org/new", "licence": "other",
        "licence_other": "Free for all"}, follow=True)  # fmt: skip
    assert "Free for all" in saved.content.decode()
    assert "https://example.org/law" in saved.content.decode()  # in its history
    assert "link no longer answers" not in client.get("/me/").content.decode()
    overtaken = client.post(address, {**values, "url": "https://example.org/mine"})
    assert "What somebody else saved" in overtaken.content.decode()
    withdraw = f"{FORUM}/documents/{world.link.pk}/withdraw/"
    assert client.post(withdraw, {"reason__en": ""}).context["form"].errors
    gone = client.post(withdraw, {"reason__en": "Wrong law."}, follow=True)
    assert "Wrong law." in gone.content.decode()
