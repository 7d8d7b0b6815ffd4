"""Reading a DOCX of a draft that came back, edited in whatever word processor.

Texts under tracked changes are read as if all changes were accepted. Where bookmarks were lost,
the headings' words lead to the questions; what leads nowhere is given back as loose.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from action_plans.domain import draft_marks
from action_plans.domain.draft_docx import HELP, NOTE
from action_plans.domain.draft_marks import MilestoneMark, QuestionMark, Reference
from action_plans.domain.draft_text import columns
from action_plans.domain.office_files import OfficeFileRefused, too_much, unreadable
from action_plans.domain.office_text import BULLET, NUMBER, PARAGRAPH, Block, joined
from action_plans.domain.returned_text import (
    Loose,
    Returned,
    ReturnedAnswer,
    ReturnedStep,
    Words,
    complete,
    plain,
)

_WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo")}
_UNREAD = {
    qn(tag) for tag in ("w:pPr", "w:rPr", "w:del", "w:moveFrom", "w:txbxContent", "w:instrText")
}
_BOOKMARK = qn("w:bookmarkStart")
_FALLBACK = "}Fallback"
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "‑"}
_HEADING = re.compile(r"heading (\d)")
_MILESTONES = "milestones"
_DELETED_END = f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}"
_DELETED_ROW = f"{qn('w:trPr')}/{qn('w:del')}"
MAIN_PART = "/word/document.xml"
MOST_PIECES = 20_000


def read(name: str, data: bytes, *, template: str) -> Returned:
    """What the file says, by the questions of the template. Raises OfficeFileRefused."""
    try:
        document = Document(io.BytesIO(data))
        if document.part.partname != MAIN_PART:
            raise unreadable(name)
        reader = _Reader(document, Words(template))
        reader.body()
        reader.margins()
    except _TooMany as error:
        raise too_much(name) from error
    except OfficeFileRefused:
        raise
    except Exception as error:  # a damaged package fails in as many ways as it has parts
        raise unreadable(name) from error
    found = complete(
        name,
        reader.reference or draft_marks.reference([reader.document.core_properties.identifier]),
        marks=reader.marks,
        answers=[
            ReturnedAnswer(key, reader.bases.get(key), joined(said))
            for key, said in reader.answers.items()
        ],
        steps=reader.steps,
        loose=reader.loose,
    )
    return replace(found, title=reader.title, title_sent=reader.sent_title)


class _TooMany(Exception):
    """More paragraphs and cells than a draft can need."""


class _Reader:
    """Goes through the file once; `at` is the question, or the part, whose text it is reading."""

    def __init__(self, document: Docx, words: Words) -> None:
        self.document = document
        self.words = words
        self.styles = {row.style_id: str(row.name or "").lower() for row in document.styles}
        self.lists = _lists(document)
        self.pieces = 0
        self.at = ""
        self.heading = _("Before the first question")
        self.title = ""
        self.sent_title = str(document.core_properties.title or "")
        self.reference: Reference | None = None
        self.marks: list[QuestionMark] = []
        self.bases: dict[str, int] = {}
        self.answers: dict[str, list[Block]] = {}
        self.steps: list[ReturnedStep] | None = None
        self.loose: list[Loose] = []

    def body(self) -> None:
        names: list[str] = []
        carried: list[str] = []
        for element in _elements(self.document.element.body):
            if element.tag == _BOOKMARK:
                names.append(element.get(qn("w:name"), ""))
            elif element.tag == qn("w:tbl"):
                self._table(element)
            else:
                names += [mark.get(qn("w:name"), "") for mark in element.iter(_BOOKMARK)]
                carried.append(self._said(element))
                if element.find(_DELETED_END) is None:
                    self._paragraph(element, "".join(carried).strip(), names)
                    names, carried = [], []

    def _said(self, paragraph: Any) -> str:
        self._count()
        return _text(paragraph)

    def _count(self) -> None:
        """One more paragraph or cell; those of a table within a table are read with each."""
        self.pieces += 1
        if self.pieces > MOST_PIECES:
            raise _TooMany

    def _paragraph(self, element: Any, text: str, names: list[str]) -> None:
        found = draft_marks.reference([text])
        if found is not None:
            self.reference = self.reference or found
        elif not self._marked(names) and not self._known(element, text) and text:
            self._content(self._block(element, text))

    def _marked(self, names: list[str]) -> bool:
        """Whether a bookmark says that this is a question or its help.

        The one at the help begins the question where a new heading has taken its own away.
        """
        for mark, beside_help in filter(None, map(draft_marks.question_mark, names)):
            self.marks.append(mark)
            self.bases[mark.key] = mark.base
            if not beside_help or self.at != mark.key:
                self._begin(mark.key)
            return True
        if any(map(draft_marks.is_table_mark, names)):
            self.at = _MILESTONES
            return True
        return False

    def _known(self, element: Any, text: str) -> bool:
        """Whether the words say that this is a heading, a help or a line of ours."""
        key = self.words.labels.get(plain(text))
        style = self._style(element)
        if key is not None:
            self._begin(key)
        elif plain(text) in self.words.milestones:
            self.at = _MILESTONES
        elif style == "heading 1" and text:
            self.at, self.heading = "", text
        elif style == "title" and text and not self.title and not self.answers:
            self.title = text
        else:
            ours = (NOTE.lower(), HELP.lower(), "subtitle")
            return plain(text) in self.words.helps or (not self._answering and style in ours)
        return True

    @property
    def _answering(self) -> bool:
        return self.at in self.answers

    def _begin(self, key: str) -> None:
        self.at = key
        self.answers.setdefault(key, [])

    def _content(self, block: Block) -> None:
        if self._answering:
            self.answers[self.at].append(block)
        else:
            where = _("Beside the milestones") if self.at == _MILESTONES else self.heading
            self.loose.append(Loose(where, block.text))

    def _style(self, element: Any) -> str:
        """The name of the paragraph's style, in small letters."""
        return self.styles.get(element.style, "")

    def _block(self, element: Any, text: str) -> Block:
        style = self._style(element)
        level = _HEADING.match(style)
        if level is not None:
            return Block(PARAGRAPH, "#" * min(6, int(level[1])) + f" {text}")
        if style.startswith("list bullet"):
            return Block(BULLET, text)
        if style.startswith("list number"):
            return Block(NUMBER, text)
        return Block(self._kind_of_list(element), text)

    def _kind_of_list(self, element: Any) -> str:
        """A list that was made by the button, whatever its paragraphs' style is called."""
        properties = element.pPr
        numbers = properties.numPr if properties is not None else None
        if numbers is None or numbers.numId is None or not numbers.numId.val:
            return PARAGRAPH
        return self.lists.get(numbers.numId.val, PARAGRAPH)

    def _table(self, table: Any) -> None:
        """The table of milestones, or one that somebody put into an answer."""
        rows = [(_mark_of(row), self._cells(row)) for row in table.iter(qn("w:tr"))]
        rows = [(mark, cells) for mark, cells in rows if any(cells)]
        ours = self.at == _MILESTONES or any(mark for mark, _cells in rows)
        most = len(columns())
        if not ours or self.steps is not None or any(len(cells) != most for _mark, cells in rows):
            for _mark, cells in rows:
                self._content(Block(PARAGRAPH, " | ".join(cells)))
            return
        head = 0 if rows and rows[0][0] else 1
        self.steps = [ReturnedStep(mark, *cells) for mark, cells in rows[head:]]

    def _cells(self, row: Any) -> list[str]:
        """The texts of a row's cells; none where the row is deleted under tracked changes."""
        if row.find(_DELETED_ROW) is not None:
            return []
        cells: list[str] = []
        for cell in row.iter(qn("w:tc")):
            self._count()
            said = [self._said(paragraph).strip() for paragraph in cell.iter(qn("w:p"))]
            cells.append("\n".join(said).strip())
        return cells

    def margins(self) -> None:
        """Comments, footnotes and text boxes: nothing of them is lost, nothing is guessed."""
        for comment in self.document.comments:
            where = _("Comment in the margin by %(name)s") % {"name": comment.author or "?"}
            self.loose.append(Loose(where, comment.text.strip()))
        for part in _parts(self.document, "/footnotes", "/endnotes"):
            notes: Any = parse_xml(part.blob)
            self.loose += [Loose(_("Footnote"), _text(note).strip()) for note in notes]
        for box in self.document.element.body.iter(qn("w:txbxContent")):
            if not any(_FALLBACK in str(parent.tag) for parent in box.iterancestors()):
                self.loose.append(Loose(_("Text box"), _text(box).strip()))


