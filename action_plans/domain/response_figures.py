"""How many contributions and comments came in, from whom, and how they were answered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractDay
from django.utils import timezone

from action_plans.domain.consultation_comments import comments_on, replies_on
from action_plans.models import ActionPlan, Consultation, Contribution
from action_plans.models.contributions import ContributionQuerySet
from forums.models import Comment


@dataclass(frozen=True)
class Group:
    """So many that came by one way from one sector, and waited equally long.

    `days` are whole ones, from the day of sending to the answer or, where `is_answered` is false,
    to today. `disposition` is empty where there is no answer or a record does not say it.
    """

    voice: str
    channel: str
    is_answered: bool
    disposition: str
    days: int
    count: int


@dataclass(frozen=True)
class Figures:
    """What became of what came in. `median_days` is None before the first answer."""

    received: int
    answered: int
    by_voice: dict[str, int]
    by_channel: dict[str, int]
    by_disposition: dict[str, int]
    median_days: float | None
    oldest_waiting_days: int | None

    @property
    def waiting(self) -> int:
        """How many have no published answer."""
        return self.received - self.answered


def figures(groups: Iterable[Group]) -> Figures:
    """The figures of all groups together. Pure."""
    voices: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    dispositions: Counter[str] = Counter()
    answered: Counter[int] = Counter()
    oldest: int | None = None
    for group in groups:
        voices[group.voice] += group.count
        channels[group.channel] += group.count
        if group.is_answered:
            dispositions[group.disposition] += group.count
            answered[group.days] += group.count
        elif oldest is None or group.days > oldest:
            oldest = group.days
    return Figures(
        received=voices.total(),
        answered=answered.total(),
        by_voice=dict(voices),
        by_channel=dict(channels),
        by_disposition=dict(dispositions),
        median_days=median(answered),
        oldest_waiting_days=oldest,
    )


def median(counted: Counter[int]) -> float | None:
    """The middle one of counted values, or between the two in the middle; None of none. Pure."""
    total = counted.total()
    if not total:
        return None
    lower = _at(counted, (total - 1) // 2)
    upper = _at(counted, total // 2)
    return (lower + upper) / 2


def _at(counted: Counter[int], place: int) -> int:
    for value in sorted(counted):
        place -= counted[value]
        if place < 0:
            return value
    raise IndexError(place)


def received(plan: ActionPlan | OuterRef) -> ContributionQuerySet:
    """The contributions that an answer is owed to, and `.answered()` those that have one.

    The one place that says what is counted: for the page of responses, the standards and the
    self-assessments. Those that were merged count too, for each author is answered.
    """
    return Contribution.objects.public().filter(plan=plan)


def of_contributions(plan: ActionPlan, *, now: dt.datetime | None = None) -> Figures:
    """The figures of a plan's contributions, from one query."""
    now = now or timezone.now()
    answered_at = Coalesce(_published("merged_into__response"), _published("response"))
    rows = received(plan).annotate(answered_at=answered_at, since=F("submitted_at"))
    disposition = Coalesce(
        _published("merged_into__response", "disposition"),
        _published("response", "disposition"),
        Value(""),
    )
    return figures(
        Group(*row) for row in _grouped(rows.annotate(became=disposition), now, "voice", "channel")
    )


def of_comments(plan: ActionPlan, *, now: dt.datetime | None = None) -> Figures:
    """The figures of what was said in the plan's consultations, from one query.

    Replies are not among them, see `replies`: they are answered with the comment. Who speaks for an
    organisation is counted with its sector, everybody else as "person".
    """
    now = now or timezone.now()
    prefix = "reasoned_answer__response"
    rows: QuerySet[Comment] = comments_on(Consultation.objects.public().filter(plan=plan)).annotate(
        answered_at=_published(prefix),
        since=F("created_at"),
        became=Coalesce(_published(prefix, "disposition"), Value("")),
        voice=Coalesce(F("author__organisation__sector"), Value("person")),
        channel=Value("portal"),
    )
    return figures(Group(*row) for row in _grouped(rows, now, "voice", "channel"))


def replies(plan: ActionPlan) -> int:
    """How many replies to these comments there are, which are answered together with them."""
    return replies_on(Consultation.objects.public().filter(plan=plan)).count()


def _published(response: str, field: str = "published_at") -> Case:
    """A field of a response where that is public, else nothing."""
    public: dict[str, Any] = {
        f"{response}__published_at__isnull": False,
        f"{response}__withdrawn_at__isnull": True,
    }
    return Case(When(**public, then=F(f"{response}__{field}")))


def _grouped(rows: QuerySet[Any], now: dt.datetime, *names: str) -> Any:
    waited = ExtractDay(Coalesce(F("answered_at"), Value(now)) - F("since"))
    answered = Case(When(answered_at__isnull=False, then=Value(True)), default=Value(False))
    return (
        rows.order_by()
        .annotate(is_answered=answered, days=waited)
        .values(*names, "is_answered", "became", "days")
        .annotate(count=Count("pk"))
        .values_list(*names, "is_answered", "became", "days", "count")
    )
