"""Taking decisions and publishing them with their reasons."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from forums.domain import publication
from forums.domain.errors import Incomplete
from forums.models import Decision, DecisionMethod, Forum, Outcome, Person


@transaction.atomic
def propose(forum: Forum, *, by: Person, **fields: Any) -> Decision:
    """A decision that is open, with the forum's next number. Only the forum sees it."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    last = forum.decisions.aggregate(last=Max("number"))["last"] or 0
    return Decision.objects.create(forum=forum, number=last + 1, **fields)


@transaction.atomic
def record(decision: Decision, *, by: Person, outcome: str, on: dt.date, **fields: Any) -> Decision:
    """Writes down how a decision was taken. Raises Incomplete where a vote has no count."""
    for name, value in fields.items():
        setattr(decision, name, value)
    decision.outcome = Outcome(outcome)
    decision.decided_on = on
    if decision.method == DecisionMethod.VOTE and None in (
        decision.votes_for,
        decision.votes_against,
    ):
        raise Incomplete(_("A vote needs the number of votes for and against."))
    decision.save()
    return decision


@transaction.atomic
def publish(decision: Decision, *, by: Person) -> None:
    """Publishes a decision. One that was taken needs its reasons (Incomplete)."""
    if decision.outcome != Outcome.OPEN and not decision.reasons:
        raise Incomplete(_("Say why the forum decided so before you publish."))
    publication.publish(decision)
