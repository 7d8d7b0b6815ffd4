"""A draft as a DOCX file that an office can write in and send back."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from action_plans.domain.draft_marks import table_mark
from action_plans.domain.draft_text import DraftText, columns, milestones_help
from action_plans.domain.office_text import BULLET, NUMBER, Block, blocks, possible

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTE, HELP = "Draft note", "Question help"
EMPTY_ROWS = 2
MOST_PROPERTY = 255
"""Characters that a property of the document holds."""
WIDTHS = (Mm(54), Mm(38), Mm(22), Mm(22), Mm(30))
_STYLES = {BULLET: "List Bullet", NUMBER: "List Number"}
_GREY = RGBColor(0x50, 0x55, 0x5C)


def write(content: DraftText) -> bytes:
    """The file, in the language of the content. The same content makes the same text."""
    with translation.override(content.language):
        writer = _Writer(content)
        writer.head()
        writer.answers()
        writer.milestones()
        writer.line(content.reference.line(), NOTE)
        buffer = io.BytesIO()
        writer.document.save(buffer)
    return buffer.getvalue()


class _Writer:
    def __init__(self, content: DraftText) -> None:
        self.content = content
        self.document: Docx = Document()
        self.bookmarks = 0
        _page(self.document)
        _styles(self.document, content.language)
        self._properties()

    def _properties(self) -> None:
        properties = self.document.core_properties
        properties.title = possible(self.content.title)[:MOST_PROPERTY]
        properties.subject = possible(self.content.plan)[:MOST_PROPERTY]
        properties.author = possible(self.content.forum)[:MOST_PROPERTY]
        properties.last_modified_by = properties.author
        properties.language = self.content.language
        properties.comments = ""
        line = self.content.reference.line()
        properties.identifier = line if len(line) <= MOST_PROPERTY else ""  # none rather than half
        moment = self.content.changed_at.astimezone(dt.UTC).replace(tzinfo=None)
        properties.created = properties.modified = moment

    def line(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(possible(text), style=style)

    def mark(self, paragraph: Paragraph, name: str) -> None:
        """Puts a bookmark around what the paragraph holds."""
        self.bookmarks += 1
        ends = []
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            end: Any = OxmlElement(tag)
            end.set(qn("w:id"), str(self.bookmarks))
            ends.append(end)
        ends[0].set(qn("w:name"), name)
        xml: Any = paragraph._p
        xml.insert(0 if xml.pPr is None else 1, ends[0])
        xml.append(ends[1])

    def head(self) -> None:
        """What this is, and how to write in it."""
        content = self.content
        self.line(content.title, "Title")
        self.line(
            _("Draft %(number)d of “%(plan)s”, %(forum)s")
            % {"number": content.number, "plan": content.plan, "forum": content.forum},
            "Subtitle",
        )
        for label, value in (
            (_("State"), content.state),
            (_("Theme"), content.theme),
            (_("Responsible office"), content.lead),
        ):
            if value:
                self.line(f"{label}: {value}", NOTE)
        self.line(
            _(
                "How to use this file: write your answers below the questions, change, add or "
                "take out what you want, and send the file back to the forum. Leave the questions "
                "and the last line as they are; by them the forum finds your changes. An empty "
                "line begins a new paragraph, “- ” an item of a list."
            ),
            NOTE,
        )

    def answers(self) -> None:
        for answer in self.content.answers:
            heading = self.line(answer.label, "Heading 1")
            self.mark(heading, answer.mark.name())
            help = self.line(answer.help, HELP)
            self.mark(help, answer.mark.name(beside_help=True))
            before: Block | None = None
            for block in blocks(answer.text):
                style = _STYLES.get(block.kind, "Normal")
                paragraph = self.line(block.text, style)
                if block.kind == NUMBER and (before is None or before.kind != NUMBER):
                    self._count_from_one(paragraph)
                elif block.kind == NUMBER:
                    self._count_on(paragraph)
                before = block
            if before is None:
                self.line("", "Normal")

    def _count_from_one(self, paragraph: Paragraph) -> None:
        """Begins a list of its own: those of a style would count through the whole file."""
        numbering: Any = self.document.part.numbering_part.element
        style: Any = self.document.styles["List Number"].element
        same = numbering.num_having_numId(style.pPr.numPr.numId.val)
        number = numbering.add_num(same.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        self.list = number.numId
        self._count_on(paragraph)

    def _count_on(self, paragraph: Paragraph) -> None:
        xml: Any = paragraph._p
        numbers = xml.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val = 0
        numbers.get_or_add_numId().val = self.list

    def milestones(self) -> None:
        number = self.content.draft
        self.mark(self.line(_("Milestones"), "Heading 1"), table_mark(number))
        self.mark(self.line(milestones_help(), HELP), table_mark(number, beside_help=True))
        steps = self.content.steps
        table = _table(self.document, rows=len(steps) + EMPTY_ROWS)
        for row, (mark, step) in zip(table.rows[1:], steps, strict=False):
            days = [day.isoformat() if day else "" for day in (step.starts_on, step.due_on)]
            texts = (step.title, step.outputs, *days, step.responsible)
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = possible(text)
            self.mark(row.cells[0].paragraphs[0], mark.name())
            self.mark(row.cells[-1].paragraphs[-1], mark.name(second=True))
        self.line("", NOTE)


def _table(document: Docx, *, rows: int) -> Table:
    """An empty table of milestones whose headings stand on each page."""
    headings = columns()
    table: Table = document.add_table(1 + rows, len(headings), "Table Grid")
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = width
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.text = heading
        cell.paragraphs[0].runs[0].bold = True
    head: Any = table.rows[0]._tr
    head.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _page(document: Docx) -> None:
    """A4 with margins that leave the table room."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)


def _styles(document: Docx, language: str) -> None:
    """Two styles of our own, and the language of all of them."""
    for name in (NOTE, HELP):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        style.base_style = document.styles["Normal"]
        style.font.italic = name == HELP
        style.font.size = Pt(10)
        style.font.color.rgb = _GREY
    root: Any = document.styles.element
    for spoken in root.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language)
