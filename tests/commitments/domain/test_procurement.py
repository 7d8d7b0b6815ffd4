"""Taking in contracts, tying them to commitments, finding them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from commitments.domain import procurement
from commitments.domain.contracting.faults import Broken
from commitments.models import Commitment, ContractingProcess, Procurement
from tests.commitments.domain.test_contracting import as_file, example, release
from tests.factories import CommitmentFactory, ForumFactory, PersonFactory, coordinator

pytestmark = pytest.mark.django_db

__all__ = ["example"]  # a fixture


@pytest.fixture
def commitment() -> Commitment:
    made: Commitment = CommitmentFactory()
    return made


def take_in(commitment: Commitment, *contents: Any, **options: Any) -> procurement.Imported:
    return procurement.import_files(
        commitment.plan.forum,
        by=coordinator(commitment.plan.forum),
        files=[as_file(content) for content in contents],
        commitment=commitment,
        **options,
    )


def row() -> dict[str, Any]:
    rows = ContractingProcess.objects.values(
        *("ocid", "title", "buyer", "suppliers", "status", "amount", "currency", "starts_on"),
        *("ends_on", "released_at", "url", "language", "words", "compiled"),
    )
    return dict(rows.get())


def test_files_one_by_one_make_the_same_process_as_all_at_once(
    commitment: Commitment, example: list[Any]
) -> None:
    forum = commitment.plan.forum
    for files in ([example[6]], [example[8]], [example[7], *example[5::-1]]):
        for file in files:
            procurement.import_files(forum, by=None, files=[file], commitment=commitment)
        known = row()
        again = procurement.import_files(forum, by=None, files=files, commitment=commitment)
        assert (again.unchanged, again.new, again.changed) == ([known["ocid"]], [], [])
        if files == [example[6]]:
            expected = known
            assert ContractingProcess.objects.get().releases.count() == 6
        assert known == expected
        ContractingProcess.objects.all().delete()


def test_a_newer_release_updates_and_another_content_is_refused_or_taken(
    commitment: Commitment,
) -> None:
    take_in(commitment, release(1, tender={"title": "Pipes"}))

    done = take_in(commitment, release(2, tender={"title": "Pipes and pumps"}))
    with pytest.raises(Broken) as refused:
        take_in(
            commitment,
            {"releases": [release(1, tender={"title": "Roads"}), release(3), release(3, a=1)]},
        )

    assert done.changed == ["ocds-x-1"]
    assert refused.value.lines() == [
        "releases/0/id: is known already with other content",
        "releases/2/id: stands twice, with different content",
    ]
    process = ContractingProcess.objects.get()
    assert (process.title, process.releases.count()) == ("Pipes and pumps", 2)
    take_in(commitment, release(2, tender={"title": "Wells"}), replace=True)
    assert ContractingProcess.objects.get().title == "Wells"


def test_only_what_is_asked_for_is_taken_in_and_all_or_nothing(commitment: Commitment) -> None:
    other = {**release(1), "ocid": "ocds-x-2"}
    package = {"releases": [release(1), other]}

    with pytest.raises(procurement.NotInTheFiles, match="ocds-x-9"):
        take_in(commitment, package, only=["ocds-x-2", "ocds-x-9"])
    with pytest.raises(Broken, match="cannot be put together"):
        take_in(commitment, other, release(1, extra="text"), release(2, extra={"a": 1}))
    assert not ContractingProcess.objects.exists()

    take_in(commitment, package, only=["ocds-x-2"])
    assert [row.ocid for row in procurement.behind(commitment)] == ["ocds-x-2"]


def test_a_process_is_public_as_long_as_it_stands_behind_a_public_commitment(
    commitment: Commitment,
) -> None:
    take_in(commitment, release(1))
    process = ContractingProcess.objects.get()
    hidden = CommitmentFactory(plan=commitment.plan, published_at=None)
    elsewhere = CommitmentFactory()
    member = coordinator(commitment.plan.forum)

    assert ContractingProcess.objects.public().exists()
    procurement.tie(hidden, by=member, process=process)
    assert procurement.untie(commitment, by=member, process=process)

    assert not ContractingProcess.objects.public().exists()
    assert ContractingProcess.objects.visible_to(member).exists()
    with pytest.raises(procurement.ElsewhereTied):
        procurement.tie(elsewhere, by=member, process=process)
    with pytest.raises(IntegrityError), transaction.atomic():
        Procurement.objects.create(commitment=elsewhere, process=process)


def test_words_are_found_without_accents_and_by_how_they_begin(commitment: Commitment) -> None:
    take_in(
        commitment,
        release(1, tender={"title": "Laboratorios portátiles"}, buyer={"name": "Agua Ñandú"}),
    )
    rows = ContractingProcess.objects.all()

    for words, found in {
        "PORTATILES labor": 1,
        "ñandu": 1,
        "ocds-x-1": 1,
        "roads": 0,
        "labor roads": 0,
        "": 1,
        "!'&|:*()": 0,
        "a\x00'": 1,
    }.items():
        assert procurement.holding(rows, words).count() == found, words
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "contracting_words" in procurement.holding(rows, "labor").explain()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_in_the_same_file_at_once_make_one_process(commitment: Commitment) -> None:
    files = [as_file({"releases": [release(1), {**release(1), "ocid": "ocds-x-2"}]})]
    people = PersonFactory.create_batch(2)

    def act(person: Any) -> int:
        done = procurement.import_files(
            commitment.plan.forum, by=person, files=files, commitment=commitment
        )
        connections.close_all()
        return len(done.new)

    with ThreadPoolExecutor(2) as pool:
        new = list(pool.map(act, people))

    assert sorted(new) == [0, 2]
    assert Procurement.objects.count() == ContractingProcess.objects.count() == 2


def test_the_command_takes_in_files_or_says_where_the_fault_is(
    commitment: Commitment, tmp_path: Path, capsys: Any
) -> None:
    plan = commitment.plan
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_text(json.dumps(release(1)))
    wrong.write_text(json.dumps(release(2, tender=[])))
    where = {"forum": plan.forum.slug, "plan": plan.slug, "commitment": commitment.number}

    with pytest.raises(CommandError, match="Nothing was saved"):
        call_command("import_ocds", right, wrong, **where)
    with pytest.raises(CommandError, match="no commitment"):
        call_command("import_ocds", right, **{**where, "commitment": 999})
    with pytest.raises(CommandError, match="no forum"):
        call_command("import_ocds", right, forum="nowhere")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_ocds", tmp_path / "none.json", forum=ForumFactory().slug)
    assert not ContractingProcess.objects.exists()
    assert "wrong.json: tender: is not an object" in capsys.readouterr().err

    call_command("import_ocds", right, **where)
    assert "1 contracting processes: 1 new" in capsys.readouterr().out
    assert len(procurement.behind(commitment)) == 1
