"""Finding links in cells: bare ones, Markdown, JSON lists. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

LONGEST_TITLE = 160
LONGEST_URL = 1000
MOST_BEFORE = 1000  # letters before a link among which its title is looked for
_LINK = re.compile(
    r"\[(?P<label>[^\[\]]{0,300})\]\(\s*(?P<target>(?:[^()\s]|\([^()\s]*\))+)\s*\)"
    r"|(?P<bare>(?:https?:){0,5}https?://[^\s<>\"|\]]+|\bwww\.[^\s<>\"|\]]+)"
)

_RELATIVE = re.compile(r"\]\(\s*(/[^\s)]*)")
# A file on the disk of whoever wrote the page: a link that never led anybody anywhere.
_ON_A_DISK = re.compile(
    r"\[([^\[\]]{0,300})\]\(\s*(?:file:|/?[a-z]:[/\\])[^\s)]*\s*\)", re.IGNORECASE
)


@dataclass(frozen=True)
class Link:
    """A web address (http or https) and what it is called."""

    title: str
    url: str

    @property
    def key(self) -> str:
        """Equal for addresses that differ in capitals of the host or a slash at the end."""
        parts = urlsplit(self.url)
        return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")


def in_text(text: str, *, base: str = "") -> list[Link]:
    """The links of a text in reading order, each once.

    A link is called by its label, else by the words before it on its line, else by its
    address. Addresses without a host are completed from `base`, and left out without one.
    """
    links = []
    for line in text.split("\n"):
        end = 0
        for match in _LINK.finditer(line):
            words, end = line[end : match.start()], match.end()
            url = address(match["target"] or match["bare"], base=base)
            if url:
                links.append(Link(_title(match["label"] or "", words, url), url))
    return once(links)


def in_json(text: str, *, base: str = "") -> list[Link] | None:
    """The links of a JSON list of {"label": …, "href": …}; None where it is no such list."""
    try:
        items = json.loads(text)
        pairs = [(str(item["label"]), str(item["href"])) for item in items]
    except (ValueError, TypeError, KeyError):
        return None
    addressed = [(label, address(href, base=base)) for label, href in pairs]
    return once(Link(_title(label, "", url), url) for label, url in addressed if url)


def completed(text: str, *, base: str) -> str:
    """The text, its Markdown links without a host led to the site on which it stood.

    Links to files on somebody's disk are their words alone.
    """
    text = _ON_A_DISK.sub(r"\1", text)
    if not base:
        return text
    return _RELATIVE.sub(lambda found: f"]({urljoin(base, found[1])}", text)


def once(links: Iterable[Link]) -> list[Link]:
    """The links without those that lead to an address again."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.key, link)
    return list(found.values())


def address(target: str, *, base: str = "") -> str:
    """A whole http or https address; empty where the target is none or is too long."""
    url = re.sub(r"^(?:https?:)+(?=https?://)", "", target.strip())
    url = url.rstrip(".,;:!?'’”*")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?")
    if url.startswith("www."):
        url = f"https://{url}"
    try:
        if base and not urlsplit(url).scheme:
            url = urljoin(base, url)
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that nothing closes
        return ""
    whole = parts.scheme in ("http", "https") and "." in parts.netloc
    return url.replace(" ", "%20") if whole and len(url) <= LONGEST_URL else ""


def _title(label: str, words: str, url: str) -> str:
    label = " ".join(label.split())
    if label and not re.match(r"(?:https?:|www\.)", label):
        return label[:LONGEST_TITLE]
    words = "" if len(words) > MOST_BEFORE else words
    words = re.sub(r"^[\s*•\-–)\].,;]+|[\s:,(\-–—\[]+$", "", words)
    words = re.sub(r"[\s-]+(?:URL|link)$", "", words, flags=re.IGNORECASE)
    if 3 <= len(words) <= LONGEST_TITLE:
        return " ".join(words.split())
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")[:LONGEST_TITLE]
