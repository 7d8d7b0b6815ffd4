"""An answer's text as the paragraphs and lists of an office document, and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

PARAGRAPH, BULLET, NUMBER = "paragraph", "bullet", "number"

_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*+])|\d{1,9}[.)])\s+(?P<text>\S.*)")
# What XML 1.0 cannot hold, and so no office document.
_IMPOSSIBLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Block:
    """A paragraph or an item of a list; lines within it are parted by \\n."""

    kind: str
    text: str


def possible(text: str) -> str:
    """The text without the characters that an office document cannot hold."""
    return _IMPOSSIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def blocks(text: str) -> list[Block]:
    """The paragraphs and items of lists of a text, in order."""
    found: list[Block] = []
    going_on = False
    for line in possible(text).split("\n"):
        item = _ITEM.match(line)
        if not line.strip():
            going_on = False
        elif item:
            found.append(Block(BULLET if item["bullet"] else NUMBER, item["text"].strip()))
            going_on = True
        elif going_on:
            found[-1] = Block(found[-1].kind, f"{found[-1].text}\n{line.strip()}")
        else:
            found.append(Block(PARAGRAPH, line.strip()))
            going_on = True
    return found


def joined(found: Iterable[Block]) -> str:
    """The text of paragraphs and items: an empty line between paragraphs, none within a list."""
    parts: list[str] = []
    before, count = "", 0
    for block in found:
        count = count + 1 if block.kind == before else 1
        if parts:
            parts.append("\n" if block.kind == before != PARAGRAPH else "\n\n")
        parts.append(_line(block, count))
        before = block.kind
    return "".join(parts)


def _line(block: Block, count: int) -> str:
    if block.kind == PARAGRAPH:
        return block.text
    sign = "- " if block.kind == BULLET else f"{count}. "
    return sign + block.text.replace("\n", "\n" + " " * len(sign))


def sent(text: str) -> str:
    """The text as it comes back from an office document in which nobody wrote anything."""
    return joined(blocks(text))
