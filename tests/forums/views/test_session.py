from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from forums.domain import action_items, attendance, comments, minutes, pdf
from forums.models import AgendaItem, DocumentKind, Meeting, MeetingPaper, Term
from tests.factories import (
    DecisionFactory,
    DocumentFactory,
    ForumFactory,
    MeetingFactory,
    coordinator,
    days,
    seated,
)

SECRET = "zanahoria"


def whole_session() -> Meeting:
    """A meeting with everything, and beside each thing one of its kind that is not public."""
    forum = ForumFactory(name={"en": "Forum of the River", "es": "Foro del Río"})
    by, owner = coordinator(forum), seated(forum, name="Rosa Linares Webb")
    now = timezone.now()
    meeting = MeetingFactory(
        forum=forum, published=True, starts_at=now - days(7), title={"en": "Budget day"}
    )
    item = AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "The bridge"})
    for title, published_at in (("The numbers", now), (SECRET, None)):
        document = DocumentFactory(
            forum=forum, title={"en": title}, published_at=published_at, kind=DocumentKind.PAPER
        )
        MeetingPaper.objects.create(meeting=meeting, document=document, agenda_item=item)
        DecisionFactory(
            forum=forum, meeting=meeting, title={"en": f"Decided: {title}"},
            published_at=published_at, outcome="adopted", decided_on=now.date(),
            votes_for=9, votes_against=2,
        )  # fmt: skip
    attendance.record(meeting, by=by, presence=dict.fromkeys(Term.objects.all(), "present"))
    action_items.record(
        meeting, by=by, owner=owner, title={"en": "Count the nails"}, due_on=now.date() + days(9)
    )
    comments.add(meeting, by=owner, text=SECRET, internal=True)
    minutes.write(meeting, by=by, minutes={"en": f"Draft {SECRET}"})
    return meeting


def read(client: Client, meeting: Meeting, **query: str) -> tuple[bytes, PdfReader, str]:
    answer: Any = client.get(f"{meeting.get_absolute_url()}session.pdf", query)
    assert answer.status_code == 200
    reader = PdfReader(io.BytesIO(answer.content))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    return answer.content, reader, text


def titles_of(outline: Any) -> list[str]:
    """The titles of a file's bookmarks, of every level."""
    return [
        title
        for row in outline
        for title in (titles_of(row) if isinstance(row, list) else [str(row.title)])
    ]


@pytest.mark.django_db
def test_the_session_holds_what_is_public_and_nothing_else(client: Client) -> None:
    meeting = whole_session()
    for reader in (None, coordinator(meeting.forum)):
        if reader:
            client.force_login(reader)
        content, parsed, text = read(client, meeting)
        for words in ("Budget day", "The bridge", "The numbers", "Rosa Linares Webb",
                      "Count the nails", "9 for, 2 against", "Quorum reached"):  # fmt: skip
            assert words in text, words
        assert SECRET not in text
        assert "Minutes" not in text
        assert content.startswith(b"%PDF-1.7")
    marked: Any = parsed.root_object
    assert marked["/MarkInfo"]["/Marked"]
    assert marked["/Lang"] == "en"
    assert b"pdfuaid:part" in parsed.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert {"Agenda", "Attendance", "Decisions"} <= set(titles_of(parsed.outline))


@pytest.mark.django_db
def test_the_same_data_are_the_same_bytes_and_are_set_once(client: Client) -> None:
    meeting = whole_session()
    with mock.patch.object(pdf, "write", wraps=pdf.write) as setting:
        first, _parsed, _text = read(client, meeting)
        again, _parsed, _text = read(client, meeting)
        assert (first == again, setting.call_count) == (True, 1)
    etag = client.get(f"{meeting.get_absolute_url()}session.pdf")["ETag"]
    kept = client.get(f"{meeting.get_absolute_url()}session.pdf", headers={"If-None-Match": etag})
    assert kept.status_code == 304
    minutes.publish(meeting, by=coordinator(meeting.forum))
    _content, _parsed, text = read(client, meeting)
    assert "Minutes" in text


@pytest.mark.django_db
def test_setting_the_same_page_twice_gives_the_same_bytes() -> None:
    page = "<!doctype html><html lang='en'><title>t</title><h1>Title</h1><p>Text</p></html>"
    assert pdf.write(page) == pdf.write(page)


@pytest.mark.django_db
def test_the_session_is_in_the_readers_language_where_the_forum_works_in_it(
    client: Client,
) -> None:
    meeting = whole_session()
    _content, parsed, text = read(client, meeting, language="es")
    assert str(parsed.root_object["/Lang"]) == "es"
    assert "Foro del Río" in text
    _content, parsed, _text = read(client, meeting, language="xx")
    assert str(parsed.root_object["/Lang"]) == "en"


