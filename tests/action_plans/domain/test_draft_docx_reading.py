"""A draft as DOCX, out and back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import translation
from docx import Document
from docx.document import Document as Docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from action_plans.domain.draft_docx_reading import MOST_PIECES
from action_plans.domain.draft_import import Comparison
from action_plans.domain.office_files import OfficeFileRefused
from tests.action_plans.returning import (
    COMMITMENT,
    PROBLEM,
    compared,
    docx_of,
    draft_with_answers,
    edited_docx,
    paragraph,
    replacing,
    texts,
    write,
    xlsx_of,
)
from tests.factories import DraftFactory

pytestmark = pytest.mark.django_db

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_file_in_which_nobody_wrote_brings_nothing(language: str) -> None:
    draft, _person = draft_with_answers()
    assert compared(draft, docx_of(draft, language)) == Comparison((), (), (), ())
    assert compared(draft, xlsx_of(draft, language), "a.xlsx") == Comparison((), (), (), ())


def test_the_document_has_real_styles_a_language_and_a_title() -> None:
    draft, _person = draft_with_answers()
    document = Document(io.BytesIO(docx_of(draft, "es")))
    styles = [row.style.name for row in document.paragraphs if row.style]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 6
    assert "List Bullet" not in styles  # the answers are in English
    assert document.core_properties.title == "Un borrador"
    assert document.core_properties.language == "es"
    languages = {row.get(qn("w:val")) for row in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"es"}
    [table] = document.tables
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert table.cell(1, 0).text == "El registro está en línea"
    assert table.cell(1, 3).text == "2026-03-31"


def test_an_edit_is_found_and_nothing_else() -> None:
    draft, _person = draft_with_answers()
    data = edited_docx(docx_of(draft), replacing("ten days", "five days"))
    [edit] = compared(draft, data).texts
    assert (edit.key, edit.outcome) == ("commitment", "plain")
    assert edit.text == COMMITMENT.replace("ten", "five")
    changed = [(piece.kind, piece.text) for piece in edit.pieces if piece.kind != "same"]
    assert changed == [("removed", "ten "), ("added", "five ")]


def test_headings_in_other_words_and_styles_do_not_lose_the_answers() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        for heading in document.paragraphs:
            if heading.style and heading.style.name == "Heading 1":
                heading.style = document.styles["Normal"]
                for run in heading.runs:
                    run.text = "¿Qué?"
        replacing("in vain", "for years")(document)

    assert texts(draft, edited_docx(docx_of(draft), edit)) == {
        "problem": PROBLEM.replace("in vain", "for years")
    }


def test_where_every_bookmark_is_lost_the_words_of_the_headings_lead_to_the_questions() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in list(document.element.iter(qn(tag))):
                mark.getparent().remove(mark)
        replacing("ten days", "five days")(document)

    found = compared(draft, edited_docx(docx_of(draft), edit))
    assert [edit.key for edit in found.texts] == ["commitment"]
    assert found.texts[0].outcome == "plain"
    assert not found.steps


def test_a_heading_that_was_typed_anew_is_known_by_the_help_below_it() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        heading = paragraph(document, "What is the commitment?")
        for child in list(heading._p)[1:]:
            heading._p.remove(child)
        heading.add_run("Compromiso")
        replacing("ten days", "five days")(document)

    found = compared(draft, edited_docx(docx_of(draft), edit))
    assert [edit.text for edit in found.texts] == [COMMITMENT.replace("ten", "five")]
    assert not found.loose


def test_tracked_changes_are_read_as_accepted() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        answer = paragraph(document, "The office publishes")
        answer.text = "The office publishes every contract within "
        for tag, word, part in (("w:del", "ten", "w:delText"), ("w:ins", "five", "w:t")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(part)
            text.text = word
            run.append(text)
            change.append(run)
            answer._p.append(change)
        answer.add_run(" days.")

    found = texts(draft, edited_docx(docx_of(draft), edit))
    assert found == {"commitment": COMMITMENT.replace("ten", "five")}


def test_lists_and_paragraphs_that_an_office_made_come_as_such() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        answer = paragraph(document, "The office publishes")
        for text, style in (
            ("first", "List Number"),
            ("second", "List Number"),
            ("End.", "Normal"),
        ):
            new = document.add_paragraph(text, style=style)
            answer._p.addnext(new._p)
            answer = new

    found = texts(draft, edited_docx(docx_of(draft), edit))
    assert found["commitment"] == f"{COMMITMENT}\n\n1. first\n2. second\n\nEnd."


def test_what_the_file_cannot_show_stays_where_nobody_wrote() -> None:
    draft, person = draft_with_answers()
    text = "A list:\n\n* one\n    * nested\n* two\n\nIn the end, something."
    write(draft, person, "relevance", text)
    data = docx_of(draft)
    assert not texts(draft, data)
    edited = edited_docx(data, replacing("something", "everything"))
    assert texts(draft, edited) == {"relevance": text.replace("something", "everything")}


def test_comments_in_the_margin_and_foreign_headings_are_shown() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        answer = paragraph(document, "The office publishes")
        document.add_comment(answer.runs, text="Who pays?", author="Legal unit")
        answer.insert_paragraph_before("Budget", style="Heading 1")
        heading = paragraph(document, "How will it contribute")
        heading.insert_paragraph_before("Annex", style="Heading 1")
        heading.insert_paragraph_before("Two million a year.")

    found = compared(draft, edited_docx(docx_of(draft), edit))
    assert {(piece.where, piece.text) for piece in found.loose} == {
        ("Comment in the margin by Legal unit", "Who pays?"),
        ("Budget", COMMITMENT),
        ("Annex", "Two million a year."),
    }
    [emptied] = found.texts
    assert emptied.key == "commitment"
    assert not emptied.proposed


def test_a_question_that_was_taken_out_keeps_its_answer() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        heading = paragraph(document, "What is the commitment?")
        help, answer = heading._p.getnext(), heading._p.getnext().getnext()
        for row in (heading._p, help, answer):
            row.getparent().remove(row)

    found = compared(draft, edited_docx(docx_of(draft), edit))
    assert not found.texts
    assert found.missing == ("What is the commitment?",)


def test_signs_that_no_document_can_hold_do_not_stop_it() -> None:
    draft, person = draft_with_answers()
    write(draft, person, "problem", "Before\x0bafter \x1f\ufffe")
    for data, name in ((docx_of(draft), "a.docx"), (xlsx_of(draft), "a.xlsx")):
        assert not texts(draft, data, name)


def test_a_file_of_another_draft_or_of_none_or_in_another_language_is_refused() -> None:
    draft, _person = draft_with_answers()
    other = DraftFactory(plan=draft.plan)
    with pytest.raises(OfficeFileRefused, match="another draft"):
        compared(draft, docx_of(other))
    buffer = io.BytesIO()
    Document().save(buffer)
    with pytest.raises(OfficeFileRefused, match="does not say which draft"):
        compared(draft, buffer.getvalue())
    with translation.override("es"):
        data = docx_of(draft, "es")
    draft.plan.forum.languages = ["en"]
    with pytest.raises(OfficeFileRefused, match="language"):
        compared(draft, data)


def test_a_revision_that_the_draft_never_had_leads_nowhere() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        for mark in document.element.iter(qn("w:bookmarkStart")):
            name = mark.get(qn("w:name"))
            mark.set(qn("w:name"), name.replace("_commitment_r1_", "_commitment_r77_"))

    found = compared(draft, edited_docx(docx_of(draft), edit))
    assert [piece.text for piece in found.loose] == [COMMITMENT]
    assert not found.texts


def test_a_list_made_by_the_button_is_a_list_whatever_its_style() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        style: Any = document.styles["List Bullet"].element
        answer = paragraph(document, "The office publishes")
        numbers: Any = answer._p.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val = 0
        numbers.get_or_add_numId().val = style.pPr.numPr.numId.val

    found = texts(draft, edited_docx(docx_of(draft), edit))
    assert found == {"commitment": f"- {COMMITMENT}"}


def test_footnotes_and_text_boxes_are_shown() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        notes = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>Law 27.'
        notes += "</w:t></w:r></w:p></w:footnote></w:footnotes>"
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        package = document.part.package
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), package)
        document.part.relate_to(part, f"{RELATIONSHIPS}/footnotes")
        box = f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Look here."
        box += "</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        paragraph(document, "The office publishes")._p.append(parse_xml(box))

    found = compared(draft, edited_docx(docx_of(draft), edit))
    assert [(piece.where, piece.text) for piece in found.loose] == [
        ("Footnote", "Law 27."),
        ("Text box", "Look here."),
    ]
    assert not found.texts


def test_a_file_of_endless_paragraphs_is_refused() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        for _number in range(MOST_PIECES + 1):
            document.element.body.insert(0, OxmlElement("w:p"))

    with pytest.raises(OfficeFileRefused, match="more than a draft can need"):
        compared(draft, edited_docx(docx_of(draft), edit))


def test_a_file_whose_text_lies_in_another_part_is_refused() -> None:
    draft, _person = draft_with_answers()

    def edit(document: Docx) -> None:
        main = document.part
        main.partname = PackURI("/word/media/document.xml")
        decoy = Part(PackURI("/word/document.xml"), "application/xml", b"<a/>", main.package)
        main.relate_to(decoy, f"{RELATIONSHIPS}/customXml")

    with pytest.raises(OfficeFileRefused, match="damaged"):
        compared(draft, edited_docx(docx_of(draft), edit))


def test_cells_of_tables_within_tables_are_not_read_without_end() -> None:
    draft, _person = draft_with_answers()
    depth, inmost = 40, "<w:tc/>" * (MOST_PIECES // 30)
    begun = f"<w:tbl {nsdecls('w')}><w:tr><w:tc>" + "<w:tbl><w:tr><w:tc>" * depth
    table = f"{begun}<w:tbl><w:tr>{inmost}</w:tr></w:tbl>" + "</w:tc></w:tr></w:tbl>" * (depth + 1)

    def edit(document: Docx) -> None:
        document.element.body.insert(0, parse_xml(table))

    with pytest.raises(OfficeFileRefused, match="more than a draft can need"):
        compared(draft, edited_docx(docx_of(draft), edit))
