"""What files of the Open Contracting Data Standard say, whatever their shape and order."""

from __future__ import annotations

import datetime as dt
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commitments.domain.contracting import compiling
from commitments.domain.contracting.faults import Broken
from commitments.domain.contracting.statements import File, read
from commitments.domain.contracting.summary import status, summary, value


@pytest.fixture(scope="session")
def example(real_data: Path) -> list[File]:
    """The nine files of the fictional example: six releases, a package of them, two records."""
    folder = real_data.parent / "ocds" / "fictional"
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def compiled(*files: File) -> Any:
    return compiling.compiled([each.content for each in read(files)])


def as_file(content: Any, name: str = "") -> File:
    return name, json.dumps(content).encode()


def release(number: int = 1, **parts: Any) -> dict[str, Any]:
    return {
        "ocid": "ocds-x-1",
        "id": f"r{number}",
        "date": f"2024-0{number}-01T00:00:00Z",
        "tag": ["tender"],
        **parts,
    }


def record(**parts: Any) -> dict[str, Any]:
    return {"records": [{"ocid": "ocds-x-1", **parts}]}


def test_files_of_all_shapes_in_any_order_say_the_same(example: list[File]) -> None:
    single, package, with_versions, plain = example[:6], example[6], example[7], example[8]
    versions = json.loads(with_versions[1])
    only_versions = as_file(
        {"records": [{**versions["records"][0], "compiledRelease": None, "releases": None}]}
    )
    embedded = as_file(
        {
            "records": [
                {
                    "ocid": "ocds-213czf-000-00001",
                    "releases": json.loads(package[1])["releases"],
                    "compiledRelease": {"ignored": "where the releases themselves are there"},
                }
            ]
        }
    )
    alone = [as_file(json.loads(data)["releases"][0]) for _name, data in single]
    expected = compiled(*single)
    shuffled = [*single, package, with_versions, plain, only_versions]
    dice = random.Random(5)
    orders = [dice.sample(shuffled, len(shuffled)) for _each in range(12)]

    for files in (
        [package],
        [with_versions],
        [plain],
        [only_versions],
        [embedded],
        alone,
        single[::-1],
        [plain, *single[:3]],
        *orders,
    ):
        assert compiled(*files) == expected

    told = summary(expected)
    assert (told.title, told.buyer, told.suppliers) == (
        "Planned cycle lane improvements",
        "London Borough of Barnet",
        ["AnyCorp Cycle Provision"],
    )
    assert (told.amount, told.currency, told.status) == (
        Decimal("11000000.00"),
        "GBP",
        "implementation",
    )
    assert (told.starts_on, told.ends_on) == (dt.date(2010, 7, 1), dt.date(2011, 6, 30))
    assert told.url.startswith("http://example.com/")


def test_what_is_released_after_a_compiled_release_is_merged_into_it() -> None:
    base = as_file(
        record(
            compiledRelease={
                "ocid": "ocds-x-1",
                "date": "2024-02-01T00:00:00Z",
                "tender": {"title": "Old", "items": [{"id": 1, "quantity": 2}]},
                "parties": [{"id": "b", "roles": ["buyer", "payer"]}],
            }
        )
    )
    before = as_file(release(1, tender={"title": "Older"}))
    # 23:30 on the last of February two hours behind is later than midnight of the first of March.
    later = {**release(3, tender={"title": "New", "items": [{"id": 1, "unit": {"name": "m"}}]})}
    last = {
        **release(4, tender={"title": None}, parties=[{"id": "b", "roles": ["buyer"]}]),
        "date": "2024-02-29T23:30:00-02:00",
    }

    merged = compiled(as_file(last), before, base, as_file(later))

    assert merged["tender"] == {"items": [{"id": 1, "quantity": 2, "unit": {"name": "m"}}]}
    assert merged["parties"] == [{"id": "b", "roles": ["buyer"]}]
    assert (merged["date"], merged["tag"]) == ("2024-02-29T23:30:00-02:00", ["compiled"])


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (
            {
                "releases": [
                    release(1, tender={"value": {"amount": "much", "currency": "EURO"}}),
                    {**release(2), "date": "soon", "awards": [{"suppliers": {}}, None]},
                    {"ocid": "", "tag": []},
                    7,
                ]
            },
            [
                "releases/0/tender/value/amount: is not a number",
                "releases/0/tender/value/currency: is not the code of a currency, three letters",
                "releases/1/date: is not a date",
                "releases/1/awards/0/suppliers: is not a list",
                "releases/1/awards/1: is missing",
                "releases/2/ocid: is empty",
                "releases/2/date: is missing",
                "releases/2/id: is missing",
                "releases/3: is not an object",
            ],
        ),
        ({"releases": []}, ["releases: is empty"]),
        ({"releases": {}}, ["releases: is not a list"]),
        (
            {"version": "2.0", "releases": []},
            ["version: is not 1.1, the version that is read here"],
        ),
        ([], ["the whole file: is not an object"]),
        ({"a": 1}, ["the whole file: is neither a release nor a record, nor a package of them"]),
        (
            {"ocid": "o", "id": "1", "date": "2024-02-30"},
            ["date: is not a date", "tag: is missing"],
        ),
        (
            record(releases=[{"url": "https://a.example", "date": "2024-01-01"}]),
            ["records/0: only names where its releases are; send a file that holds what they say"],
        ),
        (
            record(compiledRelease={"ocid": "another", "date": "2024-01-01"}),
            ["records/0/compiledRelease/ocid: is not the id of its record"],
        ),
        (
            record(versionedRelease={"language": [{"releaseDate": "never", "value": "en"}]}),
            ["records/0/versionedRelease/language/0/releaseDate: is not a date"],
        ),
        (
            release(1, tender={"title": "a\x00b", "value": {"amount": 10**18}}),
            ["tender/title: holds a character that cannot be kept"],
        ),
        (release(1, tender={"value": {"amount": 10**18}}), ["tender/value/amount: is too large"]),
    ],
)
def test_each_fault_is_told_at_its_place(content: Any, faults: list[str]) -> None:
    with pytest.raises(Broken) as refused:
        read([as_file(content)])

    assert refused.value.lines() == faults


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff\xfe", "a.json: the whole file: is not written in UTF-8"),
        (b'{"a":\n1,}', "a.json: the whole file: is not JSON: line 2, column 3"),
        (b'{"ocid": NaN}', "a.json: ocid: is not a number"),
        (b'{"ocid": 1e999}', "a.json: ocid: is not a number"),
        (b'{"ocid": "\\ud800"}', "a.json: ocid: holds a character that cannot be kept"),
        (b"[" * 100_000, "a.json: the whole file: is nested too deeply"),
        (b"1" * 5000, "a.json: the whole file: holds a number that is too long"),
        (b" " * (5 * 1024 * 1024 + 1), "a.json: the whole file: is larger than 5 MB"),
    ],
)
def test_what_is_no_json_or_cannot_be_kept_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(Broken) as refused:
        read([("a.json", data)])

    assert refused.value.lines() == [fault]


