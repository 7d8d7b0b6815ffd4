"""Moderation: a first look, removal with a reason, reports of readers, and appeals."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import comment_notices, consequences, moderated, moderation_notices
from forums.domain.errors import Incomplete, Refused
from forums.domain.publication import forum_of
from forums.domain.seats import coordinators
from forums.models import (
    Appeal,
    Comment,
    Flag,
    Forum,
    Moderation,
    ModerationAct,
    ModerationRule,
    Person,
    Term,
)


class LookedAtAlready(Refused):
    """Somebody else did something with the text, or it is not there to be acted upon."""


class ReportedAlready(Refused):
    """A reader reports a text once."""


class AppealedAlready(Refused):
    """A removal is appealed against once, by the author, while it stands."""


class NotYours(Refused):
    """Somebody else has to do this."""


def holds(person: Person, forum: Forum) -> bool:
    """Whether what the person sends to the forum waits for a first look; asked before it is saved.

    It does where the forum says so, of a person who has no seat in it, of whom no text was
    published after a first look, and of whom none stands.
    """
    if not forum.holds_first_texts or person.is_superuser:
        return False
    if Term.objects.current(forum.today).held_by(person).filter(seat__forum=forum).exists():
        return False
    if forum.moderations.filter(author=person, act=ModerationAct.RELEASED).exists():
        return False
    return not any(
        kind.of(forum).filter(kind.standing, author=person).exists()
        for kind in moderated.KINDS.values()
    )


def hold_first_texts(forum: Forum, *, by: Person, holds: bool) -> None:
    """From now on the first text of each new account waits for a look, or no longer does."""
    forum.holds_first_texts = holds
    forum.save(update_fields=["holds_first_texts"])


@transaction.atomic
def hold(target: Any) -> Moderation:
    """Lets a new text, not yet public, wait for a first look; the coordinators are told."""
    moderated.keep_back(target)
    row = _write(target, act=ModerationAct.HELD, by=None)
    moderation_notices.waits(row.forum)
    return row


@transaction.atomic
def release(target: Any, *, by: Person) -> Moderation:
    """Publishes a held text and tells its author.

    Raises LookedAtAlready where it does not wait, NotYours where somebody else has to.
    """
    locked = moderated.lock(target)
    _check_author(locked, by)
    if not moderated.is_held(locked):
        raise LookedAtAlready(_("Somebody has looked at this text already."))
    moderated.show(locked)
    row = _write(locked, act=ModerationAct.RELEASED, by=by)
    moderation_notices.tell(row, locked)
    if isinstance(locked, Comment):
        comment_notices.tell_who_is_answered(locked)
    _carry_over(locked, target)
    return row


@transaction.atomic
def remove(
    target: Any,
    *,
    by: Person,
    reason: str,
    rule: ModerationRule | None = None,
    only_waiting: bool = False,
) -> Moderation:
    """Takes a text out of sight by a published rule, with a reason; its author is told.

    The rule may be missing only where the forum has none in force. Raises Incomplete without
    reason or rule, LookedAtAlready where it is removed already or, with `only_waiting`, where it
    is neither held nor reported any more.
    """
    if not reason.strip():
        raise Incomplete(_("Say why the text is removed."))
    locked = moderated.lock(target)
    if moderated.is_removed(locked) or (only_waiting and not _waits(locked)):
        raise LookedAtAlready(_("Somebody has looked at this text already."))
    _check_rule(rule, forum_of(locked))
    row = _write(locked, act=ModerationAct.REMOVED, by=by, rule=rule, reason=reason.strip())
    moderated.hide(locked, row)
    consequences.follow(locked, by=by, act=row)
    moderation_notices.tell(row, locked)
    _carry_over(locked, target)
    return row


@transaction.atomic
def restore(target: Any, *, by: Person, reason: str = "") -> Moderation:
    """Puts back what was removed and tells its author.

    Raises LookedAtAlready where it is not removed, Refused where an appeal waits to be answered,
    NotYours where somebody else has to.
    """
    locked = moderated.lock(target)
    _check_author(locked, by)
    removal = moderated.removal(locked)
    if removal is None:
        raise LookedAtAlready(_("This text is not removed."))
    if Appeal.objects.waiting().filter(moderation=removal).exists():
        raise Refused(_("The author has appealed. Answer the appeal."))
    row = _put_back(locked, by=by, reason=reason.strip())
    moderation_notices.tell(row, locked)
    _carry_over(locked, target)
    return row


@transaction.atomic
def keep(target: Any, *, by: Person, reason: str = "") -> Moderation:
    """Leaves a reported text as it is.

    Raises LookedAtAlready where no report waits, NotYours where somebody else has to.
    """
    locked = moderated.lock(target)
    _check_author(locked, by)
    if moderated.is_held(locked) or not _waits(locked):
        raise LookedAtAlready(_("Somebody has looked at this text already."))
    return _write(locked, act=ModerationAct.KEPT, by=by, reason=reason.strip())


@transaction.atomic
def flag(target: Any, *, by: Person, reason: str = "") -> Flag:
    """A reader asks the coordinators to look at a text that she can read.

    Raises ReportedAlready where she did, NotYours for her own text, LookedAtAlready where the
    text is not public any more.
    """
    locked = moderated.lock(target)
    if locked.author_id == by.pk:
        raise NotYours(_("This is your own text."))
    if not moderated.is_standing(locked):
        raise LookedAtAlready(_("This text is not public any more."))
    if Flag.objects.of(locked).filter(by=by).exists():
        raise ReportedAlready(_("You have reported this text already."))
    row = Flag.objects.create(forum=forum_of(locked), target=locked, by=by, reason=reason.strip())
    moderation_notices.waits(row.forum)
    return row


@transaction.atomic
def appeal(removal: Moderation, *, by: Person, text: str) -> Appeal:
    """The author asks for another look at what was removed, once; the coordinators are told."""
    if not text.strip():
        raise Incomplete(_("Say why your text should stand."))
    if removal.author_id != by.pk:
        raise NotYours(_("Only the author can appeal."))
    locked = moderated.lock(removal.target)
    if moderated.removal(locked) != removal:
        raise AppealedAlready(_("This text is not removed any more."))
    if Appeal.objects.filter(moderation=removal).exists():
        raise AppealedAlready(_("You have appealed already. An appeal is answered once."))
    made = Appeal.objects.create(moderation=removal, text=text.strip())
    moderation_notices.waits(removal.forum)
    return made


def may_answer(appeal: Appeal, person: Person) -> bool:
    """Another coordinator than who removed or wrote it, where the forum has another.

    Of these two who removed it answers.
    """
    removal = appeal.moderation
    if removal.author_id == person.pk:
        return may_rule(removal, person)
    if removal.by_id != person.pk:
        return True
    both = (person.pk, removal.author_id)
    return all(other.pk in both for other in coordinators(removal.forum))


@transaction.atomic
def answer_appeal(appeal: Appeal, *, by: Person, granted: bool, answer: str) -> Appeal:
    """Puts the text back or leaves it removed, with a reason; the author is told either way.

    Raises LookedAtAlready where it was answered, NotYours where somebody else has to.
    """
    if not answer.strip():
        raise Incomplete(_("Give the author a reason."))
    target = moderated.lock(appeal.moderation.target)
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    if locked.answered_at is not None:
        raise LookedAtAlready(_("Somebody has answered this appeal already."))
    if not may_answer(appeal, by):
        raise NotYours(_("Somebody else than who removed or wrote the text answers the appeal."))
    appeal.granted, appeal.answer = granted, answer.strip()
    appeal.answered_by, appeal.answered_at = by, timezone.now()
    appeal.save(update_fields=["granted", "answer", "answered_by", "answered_at"])
    if granted:
        _put_back(target, by=by, reason="")
    moderation_notices.tell_of_answer(appeal, target)
    return appeal


def may_rule(text: Any, person: Person) -> bool:
    """Whether the person may publish, leave or put back the text, or what was done with it.

    Its author may where nobody else coordinates.
    """
    if text.author_id != person.pk:
        return True
    return all(other == person for other in coordinators(forum_of(text)))


def _check_author(text: Any, by: Person) -> None:
    if not may_rule(text, by):
        raise NotYours(_("This is your own text. Another coordinator has to look at it."))


def _put_back(target: Any, *, by: Person, reason: str) -> Moderation:
    moderated.show(target)
    consequences.undo(target)
    return _write(target, act=ModerationAct.RESTORED, by=by, reason=reason)


def _check_rule(rule: ModerationRule | None, forum: Forum) -> None:
    """Holds the rule too, so that nobody changes it while something is removed by it."""
    in_force = ModerationRule.objects.in_force().filter(forum=forum)
    if rule is None:
        if in_force.exists():
            raise Incomplete(_("Say by which rule the text is removed."))
    elif not in_force.select_for_update(of=("self",)).filter(pk=rule.pk):
        raise Refused(_("This rule does not apply any more. Choose another one."))


def _waits(target: Any) -> bool:
    """Whether a first look or an answer to a report is still owed."""
    return moderated.is_held(target) or Flag.objects.of(target).filter(settled_by=None).exists()


def _write(
    target: Any,
    *,
    act: ModerationAct,
    by: Person | None,
    rule: ModerationRule | None = None,
    reason: str = "",
) -> Moderation:
    """Writes down what was done; what readers reported is settled by it."""
    row = Moderation.objects.create(
        forum=forum_of(target),
        target=target,
        author_id=target.author_id,
        act=act,
        by=by,
        rule=rule,
        reason=reason,
    )
    Flag.objects.of(target).filter(settled_by=None).update(settled_by=row)
    return row


def _carry_over(locked: Any, target: Any) -> None:
    """The caller's row says what the database says."""
    for name in (
        "held_at",
        "removed_at",
        "removed_reason",
        "removal",
        "published_at",
        "withdrawn_at",
    ):
        if hasattr(locked, name):
            setattr(target, name, getattr(locked, name))
