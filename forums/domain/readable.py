"""What a Markdown text says, without its marks: lines as people read them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from forums.domain.difference import MOST_EDITS, Piece, difference

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
"""The Markdown of the portal: what pages, documents and differences are made of."""

FORMATTING = "formatting"
"""The kind of the one piece of two texts that say the same with other marks."""

_BLOCKS = {"paragraph_open", "heading_open", "fence", "code_block", "hr", "tr_open"}


def readable_difference(old: str, new: str, *, most_edits: int = MOST_EDITS) -> list[Piece]:
    """What was removed and added in what readers see of two Markdown texts, word by word.

    Where only marks were changed it is one piece of the kind FORMATTING.
    """
    before, after = readable(old), readable(new)
    if before == after and old != new:
        return [Piece(FORMATTING, after)]
    return difference(before, after, most_edits=most_edits)


def readable(text: str) -> str:
    """The words of a Markdown text: a heading or paragraph is a line, an item one with a bullet.

    Emphasis is left out; the address of a link stands behind its words.
    """
    reading = _Reading()
    for token in MARKDOWN.parse(text):
        reading.take(token)
    return "\n".join(reading.lines)


@dataclass
class _Reading:
    """The lines that were read so far, and where in lists and tables one is."""

    lines: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    bullet: str = ""
    cells: list[str] | None = None

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in _BLOCKS and token.level == 0 and self.lines and self.cells is None:
            self.lines.append("")
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._open_list(token)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "list_item_close" and self.bullet:
            self._write("")
        elif kind == "tr_open":
            self.cells = []
        elif kind == "tr_close":
            self.lines.append(" | ".join(self.cells or []))
            self.cells = None
        elif kind == "inline":
            self._say("".join(_words(token.children or [])))
        elif kind in ("fence", "code_block"):
            self._say(token.content.rstrip("\n"))
        elif kind == "hr":
            self._say("—")

    def _open_list(self, token: Token) -> None:
        if not self.lists and self.lines:
            self.lines.append("")
        ordered = token.type == "ordered_list_open"
        self.lists.append(int(token.attrGet("start") or 1) if ordered else None)

    def _open_item(self) -> None:
        number = self.lists[-1]
        self.bullet = "•" if number is None else f"{number}."
        if number is not None:
            self.lists[-1] = number + 1

    def _say(self, words: str) -> None:
        if self.cells is not None:
            self.cells.append(words)
        else:
            for line in words.split("\n"):
                self._write(line)

    def _write(self, line: str) -> None:
        deeper = "  " * (len(self.lists) - 1)
        lead = f"{self.bullet} " if self.bullet else "  " if self.lists else ""
        self.lines.append(f"{deeper}{lead}{line}".rstrip())
        self.bullet = ""


def _words(tokens: list[Token]) -> Iterator[str]:
    """The words of a line; a link is followed by its address, where that is not what it says."""
    said, address = "", ""
    for token in tokens:
        kind = token.type
        if kind == "link_open":
            said, address = "", str(token.attrGet("href") or "")
        elif kind == "link_close":
            if address.removeprefix("mailto:") != said:
                yield f" ({address})"
        else:
            words = _word(token)
            said += words
            yield words


def _word(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type == "image":
        return f"{token.content} ({token.attrGet('src')})"
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")
