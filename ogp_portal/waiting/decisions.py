"""What decisions ask for: a vote, or to be published."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import votes
from forums.models import Decision, Outcome, Person
from ogp_portal.waiting.rows import Waiting, until, waited, waited_days


def to_vote(person: Person) -> Iterator[Waiting]:
    """Votes that the person's seat has not cast yet."""
    now = timezone.now()
    for decision in votes.waiting_for(person, now=now):
        ends = decision.vote_closes_at
        when = until(timezone.localdate(ends)) if ends else waited(decision.vote_opened_at or now)
        yield Waiting(
            str(decision.title), _("Your vote is asked for"), decision.get_absolute_url(), *when
        )


def to_publish(coordinated: list[int]) -> Iterator[Waiting]:
    """Decisions that were taken and are not public."""
    rows = Decision.objects.filter(
        forum__in=coordinated, published_at=None, decided_on__isnull=False
    ).exclude(outcome=Outcome.OPEN)
    today = timezone.localdate()
    for decision in rows.select_related("forum").order_by("decided_on")[:20]:
        assert decision.decided_on is not None
        yield Waiting(
            str(decision.title),
            _("Decision to publish"),
            reverse("forums:decision-publish", args=[decision.forum.slug, decision.number]),
            *waited_days((today - decision.decided_on).days),
        )
