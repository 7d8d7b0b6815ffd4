"""Handing a plan in to OGP, and the proof of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from forums.domain.errors import Incomplete, Refused
from forums.models import Person


class NotAdopted(Refused):
    """Only an adopted plan is handed in."""


class NotPossible(Refused):
    """A day on which the plan cannot have been handed in."""


@transaction.atomic
def deliver(plan: ActionPlan, *, by: Person, on: dt.date, url: str) -> ActionPlan:
    """Records the day on which the plan stood on OGP's own site, and its address there.

    Recording it again corrects it; the history keeps what was said before. Raises NotAdopted,
    NotPossible, or Incomplete where no address proves it.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.adopted_at is None:
        raise NotAdopted(_("This plan is not adopted. Adopt it before you hand it in."))
    if not url.strip():
        raise Incomplete(_("Give the plan’s address on OGP’s site: it is the proof."))
    if on > plan.forum.today:
        raise NotPossible(_("This day is still to come. Record the hand-in once it is done."))
    locked.delivered_on, locked.delivered_url = on, url.strip()
    locked.save(update_fields=["delivered_on", "delivered_url"])
    plan.delivered_on, plan.delivered_url = locked.delivered_on, locked.delivered_url
    return locked
