"""What the Independent Reporting Mechanism recommends, how the government answers, what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from commitments.models import Commitment, IrmProduct, IrmRecommendation, RecommendationOutcome
from forums.domain.errors import AlreadyPublished, Incomplete, Refused
from forums.domain.fingerprints import check_seen, fingerprint
from forums.models import Decision, Person

Texts = Mapping[str, str]
CHANGED = ("text", "answer", "answered_on", "outcome", "became", "decision_id", "commitment_id")


class NotOfTheForum(Refused):
    """What follows a recommendation is a decision or a commitment of the same forum."""


class NotYet(Refused):
    """What was answered was answered on a day that has come."""


def seen(recommendation: IrmRecommendation) -> str:
    """What tells one state of a recommendation from another."""
    return fingerprint(recommendation, CHANGED)


@transaction.atomic
def add(product: IrmProduct, *, by: Person, text: Texts) -> IrmRecommendation:
    """The next recommendation of a product. Raises Incomplete without words."""
    if not any(text.values()):
        raise Incomplete(_("Say what is recommended."))
    IrmProduct.objects.select_for_update().get(pk=product.pk)
    last = product.recommendations.aggregate(last=Max("number"))["last"] or 0
    return IrmRecommendation.objects.create(product=product, number=last + 1, text=text)


@transaction.atomic
def change(recommendation: IrmRecommendation, *, by: Person, text: Texts, before: str = "") -> None:
    """Corrects the words of a recommendation. Raises Incomplete, ChangedMeanwhile."""
    if not any(text.values()):
        raise Incomplete(_("Say what is recommended."))
    locked = _locked(recommendation, before)
    locked.text = text
    locked.save(update_fields=["text"])


@transaction.atomic
def answer(
    recommendation: IrmRecommendation,
    *,
    by: Person,
    outcome: str,
    answer: Texts,
    answered_on: dt.date | None,
    became: Texts | None = None,
    decision: Decision | None = None,
    commitment: Commitment | None = None,
    before: str = "",
) -> None:
    """Records the government's answer and what became of the recommendation.

    Raises Incomplete without an answer and its day, NotYet, NotOfTheForum, ChangedMeanwhile.
    """
    forum = recommendation.product.plan.forum
    if outcome != RecommendationOutcome.OPEN and not (any(answer.values()) and answered_on):
        raise Incomplete(_("Give the government's answer and its day."))
    if answered_on is not None and answered_on > forum.today:
        raise NotYet(_("This day has not come yet."))
    if (decision is not None and decision.forum_id != forum.pk) or (
        commitment is not None and commitment.plan.forum_id != forum.pk
    ):
        raise NotOfTheForum(_("Choose a decision and a commitment of this forum."))
    locked = _locked(recommendation, before)
    locked.outcome, locked.answered_on = outcome, answered_on
    locked.answer = answer
    locked.became = became or {}
    locked.decision, locked.commitment = decision, commitment
    locked.save(
        update_fields=["outcome", "answered_on", "answer", "became", "decision", "commitment"]
    )


@transaction.atomic
def remove(recommendation: IrmRecommendation, *, by: Person) -> None:
    """Takes back one that was recorded by mistake. Raises AlreadyPublished: that stays."""
    product = IrmProduct.objects.select_for_update().get(pk=recommendation.product_id)
    if product.published_at is not None:
        raise AlreadyPublished(_("This is published and stays readable."))
    recommendation.delete()


def _locked(recommendation: IrmRecommendation, before: str) -> IrmRecommendation:
    locked = IrmRecommendation.objects.select_for_update().get(pk=recommendation.pk)
    check_seen(before, seen(locked))
    return locked


@dataclass(frozen=True)
class Followed:
    """How many recommendations there are, how many are answered, how many carried out."""

    total: int = 0
    answered: int = 0
    carried_out: int = 0


def followed(products: Iterable[IrmProduct]) -> dict[int, Followed]:
    """The counts of each product that has recommendations, by its id; one query."""
    rows = (
        IrmRecommendation.objects.filter(product__in=[product.pk for product in products])
        .order_by("product")
        .values_list("product")
        .annotate(
            total=Count("pk"),
            answered=Count("pk", filter=~Q(outcome=RecommendationOutcome.OPEN)),
            carried_out=Count("pk", filter=Q(outcome=RecommendationOutcome.CARRIED_OUT)),
        )
    )
    return {product: Followed(*counts) for product, *counts in rows}


def together(counts: Iterable[Followed]) -> Followed:
    """The counts of several products in one."""
    every = list(counts)
    return Followed(
        sum(each.total for each in every),
        sum(each.answered for each in every),
        sum(each.carried_out for each in every),
    )


def fields_of(recommendation: IrmRecommendation) -> dict[str, Any]:
    """What the form of an answer begins with."""
    names = ("outcome", "answer", "answered_on", "became", "decision", "commitment")
    return {name: getattr(recommendation, name) for name in names}
