"""Unpublished means invisible: on pages, in feeds, in the API, in search, as PDF and as file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from forums.models import Document
from tests.factories import ForumFactory, PersonFactory, coordinator
from tests.hiding import SECRET, World
from tests.pages import ACTIVITY, ELECTION, FORUM, GROUP, INVITATION, MADE, PUBLIC, RUNNING, WATCHED

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One for all tests: what a test changes is gone when it ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(params=["nobody", "citizen", "member of another forum"])
def stranger(request: pytest.FixtureRequest, world: World) -> Client:
    """Who has no seat in the forum; the citizen reads Spanish."""
    language = "es" if request.param == "citizen" else "en"
    client = Client(headers={"Accept-Language": language})
    if request.param == "citizen":
        client.force_login(PersonFactory(language=language))
    elif request.param == "member of another forum":
        client.force_login(coordinator(ForumFactory()))
    return client


def text_of(response: Any) -> str:
    """What a page, a download or each file of a packed one says."""
    body = b"".join(response) if response.streaming else response.content
    if not body.startswith(b"PK"):
        return str(body, "utf-8")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "".join(
            name + packed.read(name).decode(errors="replace") for name in packed.namelist()
        )


PAGES = [
    *PUBLIC,
    "/search/?q=English",
    f"{ELECTION}/receipt/",
    f"{MADE}/responses/R2/",
    f"{MADE}/contributions/3/",
    f"{MADE}/contributions/88/",
    f"{MADE}/contributions/89/",
    f"{MADE}/drafts/5/",
    f"{MADE}/drafts/5/suggestions/",
    f"{MADE}/drafts/5/suggestions/2/",
    f"{RUNNING}/commitments/1/observations/3/",
]
PDFS = [
    *(f"{FORUM}/meetings/1/session.pdf", f"{ACTIVITY}.pdf"),
    *(f"{RUNNING}/text.pdf", f"{RUNNING}/versions/1.pdf"),
    f"{MADE}/responses/responses.pdf",
]
CLOSED, SECRET_PLAN = "/forums/closed", f"{FORUM}/plans/secret"
YEAR = timezone.now().year
ADDRESSES = [
    *(
        f"{CLOSED}/{page}"
        for page in (
            *("", "members/", "rules/", "selections/", "working-groups/", "decisions/"),
            *("repository/", "calendar/", "calendar.ics", "feed.atom", "decisions.atom"),
            *("theme.css", "meetings/1/", "meetings/1.ics", "meetings/1/session.pdf"),
            *(f"activity/{YEAR}/", f"activity/{YEAR}.pdf", "action-items/", "plans/"),
        )
    ),
    *(
        f"{SECRET_PLAN}/{page}"
        for page in ("", "contributions/", "contributions/1/", "responses/", "drafts/1/")
    ),
    *(f"{SECRET_PLAN}/{page}" for page in ("overview/", "overview/1/", "outreach/")),
    *(f"{SECRET_PLAN}/{page}" for page in ("calendar/", "calendar.ics")),
    f"{CLOSED}/ogp-rules/",
    f"{MADE}/overview/2/",
    f"{SECRET_PLAN}/commitments/1/",
    *(
        f"{SECRET_PLAN}/{page}"
        for page in ("text/", "text.pdf", "text.docx", "versions/", "amendments/")
    ),
    f"{RUNNING}/amendments/2/",
    f"{RUNNING}/rounds/later/",
    f"{WATCHED.replace('9001', '9002')}/verifications/watch/",
    f"{RUNNING}/commitments/2/findings/",
    f"{RUNNING}/commitments/2/observations/",
    *(
        f"{RUNNING}/commitments/1/observations/{page}"
        for page in ("2/", "2/file/zan.txt", "3/file/zan.txt")
    ),
    f"{RUNNING}/visits/2/",
    *(f"{SECRET_PLAN}/{page}" for page in ("monitoring/", "visits/")),
    f"{RUNNING}/irm/results/2002/",
    *(f"{FORUM}/contracts/ocds-{number}/" for number in (2, 3)),
    f"{CLOSED}/contracts/ocds-1/",
    f"{SECRET_PLAN}/irm/",
    f"{FORUM}/meetings/2/",
    f"{FORUM}/meetings/2.ics",
    f"{FORUM}/meetings/2/session.pdf",
    f"{FORUM}/meetings/2/live/",
    f"{FORUM}/meetings/1/minutes/corrections/1/",
    f"{FORUM}/decisions/2/",
    f"{FORUM}/rules/2/",
    *(
        f"{FORUM}/selections/secret/{page}"
        for page in ("", "roll/", "receipt/", "scores.csv", "ballots.csv", "nominations/1/")
    ),
    f"{ELECTION}/nominations/2/",
    f"{ELECTION}/ballots.csv",
    f"{INVITATION}/nominations/2/",
    f"{INVITATION}/scores.csv",
    f"{FORUM}/working-groups/secret/",
    f"{RUNNING}/commitments/2/",
    *(
        f"{RUNNING}/self-assessments/mid-term/{page}"
        for page in ("", "commitments/", "comments/", "pdf/", "docx/")
    ),
    f"{MADE}/drafts/1/",
    *(f"{MADE}/drafts/1/draft.{ending}" for ending in ("docx", "xlsx")),
    f"{MADE}/drafts/1/problem/en/history/",
    f"{MADE}/drafts/1/problem/en/words/",
    f"{MADE}/drafts/1/suggestions/",
    f"{MADE}/drafts/1/suggestions/1/",
    f"{MADE}/drafts/1/problem/comments/",
    f"{MADE}/drafts/5/suggestions/1/",
    f"{MADE}/contributions/2/",
    f"{MADE}/contributions/89/files/909/paper.txt",
    f"{SECRET_PLAN}/map/",
    f"{MADE}/responses/R1/",
    f"{MADE}/consultations/2/",
    f"{MADE}/consultations/2/differences/",
]
# Where the forum works: nobody else acts there, nor learns what stands on the page.
FOR_MEMBERS = [
    *(
        f"{FORUM}/{page}"
        for page in (
            *("meetings/new/", "decisions/new/", "decisions/propose/", "repository/new/"),
            *("proposals/", "proposals/new/", "rules/new/", "rules/1/edit/", "rules/1/publish/"),
            *("rules/1/adopt/", "members/manage/", "members/manage/new/", "selections/new/"),
            *("working-groups/new/", "decisions/1/edit/", "decisions/1/publish/"),
            *("decisions/1/correct/", "decisions/1/vote/", "decisions/1/vote/close/"),
        )
    ),
    *(
        f"{FORUM}/meetings/1/{page}"
        for page in (
            *("edit/", "publish/", "cancel/", "discard/", "attendance/", "attendance.csv"),
            *("minutes/", "minutes/review/", "minutes/publish/", "minutes/approve/", "check-in/"),
            *("check-in/room/", "check-in/open/", "action-items/new/"),
        )
    ),
    *(
        f"{ELECTION}/{page}"
        for page in (
            *("edit/", "next/", "postpone/", "cancel/", "seat/", "vote/", "name/"),
            *("nominations/1/check/"),
        )
    ),
    f"{INVITATION}/panel/",
    f"{INVITATION}/nominations/1/score/",
    *(
        f"{GROUP}/{page}"
        for page in ("edit/", "members/", "documents/new/", "recommendations/new/", "publish/")
    ),
    f"{GROUP}/recommendations/2/publish/",
    f"{FORUM}/plans/new/",
    f"{FORUM}/ogp-rules/handbook_4/notice_days/",
    *(f"{MADE}/{page}" for page in ("edit/", "publish/", "deliver/", "transitions/new/")),
    f"{RUNNING}/extend/",
    f"{MADE}/responses/new/",
    *(
        f"{MADE}/responses/{page}"
        for page in ("desk/", "prepared/", "publish/", "R2/edit/", "R2/discard/", "R2/remarks/")
    ),
    f"{MADE}/consultations/new/",
    *(f"{MADE}/consultations/1/{page}" for page in ("edit/", "publish/", "extend/", "discard/")),
    f"{MADE}/drafts/new/",
    f"{MADE}/adopt/",
    *(f"{RUNNING}/amendments/new/{page}" for page in ("", "add/", "draft/")),
    *(f"{RUNNING}/amendments/1/{page}" for page in ("adopt/", "drop/")),
    *(f"{RUNNING}/commitments/1/{page}" for page in ("amend/", "withdraw/")),
    *(
        f"{RUNNING}/rounds/{page}"
        for page in (
            *("new/", "half-year/report/", "half-year/check/"),
            *(f"half-year/commitments/1/{page}" for page in ("", "review/")),
        )
    ),
    *(
        f"{WATCHED}/{page}"
        for page in ("verify/", "verifications/watch/agenda/", "verifications/watch/settle/")
    ),
    f"{RUNNING}/commitments/1/findings/watched/",
    *(
        f"{RUNNING}/self-assessments/end-of-term/{page}"
        for page in (
            *("edit/", "edit/lessons/", "edit/commitments/1/", "consult/", "extend/", "finish/"),
            *("answer/", "build/"),
        )
    ),
    *(f"{RUNNING}/visits/{page}" for page in ("new/", "1/edit/", "1/publish/")),
]


def test_no_public_page_says_what_is_not_published(stranger: Client) -> None:
    for address in PAGES:
        response = stranger.get(address)
        assert response.status_code == 200, address
        assert SECRET not in text_of(response), address


def test_a_packed_download_is_looked_into(world: World, client: Client) -> None:
    assert world.public_commitment.title["en"] in text_of(client.get(f"{RUNNING}/data.xlsx"))


def test_the_part_of_a_meeting_that_is_asked_for_again_says_nothing_either(
    stranger: Client,
) -> None:
    part = stranger.get(f"{FORUM}/meetings/1/live/", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert SECRET not in part.content.decode()


def test_no_pdf_says_what_is_not_published(world: World, client: Client) -> None:
    for address in PDFS:
        response = client.get(address)
        assert response.status_code == 200, address
        pages = PdfReader(io.BytesIO(response.content)).pages
        assert SECRET not in "".join(page.extract_text() for page in pages), address


def test_a_persons_page_keeps_the_address_and_why_a_term_ended(
    stranger: Client, world: World
) -> None:
    page = stranger.get(f"{FORUM}/members/{world.insider.pk}/")
    assert page.status_code == 200
    assert SECRET not in page.content.decode()


def test_the_address_of_what_is_not_published_is_not_there(stranger: Client) -> None:
    answers = {address: stranger.get(address).status_code for address in ADDRESSES}
    assert {address: code for address, code in answers.items() if code != 404} == {}


def test_the_address_of_a_file_that_is_not_published_is_not_there(
    stranger: Client, world: World
) -> None:
    for document in (world.document, world.file, world.withdrawn):
        assert stranger.get(document.get_absolute_url()).status_code == 404
        about = stranger.get(f"{document.get_absolute_url()}about/")
        assert about.status_code == (410 if document == world.withdrawn else 404)
        assert SECRET not in about.content.decode()
    assert stranger.get(f"/media/{world.file.file.name}").status_code == 404


def test_the_search_finds_nothing_that_is_not_published(stranger: Client) -> None:
    lists = (f"{MADE}/contributions/", f"{FORUM}/decisions/", f"{FORUM}/repository/")
    for address in ("/search/", "/commitments/", *lists):
        page = stranger.get(address, {"q": SECRET}).content.decode()
        assert SECRET in page  # the reader's own word is repeated
        assert f"{SECRET} in" not in page
        assert f"{SECRET} en" not in page
        assert 'class="item-title"' not in page
        assert 'class="document-title"' not in page


def test_nobody_acts_without_a_seat(stranger: Client) -> None:
    for address in FOR_MEMBERS:
        for answer in (stranger.get(address), stranger.post(address)):
            assert answer.status_code in (302, 403, 404, 405), address
            assert SECRET not in answer.content.decode(), address
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/"), address


def test_comments_cannot_be_sent_to_what_is_not_published(world: World, client: Client) -> None:
    client.force_login(PersonFactory())
    for word, thing in (
        ("meeting", world.draft_meeting),
        ("decision", world.decision),
        ("rules", world.rules),
        (
            "nomination",
            world.selection.forum.selections.get(slug="election").nominations.get(number=2),
        ),
        ("draft", world.draft),
        ("commitment", world.commitment),
        ("self-assessment", world.assessment),
        ("observation", world.public_commitment.observations.get(number=2)),
    ):
        assert client.post(f"/comments/{word}/{thing.pk}/", {"text": "hello"}).status_code == 404


def test_the_forum_itself_sees_its_drafts(world: World, client: Client) -> None:
    client.force_login(world.insider)
    for address in (
        f"{FORUM}/meetings/2/",
        f"{FORUM}/decisions/2/",
        f"{FORUM}/rules/2/",
        f"{FORUM}/proposals/",
        f"{FORUM}/selections/secret/",
        f"{ELECTION}/nominations/2/",
        f"{FORUM}/working-groups/secret/",
        f"{GROUP}/",
        f"{MADE}/drafts/1/",
        f"{RUNNING}/visits/2/",
    ):
        assert SECRET in client.get(address).content.decode(), address


def test_a_document_is_there_for_all_once_it_is_published(world: World, client: Client) -> None:
    Document.objects.filter(pk=world.file.pk).update(published_at=timezone.now())
    response: Any = client.get(world.file.get_absolute_url())
    assert b"".join(response.streaming_content) == SECRET.encode()
    assert "sandbox" in response["Content-Security-Policy"]
