"""Where civil society and the government differ: putting it before the forum, and settling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commitments.domain import monitoring_notices
from commitments.models import Verification
from commitments.models.verifications import VerificationQuerySet
from forums.domain import agenda
from forums.domain.errors import Incomplete, NotHeld, Refused
from forums.models import AgendaProposal, Forum, Meeting, Person, Translated


class SettledAlready(Refused):
    """There is no difference, or it was settled."""


def forum_of(row: Verification) -> Forum:
    """The forum in which the two sides differ."""
    return row.update.milestone.commitment.plan.forum


def in_each_language(forum: Forum, say: Callable[[], str]) -> Translated:
    """What is said, in each language of the forum that the portal speaks."""
    spoken = [code for code, _name in settings.LANGUAGES if code in forum.languages]
    words = {}
    for code in spoken or [settings.LANGUAGE_CODE]:
        with translation.override(code):
            words[code] = say()
    if forum.main_language in words and forum.main_language != settings.LANGUAGE_CODE:
        words["_"] = forum.main_language
    return Translated(words)


@transaction.atomic
def propose_discussion(verification: Verification, *, by: Person) -> AgendaProposal:
    """Asks the forum to talk about a difference at a meeting, with both views in its words.

    Raises SettledAlready where there is none any more, AlreadyProposed where it waits already or
    stands on an agenda.
    """
    locked = _unsettled(verification)
    forum = forum_of(verification)
    if AgendaProposal.objects.from_source(verification).exclude(state="declined").exists():
        raise agenda.AlreadyProposed(_("The forum was asked to talk about this already."))
    milestone = verification.update.milestone

    def title() -> str:
        return _("%(number)d, milestone %(milestone)s: does the report hold?") % {
            "number": milestone.commitment.number,
            "milestone": milestone.number,
        }

    def description() -> str:
        return _(
            "The office reports: %(status)s. %(organisation)s finds: %(verdict)s. %(reason)s"
        ) % {
            "status": verification.update.get_status_display(),
            "organisation": verification.organisation,
            "verdict": locked.get_verdict_display(),
            "reason": locked.reason,
        }

    return agenda.propose(
        forum,
        by=by,
        title=in_each_language(forum, title),
        description=in_each_language(forum, description),
        source=verification,
    )


@transaction.atomic
def settle(
    verification: Verification, *, by: Person, words: Any, meeting: Meeting | None = None
) -> int:
    """Says how a difference was settled; both views stay readable. Returns how many are told.

    Raises SettledAlready, Incomplete without words, NotHeld where the meeting is none of the
    forum's public ones that have begun.
    """
    forum = forum_of(verification)
    text = Translated.of(words, main=forum.main_language)
    if not text:
        raise Incomplete(_("Say how it was settled."))
    if meeting is not None and not _was_held(meeting, forum):
        raise NotHeld(_("Choose a meeting of this forum that has taken place."))
    locked = _unsettled(verification)
    _write(locked, by=by, words=text, meeting=meeting)
    locked.save(update_fields=[*SETTLED])
    for name in SETTLED:
        setattr(verification, name, getattr(locked, name))
    return monitoring_notices.settled(verification)


SETTLED = ("settled_on", "settlement", "settled_in", "settled_by")


def give_up(row: Verification, *, by: Person) -> None:
    """Settles a difference because the organisation finds otherwise now. The caller saves."""
    words = in_each_language(
        forum_of(row),
        lambda: (
            _("%(organisation)s changed its finding to “%(verdict)s”.")
            % {"organisation": row.organisation, "verdict": row.get_verdict_display()}
        ),
    )
    _write(row, by=by, words=words)


def settle_earlier(confirmed: Verification, *, by: Person) -> None:
    """The office reported anew and the organisation confirms it: that settles where they differed."""
    forum, update = forum_of(confirmed), confirmed.update
    words = in_each_language(
        forum,
        lambda: (
            _("The office reported anew for “%(round)s”, and %(organisation)s confirms it.")
            % {"round": update.round.title, "organisation": confirmed.organisation}
        ),
    )
    earlier = Verification.objects.unsettled().filter(
        organisation=confirmed.organisation_id,
        update__milestone=update.milestone_id,
        update__round__as_of__lt=update.round.as_of,
    )
    for row in earlier.select_for_update(of=("self",)).order_by("pk"):
        _write(row, by=by, words=words)
        row.save(update_fields=[*SETTLED])


def _write(
    row: Verification, *, by: Person, words: Translated, meeting: Meeting | None = None
) -> None:
    row.settled_on, row.settlement = forum_of(row).today, words
    row.settled_in, row.settled_by = meeting, by


def _unsettled(verification: Verification) -> Verification:
    locked = Verification.objects.select_for_update(of=("self",)).get(pk=verification.pk)
    if not locked.is_unsettled:
        raise SettledAlready(_("The two sides do not differ here any more, or it was settled."))
    locked.update, locked.organisation = verification.update, verification.organisation
    return locked


def _was_held(meeting: Meeting, forum: Forum) -> bool:
    return (
        meeting.forum_id == forum.pk
        and meeting.is_public
        and meeting.cancelled_at is None
        and meeting.starts_at <= timezone.now()
    )


def meetings_held(forum: Forum) -> Any:
    """The meetings in which a difference can have been settled, the latest first."""
    return (
        Meeting.objects.public()
        .filter(forum=forum, cancelled_at=None, starts_at__lte=timezone.now())
        .order_by("-starts_at")
    )


def with_discussion(rows: VerificationQuerySet) -> VerificationQuerySet:
    """Tells each what became of it before the forum: `proposed` is the state of the last proposal,
    `meeting_number`, `meeting_title` and `meeting_at` name a public meeting that has it on its
    agenda."""
    proposals = AgendaProposal.objects.filter(
        source_type__app_label="commitments",
        source_type__model="verification",
        source_id=OuterRef("pk"),
    ).order_by("-proposed_at", "-pk")
    placed = proposals.filter(
        item__isnull=False,
        meeting__published_at__isnull=False,
        meeting__withdrawn_at=None,
    )
    return rows.annotate(
        proposed=Subquery(proposals.values("state")[:1]),
        meeting_number=Subquery(placed.values("meeting__number")[:1]),
        meeting_title=Subquery(placed.values("meeting__title")[:1]),
        meeting_at=Subquery(placed.values("meeting__starts_at")[:1]),
    )