@pytest.mark.django_db
def test_a_meeting_that_is_not_public_has_no_file_even_for_its_members(client: Client) -> None:
    meeting = MeetingFactory()
    client.force_login(coordinator(meeting.forum))
    assert client.get(f"{meeting.get_absolute_url()}session.pdf").status_code == 404


@pytest.mark.django_db
def test_the_session_asks_the_database_a_dozen_times_at_most(client: Client) -> None:
    meeting = whole_session()
    read(client, meeting)
    with CaptureQueriesContext(connection) as asked:
        read(client, meeting)
    assert len(asked) <= 12


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_have_it_set_once() -> None:
    page = "<!doctype html><html lang='en'><title>t</title><h1>At once</h1></html>"
    calls: list[str] = []

    def slowly(html: str) -> bytes:
        calls.append(html)
        return b"%PDF slow"

    def ask(_number: int) -> bytes:
        try:
            return pdf.kept(page, folder="tests", name="slow")
        finally:
            connection.close()

    with mock.patch.object(pdf, "write", slowly), ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, range(12))) == {b"%PDF slow"}
    assert len(calls) == 1
    default_storage.delete(f"{pdf.ROOT}/tests/slow/{pdf.fingerprint(page)}.pdf")


@pytest.mark.django_db(transaction=True)
def test_who_would_wait_too_long_is_asked_to_come_again(client: Client) -> None:
    meeting = whole_session()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s::int, 0)", [pdf.LOCK])

    def ask() -> Any:
        try:
            return client.get(f"{meeting.get_absolute_url()}session.pdf")
        finally:
            connection.close()

    try:
        with mock.patch.object(pdf, "WAIT", "200ms"), ThreadPoolExecutor(1) as pool:
            answer = pool.submit(ask).result()
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::int, 0)", [pdf.LOCK])


@pytest.mark.django_db
def test_what_is_open_from_before_stands_on_the_next_agenda_and_in_its_file(
    client: Client,
) -> None:
    meeting = whole_session()
    following = MeetingFactory(
        forum=meeting.forum, published=True, starts_at=timezone.now() + days(9)
    )
    hidden = MeetingFactory(forum=meeting.forum, starts_at=timezone.now() - days(3))
    action_items.record(
        hidden, by=coordinator(meeting.forum), owner=seated(meeting.forum), title={"en": SECRET},
        due_on=timezone.now().date(),
    )  # fmt: skip
    _content, _parsed, text = read(client, following)
    page = client.get(following.get_absolute_url()).content.decode()
    for said in (page, text):
        assert "Open from before" in said
        assert "Count the nails" in said
        assert SECRET not in said
    _content, _parsed, text = read(client, meeting)
    assert "Open from before" not in text


@pytest.mark.django_db
def test_what_a_newer_file_replaced_goes_after_a_day_and_everything_after_a_month(
    client: Client,
) -> None:
    meeting = whole_session()
    folder = f"{pdf.ROOT}/sessions/{meeting.forum.slug}-{meeting.number}-en"
    for file in pdf._files(folder):
        default_storage.delete(file)
    first, _parsed, _text = read(client, meeting)
    minutes.publish(meeting, by=coordinator(meeting.forum))
    second, _parsed, _text = read(client, meeting)
    assert len(pdf._files(folder)) == 2
    assert pdf.clear() == 0
    assert pdf.clear(now=timezone.now() + days(1.1)) >= 1
    assert len(pdf._files(folder)) == 1
    with mock.patch.object(pdf, "write", wraps=pdf.write) as setting:
        assert read(client, meeting)[0] == second != first
        assert setting.call_count == 0
        pdf.clear(now=timezone.now() + days(31))
        assert pdf._files(folder) == []
        assert read(client, meeting)[0] == second
        assert setting.call_count == 1


@pytest.mark.django_db
def test_a_file_that_goes_while_it_is_looked_for_is_set_again(client: Client) -> None:
    meeting = whole_session()
    before, _parsed, _text = read(client, meeting)
    opened = default_storage.open

    def gone(path: str, *args: Any) -> Any:
        default_storage.delete(path)
        return opened(path, *args)

    with mock.patch.object(default_storage, "open", gone):
        assert read(client, meeting)[0] == before


@pytest.mark.django_db
def test_a_whole_session_that_is_set_anew_asks_a_dozen_times_at_most(client: Client) -> None:
    meeting = whole_session()
    by = coordinator(meeting.forum)
    minutes.publish(meeting, by=by)
    minutes.correct(meeting, by=by, minutes={"en": "Better."}, reason={"en": "A slip."})
    with CaptureQueriesContext(connection) as asked:
        _content, _parsed, text = read(client, meeting)
    assert "A slip." in text
    assert len(asked) <= 12, [row["sql"][:90] for row in asked]
