"""Answering contributions and comments with reasons: preparing, publishing, correcting."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from action_plans.domain import response_notices
from action_plans.domain.consultation_comments import comments_on
from action_plans.models import (
    ActionPlan,
    CommentAnswer,
    Consultation,
    Contribution,
    Disposition,
    ReasonedResponse,
    ResponseCorrection,
    Revision,
    Theme,
)
from action_plans.models.revisions import BESIDE
from forums.domain import publication
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotPublished,
    Refused,
)
from forums.models import Comment, Decision, Person, Translated


class AnsweredAlready(Refused):
    """A contribution has one answer; a better one corrects it, a second one does not."""


class NotOfThisPlan(Refused):
    """What an answer points at belongs to another plan or forum, or nobody can read it."""


def waiting_contributions(plan: ActionPlan) -> QuerySet[Contribution]:
    """Public contributions for which no answer is published or prepared, the oldest first.

    One that was merged into another waits for the answer to that one.
    """
    rows = Contribution.objects.public().filter(plan=plan, response=None, merged_into=None)
    return rows.order_by("submitted_at", "pk")


def waiting_comments(plan: ActionPlan) -> QuerySet[Comment]:
    """Comments of the plan's consultations without an answer, the oldest first."""
    consulted = Consultation.objects.public().filter(plan=plan)
    return comments_on(consulted).filter(reasoned_answer=None).order_by("created_at", "pk")


@transaction.atomic
def prepare(
    plan: ActionPlan,
    *,
    by: Person,
    contributions: Iterable[Contribution] = (),
    comments: Iterable[Comment] = (),
    disposition: str,
    heard: Mapping[str, str],
    reason: Mapping[str, str],
    theme: Theme | None = None,
    decision: Decision | None = None,
    revision: Revision | None = None,
    comments_until: dt.date | None = None,
) -> ReasonedResponse:
    """One answer to one or many contributions and comments, which only the forum sees.

    Raises Incomplete without a reason or without anything to answer, AnsweredAlready where one
    of them has an answer, NotOfThisPlan for what does not belong here.
    """
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    chosen = _contributions(plan, [row.pk for row in contributions])
    remarks = _comments(plan, [row.pk for row in comments])
    if not chosen and not remarks:
        raise Incomplete(_("Choose at least one contribution or comment to answer."))
    _check(plan, reason=reason, decision=decision, revision=revision)
    position = (plan.responses.aggregate(last=Max("position"))["last"] or 0) + 1
    while plan.responses.filter(reference=f"R{position}").exists():
        position += 1
    response = ReasonedResponse.objects.create(
        plan=plan,
        reference=f"R{position}",
        position=position,
        theme=theme,
        heard=heard,
        answer=reason,
        disposition=Disposition(disposition),
        answered_by=by,
        decision=decision,
        revision=revision,
        comments_until=comments_until,
    )
    for contribution in chosen:
        contribution.response = response
        contribution.save(update_fields=["response"])
    for comment in remarks:
        CommentAnswer.objects.create(comment=comment, response=response)
    return response


@transaction.atomic
def answer(plan: ActionPlan, *, by: Person, **fields: Any) -> ReasonedResponse:
    """Prepares an answer, publishes it at once and tells the authors.

    Takes and raises what `prepare` does.
    """
    response = prepare(plan, by=by, **fields)
    publish(plan, [response], by=by)
    response.refresh_from_db()
    return response


@transaction.atomic
def publish(plan: ActionPlan, responses: Iterable[ReasonedResponse], *, by: Person) -> int:
    """Publishes prepared answers, all or none, and tells the authors. Returns how many are told.

    Comments that were removed meanwhile are not answered in public. Raises NotPublished for a plan
    that is not, AlreadyPublished, Incomplete where nothing is chosen or an answer answers nothing
    any more.
    """
    if not ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk).is_public:
        raise NotPublished(_("Publish the plan first."))
    numbers = [response.pk for response in responses]
    chosen = list(
        plan.responses.select_for_update(of=("self",))
        .filter(pk__in=numbers)
        .order_by("position", "pk")
    )
    if not chosen:
        raise Incomplete(_("Choose at least one response to publish."))
    # Held, so that nobody removes one while it is told of.
    comments = Comment.objects.select_for_update(of=("self",)).order_by("pk")
    remarks = comments.filter(reasoned_answer__response__in=chosen)
    standing = {row.pk for row in remarks if row.removed_at is None}
    told = 0
    for response in chosen:
        answers = response.comment_answers.filter(comment__in=standing)
        if not response.contributions.exists() and not answers.exists():
            raise Incomplete(
                _("Response %(reference)s answers nothing any more.")
                % {"reference": response.reference}
            )
        publication.publish(response)
        told += response_notices.tell(response)
    return told


def fingerprint(response: ReasonedResponse) -> str:
    """Tells whether what was read is what stands now."""
    said = [
        json.dumps([response.heard, response.answer], sort_keys=True),
        response.disposition,
        str(response.theme_id),
        str(response.decision_id),
        str(response.revision_id),
        str(response.comments_until),
        str(response.published_at),
    ]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:24]


