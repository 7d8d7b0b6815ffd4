"""The parts of an office document: headings that can be linked to, tables, Markdown, contents."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from markdown_it.token import Token

from action_plans.domain.office_text import possible
from forums.domain.readable import MARKDOWN
from forums.models import Translated

_LISTS = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}
MOST_LEVELS = 9
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class Writing:
    """A document in the making. `document` is python-docx's, in its own default template."""

    def __init__(self, document: Any, language: str) -> None:
        self.document = document
        self.language = language
        self._marks = 0
        self._say_language(document.styles["Normal"].element.get_or_add_rPr(), language)
        for name in ("Normal", "Table Grid"):
            document.styles[name].font.name = "Noto Sans"
        document.styles["Normal"].font.size = Pt(10.5)
        for level in (1, 2, 3):
            self._contents_style(level)

    def words(self, text: Translated) -> str:
        """A text in the current language, as far as a document can hold it."""
        return possible(str(text))

    def paragraph(self, text: str, *, style: str | None = None) -> Any:
        """A paragraph; lines within it stay apart."""
        added = self.document.add_paragraph(style=style)
        added.add_run(possible(text))
        return added

    def link(self, address: str) -> None:
        """The address as a link that can be followed."""
        self._external(self.document.add_paragraph(), address, address)

    def heading(self, text: str, level: int, mark: str = "") -> None:
        """A heading of a level, under `mark` for links within the document."""
        added = self.document.add_heading(possible(text), level)
        if mark:
            self._marks += 1
            for tag, place in (("w:bookmarkStart", 0), ("w:bookmarkEnd", None)):
                element = OxmlElement(tag)
                element.set(qn("w:id"), str(self._marks))
                if place is None:
                    added._p.append(element)
                else:
                    element.set(qn("w:name"), _name(mark))
                    added._p.insert(1 if added._p.pPr is not None else 0, element)

    def caption(self, text: str) -> None:
        """What the table that follows is of; it stays with it on one page."""
        self.paragraph(text, style="Caption").paragraph_format.keep_with_next = True

    def contents(self, title: str, entries: Sequence[tuple[int, str, str]]) -> None:
        """A contents field that is filled already: level, words and mark of each heading."""
        self.paragraph(title, style="TOC Heading")
        last = len(entries) - 1
        for place, (level, words, mark) in enumerate(entries):
            added = self.document.add_paragraph(style=f"TOC {level}")
            if place == 0:
                for kind in ("begin", "instr", "separate"):
                    added._p.append(_field(kind))
            added._p.append(_inner_link(possible(words), _name(mark)))
            if place == last:
                added._p.append(_field("end"))
        self.document.add_page_break()

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table whose first row is a header on every page."""
        table = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, words in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(possible(words)).bold = True
        _as_header(table.rows[0])
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].add_run(possible(words))
        self.document.add_paragraph()

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Names and what they say, one under the other."""
        for label, words in rows:
            added = self.document.add_paragraph()
            added.paragraph_format.space_after = Pt(2)
            added.add_run(f"{possible(label)}: ").bold = True
            added.add_run(possible(words))

    def markdown(self, text: str, language: str) -> None:
        """Prose as it was written, with its lists, links and emphasis."""
        styles: list[str] = []
        tokens = MARKDOWN.parse(possible(text))
        for place, token in enumerate(tokens):
            if token.type in _LISTS:
                styles.append(_LISTS[token.type])
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                styles.pop()
            elif token.type == "inline":
                self._inline(token, self._style_of(tokens[place - 1], styles), language)
            elif token.type in ("fence", "code_block"):
                self.paragraph(token.content.rstrip())

    def _style_of(self, opening: Token, styles: list[str]) -> str | None:
        if styles:
            deep = min(len(styles), 3)
            return styles[-1] if deep == 1 else f"{styles[-1]} {deep}"
        return "Intense Quote" if opening.type == "blockquote_open" else None

    def _inline(self, token: Token, style: str | None, language: str) -> None:
        added = self.document.add_paragraph(style=style)
        marks: set[str] = set()
        address = ""
        for child in token.children or []:
            kind, _, end = child.type.rpartition("_")
            if child.type == "link_open":
                address = str(child.attrGet("href") or "")
            elif child.type == "link_close":
                address = ""
            elif end in ("open", "close"):
                (marks.add if end == "open" else marks.discard)(kind)
            elif child.type in ("softbreak", "hardbreak"):
                added.add_run(" " if child.type == "softbreak" else "\n")
            elif address:
                self._external(added, child.content, address)
            else:
                self._run(added, child.content, marks, language)

    def _run(self, paragraph: Any, words: str, marks: set[str], language: str) -> None:
        run = paragraph.add_run(words)
        run.bold = True if "strong" in marks else None
        run.italic = True if "em" in marks else None
        run.font.strike = True if "s" in marks else None
        if language != self.language:
            self._say_language(run._r.get_or_add_rPr(), language)

    def _external(self, paragraph: Any, words: str, address: str) -> None:
        if not re.match(r"(?:https?://|mailto:)", address):
            paragraph.add_run(words)
            return
        relation = paragraph.part.relate_to(
            address,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        link.append(_text(words, underlined=True))
        paragraph._p.append(link)

    def _contents_style(self, level: int) -> None:
        """The styles of contents are latent in the template: they have to be made."""
        styles = self.document.styles
        name = f"TOC {level}"
        if name not in [style.name for style in styles]:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent = Pt(12 * (level - 1))
            style.paragraph_format.space_after = Pt(2)

    @staticmethod
    def _say_language(properties: Any, language: str) -> None:
        element = OxmlElement("w:lang")
        element.set(qn("w:val"), language)
        properties.append(element)


def packed(document: Any, *, at: dt.datetime) -> bytes:
    """The finished document as a file in which nothing but its content tells of when it was
    written: one document, one file. `at` is the moment that its properties name."""
    known = document.core_properties
    known.created = known.modified = at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    known.revision = 1
    out, written = io.BytesIO(), io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(written, "w") as package:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, parts.read(part))
    return written.getvalue()


def _name(mark: str) -> str:
    """A bookmark's name: letters, digits and underscores, at most 40."""
    return re.sub(r"\W", "_", mark)[:40]


def _field(kind: str) -> Any:
    run = OxmlElement("w:r")
    if kind == "instr":
        element = OxmlElement("w:instrText")
        element.set(qn("xml:space"), "preserve")
        element.text = ' TOC \\o "1-3" \\h '
    else:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), kind)
    run.append(element)
    return run


def _inner_link(words: str, name: str) -> Any:
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    link.append(_text(words))
    return link


def _text(words: str, *, underlined: bool = False) -> Any:
    run = OxmlElement("w:r")
    if underlined:
        properties = OxmlElement("w:rPr")
        line = OxmlElement("w:u")
        line.set(qn("w:val"), "single")
        properties.append(line)
        run.append(properties)
    element = OxmlElement("w:t")
    element.set(qn("xml:space"), "preserve")
    element.text = possible(words)
    run.append(element)
    return run


def _as_header(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(tag))
