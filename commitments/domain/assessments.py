"""Writing self-assessments together, putting them to the public, and making them final.

A text is the forum's alone, then stands still while the public comments for at least two weeks,
then is changed by what was said, and is final once every comment has its answer (domain.md §5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from action_plans.models import ActionPlan
from commitments.domain import assessment_comments, assessment_notices, assessment_parts
from commitments.models import (
    CONSULTATION,
    AssessmentStage,
    Commitment,
    CommitmentAccount,
    SelfAssessment,
)
from forums.domain import fingerprints, publication
from forums.domain.dates import full_date
from forums.domain.errors import Incomplete, NotPublished, Refused
from forums.models import Person


class TextStands(Refused):
    """The text is before the public, or final, and is not changed."""


class NotInConsultation(Refused):
    """What is asked takes a consultation that is open, or one that is over."""


class StillOpen(Refused):
    """The public can still comment."""


class Unanswered(Refused):
    """Comments wait for an answer."""


def fingerprint(row: SelfAssessment | CommitmentAccount, names: Iterable[str]) -> str:
    """Tells one state of these texts from another."""
    return fingerprints.fingerprint(row, names)


@transaction.atomic
def write(
    plan: ActionPlan, *, by: Person, kind: str, seen: str = "", **texts: Any
) -> SelfAssessment:
    """Writes sections of the plan's one self-assessment of a kind; the first writing makes it.

    `seen` is the fingerprint of these sections as the person had them before her. Raises
    TextStands, ChangedMeanwhile.
    """
    assessment = _of_plan(plan, kind)
    fingerprints.check_seen(seen, fingerprint(assessment, texts))
    for name, text in texts.items():
        setattr(assessment, name, text)
    assessment.save(update_fields=list(texts) or None)
    return assessment


@transaction.atomic
def give_account(
    plan: ActionPlan, *, by: Person, kind: str, commitment: Commitment, seen: str = "", **texts: Any
) -> CommitmentAccount:
    """Writes what the self-assessment says of one commitment in people's words.

    Raises TextStands, ChangedMeanwhile.
    """
    assessment = _of_plan(plan, kind)
    account = CommitmentAccount.objects.get_or_create(assessment=assessment, commitment=commitment)[
        0
    ]
    fingerprints.check_seen(seen, fingerprint(account, assessment_parts.ACCOUNT))
    for name, text in texts.items():
        setattr(account, name, text)
    account.save()
    return account


@transaction.atomic
def open_consultation(assessment: SelfAssessment, *, by: Person, closes_on: dt.date) -> int:
    """Puts the draft to the public from today until the end of a day, at least two weeks on.

    Returns how many people are told. Raises NotPublished for a plan that is not public,
    NotInConsultation where it was put to the public before, or Incomplete.
    """
    locked = _locked(assessment)
    today = locked.plan.forum.today
    if not locked.plan.is_public:
        raise NotPublished(_("Publish the plan first."))
    if locked.consultation_opens_on is not None:
        raise NotInConsultation(_("This draft was put to the public already."))
    _refuse_gaps(locked)
    if closes_on < today + CONSULTATION:
        raise Incomplete(
            _("The public has at least two weeks. Choose %(day)s or a later day.")
            % {"day": full_date(today + CONSULTATION)}
        )
    locked.consultation_opens_on, locked.consultation_closes_on = today, closes_on
    locked.save(update_fields=["consultation_opens_on", "consultation_closes_on"])
    if not locked.is_public:
        publication.publish(locked)
    assessment.refresh_from_db()
    return assessment_notices.tell_of_consultation(locked)


@transaction.atomic
def give_more_time(assessment: SelfAssessment, *, by: Person, closes_on: dt.date) -> int:
    """Moves the last day of an open consultation to a later one. Returns how many are told.

    Raises NotInConsultation, or Incomplete where the day is no later one.
    """
    locked = _locked(assessment)
    if locked.stage != AssessmentStage.CONSULTATION or locked.consultation_closes_on is None:
        raise NotInConsultation(_("No consultation on this self-assessment is open."))
    if closes_on <= locked.consultation_closes_on:
        raise Incomplete(_("It can only be given more time. Choose a later day."))
    locked.consultation_closes_on = closes_on
    locked.save(update_fields=["consultation_closes_on"])
    assessment.refresh_from_db()
    return assessment_notices.tell_of_consultation(locked)


@transaction.atomic
def finish(assessment: SelfAssessment, *, by: Person) -> int:
    """Makes it final: from now on nobody changes its words. Returns how many are told.

    Raises NotInConsultation where the public was not asked or it is final already, StillOpen,
    Unanswered, or Incomplete where a required text is missing.
    """
    locked = _locked(assessment)
    if locked.stage == AssessmentStage.FINAL:
        raise NotInConsultation(_("This self-assessment is final already."))
    if locked.consultation_closes_on is None or not locked.is_public:
        raise NotInConsultation(_("Put the draft to the public first, for at least two weeks."))
    if locked.stage == AssessmentStage.CONSULTATION:
        raise StillOpen(
            _("The public can comment until the end of %(day)s. It can be made final after that.")
            % {"day": full_date(locked.consultation_closes_on)}
        )
    waiting = assessment_comments.unanswered(locked).count()
    if waiting:
        raise Unanswered(
            ngettext(
                "%(count)d comment has no answer. Answer it, or answer all in general.",
                "%(count)d comments have no answer. Answer them, or answer all in general.",
                waiting,
            )
            % {"count": waiting}
        )
    _refuse_gaps(locked)
    locked.final_at = timezone.now()
    locked.save(update_fields=["final_at"])
    assessment.refresh_from_db()
    return assessment_notices.tell_of_the_end(locked)


def refuse_standing(assessment: SelfAssessment) -> None:
    """Raises TextStands where the words of the self-assessment cannot be changed today."""
    if assessment.stage == AssessmentStage.FINAL:
        raise TextStands(_("This self-assessment is final. Its text is not changed any more."))
    if assessment.stage == AssessmentStage.CONSULTATION:
        raise TextStands(
            _("The text stands still while the public comments on it, until the end of %(day)s.")
            % {"day": full_date(assessment.consultation_closes_on)}
        )


def _of_plan(plan: ActionPlan, kind: str) -> SelfAssessment:
    """The plan's self-assessment, locked, made where there is none, and open to changes."""
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    made = SelfAssessment.objects.get_or_create(plan=plan, kind=kind)[0]
    assessment = _locked(made)
    refuse_standing(assessment)
    return assessment


def _locked(assessment: SelfAssessment) -> SelfAssessment:
    rows = SelfAssessment.objects.select_for_update(of=("self",)).select_related("plan__forum")
    return rows.get(pk=assessment.pk)


def _refuse_gaps(assessment: SelfAssessment) -> None:
    gaps = assessment_parts.missing(assessment)
    if gaps:
        raise Incomplete(
            _("These parts are still to be written: %(parts)s.")
            % {"parts": ", ".join(str(section.title) for section in gaps)}
        )
