"""What drafts ask of those who write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from action_plans.domain.drafts import OPEN
from action_plans.models import Draft, SuggestionState
from forums.models import Person
from ogp_portal.waiting.rows import Waiting, waited

MOST = 50


def suggestions(person: Person) -> Iterator[Waiting]:
    """Drafts that the person writes, with suggestions that no author has answered."""
    rows: QuerySet[Any] = (
        Draft.objects.visible_to(person)
        .filter(
            pk__in=person.authorships.values("draft"),
            state__in=OPEN,
            suggestions__state=SuggestionState.OPEN,
            suggestions__held_at=None,
            suggestions__removed_at=None,
        )
        .select_related("plan__forum")
        .annotate(waiting=Count("suggestions"), since=Min("suggestions__made_at"))
        .order_by("since", "pk")
    )
    for draft in rows[:MOST]:
        count = draft.waiting
        what = ngettext(
            "%(count)d suggestion to answer", "%(count)d suggestions to answer", count
        ) % {"count": count}
        address = reverse(
            "action_plans:suggestion-list",
            args=[draft.plan.forum.slug, draft.plan.slug, draft.number],
        )
        yield Waiting(str(draft.title), what, address, *waited(draft.since))
