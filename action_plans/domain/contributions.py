"""Taking in contributions: from their authors, and from workshops, letters and calls."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain import contribution_files, phases, similar
from action_plans.models import Act, ActionPlan, Channel, Contribution, PlanState, Theme
from forums.domain import agenda, moderation, notices
from forums.domain.errors import NotPublished, Refused
from forums.models import AgendaProposal, Comment, Flag, Moderation, Person, Translated

TIME_TO_CORRECT = dt.timedelta(hours=24)


class TooLateToCorrect(Refused):
    """Others have read it, supported it or answered it by now."""


class MergedAlready(Refused):
    """What was merged into another goes on there."""


@transaction.atomic
def submit(
    plan: ActionPlan,
    *,
    by: Person,
    submission: uuid.UUID | None = None,
    file: UploadedFile[bytes] | None = None,
    **fields: Any,
) -> Contribution:
    """Takes in a contribution, publishes it and sends a receipt; a double click is one.

    Where the forum holds first texts it waits for a look and is not published; the receipt says
    so. Raises NotOpen outside the phases that take contributions, FileRefused.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    before, submission = _sent_before(submission, by=by, title=fields.get("title"))
    if before is not None:
        return before
    phases.require(locked, Act.CONTRIBUTE, by=by)
    held = moderation.holds(by, plan.forum)
    now = timezone.now()
    contribution = _create(
        plan,
        author=by,
        submission=submission,
        submitted_at=now,
        published_at=None if held else now,
        **fields,
    )
    if file is not None:
        contribution_files.add(contribution, file=file)
    if held:
        moderation.hold(contribution)
    _receipt(contribution, to=by)
    return contribution


@transaction.atomic
def enter(
    plan: ActionPlan,
    *,
    by: Person,
    channel: str,
    source: str,
    received_on: dt.date,
    author: Person | None = None,
    author_name: str = "",
    submission: uuid.UUID | None = None,
    file: UploadedFile[bytes] | None = None,
    **fields: Any,
) -> Contribution:
    """Enters what was said in a workshop, a letter or a call, and publishes it with its source.

    Coordinators may while the plan is made, also what came in before a phase closed. Its age is
    counted from `received_on`. An author with an account gets the receipt. Raises NotOpen once the
    plan is adopted, FileRefused.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    before, submission = _sent_before(submission, by=by, title=fields.get("title"))
    if before is not None:
        return before
    if locked.state != PlanState.CO_CREATION:
        raise phases.NotOpen(_("The co-creation of this plan is over."))
    now = timezone.now()
    contribution = _create(
        plan,
        author=author,
        author_name="" if author else author_name,
        channel=Channel(channel),
        source=source,
        entered_by=by,
        submission=submission,
        submitted_at=now if received_on >= plan.forum.today else _noon(plan, received_on),
        published_at=now,
        **fields,
    )
    if file is not None:
        contribution_files.add(contribution, file=file)
    if author is not None:
        _receipt(contribution, to=author)
    return contribution


def may_correct(contribution: Contribution, person: Any) -> bool:
    """Whether the author may still correct her text: within a day, while nobody built on it.

    What coordinators looked at, or are asked to look at, stays what they read.
    """
    return (
        contribution.author_id is not None
        and contribution.author_id == person.pk
        and contribution.entered_by_id is None
        and contribution.held_at is None
        and contribution.withdrawn_at is None
        and contribution.merged_into_id is None
        and contribution.response_id is None
        and timezone.now() - contribution.submitted_at < TIME_TO_CORRECT
        and not contribution.supports.exists()
        and not Comment.objects.on(contribution).exists()
        and not Flag.objects.of(contribution).exists()
        and not Moderation.objects.of(contribution).exists()
    )


@transaction.atomic
def correct(contribution: Contribution, *, by: Person, **fields: Any) -> Contribution:
    """Lets the author correct her own text soon after she sent it; what it said stays in history.

    Raises TooLateToCorrect after a day, or where others have built on it, see `may_correct`.
    """
    locked = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("plan__forum")
        .get(pk=contribution.pk)
    )
    if not may_correct(locked, by):
        raise TooLateToCorrect(
            _("It can be corrected for a day, until others support, discuss, answer or check it.")
        )
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.changed_at = timezone.now()
    locked.fingerprint = similar.fingerprint(locked.title, locked.problem)
    locked.save(update_fields=[*fields, "changed_at", "fingerprint"])
    return locked


@transaction.atomic
def put_under(theme: Theme | None, *, by: Person, contributions: Iterable[Contribution]) -> int:
    """Puts contributions to the theme's plan under it, or under none; returns how many changed."""
    chosen = Contribution.objects.select_for_update(of=("self",)).filter(
        pk__in=[contribution.pk for contribution in contributions]
    )
    if theme is not None:
        chosen = chosen.filter(plan=theme.plan_id)
    changed = [row for row in chosen.order_by("pk") if row.theme_id != (theme and theme.pk)]
    for row in changed:
        row.theme = theme
        row.save(update_fields=["theme"])
    return len(changed)


@transaction.atomic
def put_before_forum(contribution: Contribution, *, by: Person) -> AgendaProposal:
    """Asks the forum to take a contribution up at a meeting, in its author's own words.

    An author who is not to be named is not named by it either. Raises NotPublished, MergedAlready,
    or AlreadyProposed where it waits for an answer already.
    """
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if not locked.is_public:
        raise NotPublished(_("This contribution is not published."))
    if contribution.merged_into is not None:
        raise MergedAlready(
            _("It was merged. Put contribution %(number)d before the forum.")
            % {"number": contribution.merged_into.number}
        )
    language = contribution.language
    unnamed = contribution.is_anonymous and contribution.author_id == by.pk
    return agenda.propose(
        contribution.plan.forum,
        by=None if unnamed else by,
        title=Translated.of(contribution.title, main=language),
        description=Translated.of(contribution.proposal or contribution.problem, main=language),
        source=contribution,
    )


def _sent_before(
    submission: uuid.UUID | None, *, by: Person, title: object
) -> tuple[Contribution | None, uuid.UUID | None]:
    """What a double click sent already; otherwise the id under which the new one can be kept."""
    before = Contribution.objects.filter(submission=submission).first() if submission else None
    if before is None:
        return None, submission
    if before.title == title and by.pk in (before.author_id, before.entered_by_id):
        return before, submission
    return None, None  # another text from a form that was sent before


def _create(plan: ActionPlan, **fields: Any) -> Contribution:
    last = plan.contributions.aggregate(last=Max("number"))["last"] or 0
    return Contribution.objects.create(
        plan=plan,
        number=last + 1,
        fingerprint=similar.fingerprint(fields["title"], fields["problem"]),
        **fields,
    )


def _noon(plan: ActionPlan, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=zoneinfo.ZoneInfo(plan.forum.time_zone))


def _receipt(contribution: Contribution, *, to: Person) -> None:
    notices.queue(
        [to],
        template="action_plans/mail/contribution_received",
        key=f"contribution:{contribution.pk}:received",
        context={
            "contribution": contribution,
            "plan": contribution.plan,
            "hours": TIME_TO_CORRECT // dt.timedelta(hours=1),
            "url": notices.absolute(contribution.get_absolute_url()),
        },
        forum=contribution.plan.forum,
    )