def _lists(document: Docx) -> dict[int, str]:
    """Whether the lists of the file have bullets or numbers, by the number of the list."""
    found: dict[int, str] = {}
    for part in _parts(document, "/numbering"):
        numbering: Any = parse_xml(part.blob)
        bullets = set(
            numbering.xpath(
                "w:abstractNum[w:lvl[@w:ilvl=0]/w:numFmt/@w:val='bullet']/@w:abstractNumId"
            )
        )
        for row in numbering.num_lst:
            abstract = str(row.abstractNumId.val)
            found[row.numId] = BULLET if abstract in bullets else NUMBER
    return found


def _parts(document: Docx, *kinds: str) -> list[Any]:
    """The parts of these kinds, each once however often the file points at it."""
    rows = document.part.rels.values()
    return list(dict.fromkeys(row.target_part for row in rows if row.reltype.endswith(kinds)))


def _elements(parent: Any) -> Iterator[Any]:
    """Paragraphs, tables and bookmarks of the body, also those within content controls."""
    for element in parent:
        if element.tag in (qn("w:p"), qn("w:tbl"), _BOOKMARK):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _elements(element)


def _text(element: Any) -> str:
    """What the element says once all tracked changes are accepted."""
    parts: list[str] = []
    for child in element:
        if child.tag in _UNREAD or _FALLBACK in str(child.tag):
            continue
        if child.tag == qn("w:t"):
            parts.append((child.text or "").replace("\n", " "))
        elif child.tag == qn("w:p") and parts:
            parts.append("\n" + _text(child))
        else:
            parts.append(_SIGNS.get(child.tag) or _text(child))
    return "".join(parts)


def _mark_of(row: Any) -> MilestoneMark | None:
    for bookmark in row.iter(_BOOKMARK):
        if mark := draft_marks.milestone_mark(bookmark.get(qn("w:name"), "")):
            return mark
    return None
