"""What a file that came back changes in the title of a draft."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from action_plans.domain.returned_text import Returned
from action_plans.models import Draft
from forums.domain.difference import Piece
from forums.domain.readable import readable_difference
from forums.models import Translated

KEY = "draft-title"
MOST_TITLE = 200


@dataclass(frozen=True)
class TitleEdit:
    """The title as it went out, as it came back, and as it stands.

    `refused` says why it cannot be taken over; empty where it can.
    """

    before: str
    text: str
    now: str
    refused: str = ""
    key: str = KEY

    @property
    def label(self) -> str:
        return _("Title")

    @property
    def touches(self) -> bool:
        """Whether others changed it meanwhile; the file's words would replace theirs."""
        return self.now != self.before

    @property
    def proposed(self) -> bool:
        return not (self.refused or self.touches)

    @property
    def pieces(self) -> list[Piece]:
        """What the file changes, word by word."""
        return readable_difference(self.before, self.text)


def compare(draft: Draft, returned: Returned) -> TitleEdit | None:
    """The change of the title; None where the file has none, or says what stands.

    A file that does not say what went out is compared with what stands.
    """
    with translation.override(returned.reference.language):
        now = _line(str(draft.title))
    came, before = _line(returned.title), _line(returned.title_sent) or now
    if not came or came in (before, now):
        return None
    refused = ""
    if len(came) > MOST_TITLE:
        refused = _("A title has at most %(most)d characters; this one has %(count)d.") % {
            "most": MOST_TITLE,
            "count": len(came),
        }
    return TitleEdit(before, came, now, refused)


def changed(draft: Draft, text: str, *, language: str) -> Translated:
    """The draft's title with this text in one language."""
    return Translated({**draft.title, language: text})


def _line(text: str) -> str:
    return " ".join(text.split())
