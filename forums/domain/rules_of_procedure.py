"""A forum's rules of procedure: proposed, commented on, adopted, and in force on a day."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from forums.domain import notices, publication
from forums.domain.dates import full_date
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotPublished,
    Refused,
)
from forums.domain.seats import members
from forums.models import Decision, Forum, Outcome, Person, RulesVersion
from forums.models.rules_of_procedure import CONTENT


class AlreadyAdopted(Refused):
    """A version is adopted once; another takes its place."""


class CommentsOpen(Refused):
    """What can still be commented on is not adopted."""


class NotADecision(Refused):
    """The decision does not adopt these rules."""


class TooEarly(Refused):
    """A day that would change the past."""


def in_force(forum: Forum, on: dt.date) -> RulesVersion:
    """The version in force on the day (in the forum's zone).

    Where a forum has none yet, an unsaved one with number 0 and the settings that the portal
    starts with, so that whoever judges by rules always has some.
    """
    found = RulesVersion.objects.public().filter(forum=forum).in_force(on).first()
    return found or RulesVersion(forum=forum, number=0, proposed_on=on)


def undecided(forum: Forum, today: dt.date) -> QuerySet[RulesVersion]:
    """Proposals whose comment period is over and that wait for the forum's decision."""
    return (
        RulesVersion.objects.public()
        .filter(
            forum=forum,
            in_force_from__isnull=True,
            comments_close_on__lt=today,
            number__gt=in_force(forum, today).number,
        )
        .select_related("forum")
        .defer("text")
    )


def state(version: RulesVersion, *, today: dt.date, current: int) -> str:
    """Where a version stands; `current` is the number of the one in force, 0 where there is none.

    draft, proposed, closed (comments are over, the decision is to come), adopted (its day is to
    come), in_force, past, or not_adopted (a later version came into force instead).
    """
    if version.in_force_from is not None:
        if version.in_force_from > today:
            return "adopted"
        return "in_force" if version.number == current else "past"
    if not version.is_public:
        return "draft"
    if version.number < current:
        return "not_adopted"
    closes = version.comments_close_on
    return "proposed" if closes is not None and today <= closes else "closed"


def fingerprint(version: RulesVersion) -> str:
    """Tells one content of a version from another."""
    values = {name: getattr(version, name) for name in CONTENT}
    text = json.dumps(values, sort_keys=True, default=lambda value: f"{float(value):.3f}")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def propose(forum: Forum, *, by: Person, **fields: Any) -> RulesVersion:
    """A draft with the forum's next number. Only the forum sees it."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    last = forum.rules_versions.aggregate(last=Max("number"))["last"] or 0
    return RulesVersion.objects.create(
        forum=forum, number=last + 1, proposed_by=by, proposed_on=forum.today, **fields
    )


@transaction.atomic
def change(version: RulesVersion, *, by: Person, seen: str = "", **fields: Any) -> RulesVersion:
    """Changes a draft. What was published stands (AlreadyPublished).

    `seen` is the fingerprint of what the person had before her; where somebody else saved in
    between, ChangedMeanwhile, and nothing is lost.
    """
    locked = RulesVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(_("Published rules are not changed. Propose another version."))
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else saved this draft while you were writing. Their text stands below; "
                "take over what you need and save again."
            )
        )
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*fields])
    return locked


@transaction.atomic
def publish(version: RulesVersion, *, by: Person, comments_close_on: dt.date | None) -> int:
    """Opens the proposal to everybody's comments and tells the members. Returns how many.

    Without a last day for comments only the first rules of a forum, which are older than its
    portal, can be published (Incomplete). The day lies ahead (TooEarly).
    """
    forum = version.forum
    Forum.objects.select_for_update().get(pk=forum.pk)
    if comments_close_on is None and _adopted(forum).exists():
        raise Incomplete(_("Until when can everybody comment?"))
    if comments_close_on is not None and comments_close_on <= forum.today:
        raise TooEarly(_("The last day for comments has to lie ahead."))
    publication.publish(version)
    version.comments_close_on = comments_close_on
    version.save(update_fields=["comments_close_on"])
    return _tell(version, "proposed")


@transaction.atomic
def adopt(version: RulesVersion, *, by: Person, decision: Decision, in_force_from: dt.date) -> int:
    """Brings a version into force by a decision of the forum. Returns how many were told.

    The day is not before the decision and after the day of every other version, so that no
    meeting is judged anew (TooEarly).
    """
    forum = version.forum
    Forum.objects.select_for_update().get(pk=forum.pk)
    locked = RulesVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not locked.is_public:
        raise NotPublished(_("Publish the proposal first, so that everybody can comment."))
    if locked.in_force_from is not None:
        raise AlreadyAdopted(_("This version was adopted already."))
    _check_comments(locked, decision, forum.today)
    _check_decision(locked, decision)
    _check_day(forum, decision, in_force_from)
    for row in (locked, version):
        row.decision, row.in_force_from = decision, in_force_from
    locked.save(update_fields=["decision", "in_force_from"])
    return _tell(locked, "adopted")


def _adopted(forum: Forum) -> Any:
    return RulesVersion.objects.filter(forum=forum, in_force_from__isnull=False)


def _check_comments(version: RulesVersion, decision: Decision, today: dt.date) -> None:
    closes = version.comments_close_on
    if closes is None:
        return
    if today <= closes:
        raise CommentsOpen(
            _("Comments are taken until %(day)s. The forum decides after that.")
            % {"day": full_date(closes)}
        )
    if decision.decided_on is not None and decision.decided_on <= closes:
        raise CommentsOpen(
            _("The decision was taken before the last day for comments, %(day)s.")
            % {"day": full_date(closes)}
        )


def _check_decision(version: RulesVersion, decision: Decision) -> None:
    if (
        decision.forum_id != version.forum_id
        or not decision.is_public
        or decision.outcome != Outcome.ADOPTED
    ):
        raise NotADecision(_("Choose a published decision of this forum that was adopted."))
    other = decision.rules_adopted.exclude(pk=version.pk).first()
    if other is not None:
        raise NotADecision(
            _("This decision adopted version %(number)d.") % {"number": other.number}
        )


def _check_day(forum: Forum, decision: Decision, day: dt.date) -> None:
    if decision.decided_on is not None and day < decision.decided_on:
        raise TooEarly(
            _("Rules are in force from the day of the decision, %(day)s, or later.")
            % {"day": full_date(decision.decided_on)}
        )
    latest = _adopted(forum).aggregate(latest=Max("in_force_from"))["latest"]
    if latest is not None and day <= latest:
        raise TooEarly(
            _("The version before is in force from %(day)s. This one has to begin later.")
            % {"day": full_date(latest)}
        )


def _tell(version: RulesVersion, what: str) -> int:
    return notices.queue(
        members(version.forum),
        template=f"forums/mail/rules_{what}",
        key=f"rules:{version.pk}:{what}",
        context={"rules": version, "url": notices.absolute(version.get_absolute_url())},
        forum=version.forum,
    )
