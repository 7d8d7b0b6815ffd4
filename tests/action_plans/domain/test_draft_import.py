"""Bringing a file back and taking over what it changes."""

from __future__ import annotations

import threading

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from docx.document import Document as Docx

from action_plans.domain import draft_import
from action_plans.domain.draft_import import Outcome, TakenOver
from action_plans.domain.drafts import NotWritable
from action_plans.domain.office_files import OfficeFileRefused
from action_plans.models import Draft, DraftState, ReturnedFile, Revision, RevisionKind
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.models import Person
from tests.action_plans.returning import (
    COMMITMENT,
    PROBLEM,
    docx_of,
    draft_with_answers,
    edited_docx,
    replacing,
    text_of,
    upload,
    write,
)

FASTER = COMMITMENT.replace("ten", "five")


def bring(draft: Draft, by: Person, data: bytes) -> ReturnedFile:
    return draft_import.bring(draft, by=by, file=upload(data), written_by="Ministry of Works")


def take_over(brought: ReturnedFile, by: Person, *chosen: str) -> Outcome:
    seen = draft_import.changes_in(brought).fingerprint
    return draft_import.take_over(brought, by=by, chosen=chosen, seen=seen)


@pytest.mark.django_db
def test_what_is_chosen_is_taken_over_and_the_history_names_the_file() -> None:
    draft, person = draft_with_answers()

    def edit(document: Docx) -> None:
        replacing("ten days", "five days")(document)
        replacing("in vain", "for years")(document)

    brought = bring(draft, person, edited_docx(docx_of(draft), edit))
    assert text_of(draft, "commitment") == COMMITMENT
    assert take_over(brought, person, "commitment") == Outcome(1, 0, (), 0)
    assert text_of(draft, "commitment") == FASTER
    assert text_of(draft, "problem") == PROBLEM
    revision = Revision.objects.get(source=brought)
    assert (revision.author, revision.base_number) == (person, 1)
    assert revision.source is not None
    assert revision.source.written_by == "Ministry of Works"
    assert revision.source.taken == ["commitment"]


@pytest.mark.django_db
def test_changes_that_others_made_elsewhere_meanwhile_are_merged() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    write(draft, person, "commitment", COMMITMENT.replace("The office", "The ministry"))
    [edit] = draft_import.changes_in(brought).texts
    assert edit.outcome == "merges"
    assert take_over(brought, person, "commitment") == Outcome(1, 1, (), 0)
    assert text_of(draft, "commitment") == FASTER.replace("The office", "The ministry")


@pytest.mark.django_db
def test_changes_that_touch_stand_beside_and_nothing_is_lost() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    theirs = COMMITMENT.replace("ten", "twenty")
    write(draft, person, "commitment", theirs)
    [edit] = draft_import.changes_in(brought).texts
    assert edit.outcome == "conflicts"
    outcome = take_over(brought, person, "commitment")
    assert outcome == Outcome(0, 0, ("What is the commitment?",), 0)
    assert text_of(draft, "commitment") == theirs
    waiting = brought.revisions.get()
    assert (waiting.kind, waiting.text) == (RevisionKind.CONFLICT, FASTER)


@pytest.mark.django_db
def test_what_stands_already_is_no_change() -> None:
    draft, person = draft_with_answers()
    data = edited_docx(docx_of(draft), replacing("ten days", "five days"))
    write(draft, person, "commitment", f"{FASTER} Always.")
    with pytest.raises(OfficeFileRefused, match="nothing to take over"):
        bring(draft, person, data)


@pytest.mark.django_db
def test_milestones_are_changed_added_and_removed() -> None:
    draft, person = draft_with_answers()
    gone = draft.milestones.create(position=2, title={"en": "Staff are trained"})

    def edit(document: Docx) -> None:
        [table] = document.tables
        table.cell(1, 0).text = "The register is complete"
        table._tbl.remove(table.rows[2]._tr)
        table.cell(2, 0).text = "A law is passed"

    brought = bring(draft, person, edited_docx(docx_of(draft), edit))
    keys = [edit.key for edit in draft_import.changes_in(brought).steps]
    assert take_over(brought, person, *keys).steps == 3
    assert not draft.milestones.filter(pk=gone.pk).exists()
    first, added = draft.milestones.all()
    assert first.title == {"en": "The register is complete", "es": "El registro está en línea"}
    assert str(first.due_on) == "2026-03-31"
    assert added.title == {"en": "A law is passed"}


@pytest.mark.django_db
def test_one_change_that_cannot_be_saved_keeps_all_others_from_being_saved() -> None:
    draft, person = draft_with_answers()

    def edit(document: Docx) -> None:
        replacing("ten days", "five days")(document)
        document.tables[0].cell(1, 3).text = "2026-06-30"

    brought = bring(draft, person, edited_docx(docx_of(draft), edit))
    milestone = draft.milestones.get()
    keys = [edit.key for edit in draft_import.changes_in(brought).edits]
    connection.cursor().execute(
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE action_plans_draftmilestone ADD CONSTRAINT never CHECK (due_on < '2026-04-01')"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        take_over(brought, person, *keys)
    assert text_of(draft, "commitment") == COMMITMENT
    milestone.refresh_from_db()
    brought.refresh_from_db()
    assert (str(milestone.due_on), brought.taken_over_at) == ("2026-03-31", None)


@pytest.mark.django_db
def test_what_changed_since_one_looked_is_looked_at_again() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    seen = draft_import.changes_in(brought).fingerprint
    write(draft, person, "commitment", COMMITMENT.replace("ten", "twenty"))
    with pytest.raises(ChangedMeanwhile):
        draft_import.take_over(brought, by=person, chosen=["commitment"], seen=seen)
    assert not brought.revisions.exists()


@pytest.mark.django_db
def test_nothing_chosen_is_said_and_a_closed_draft_takes_nothing() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    with pytest.raises(Incomplete):
        take_over(brought, person, "problem")
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.ADOPTED)
    with pytest.raises(NotWritable):
        take_over(brought, person, "commitment")
    with pytest.raises(NotWritable):
        bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "two days")))


@pytest.mark.django_db
def test_the_same_file_brought_twice_waits_once() -> None:
    draft, person = draft_with_answers()
    data = edited_docx(docx_of(draft), replacing("ten days", "five days"))
    assert bring(draft, person, data) == bring(draft, person, data)


@pytest.mark.django_db
def test_a_file_that_is_gone_is_asked_for_again() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    default_storage.delete(str(brought.file))
    with pytest.raises(OfficeFileRefused, match="Bring it again"):
        draft_import.changes_in(brought)


@pytest.mark.django_db
def test_a_file_is_taken_over_with_its_moment_or_not_at_all() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    rows = ReturnedFile.objects.filter(pk=brought.pk)
    for change in ({"taken": ["problem"]}, {"taken_over_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.django_db(transaction=True)
def test_two_people_taking_over_one_file_at_once_save_it_once() -> None:
    draft, person = draft_with_answers()
    brought = bring(draft, person, edited_docx(docx_of(draft), replacing("ten days", "five days")))
    seen = draft_import.changes_in(brought).fingerprint
    start = threading.Barrier(2)
    outcomes: list[Outcome | Refused] = []

    def run() -> None:
        try:
            mine = ReturnedFile.objects.select_related("draft__plan__forum").get(pk=brought.pk)
            start.wait()
            outcomes.append(
                draft_import.take_over(mine, by=person, chosen=["commitment"], seen=seen)
            )
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        Outcome.__name__,
        TakenOver.__name__,
    ]
    assert brought.revisions.count() == 1
