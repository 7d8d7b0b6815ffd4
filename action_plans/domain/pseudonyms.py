"""Those who are not named: coordinators see that it is one person, and not who."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min

from action_plans.models import ActionPlan, Channel, Contribution


@dataclass(frozen=True)
class Pseudonym:
    """The same number for the same person in one plan; `count` is how many she sent unnamed.

    Whoever sends through the portal has a verified address.
    """

    number: int
    count: int


def pseudonyms(plan: ActionPlan) -> dict[int, Pseudonym]:
    """For each person who contributed to the plan without her name, by her id.

    What a coordinator entered does not count: by naming somebody she would learn her number.
    They are numbered in the order of their first such contribution, which never changes.
    """
    rows = (
        Contribution.objects.filter(
            plan=plan,
            is_anonymous=True,
            author__isnull=False,
            channel=Channel.PORTAL,
            entered_by=None,
        )
        .order_by()
        .values("author_id")
        .annotate(first=Min("number"), count=Count("pk"))
        .order_by("first")
    )
    return {row["author_id"]: Pseudonym(number, row["count"]) for number, row in enumerate(rows, 1)}
