"""Public consultations on the draft plan: preparing, publishing, giving more time, telling."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from action_plans.domain import consultation_notices
from action_plans.domain.passages import Passage, passages, with_text
from action_plans.models import (
    ActionPlan,
    Consultation,
    ConsultationParagraph,
    ConsultedDrafts,
    Draft,
    DraftState,
    PlanState,
)
from forums.domain import publication
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotPublished,
    Refused,
)
from forums.models import Person

FIELDS = ("title", "text", "drafts", "opens_on", "closes_on")


class NotConsultable(Refused):
    """The plan is adopted, or there is nothing that the public could read."""


class NotLater(Refused):
    """A consultation that was announced can only be given more time, and only until it is over."""


def drafts_of(consultation: Consultation) -> QuerySet[Draft]:
    """The public drafts that the consultation is about, as long as it is being prepared."""
    states = [DraftState.PROPOSED]
    if consultation.drafts == ConsultedDrafts.PUBLIC:
        states.append(DraftState.DRAFTING)
    public = Draft.objects.public().filter(plan=consultation.plan, for_amendment=False)
    return public.filter(state__in=states)


def draft_text(consultation: Consultation) -> list[Passage]:
    """What the consultation would put to the public if it were published now."""
    return passages(consultation.plan, with_text(drafts_of(consultation)))


def fingerprint(consultation: Consultation) -> str:
    """Tells whether what was read is what stands now: the announcement and every passage."""
    said = [str(getattr(consultation, name)) for name in ("drafts", "opens_on", "closes_on")]
    said += [json.dumps(getattr(consultation, name), sort_keys=True) for name in ("title", "text")]
    if consultation.published_at is None:
        said += [
            f"{row.part} {row.question} {json.dumps(row.text, sort_keys=True)}"
            for row in draft_text(consultation)
        ]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:24]


@transaction.atomic
def prepare(plan: ActionPlan, *, by: Person, **fields: Any) -> Consultation:
    """A consultation that only the forum sees, with the plan's next number.

    Raises NotConsultable, or Incomplete where it would close before it opens.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    _refuse_adopted(locked)
    _check_days(fields["opens_on"], fields["closes_on"])
    last = plan.consultations.aggregate(last=Max("number"))["last"] or 0
    return Consultation.objects.create(plan=plan, number=last + 1, created_by=by, **fields)


@transaction.atomic
def change(consultation: Consultation, *, by: Person, seen: str = "", **fields: Any) -> None:
    """Changes what is being prepared. Raises AlreadyPublished, ChangedMeanwhile, Incomplete."""
    locked = _locked(consultation)
    if locked.published_at is not None:
        raise AlreadyPublished(_("This is published. It can only be given more time."))
    if seen and seen != announcement(locked):
        raise ChangedMeanwhile(
            _("Somebody else changed this while you were writing. Look at it and save again.")
        )
    _check_days(fields["opens_on"], fields["closes_on"])
    for name in FIELDS:
        setattr(locked, name, fields[name])
        setattr(consultation, name, fields[name])
    locked.save(update_fields=FIELDS)


def announcement(consultation: Consultation) -> str:
    """The fingerprint of what the form holds, without the text of the plan."""
    said = [json.dumps(getattr(consultation, name), default=str, sort_keys=True) for name in FIELDS]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:24]


@transaction.atomic
def publish(consultation: Consultation, *, by: Person, seen: str = "") -> None:
    """Freezes the text and announces it; on its first day who is told is told at once.

    `seen` is the fingerprint of the preview. Raises AlreadyPublished, NotConsultable,
    ChangedMeanwhile, NotPublished for a plan that is not, or Incomplete where a day is past.
    """
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=consultation.plan_id)
    locked = _locked(consultation)
    _refuse_adopted(plan)
    if not plan.is_public:
        raise NotPublished(_("Publish the plan first."))
    if locked.opens_on < plan.forum.today:
        raise Incomplete(_("The first day is past. Choose one from today on."))
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _("The text was changed since you looked at it. Look at the preview once more.")
        )
    text = draft_text(locked)
    if not text:
        raise NotConsultable(_("There is nothing to consult on: no text and no such draft."))
    publication.publish(locked)
    ConsultationParagraph.objects.bulk_create(
        ConsultationParagraph(
            consultation=locked,
            position=position,
            key=f"{row.part}-{position}",
            kind=row.kind,
            draft=row.draft,
            question=row.question,
            text=row.text,
        )
        for position, row in enumerate(text, start=1)
    )
    consultation.published_at, consultation.withdrawn_at = locked.published_at, None
    consultation_notices.tell(locked)


@transaction.atomic
def discard(consultation: Consultation, *, by: Person) -> None:
    """Drops what was never published. Raises AlreadyPublished."""
    locked = _locked(consultation)
    if locked.published_at is not None:
        raise AlreadyPublished(_("This is published. It can only be given more time."))
    locked.delete()


@transaction.atomic
def give_more_time(consultation: Consultation, *, by: Person, closes_on: dt.date) -> None:
    """Moves the last day of a published consultation to a later one.

    Raises NotPublished, or NotLater where it is over or the day is no later one.
    """
    locked = _locked(consultation)
    if not locked.is_public:
        raise NotPublished(_("This is not published."))
    if locked.is_over:
        raise NotLater(_("This consultation is over. Prepare another one."))
    if closes_on <= locked.closes_on:
        raise NotLater(_("It can only be given more time. Choose a later day."))
    locked.closes_on = consultation.closes_on = closes_on
    locked.closing_told_at = None
    locked.save(update_fields=["closes_on", "closing_told_at"])
    consultation_notices.tell_of_more_time(locked)


def _locked(consultation: Consultation) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("plan__forum")
    return rows.get(pk=consultation.pk)


def _refuse_adopted(plan: ActionPlan) -> None:
    if plan.state != PlanState.CO_CREATION:
        raise NotConsultable(_("The plan is adopted. There is no draft of it to consult on."))


def _check_days(opens_on: dt.date, closes_on: dt.date) -> None:
    if closes_on < opens_on:
        raise Incomplete(_("The last day cannot be before the first."))
