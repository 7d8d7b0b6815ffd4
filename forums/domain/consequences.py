"""What follows where a text is removed, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop

from forums.domain import agenda
from forums.models import AgendaProposal, Forum, Person, Translated

Consequence = Callable[[Any], None]
_consequences: list[Consequence] = []

REMOVED = gettext_noop("A text that was removed")
WHY = gettext_noop("It repeated a text that was removed.")


def add_consequence(consequence: Consequence) -> None:
    """Lets an app above do what has to follow; it gets the removed text, which is locked."""
    if consequence not in _consequences:
        _consequences.append(consequence)


def follow(removed: Any, *, by: Person) -> None:
    """Declines what repeats the text for the agenda, and does what the apps above want."""
    waiting = AgendaProposal.objects.from_source(removed).waiting()
    for proposal in waiting.select_for_update(of=("self",)):
        _decline(proposal, by=by)
    for consequence in _consequences:
        consequence(removed)


def _decline(proposal: AgendaProposal, *, by: Person) -> None:
    """Its words are those of the removed text, so that they go too."""
    proposal.title, proposal.description = _in_all(proposal.forum, REMOVED), Translated()
    agenda.decline(proposal, by=by, reason=_in_all(proposal.forum, WHY))
    proposal.save(update_fields=["title", "description"])


def _in_all(forum: Forum, words: str) -> Translated:
    """The words in each language of the forum that the portal speaks."""
    spoken: Iterable[str] = [code for code, _name in settings.LANGUAGES if code in forum.languages]
    found = {}
    for code in spoken or [settings.LANGUAGE_CODE]:
        with translation.override(code):
            found[code] = translation.gettext(words)
    return Translated.of(found)
