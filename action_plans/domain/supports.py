"""Supporting contributions: one click, once, and taken back as easily."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from action_plans.domain import phases
from action_plans.models import Act, Contribution, Support
from forums.domain.errors import NotPublished, Refused
from forums.models import Person


class YourOwn(Refused):
    """Nobody supports her own contribution: it is counted already."""


@transaction.atomic
def give(contribution: Contribution, *, by: Person) -> None:
    """Says that it matters to the person too; a second click changes nothing.

    Support of one that was merged goes to the one that goes on. Raises NotOpen outside the phases
    for it, YourOwn, NotPublished.
    """
    goes_on = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("plan__forum")
        .get(pk=contribution.merged_into_id or contribution.pk)
    )
    if not goes_on.is_public:
        raise NotPublished(_("This contribution is not published."))
    if by.pk in (goes_on.author_id, contribution.author_id):
        raise YourOwn(_("This is your own contribution."))
    phases.require(goes_on.plan, Act.SUPPORT, by=by)
    if not of(goes_on).filter(person=by).exists():
        Support.objects.get_or_create(contribution=goes_on, person=by)


@transaction.atomic
def take_back(contribution: Contribution, *, by: Person) -> None:
    """Takes the person's support back, wherever among the merged ones it stands."""
    for support in of(contribution).filter(person=by).select_for_update(of=("self",)):
        support.delete()


def of(contribution: Contribution) -> QuerySet[Support]:
    """The support of a contribution and of all that were merged into it."""
    goes_on = contribution.merged_into_id or contribution.pk
    return Support.objects.filter(Q(contribution=goes_on) | Q(contribution__merged_into=goes_on))


def supporters(contribution: Contribution) -> int:
    """How many people support it, each counted once."""
    return of(contribution).order_by().values("person").distinct().count()
