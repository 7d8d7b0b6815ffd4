"""Merging contributions that say the same, so that they are read, supported and answered once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Contribution
from forums.domain import notices
from forums.domain.errors import NotPublished, Refused
from forums.models import Person


class NotMergeable(Refused):
    """These two cannot be merged, or cannot any more."""


@transaction.atomic
def merge(contribution: Contribution, *, into: Contribution, by: Person) -> Contribution:
    """Lets the contribution go on in another; what was merged into it goes along.

    There are no chains: where `into` was merged itself, it goes on in that one's. Both authors are
    told. Support and answer are from now on those of the one that goes on, which is returned.
    Raises NotMergeable where both are the same or of two plans, or it has its own answer;
    NotPublished.
    """
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=contribution.plan_id)
    merged = _now(contribution)
    goes_on = _now(into)
    if goes_on.merged_into_id is not None:
        goes_on = _now(goes_on.merged_into)  # type: ignore[arg-type]
    _check(merged, goes_on)
    now = timezone.now()
    for row in [*merged.merged.select_for_update(of=("self",)), merged]:
        row.merged_into, row.merged_at = goes_on, now
        row.save(update_fields=["merged_into", "merged_at"])
    _tell(merged, goes_on)
    contribution.merged_into, contribution.merged_at = goes_on, now
    return goes_on


@transaction.atomic
def merge_all(contributions: Iterable[Contribution], *, by: Person) -> Contribution:
    """Lets several go on in the one that came first, or in the one that has an answer; returns it.

    All or none: raises what `merge` raises for any of them, NotMergeable for fewer than two.
    """
    rows = sorted(contributions, key=lambda row: (not row.response_id, row.submitted_at, row.pk))
    if len(rows) < 2:
        raise NotMergeable(_("Choose at least two contributions to merge."))
    goes_on = rows[0]
    for row in rows[1:]:
        goes_on = merge(row, into=goes_on, by=by)
    return goes_on


@transaction.atomic
def undo(contribution: Contribution, *, by: Person) -> None:
    """Lets a merged contribution stand for itself again; its author is told.

    Those that went along when it was merged stay where they are. Raises NotMergeable where it was
    not merged, or was answered together with the other.
    """
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=contribution.plan_id)
    row = _now(contribution)
    if row.merged_into is None:
        raise NotMergeable(_("This contribution is not merged."))
    if row.answer is not None:
        raise NotMergeable(_("They were answered together. The answer stands for both."))
    _take_apart(row)
    contribution.merged_into = contribution.merged_at = None


def let_go(removed: Any) -> None:
    """Lets those that were merged into a removed contribution stand for themselves again.

    Those that were answered together with it stay, with the answer. Called with it locked.
    """
    if not isinstance(removed, Contribution):
        return
    for merged in removed.merged.order_by("pk"):
        row = _now(merged)
        if row.answer is None:
            _take_apart(row)


def _take_apart(row: Contribution) -> None:
    before, merged_at = row.merged_into, row.merged_at
    row.merged_into = row.merged_at = None
    row.save(update_fields=["merged_into", "merged_at"])
    if row.author is not None:
        notices.queue(
            [row.author],
            template="action_plans/mail/contribution_apart",
            key=f"contribution:{row.pk}:apart:{merged_at}",
            context={
                "contribution": row,
                "other": before,
                "plan": row.plan,
                "url": notices.absolute(row.get_absolute_url()),
            },
            forum=row.plan.forum,
        )


def _now(contribution: Contribution) -> Contribution:
    """The row as it is now, held until the transaction ends."""
    return (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("plan__forum", "author", "response", "merged_into__response")
        .get(pk=contribution.pk)
    )


def _check(merged: Contribution, goes_on: Contribution) -> None:
    if merged.pk == goes_on.pk or merged.plan_id != goes_on.plan_id:
        raise NotMergeable(_("Choose another contribution to the same plan."))
    if merged.merged_into_id is not None:
        raise NotMergeable(_("It was merged meanwhile."))
    if not merged.is_public or not goes_on.is_public:
        raise NotPublished(_("Only contributions that are public can be merged."))
    if merged.response is not None:
        raise NotMergeable(_("It has its own answer. Merge the other one into it."))


def _tell(merged: Contribution, goes_on: Contribution) -> None:
    """Tells both authors, the one of the one that goes on only where it is somebody else."""
    told = [(merged, "merged"), (goes_on, "joined")]
    if merged.author_id == goes_on.author_id:
        told = told[:1]
    for row, what in told:
        if row.author is None:
            continue
        notices.queue(
            [row.author],
            template=f"action_plans/mail/contribution_{what}",
            key=f"contribution:{merged.pk}:{what}:{goes_on.pk}:{timezone.now()}",
            context={
                "contribution": merged,
                "other": goes_on,
                "plan": merged.plan,
                "url": notices.absolute(goes_on.get_absolute_url()),
            },
            forum=merged.plan.forum,
        )
