"""Changes that somebody suggests for an answer, and what the draft's authors say to them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain import drafts, phases
from action_plans.domain.merging import merge
from action_plans.models import Act, Draft, Revision, Suggestion, SuggestionState
from forums.domain import moderation, notices
from forums.domain.errors import Incomplete, Refused
from forums.models import Person


class NothingChanged(Refused):
    """The suggested text is the one that stands."""


class NotShown(Refused):
    """It waits for a first look, or was removed: nobody answers it."""


class AlreadyAnswered(Refused):
    """A suggestion is answered once, and not after it was taken back."""


@dataclass(frozen=True)
class Accepted:
    """What became of an author's yes.

    Where `conflict` is true the change touches the text that stands by now (`standing`): the
    suggestion is still open, and the author settles it with a text of her own.
    """

    suggestion: Suggestion
    standing: Revision | None
    conflict: bool = False


@transaction.atomic
def suggest(
    draft: Draft,
    *,
    by: Person,
    question: str,
    language: str,
    text: str,
    base_number: int,
    why: str = "",
    submission: uuid.UUID | None = None,
) -> Suggestion:
    """Keeps a changed answer that an author accepts or declines; the same one sent twice is one.

    `text` is the whole answer, written on top of revision `base_number`. Where the forum holds
    what new accounts send, it waits for a first look and nobody answers it before. Raises
    NotWritable, NotOpen, NothingChanged, or Incomplete for a question that the template does not
    ask.
    """
    locked = Draft.objects.select_for_update(of=("self",)).select_related("plan__forum")
    draft = locked.get(pk=draft.pk)
    if submission is not None:
        before = Suggestion.objects.filter(submission=submission, author=by, draft=draft).first()
        if before is not None:
            return before
    drafts.require_open(draft)
    phases.require(draft.plan, Act.SUGGEST, by=by)
    drafts.check_question(draft, question)
    text = drafts.clean(text)
    standing = drafts.head(draft, question, language)
    if text == (standing.text if standing else ""):
        raise NothingChanged(_("This is the text that stands. Change it, then send it."))
    waits = moderation.holds(by, draft.plan.forum)
    known = Suggestion.objects.filter(submission=submission).exists()
    made = Suggestion.objects.create(
        draft=draft,
        number=(draft.suggestions.aggregate(last=Max("number"))["last"] or 0) + 1,
        question=question,
        language=language,
        base_number=min(base_number, standing.number if standing else 0),
        text=text,
        why=why.strip(),
        author=by,
        submission=None if known else submission,
    )
    if waits:
        moderation.hold(made)
    return made


@transaction.atomic
def accept(
    suggestion: Suggestion, *, by: Person, text: str | None = None, base_number: int = 0
) -> Accepted:
    """Puts the suggested change into the text that stands, with its author's name on her words.

    Where it touches a later edit nothing is changed, and the author is shown both; she settles it
    with a `text` on top of revision `base_number`, and these words are hers. The suggester is
    told. Raises AlreadyAnswered, NotShown, NotWritable or NotOpen.
    """
    drafts.writable(suggestion.draft, by=by)
    locked = _to_answer(suggestion)
    standing = drafts.head(locked.draft, locked.question, locked.language)
    words_of = by
    if text is None:
        base = locked.draft.revisions.filter(
            question=locked.question, language=locked.language, number=locked.base_number
        ).first()
        outcome = merge(base.text if base else "", locked.text, standing.text if standing else "")
        if outcome.conflict:
            return Accepted(locked, standing, conflict=True)
        text, base_number = outcome.text, standing.number if standing else 0
        words_of = locked.author
    saved = drafts.save(
        locked.draft,
        by=by,
        question=locked.question,
        language=locked.language,
        text=text,
        base_number=base_number,
        words_of=words_of,
    )
    if saved.conflict:
        return Accepted(locked, saved.standing, conflict=True)
    locked.revision = saved.standing
    _answer(locked, SuggestionState.ACCEPTED, by=by)
    return Accepted(locked, saved.standing)


@transaction.atomic
def decline(suggestion: Suggestion, *, by: Person, why: str) -> Suggestion:
    """Leaves the text as it is, with a word why, and tells the suggester.

    Raises Incomplete without a word, AlreadyAnswered, NotShown, NotWritable or NotOpen.
    """
    if not why.strip():
        raise Incomplete(_("Say in a word why. The suggester and everybody else can read it."))
    drafts.writable(suggestion.draft, by=by)
    locked = _to_answer(suggestion)
    locked.answer = why.strip()
    _answer(locked, SuggestionState.DECLINED, by=by)
    return locked


@transaction.atomic
def withdraw(suggestion: Suggestion, *, by: Person) -> Suggestion:
    """Takes back what she suggested herself; who could read it still can.

    One that waits for a first look waits no more. Raises AlreadyAnswered, NotShown for one that
    was removed.
    """
    Draft.objects.select_for_update(of=("self",)).get(pk=suggestion.draft_id)
    locked = _open(suggestion)
    if locked.author_id != by.pk:
        raise Refused(_("Only who made a suggestion can take it back."))
    _check_not_removed(locked)
    locked.state = SuggestionState.WITHDRAWN
    locked.save(update_fields=["state"])
    return locked


def _to_answer(suggestion: Suggestion) -> Suggestion:
    """The same, and shown to those who read the draft."""
    locked = _open(suggestion)
    _check_not_removed(locked)
    if locked.held_at is not None:
        raise NotShown(_("This suggestion waits for a first look of the coordinators."))
    return locked


def _check_not_removed(suggestion: Suggestion) -> None:
    if suggestion.removed_at is not None:
        raise NotShown(_("The moderators have removed this suggestion."))


def _open(suggestion: Suggestion) -> Suggestion:
    """The suggestion, locked and still open; the draft is locked before it."""
    rows = Suggestion.objects.select_for_update(of=("self",))
    locked = rows.select_related("draft__plan__forum", "author").get(pk=suggestion.pk)
    if locked.state != SuggestionState.OPEN:
        raise AlreadyAnswered(
            _("This suggestion is answered already: %(state)s.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _answer(suggestion: Suggestion, state: SuggestionState, *, by: Person) -> None:
    suggestion.state = state
    suggestion.answered_by, suggestion.answered_at = by, timezone.now()
    suggestion.save(update_fields=["state", "answered_by", "answered_at", "answer", "revision"])
    if suggestion.author_id == by.pk:
        return
    notices.queue(
        [suggestion.author],
        template="action_plans/mail/suggestion_answered",
        key=f"suggestion:{suggestion.pk}:answered",
        context={
            "suggestion": suggestion,
            "draft": suggestion.draft,
            "by": by,
            "url": notices.absolute(suggestion.get_absolute_url()),
        },
        forum=suggestion.draft.plan.forum,
    )
