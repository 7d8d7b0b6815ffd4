"""The map from contributions to drafts: which draft takes up what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from action_plans.domain import drafts
from action_plans.models import Contribution, Draft
from forums.domain.errors import NotPublished, Refused
from forums.models import Person


class OfAnotherPlan(Refused):
    """A draft takes up contributions to its own plan."""


@transaction.atomic
def take_up(contribution: Contribution, *, draft: Draft, by: Person) -> None:
    """Says that the draft takes the contribution up; saying it twice changes nothing.

    What was merged is taken up as the one that goes on. Who sorts writes nothing, and is no author
    for it. Raises NotWritable, NotOpen,
    OfAnotherPlan, NotPublished.
    """
    drafts.changeable(draft, by=by)
    goes_on = contribution.merged_into or contribution
    if draft.plan_id != goes_on.plan_id:
        raise OfAnotherPlan(_("Choose a draft of the same plan."))
    if not goes_on.is_public:
        raise NotPublished(_("This contribution is not published."))
    draft.contributions.add(goes_on)


@transaction.atomic
def take_up_all(contributions: Iterable[Contribution], *, draft: Draft, by: Person) -> None:
    """Says so of several, all or none. Raises what `take_up` raises for any of them."""
    for contribution in contributions:
        take_up(contribution, draft=draft, by=by)


@transaction.atomic
def let_go(contribution: Contribution, *, draft: Draft, by: Person) -> None:
    """Says that the draft does not take the contribution up after all. Raises NotWritable, NotOpen."""
    drafts.changeable(draft, by=by)
    draft.contributions.remove(contribution)
