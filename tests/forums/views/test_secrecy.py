"""Who has the whole database after a vote cannot tie a ballot to a voter."""

from __future__ import annotations

import logging
import struct
import time
from typing import Any

import pytest
import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.domain import ballots, urn
from forums.models import Ballot
from tests.selecting import Selecting

PAGE = "/forums/river-country/selections/three-members-of-civil-society/"
URN = {"forums_ballot", "forums_rollentry"}
PAGE_BYTES, HEADER_BYTES, NORMAL = 8192, 24, 1


def rows(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found


def tables() -> list[str]:
    return [
        name
        for (name,) in rows(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
    ]


def votes_by_the_pages(world: Selecting) -> dict[str, Any]:
    """Every organisation votes as people do; the receipts with those to whom they were shown."""
    shown = {}
    for place, voter in enumerate(world.voters):
        client = Client()
        client.force_login(voter)
        signed = client.get(f"{PAGE}vote/").context["form"]["receipt"].value()
        answer = client.post(f"{PAGE}vote/", {"choices": [str(1 + place % 4)], "receipt": signed})
        receipt = answer.context["receipt"]
        client.post(f"{PAGE}receipt/", {"receipt": receipt})
        client.get("/me/")
        shown[receipt] = voter
    return shown


@pytest.fixture
def world(transactional_db: None) -> Selecting:
    made = Selecting(candidates=4, seats=2, organisations=6)
    made.to_choice()
    return made


def test_no_row_of_any_table_holds_a_receipt_and_who_was_shown_it(world: Selecting) -> None:
    shown = votes_by_the_pages(world)
    for table in tables():
        for (text,) in rows(f'SELECT t::text FROM "{table}" t'):
            held = [receipt for receipt in shown if receipt in text]
            if table == "forums_ballot":
                assert len(held) == 1
                voter = shown[held[0]]
                organisation = voter.roll_entries.get().organisation
                for name in (voter.email, voter.name, organisation.slug, str(organisation)):
                    assert name not in text
            else:
                assert not held, (table, text)


def test_neither_sessions_nor_the_cache_hold_a_receipt(world: Selecting) -> None:
    shown = votes_by_the_pages(world)
    assert Session.objects.count() == len(shown)
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
    store = redis.from_url(settings.REDIS_URL)
    for key in store.scan_iter():
        if store.type(key) == b"string":
            kept.append(str(store.get(key)))
    for receipt in shown:
        assert not any(receipt in text for text in kept)


def test_numbers_of_transactions_and_places_tell_nothing(world: Selecting) -> None:
    shown = votes_by_the_pages(world)
    ((last,),) = rows("SELECT DISTINCT xmin::text FROM forums_ballot")
    for table in tables():
        same, whole = rows(
            f'SELECT count(*) FILTER (WHERE xmin::text = %s), count(*) FROM "{table}"', last
        )[0]
        assert same == (whole if table in URN else 0), table
    ordered = [row[0] for row in rows("SELECT receipt FROM forums_ballot ORDER BY ctid")]
    assert ordered == sorted(shown)
    assert rows("SHOW track_commit_timestamp") == [("off",)]


def line_pointers(table: str) -> int:
    """How many rows lie in the file of the table, those included that were replaced."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    ((data,),) = rows("SELECT pg_read_binary_file(pg_relation_filepath(%s))", table)
    found = 0
    for start in range(0, len(data), PAGE_BYTES):
        page = bytes(data[start : start + PAGE_BYTES])
        (lower,) = struct.unpack_from("<H", page, 12)
        for at in range(HEADER_BYTES, lower, 4):
            (item,) = struct.unpack_from("<I", page, at)
            found += item >> 15 & 3 == NORMAL
    return found


def test_no_earlier_state_of_the_urn_lies_in_the_files_of_the_database(world: Selecting) -> None:
    votes_by_the_pages(world)
    for _second in range(30):  # PostgreSQL's own housekeeping may be reading just now
        if line_pointers("forums_ballot") == line_pointers("forums_rollentry") == 6:
            break
        time.sleep(1)
        assert urn.sweep_again() == 1
    assert line_pointers("forums_ballot") == 6
    assert line_pointers("forums_rollentry") == 6


def test_what_writes_the_urn_says_nothing_of_who_sends_it(world: Selecting) -> None:
    client = Client()
    client.force_login(world.voters[0])
    with CaptureQueriesContext(connection) as asked:
        client.post(f"{PAGE}vote/", {"choices": ["1"]}, headers={"x-request-id": "zanahoria-1"})
    writing = [
        query["sql"]
        for query in asked
        if any(table in query["sql"] for table in URN) and not query["sql"].startswith("SELECT")
    ]
    assert len(writing) >= 2
    for sql in writing:
        assert "pghistory" not in sql
        assert "zanahoria" not in sql
        assert f"{PAGE}vote/" not in sql


def test_the_log_says_that_the_page_was_asked_for_and_not_by_whom_nor_what(
    world: Selecting, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="ogp_portal"):
        shown = votes_by_the_pages(world)
    text = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert f"POST {PAGE}vote/" in text
    for receipt, voter in shown.items():
        assert receipt not in text
        assert voter.email not in text
        assert voter.name not in text


def test_nobody_votes_under_a_receipt_that_was_drawn_for_somebody_else(world: Selecting) -> None:
    signed = ballots.fresh_receipt(world.selection, world.voters[0])
    first = ballots.cast(world.selection, by=world.voters[0], choices=[1], receipt=signed)
    client = Client()
    client.force_login(world.voters[1])
    answer = client.post(f"{PAGE}vote/", {"choices": ["2"], "receipt": signed})
    assert answer.status_code == 200
    assert answer.context["receipt"] != first
    assert Ballot.objects.count() == 2
