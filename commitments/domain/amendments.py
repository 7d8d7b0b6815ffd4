"""Amending an adopted plan: proposed with its reason, decided by the forum, kept as a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain import drafts, plan_dates
from action_plans.domain.plan_calendar import amendments_until
from action_plans.models import ActionPlan, Draft, DraftState, PlanState
from commitments.domain import adoption, amending, plan_pdf, versions
from commitments.domain.plan_compiling import commitment_text, draft_text
from commitments.domain.plan_text import CommitmentText, from_json, to_json
from commitments.models import (
    Amendment,
    AmendmentKind,
    AmendmentState,
    Commitment,
    CommitmentStatus,
    PlanVersion,
    VersionCause,
)
from forums.domain import notices, publication
from forums.domain.dates import full_date
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.domain.seats import members
from forums.models import Decision, Outcome, Person


class TooLate(Refused):
    """The time in which the plan can be amended is over."""


class NotRunning(Refused):
    """Only a plan that is adopted and being carried out is amended."""


class NotDecided(Refused):
    """A plan is amended by a published decision of its own forum."""


class Settled(Refused):
    """The amendment was adopted or dropped already."""


def last_day(plan: ActionPlan) -> dt.date:
    """The last day on which the plan can be amended, by its rules."""
    dated = plan_dates.of_plan(plan)
    return amendments_until(dated.rules, dated.facts)


def is_open(plan: ActionPlan, *, until: dt.date | None = None) -> bool:
    """Whether the plan can be amended today, where the forum works; `until` where it is known."""
    if plan.state != PlanState.IMPLEMENTATION:
        return False
    return plan.forum.today <= (until or last_day(plan))


@transaction.atomic
def start_draft(plan: ActionPlan, *, by: Person, **fields: Any) -> Draft:
    """A draft of a commitment that is to be added. Raises NotRunning, TooLate."""
    _amendable(plan)
    return drafts.start(plan, by=by, for_amendment=True, **fields)


@transaction.atomic
def propose(
    plan: ActionPlan,
    *,
    by: Person,
    kind: str,
    reason: Mapping[str, str],
    commitment: Commitment | None = None,
    draft: Draft | None = None,
    after: CommitmentText | None = None,
    seen: str = "",
) -> Amendment:
    """Puts an amendment before the forum; only the forum sees it until it is published.

    To add takes a proposed `draft` that was written for it, to change the `commitment` and the
    text `after`, to withdraw the `commitment`; `seen` is the fingerprint of the text that the
    person had before her. Raises NotRunning, TooLate, ChangedMeanwhile, or Incomplete where a
    part or a reason is missing.
    """
    locked = _amendable(plan)
    if not any(reason.values()):
        raise Incomplete(_("Say why the plan is to be amended."))
    before, new = _texts(locked, kind, commitment, draft, after)
    if seen and before is not None and seen != amending.fingerprint(before):
        raise ChangedMeanwhile(
            _("Somebody changed this commitment while you were writing. Look at it again.")
        )
    last = locked.amendments.aggregate(last=Max("number"))["last"] or 0
    amendment = Amendment.objects.create(
        plan=plan,
        number=last + 1,
        kind=AmendmentKind(kind),
        commitment=commitment if kind != AmendmentKind.ADD else None,
        draft=draft if kind == AmendmentKind.ADD else None,
        before=to_json(before) if before else {},
        after=to_json(new) if new else {},
        reason=reason,
        proposed_by=by,
    )
    _tell(amendment, "proposed", [person for person in members(plan.forum) if person != by])
    return amendment


@transaction.atomic
def publish(amendment: Amendment, *, by: Person) -> None:
    """Lets everybody read what is proposed. Raises Settled, AlreadyPublished."""
    _open(amendment)
    publication.publish(amendment)


@transaction.atomic
def drop(amendment: Amendment, *, by: Person, because: Mapping[str, str]) -> None:
    """Ends a proposal that is not followed; it stays readable. Raises Settled, Incomplete."""
    locked = _open(amendment)
    if not any(because.values()):
        raise Incomplete(_("Say why it is dropped."))
    locked.state = AmendmentState.DROPPED
    locked.dropped_because = because
    locked.save(update_fields=["state", "dropped_because"])
    amendment.refresh_from_db()


@transaction.atomic
def adopt(amendment: Amendment, *, by: Person, decision: Decision) -> PlanVersion:
    """Changes the plan as proposed and keeps its next version, in one transaction.

    Raises Settled, NotRunning, TooLate, NotDecided, and ChangedMeanwhile where what it changes
    is not any more what it was when it was proposed.
    """
    plan = _amendable(amendment.plan)
    locked = _open(amendment)
    if (
        decision.forum_id != plan.forum_id
        or decision.outcome != Outcome.ADOPTED
        or not decision.is_public
    ):
        raise NotDecided(_("A plan is amended by a published decision of its forum."))
    today = plan.forum.today
    commitment = _APPLY[AmendmentKind(locked.kind)](locked, today)
    version = versions.make(plan, by=by, cause=VersionCause.AMENDED, decision=decision)
    plan_pdf.prepare(version)
    locked.commitment = commitment
    locked.after = to_json(commitment_text(_fresh(commitment)))
    locked.state = AmendmentState.ADOPTED
    locked.decision = decision
    locked.adopted_on = today
    locked.version = version
    locked.published_at = locked.published_at or timezone.now()
    locked.save()
    amendment.refresh_from_db()
    _tell(amendment, "adopted", adoption.told(plan).everybody)
    return version


def _amendable(plan: ActionPlan) -> ActionPlan:
    """The plan, locked, where it can be amended today."""
    locked = (
        ActionPlan.objects.select_for_update(of=("self",)).select_related("forum").get(pk=plan.pk)
    )
    if locked.state != PlanState.IMPLEMENTATION:
        raise NotRunning(_("Only a plan that is adopted and being carried out is amended."))
    until = last_day(locked)
    if locked.forum.today > until:
        raise TooLate(
            _("This plan could be amended until %(day)s. What changes now belongs to the next one.")
            % {"day": full_date(until)}
        )
    return locked


def _open(amendment: Amendment) -> Amendment:
    """The amendment, locked, where nothing has been decided of it."""
    locked = (
        Amendment.objects.select_for_update(of=("self",))
        .select_related("plan__forum")
        .get(pk=amendment.pk)
    )
    if locked.state != AmendmentState.PROPOSED:
        raise Settled(_("This amendment was adopted or dropped already."))
    return locked


def _texts(
    plan: ActionPlan,
    kind: str,
    commitment: Commitment | None,
    draft: Draft | None,
    after: CommitmentText | None,
) -> tuple[CommitmentText | None, CommitmentText | None]:
    """What stands before and after, as far as it is known when it is proposed."""
    if kind == AmendmentKind.ADD:
        return None, draft_text(_proposed(plan, draft))
    if commitment is None or commitment.plan_id != plan.pk:
        raise Incomplete(_("Choose the commitment that is to be amended."))
    fresh = _fresh(commitment)
    if fresh.taken_out_on is not None:
        raise Incomplete(_("This commitment is withdrawn already."))
    before = commitment_text(fresh)
    if kind == AmendmentKind.WITHDRAW:
        return before, None
    if after is None or amending.promise(after) == amending.promise(before):
        raise Incomplete(_("Nothing is changed yet. Change the text, a date or a milestone."))
    return before, after


def _proposed(plan: ActionPlan, draft: Draft | None) -> Draft:
    """The draft, where it was written to be added to this plan and is proposed."""
    found = None
    if draft is not None:
        rows = plan.drafts.filter(for_amendment=True, state=DraftState.PROPOSED)
        rows = rows.exclude(amendments__state=AmendmentState.PROPOSED)
        found = rows.select_related("plan__forum", "theme", "lead").filter(pk=draft.pk).first()
    if found is None:
        raise Incomplete(_("Choose a draft that was written for an amendment and is proposed."))
    return found


def _fresh(commitment: Commitment) -> Commitment:
    """The commitment, locked, as it stands now."""
    return (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("plan__forum", "theme", "lead")
        .get(pk=commitment.pk)
    )


def _unchanged(amendment: Amendment, now: CommitmentText, then: dict[str, Any]) -> None:
    if amending.promise(now) != amending.promise(from_json(CommitmentText, then)):
        raise ChangedMeanwhile(
            _(
                "What this amendment changes was changed since it was proposed. "
                "Drop it and propose it again on the text as it stands now."
            )
        )


def _add(amendment: Amendment, today: dt.date) -> Commitment:
    assert amendment.draft is not None
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("plan__forum", "theme", "lead")
        .get(pk=amendment.draft.pk)
    )
    _unchanged(amendment, draft_text(draft), amendment.after)
    last = draft.plan.commitments.aggregate(last=Max("number"))["last"] or 0
    draft.state = DraftState.ADOPTED
    draft.save(update_fields=["state"])
    return adoption.commit(draft, last + 1)


def _change(amendment: Amendment, today: dt.date) -> Commitment:
    assert amendment.commitment is not None
    commitment = _fresh(amendment.commitment)
    _unchanged(amendment, commitment_text(commitment), amendment.before)
    amending.rewrite(commitment, from_json(CommitmentText, amendment.after), today)
    return commitment


def _withdraw(amendment: Amendment, today: dt.date) -> Commitment:
    assert amendment.commitment is not None
    commitment = _fresh(amendment.commitment)
    _unchanged(amendment, commitment_text(commitment), amendment.before)
    for milestone in commitment.milestones.select_for_update(of=("self",)):
        amending.take_out(milestone, today)
    commitment.status = CommitmentStatus.WITHDRAWN
    commitment.taken_out_on = today
    commitment.completed_on = None
    commitment.save(update_fields=["status", "taken_out_on", "completed_on"])
    return commitment


_APPLY = {
    AmendmentKind.ADD: _add,
    AmendmentKind.CHANGE: _change,
    AmendmentKind.WITHDRAW: _withdraw,
}


def _tell(amendment: Amendment, what: str, people: list[Person]) -> int:
    return notices.queue(
        people,
        template=f"commitments/mail/amendment_{what}",
        key=f"amendment:{amendment.pk}:{what}",
        context={
            "amendment": amendment,
            "plan": amendment.plan,
            "url": notices.absolute(amendment.get_absolute_url()),
        },
        forum=amendment.plan.forum,
    )