@transaction.atomic
def change(
    response: ReasonedResponse,
    *,
    by: Person,
    heard: Mapping[str, str],
    reason: Mapping[str, str],
    disposition: str,
    theme: Theme | None = None,
    decision: Decision | None = None,
    revision: Revision | None = None,
    comments_until: dt.date | None = None,
    why: Mapping[str, str] | None = None,
    seen: str = "",
) -> bool:
    """Changes an answer; where it is published what it said stays readable, with the reason `why`.

    Theme, links and the time for comments are no part of what was answered and need none. Returns
    whether a correction was recorded and told. Raises Incomplete, NotOfThisPlan, and
    ChangedMeanwhile where somebody else saved since the fingerprint `seen`.
    """
    rows = ReasonedResponse.objects.select_for_update(of=("self",)).select_related("plan__forum")
    locked = rows.get(pk=response.pk)
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else saved this response while you were writing. Their text stands on "
                "its page; what you typed is still here."
            )
        )
    _check(locked.plan, reason=reason, decision=decision, revision=revision, before=locked)
    said = (Translated(heard), Translated(reason), Disposition(disposition))
    corrected = locked.published_at is not None and said != (
        locked.heard,
        locked.answer,
        locked.disposition,
    )
    if corrected:
        _keep(locked, by=by, why=Translated(why or {}))
    locked.heard, locked.answer, locked.disposition = said
    locked.theme, locked.decision, locked.revision = theme, decision, revision
    locked.comments_until = comments_until
    locked.save()
    if corrected and locked.is_public:
        response_notices.tell_of_correction(locked)
    response.refresh_from_db()
    return corrected


def _keep(response: ReasonedResponse, *, by: Person, why: Translated) -> None:
    if not why:
        raise Incomplete(_("Say why the response is corrected. The authors read it."))
    ResponseCorrection.objects.create(
        response=response,
        heard=response.heard,
        answer=response.answer,
        disposition=response.disposition,
        reason=why,
        corrected_by=by,
    )


@transaction.atomic
def discard(response: ReasonedResponse, *, by: Person) -> None:
    """Drops a prepared answer; what it was to answer waits again. Raises AlreadyPublished."""
    locked = ReasonedResponse.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(_("A published response is corrected, not dropped."))
    locked.delete()


def _contributions(plan: ActionPlan, numbers: list[int]) -> list[Contribution]:
    """The chosen ones, locked; for a merged one, the one that goes on. Raises AnsweredAlready."""
    asked = Contribution.objects.filter(plan=plan, pk__in=numbers)
    rows = list(
        plan.contributions.select_for_update(of=("self",))
        .filter(Q(pk__in=asked.filter(merged_into=None)) | Q(pk__in=asked.values("merged_into")))
        .select_related("response")
        .order_by("number")
    )
    if any(row.response is not None for row in rows):
        raise AnsweredAlready(_("One of these contributions has an answer already."))
    if any(not row.is_public for row in rows):
        raise NotOfThisPlan(_("A contribution that nobody can read is not answered in public."))
    return rows


def _comments(plan: ActionPlan, numbers: list[int]) -> list[Comment]:
    """The chosen comments of the plan's consultations. Raises AnsweredAlready, NotOfThisPlan."""
    rows = list(
        comments_on(Consultation.objects.public().filter(plan=plan))
        .select_for_update(of=("self",))
        .filter(pk__in=numbers)
        .order_by("created_at", "pk")
    )
    if len(rows) != len(set(numbers)):
        raise NotOfThisPlan(_("One of these comments is not part of a consultation of this plan."))
    if CommentAnswer.objects.filter(comment__in=rows).exists():
        raise AnsweredAlready(_("One of these comments has an answer already."))
    return rows


def _check(
    plan: ActionPlan,
    *,
    reason: Mapping[str, str],
    decision: Decision | None,
    revision: Revision | None,
    before: ReasonedResponse | None = None,
) -> None:
    """Raises Incomplete without a reason, NotOfThisPlan for what cannot be pointed at.

    What the answer pointed at `before` it may go on pointing at.
    """
    if not Translated(reason):
        raise Incomplete(_("Say why. An answer without a reason is none."))
    pointed = (before.decision_id, before.revision_id) if before else (None, None)
    if decision is not None and decision.pk != pointed[0]:
        _check_decision(plan, decision)
    if revision is not None and revision.pk != pointed[1]:
        _check_change(plan, revision)


def _check_decision(plan: ActionPlan, decision: Decision) -> None:
    if decision.forum_id != plan.forum_id or not decision.is_public:
        raise NotOfThisPlan(_("Choose a published decision of this forum."))


def _check_change(plan: ActionPlan, revision: Revision) -> None:
    if revision.draft.plan_id != plan.pk or revision.kind in BESIDE:
        raise NotOfThisPlan(_("Choose a change of a draft of this plan."))
