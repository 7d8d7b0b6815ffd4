"""Minutes of a meeting: written, read by the members, approved by the chairs, published.

They stand from the day on which they are published: what is wrong in them is corrected with a
reason, and what they said before is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import notices
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotHeld,
    NotPublished,
    Refused,
)
from forums.domain.meetings import audience
from forums.models import (
    COORDINATING,
    Forum,
    Meeting,
    MinutesApproval,
    MinutesCorrection,
    MinutesState,
    Person,
    Role,
    Term,
    Translated,
    TranslatedField,
)


class NotInReview(Refused):
    """Minutes that the members have not been shown are not approved, nor shown twice."""


class NotAChair(Refused):
    """The person does not chair the forum."""


def fingerprint(meeting: Meeting) -> str:
    """Tells one text of the minutes from another."""
    text = json.dumps(meeting.minutes, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _lock(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


@transaction.atomic
def write(meeting: Meeting, *, by: Person, minutes: Mapping[str, str], seen: str = "") -> None:
    """Keeps what was written; the public sees it once the minutes are published.

    Approvals were of another text and are taken back. Raises AlreadyPublished; and, where
    somebody else saved since the text of the fingerprint `seen`, ChangedMeanwhile.
    """
    locked = _lock(meeting)
    if locked.minutes_published_at:
        raise AlreadyPublished(_("Published minutes are corrected, with a reason."))
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else saved the minutes while you were writing. Their text stands below; "
                "take over what you need and save again."
            )
        )
    if locked.minutes != Translated(minutes):
        locked.minutes = Translated(minutes)
        locked.minutes_approvals.all().delete()
        if locked.minutes_state == MinutesState.APPROVED:
            locked.minutes_state = MinutesState.REVIEW
        locked.save(update_fields=["minutes", "minutes_state"])
    meeting.minutes, meeting.minutes_state = locked.minutes, locked.minutes_state


@transaction.atomic
def send_to_review(meeting: Meeting, *, by: Person) -> int:
    """Asks the members to read and comment, once; returns how many are told.

    Raises NotHeld, Incomplete, AlreadyPublished or NotInReview where they were asked before.
    """
    locked = _ready(meeting)
    if locked.minutes_state != MinutesState.DRAFT:
        raise NotInReview(_("The members have these minutes already."))
    locked.minutes_state = meeting.minutes_state = MinutesState.REVIEW
    locked.save(update_fields=["minutes_state"])
    return notices.queue(
        reviewers(locked),
        template="forums/mail/minutes_review",
        key=f"meeting:{locked.pk}:minutes-review",
        context={"meeting": locked, "url": _address(locked)},
        forum=locked.forum,
    )


def reviewers(meeting: Meeting) -> list[Person]:
    """Who is asked to read the draft: those who were invited and may see it."""
    return [row for row in audience(meeting) if row.has_perm("forums.review_minutes", meeting)]


def chairing_sectors(forum: Forum) -> list[str]:
    """The sectors that have a co-chair today, whose word the minutes need."""
    terms = Term.objects.current(forum.today).filter(seat__forum=forum, seat__role=Role.CO_CHAIR)
    return list(terms.order_by("seat__sector").values_list("seat__sector", flat=True).distinct())


def approves_for(forum: Forum, person: Person) -> str:
    """The sector for which the person approves minutes today; empty where for none.

    A co-chair, or her alternate, for her sector; where the forum has no co-chairs whoever
    coordinates it.
    """
    roles = [Role.CO_CHAIR] if chairing_sectors(forum) else list(COORDINATING)
    terms = Term.objects.current(forum.today).held_by(person)
    sectors = terms.filter(seat__forum=forum, seat__role__in=roles).order_by("seat__position")
    return sectors.values_list("seat__sector", flat=True).first() or ""


@transaction.atomic
def approve(meeting: Meeting, *, by: Person, seen: str) -> bool:
    """A chair's word for her sector, of the text that she read; True where it was the last needed.

    `seen` is the fingerprint of that text. Raises NotInReview, AlreadyPublished, NotAChair or
    ChangedMeanwhile.
    """
    locked = _ready(meeting)
    sector = approves_for(locked.forum, by)
    if not sector:
        raise NotAChair(_("The minutes are approved by the co-chairs."))
    if locked.minutes_state == MinutesState.DRAFT:
        raise NotInReview(_("Send the minutes to the members before you approve them."))
    if seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _("The minutes were changed since you opened this page. Read them again.")
        )
    MinutesApproval.objects.get_or_create(
        meeting=locked, sector=sector, defaults={"approved_by": by}
    )
    given = set(locked.minutes_approvals.values_list("sector", flat=True))
    complete = set(chairing_sectors(locked.forum)) <= given
    if complete:
        locked.minutes_state = meeting.minutes_state = MinutesState.APPROVED
        locked.save(update_fields=["minutes_state"])
    return complete


@transaction.atomic
def publish(meeting: Meeting, *, by: Person) -> int:
    """Publishes the minutes that were written and tells the members. Returns how many.

    What was not reviewed or approved is published all the same, and its page says so. Raises
    NotPublished, NotHeld, Incomplete or AlreadyPublished.
    """
    locked = _ready(meeting)
    locked.minutes_published_at = meeting.minutes_published_at = timezone.now()
    locked.save(update_fields=["minutes_published_at"])
    notices.cancel(key_prefix=reminder_key(locked.pk))
    return notices.queue(
        audience(locked),
        template="forums/mail/minutes_published",
        key=f"meeting:{locked.pk}:minutes",
        context={"meeting": locked, "url": notices.absolute(locked.get_absolute_url())},
        forum=locked.forum,
    )


@transaction.atomic
def correct(
    meeting: Meeting,
    *,
    by: Person,
    minutes: Mapping[str, str],
    reason: Mapping[str, str],
    seen: str = "",
) -> int:
    """Corrects published minutes; what they said stays readable. Returns how many are told.

    Raises NotPublished, Incomplete or ChangedMeanwhile.
    """
    locked = _lock(meeting)
    if not locked.minutes_published_at:
        raise NotPublished(_("These minutes are not published. Change the draft."))
    if not Translated(minutes) or not Translated(reason):
        raise Incomplete(_("Say why the minutes are corrected."))
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else saved the minutes while you were writing. Their text stands below; "
                "take over what you need and save again."
            )
        )
    if locked.minutes == Translated(minutes):
        return 0
    correction = MinutesCorrection.objects.create(
        meeting=locked, before=locked.minutes, reason=Translated(reason), corrected_by=by
    )
    locked.minutes = meeting.minutes = Translated(minutes)
    locked.save(update_fields=["minutes"])
    return notices.queue(
        audience(locked),
        template="forums/mail/minutes_corrected",
        key=f"meeting:{locked.pk}:minutes-corrected:{correction.pk}",
        context={
            "meeting": locked,
            "correction": correction,
            "url": notices.absolute(locked.get_absolute_url()),
        },
        forum=locked.forum,
    )


def history(meeting: Meeting) -> tuple[list[MinutesApproval], list[MinutesCorrection]]:
    """Who approved the minutes and how they were corrected since, in one query.

    The rows know what a page shows of them: names, days and reasons.
    """
    nothing = Value(Translated(), output_field=TranslatedField())
    approvals = meeting.minutes_approvals.order_by().values_list(
        "approved_at", "sector", "approved_by__name", nothing
    )
    corrections = meeting.minutes_corrections.order_by().values_list(
        "corrected_at", Value(""), "corrected_by__name", "reason"
    )
    given: list[MinutesApproval] = []
    corrected: list[MinutesCorrection] = []
    for at, sector, name, reason in sorted(approvals.union(corrections, all=True)):
        person = Person(name=name)
        if sector:
            given.append(MinutesApproval(sector=sector, approved_by=person, approved_at=at))
        else:
            corrected.append(MinutesCorrection(reason=reason, corrected_by=person, corrected_at=at))
    return given, corrected


def _ready(meeting: Meeting) -> Meeting:
    """The locked meeting, where its minutes can go a step further."""
    locked = _lock(meeting)
    if not locked.is_public:
        raise NotPublished(_("Publish the meeting before its minutes."))
    if locked.starts_at > timezone.now():
        raise NotHeld(_("Minutes can be published once the meeting has begun."))
    if not locked.minutes:
        raise Incomplete(_("Write the minutes before you publish them."))
    if locked.minutes_published_at:
        raise AlreadyPublished(_("The minutes are published already."))
    return locked


def reminder_key(pk: int) -> str:
    """The key of the reminder that minutes are due, which nobody gets twice."""
    return f"meeting:{pk}:minutes-due"


def _address(meeting: Meeting) -> str:
    return notices.absolute(f"{meeting.get_absolute_url()}minutes/review/")