def test_many_faults_are_counted_and_not_all_told() -> None:
    with pytest.raises(Broken) as refused:
        read([as_file({"releases": [1] * 60})])

    assert len(refused.value.lines()) == 51
    assert refused.value.lines()[-1] == "and 10 more"


def test_releases_that_contradict_each_other_in_kind_cannot_be_merged() -> None:
    with pytest.raises(compiling.Inconsistent):
        compiling.compiled([release(1, extra="text"), release(2, extra={"a": 1})])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ""),
        ({"planning": {"rationale": "Roads"}}, "planning"),
        ({"tender": {"status": "planned"}}, "planning"),
        ({"tender": {"status": "active"}}, "tender"),
        ({"tender": {"status": "unsuccessful"}, "planning": {"id": 1}}, "cancelled"),
        ({"awards": [{"status": "pending"}], "tender": {"status": "complete"}}, "award"),
        ({"awards": [{"status": "unsuccessful"}]}, "cancelled"),
        ({"awards": [{"status": "cancelled"}, {}]}, "award"),
        ({"contracts": [{"status": "pending"}], "awards": [{}]}, "contract"),
        ({"contracts": [{"status": "active", "implementation": {"milestones": [{}]}}]}, "implementation"),
        ({"contracts": [{"status": "terminated"}, {"status": "cancelled"}]}, "complete"),
        ({"contracts": [{"status": "terminated"}, {"status": "active"}]}, "contract"),
        ({"contracts": [{"status": "cancelled"}]}, "cancelled"),
    ],
)  # fmt: skip
def test_the_state_is_the_last_stage_that_is_told_of(told: Any, expected: str) -> None:
    assert status(told) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, (None, "")),
        ({"tender": {"value": {"amount": 5}}}, (None, "")),
        ({"tender": {"value": {"amount": 5, "currency": "usd"}}}, (Decimal("5.00"), "USD")),
        ({"planning": {"budget": {"amount": {"amount": 0.1, "currency": "USD"}}}}, (Decimal("0.10"), "USD")),
        ({"contracts": [{"value": {"amount": 1.5, "currency": "USD"}}, {"value": {"amount": 2, "currency": "USD"}}, {"status": "cancelled", "value": {"amount": 9, "currency": "USD"}}]}, (Decimal("3.50"), "USD")),
        ({"awards": [{"value": {"amount": 1, "currency": "USD"}}, {"value": {"amount": 2, "currency": "EUR"}}]}, (None, "")),
        ({"awards": [{"value": {"amount": 9 * 10**17, "currency": "USD"}}] * 2}, (None, "")),
    ],
)  # fmt: skip
def test_the_value_is_of_the_contracts_else_of_what_comes_before(told: Any, expected: Any) -> None:
    assert value(told) == expected
