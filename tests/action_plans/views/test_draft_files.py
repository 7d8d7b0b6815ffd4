"""The pages on which a draft goes out as a file and comes back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from docx.document import Document as Docx

from action_plans.models import Draft, ReturnedFile
from forums.models import Person
from tests.action_plans.domain.test_office_files import package
from tests.action_plans.returning import (
    COMMITMENT,
    docx_of,
    draft_with_answers,
    edited_docx,
    replacing,
    text_of,
    upload,
    write,
)
from tests.factories import DraftFactory, PersonFactory, seated

pytestmark = pytest.mark.django_db

FASTER = COMMITMENT.replace("ten", "five")


@pytest.fixture
def draft() -> Draft:
    return draft_with_answers()[0]


@pytest.fixture
def member(draft: Draft) -> Person:
    return seated(draft.plan.forum)


@pytest.fixture
def writer(member: Person) -> Client:
    client = Client()
    client.force_login(member)
    return client


def address(draft: Draft) -> str:
    return f"{draft.get_absolute_url()}import/"


def bring(client: Client, draft: Draft, data: bytes, name: str = "draft.docx") -> str:
    """Uploads the file; returns the address of the page with its changes."""
    sent = {"file": upload(data, name), "written_by": "Ministry of Works"}
    response = client.post(address(draft), sent)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def faster(draft: Draft) -> bytes:
    return edited_docx(docx_of(draft), replacing("ten days", "five days"))


def seen_on(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_public_draft_is_a_file_for_everybody(client: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    response = client.get(f"{draft.get_absolute_url()}draft.docx", {"language": "es"})
    assert response["Content-Disposition"] == f'attachment; filename="draft-{draft.number}-es.docx"'
    assert Document(io.BytesIO(response.content)).core_properties.language == "es"
    again = client.get(
        f"{draft.get_absolute_url()}draft.docx",
        {"language": "es"},
        headers={"if-none-match": response["ETag"]},
    )
    assert again.status_code == 304
    assert client.get(f"{draft.get_absolute_url()}draft.xlsx").status_code == 200


def test_a_file_asks_the_database_as_often_for_thirty_milestones_as_for_one(
    client: Client, draft: Draft
) -> None:
    Draft.objects.filter(pk=draft.pk).update(published_at=timezone.now())

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{draft.get_absolute_url()}draft.docx").status_code == 200
        return len(asked)

    few = count()
    for number in range(2, 31):
        draft.milestones.create(position=number, title={"en": f"Step {number}"})
    assert count() == few <= 12


@pytest.mark.parametrize("file", ["draft.docx", "draft.xlsx"])
def test_a_draft_that_only_the_forum_sees_is_no_file_for_others(
    client: Client, draft: Draft, file: str
) -> None:
    assert client.get(f"{draft.get_absolute_url()}{file}").status_code == 404


def test_a_file_comes_back_and_its_changes_are_seen_before_they_are_saved(
    writer: Client, draft: Draft
) -> None:
    page_address = bring(writer, draft, faster(draft))
    page = writer.get(page_address).content.decode()
    assert "<del>ten </del>" in page
    assert "<ins>five </ins>" in page
    assert "written in by Ministry of Works" in page
    assert text_of(draft, "commitment") == COMMITMENT
    done = writer.post(page_address, {"seen": seen_on(page), "chosen": ["commitment"]}, follow=True)
    assert "1 answer is taken over." in done.content.decode()
    assert text_of(draft, "commitment") == FASTER


def test_the_history_names_the_file_and_who_wrote_in_it(writer: Client, draft: Draft) -> None:
    page_address = bring(writer, draft, faster(draft))
    page = writer.get(page_address).content.decode()
    writer.post(page_address, {"seen": seen_on(page), "chosen": ["commitment"]})
    history = writer.get(f"{draft.get_absolute_url()}commitment/en/history/").content.decode()
    assert "from a file of Ministry of Works" in history


def test_what_waits_beside_the_text_that_stands_is_said(
    writer: Client, member: Person, draft: Draft
) -> None:
    data = faster(draft)
    write(draft, member, "commitment", COMMITMENT.replace("ten", "twenty"))
    page_address = bring(writer, draft, data)
    page = writer.get(page_address).content.decode()
    assert "changed the same words" in page
    done = writer.post(
        page_address, {"seen": seen_on(page), "chosen": ["commitment"]}, follow=True
    ).content.decode()
    assert "1 waits in the history beside the text that stands" in done
    assert "Put both texts together" in done


def test_a_draft_that_changed_meanwhile_is_shown_again_with_the_same_ticks(
    writer: Client, member: Person, draft: Draft
) -> None:
    page_address = bring(writer, draft, faster(draft))
    seen = seen_on(writer.get(page_address).content.decode())
    write(draft, member, "commitment", COMMITMENT.replace("ten", "twenty"))
    response = writer.post(page_address, {"seen": seen, "chosen": ["commitment"]})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Somebody changed the draft meanwhile" in page
    assert 'value="commitment" id="edit-commitment" checked' in page
    assert (
        writer.post(page_address, {"seen": seen_on(page), "chosen": ["commitment"]}).status_code
        == 302
    )


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"seen": "x"},
        {"seen": "\x00", "chosen": ["commitment"]},
        {"chosen": ["nonsense", "\x00"]},
    ],
)
def test_a_form_made_by_hand_saves_nothing(
    writer: Client, draft: Draft, sent: dict[str, str]
) -> None:
    page_address = bring(writer, draft, faster(draft))
    assert writer.post(page_address, sent).status_code == 422
    assert text_of(draft, "commitment") == COMMITMENT


def test_a_file_that_was_taken_over_says_so(writer: Client, draft: Draft) -> None:
    page_address = bring(writer, draft, faster(draft))
    sent = {"seen": seen_on(writer.get(page_address).content.decode()), "chosen": ["commitment"]}
    writer.post(page_address, sent)
    assert writer.post(page_address, sent).status_code == 200
    assert ReturnedFile.objects.get().revisions.count() == 1
    assert "What of this file was taken over" in writer.get(page_address).content.decode()


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "draft.docx", "is empty"),
        (b"PK\x03\x04 no package", "draft.docx", "seems to be damaged"),
        (package({"word/document.xml": b"<a/>"}), "draft.docx", "seems to be damaged"),
        (package({"xl/workbook.xml": b"<a/>"}), "draft.xlsx", "seems to be damaged"),
        (b"a" * 6 * 1024 * 1024, "draft.docx", "larger than 5 MB"),
        (b"a;b\n1;2", "draft.csv", "does not say which draft"),
        (b"\xff\xfe", "draft.csv", "is not UTF-8"),
        (b"x;y\n" * 1001, "draft.csv", "more than 1000 rows"),
        (b"%PDF-1.7", "<b>draft</b>.pdf", "no DOCX, XLSX or CSV"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_refused_beside_the_field_and_not_kept(
    writer: Client, draft: Draft, data: bytes, name: str, why: str
) -> None:
    sent = {"file": SimpleUploadedFile(name, data), "written_by": "Ministry"}
    page = writer.post(address(draft), sent).content.decode()
    assert why in page
    assert 'value="Ministry"' in page
    assert "<b>draft" not in page
    assert not ReturnedFile.objects.exists()


def test_a_file_of_another_draft_is_refused(writer: Client, draft: Draft) -> None:
    other = DraftFactory(plan=draft.plan)
    sent = {"file": upload(docx_of(other)), "written_by": "Ministry"}
    assert "belongs to another draft" in writer.post(address(draft), sent).content.decode()


def test_nobody_but_who_writes_the_draft_sees_the_file(writer: Client, draft: Draft) -> None:
    page_address = bring(writer, draft, faster(draft))
    Draft.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    stranger = Client()
    for path in (address(draft), page_address, f"{page_address}file/"):
        assert stranger.get(path).status_code == 302
    stranger.force_login(PersonFactory())
    for path in (address(draft), page_address, f"{page_address}file/"):
        assert stranger.get(path).status_code == 403
    assert writer.get(f"{page_address}file/").status_code == 200


def test_the_file_of_one_draft_is_not_found_below_another(writer: Client, draft: Draft) -> None:
    page_address = bring(writer, draft, faster(draft))
    other = DraftFactory(plan=draft.plan)
    below = page_address.replace(draft.get_absolute_url(), other.get_absolute_url())
    assert writer.get(below).status_code == 404
    assert writer.get(f"{address(draft)}{10**18}0/").status_code == 404


def test_what_belongs_to_no_question_is_shown(writer: Client, draft: Draft) -> None:
    def edit(document: Docx) -> None:
        replacing("ten days", "five days")(document)
        document.add_paragraph("Annex", style="Heading 1")
        document.add_paragraph("Two <b>million</b> a year.")

    page = writer.get(bring(writer, draft, edited_docx(docx_of(draft), edit))).content.decode()
    assert "Annex" in page
    assert "Two &lt;b&gt;million&lt;/b&gt; a year." in page


def test_the_file_is_kept_as_it_came(writer: Client, draft: Draft) -> None:
    data = faster(draft)
    page_address = bring(writer, draft, data, "Borrador ñ.docx")
    response = writer.get(f"{page_address}file/")
    assert b"".join(response.streaming_content) == data  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    stored = ReturnedFile.objects.get().file.name or ""
    assert Path(stored).suffix == ".docx"
    assert "ñ" not in stored


def test_nobody_brings_files_without_a_pause(
    writer: Client, draft: Draft, settings: LazySettings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"import": "1/h/user"}
    bring(writer, draft, faster(draft))
    response = writer.post(address(draft), {"file": upload(faster(draft)), "written_by": "Works"})
    assert "Wait a few minutes" in response.content.decode()
    assert ReturnedFile.objects.count() == 1


def test_a_file_is_written_once_for_the_same_text(
    writer: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{draft.get_absolute_url()}draft.xlsx"
    first = writer.get(address).content
    with monkeypatch.context() as without:
        without.delattr("action_plans.domain.draft_xlsx.write")
        assert writer.get(address).content == first
    write(draft, draft.authorships.get().person, "commitment", FASTER)
    assert writer.get(address).content != first
