"""Every list in every format, what changed since a day, the dictionary, the nightly dump."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.http import http_date
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from openpyxl import load_workbook

from commitments.models import Commitment
from ogp_portal import dumps
from ogp_portal.api import dictionary, docs, sheets, tables
from ogp_portal.api.commitments import Commitments, CommitmentSerializer
from ogp_portal.api.urls import router
from tests.factories import (
    CommitmentFactory,
    ForumFactory,
    MilestoneFactory,
    OrganisationFactory,
    RunningPlanFactory,
    days,
)
from tests.growing import grow

pytestmark = pytest.mark.django_db
LISTS = [name for name, _view, _basename in router.registry]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def test_every_list_is_there_in_four_formats_with_the_same_rows(client: Client) -> None:
    grow(1)
    told: dict[str, list[list[Any]]] = {}
    for name, view in dictionary.lists():
        serializer = view.list_serializer_class or view.serializer_class
        told[name] = list(tables.records(view.queryset.all(), serializer))
        lines = list(tables.json_lines(view.queryset.all(), serializer))
        assert len(lines) == len(told[name]) - 1 == view.queryset.all().count(), name
        changed = client.get(f"/api/v1/{name}/", {"since": "2100-01-01"})
        assert changed.json()["count"] == 0, name
        assert 'rel="license"' in changed["Link"], name
    file = io.BytesIO()
    sheets.write(file, told)
    book = load_workbook(file, read_only=True)
    for name, rows in told.items():
        sheet = list(book[name].iter_rows(values_only=True))
        assert [list(sheet[0]), len(sheet)] == [rows[0], len(rows)], name
    rows = table(body(client.get("/api/v1/milestones/?format=csv")))
    lines = body(client.get("/api/v1/milestones/?format=jsonl")).decode().splitlines()
    assert rows[0] == told["milestones"][0]
    results = client.get("/api/v1/milestones/?since=1999-01-01T00:00:00Z").json()["results"]
    assert [json.loads(line) for line in lines] == results
    for wrong in ("soon", "2026-99-99", "9" * 30):
        assert client.get("/api/v1/forums/", {"since": wrong}).status_code == 400


def test_a_text_is_never_a_formula_and_a_long_list_is_no_workbook(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = RunningPlanFactory()
    for number, title in ((1, "=1+1"), (2, "Bell\x07")):
        CommitmentFactory(plan=plan, number=number, title={"en": title})
    data = body(client.get("/api/v1/commitments/?format=xlsx"))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    names = [cell.value for cell in sheet[1]]
    titles = [row[names.index("title_en")] for row in sheet.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in titles] == [("=1+1", "s"), ("Bell", "s")]
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    answer = client.get("/api/v1/commitments/?format=xlsx")
    assert answer.status_code == 400
    assert "CSV" in answer.content.decode()


def changed_since(client: Client, name: str, moment: dt.datetime) -> list[Any]:
    rows = client.get(f"/api/v1/{name}/", {"since": moment.isoformat()}).json()["results"]
    return [row["number"] for row in rows]


def test_a_row_has_changed_when_it_or_something_that_it_shows_has(client: Client) -> None:
    plan = RunningPlanFactory(forum=ForumFactory(slug="open"))
    office = OrganisationFactory()
    first, second, third = (CommitmentFactory(plan=plan, number=n, lead=office) for n in (1, 2, 3))
    step = MilestoneFactory(commitment=second)
    with connection.cursor() as cursor:  # as if all that had been last month
        models: list[Any] = [type(plan), type(plan.forum), Commitment, type(step), type(office)]
        for model in models:
            events = model.pgh_event_model._meta.db_table
            cursor.execute(f"UPDATE {events} SET pgh_created_at = now() - interval '30 days'")
    yesterday = timezone.now() - days(1)
    assert changed_since(client, "commitments", yesterday) == []
    known = client.get("/api/v1/commitments/")
    row = client.get(f"/api/v1/commitments/{first.pk}/")
    month_ago = http_date((timezone.now() - days(30)).timestamp())[:16]
    assert known["Last-Modified"].startswith(month_ago)

    third.goals = [3]
    third.save()
    step.delete()
    third.supporting.add(OrganisationFactory())

    assert changed_since(client, "commitments", yesterday) == [2, 3]
    assert changed_since(client, "commitments", yesterday - days(60)) == [1, 2, 3]
    for answer, address, status in (
        (known, "/api/v1/commitments/", 200),
        (row, f"/api/v1/commitments/{first.pk}/", 304),
        (row, f"/api/v1/commitments/{third.pk}/", 200),
    ):
        since = {"If-Modified-Since": answer["Last-Modified"]}
        assert client.get(address, headers=since).status_code == status, address
    # What changed just now may be followed by a change that began before: no 304 until it settles.
    just_now = client.get("/api/v1/commitments/")["Last-Modified"]
    with time_machine.travel(timezone.now() + days(1), tick=False):
        assert client.get("/api/v1/commitments/")["Last-Modified"] <= just_now
        asked = client.get("/api/v1/commitments/", headers={"If-Modified-Since": just_now})
        assert (asked.status_code, asked.content) == (304, b"")
        # Whether a milestone is overdue changes with the day, without anybody's doing.
        stale = {"If-Modified-Since": client.get("/api/v1/milestones/")["Last-Modified"]}
    with time_machine.travel(timezone.now() + days(2), tick=False):
        assert client.get("/api/v1/milestones/", headers=stale).status_code == 200


def test_a_list_is_streamed_some_hundred_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = RunningPlanFactory()
    Commitment.objects.bulk_create(
        Commitment(plan=plan, number=n, title={"en": "A"}, published_at=timezone.now())
        for n in range(1, 10)
    )
    monkeypatch.setattr(tables, "AT_ONCE", 3)
    queryset = Commitments.queryset
    assert queryset is not None
    with CaptureQueriesContext(connection) as asked:
        rows = tables.json_lines(queryset.all(), CommitmentSerializer)
        seen = []
        for line in rows:
            seen.append((json.loads(line)["number"], len(asked)))
    prefetched = len(queryset._prefetch_related_lookups)  # type: ignore[attr-defined]
    assert [number for number, _count in seen] == list(range(1, 10))
    # Each three rows bring their own relations when it is their turn, and no row asks alone.
    grown = {count for _number, count in seen}
    assert len(grown) == 3
    assert max(grown) - min(grown) == 2 * prefetched


def test_the_description_is_valid_and_every_column_is_described_in_both_languages(
    client: Client,
) -> None:
    generator: Any = SchemaGenerator()
    schema = generator.get_schema(request=None, public=True)
    validate_schema(schema)
    assert schema["info"]["license"]["url"].startswith("https://creativecommons.org/")

    said = list(dictionary.table())

    assert {row["list"] for row in said} == set(LISTS)
    assert [
        f"{row['list']}.{row['column']}"
        for row in said
        if not (row["about_en"] and row["about_es"])
    ] == []
    titles = {row["column"]: row for row in said if row["list"] == "commitments"}
    assert titles["title_es"]["about_en"].endswith("(Spanish)")
    as_csv = table(body(client.get("/data/dictionary.csv")))
    assert as_csv[0] == list(dictionary.TABLE_COLUMNS)
    assert len(as_csv) - 1 == len(client.get("/data/dictionary.json").json()) == len(said)
    page = client.get("/data/dictionary/").content.decode()
    for name in LISTS:
        assert f'href="/api/docs/{name}/#fields"' in page
    assert client.get("/data/dictionary.exe").status_code == 404
    with translation.override("es"):
        assert [each.name for each in docs.endpoints() if not each.text] == []
        (theme,) = (row for row in dictionary.columns("milestones") if row.column == "theme")
        assert theme.about != titles["theme_slug"]["about_en"]


def test_the_dump_has_every_list_and_is_replaced_whole_or_not_at_all(
    client: Client, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    grow(1)
    assert client.get("/data/dump/latest.zip").status_code == 404
    now = dt.datetime(2026, 3, 1, 3, 15, tzinfo=dt.UTC)
    for day in range(9):
        with time_machine.travel(now + days(day), tick=False), monkeypatch.context() as quick:
            if day < 8:  # the first eight need not have much in them
                quick.setattr(dictionary, "lists", list)
                quick.setattr(dictionary, "table", list)
            call_command("dump_open_data", stdout=io.StringIO())
    assert [dump.day for dump in dumps.found()] == [f"2026-03-0{n}" for n in range(9, 2, -1)]
    assert len(default_storage.listdir("dumps")[1]) == 14

    def killed(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dumps, "ContentFile", killed)  # between the file and its mark
    with time_machine.travel(now + days(9)), pytest.raises(KeyboardInterrupt):
        dumps.make()

    latest: Any = client.get("/data/dump/latest.zip")
    data = body(latest)
    assert 'filename="open-data-2026-03-09.zip"' in latest["Content-Disposition"]
    checksum = client.get("/data/dump/2026-03-09.zip.sha256").content.decode()
    assert checksum == f"{hashlib.sha256(data).hexdigest()}  open-data-2026-03-09.zip\n"
    same = {"If-None-Match": latest["ETag"]}
    assert client.get("/data/dump/latest.zip", headers=same).status_code == 304
    assert client.get("/data/dump/2026-03-10.zip").status_code == 404
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        assert names >= {f"{name}.{end}" for name in LISTS for end in ("csv", "jsonl")}
        assert names - {f"{name}.{end}" for name in LISTS for end in ("csv", "jsonl")} == {
            "README.txt", "dictionary.csv", "dictionary.json",
        }  # fmt: skip
        assert "CC BY 4.0" in archive.read("README.txt").decode()
        told = body(client.get("/api/v1/commitments/?format=csv"))
        assert archive.read("commitments.csv") == told
    page = client.get("/data/").content.decode()
    assert 'href="/data/dump/2026-03-09.zip"' in page
    assert "2026-03-01" not in page
