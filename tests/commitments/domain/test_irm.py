"""What the Independent Reporting Mechanism says of commitments, in the scales of the time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from commitments.domain import irm_codings, irm_products, irm_recommendations
from commitments.domain.irm_periods import kinds_of, scale_of
from commitments.models import (
    NEW_SCALE,
    OLD_SCALE,
    Commitment,
    IrmCoding,
    IrmProduct,
    IrmRecommendation,
)
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, Refused
from forums.models import Notice
from tests.factories import (
    CommitmentFactory,
    DecisionFactory,
    DocumentFactory,
    PersonFactory,
    RunningPlanFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
WORDS = {"en": "Say more.", "es": "Decir más."}


def product(plan: Any, **fields: Any) -> IrmProduct:
    return irm_products.record(
        plan,
        by=PersonFactory(),
        **{"kind": "results", "year": 2024, "scale": "new", "url": "https://a.example/", **fields},
    )


def code(made: IrmProduct, commitment: Commitment, **coding: Any) -> int:
    return irm_codings.save(made, by=PersonFactory(), codings={commitment.pk: coding})


@pytest.mark.parametrize(
    ("year", "kinds", "scale"),
    [
        (2013, ["progress", "end-of-term"], "old"),
        (2017, ["progress", "end-of-term"], "old"),
        (2019, ["design", "implementation", "transitional-results"], "old"),
        (2020, ["design", "implementation", "transitional-results"], "new"),
        (2021, ["co-creation-brief", "action-plan-review", "results"], "new"),
        (2024, ["co-creation-brief", "action-plan-review", "midterm-review", "results"], "new"),
    ],
)
def test_products_and_scales_follow_from_the_year_of_the_plan(
    year: int, kinds: list[str], scale: str
) -> None:
    assert kinds_of(year) == kinds
    assert scale_of(year) == scale


def test_a_product_codes_in_its_own_scales_only() -> None:
    plan = RunningPlanFactory()
    commitment, stranger = CommitmentFactory(plan=plan), CommitmentFactory()
    new = product(plan)
    old = product(plan, kind="end-of-term", scale="old")

    for made, coding in (
        (new, {"specificity": "high"}),
        (new, {"starred": True}),
        (old, {"early_results": "moderate"}),
        (old, {"promising": True}),
    ):
        with pytest.raises(irm_codings.OtherScale):
            code(made, commitment, **coding)
        with pytest.raises(DatabaseError), transaction.atomic():
            IrmCoding.objects.create(product=made, commitment=commitment, **coding)
    with pytest.raises(irm_codings.OtherScale):
        code(new, stranger, completion="limited")
    with pytest.raises(DatabaseError), transaction.atomic():
        IrmProduct.objects.filter(pk=old.pk).update(scale="new")
    assert not set(OLD_SCALE) & set(NEW_SCALE)


def test_the_forum_is_told_once_when_a_product_is_published() -> None:
    plan = RunningPlanFactory()
    chair, member = coordinator(plan.forum), seated(plan.forum)
    paper = DocumentFactory(forum=plan.forum)
    made = product(plan, url="", document=paper)

    with pytest.raises(Incomplete):
        irm_products.publish(made, by=chair)
    with pytest.raises(irm_products.AlreadyRecorded):
        product(plan)
    with pytest.raises(irm_products.NotOfTheForum):
        irm_products.change(made, by=chair, document=DocumentFactory())
    irm_products.change(made, by=chair, url="https://a.example/", summary={"en": "Good work."})
    made.refresh_from_db()
    assert irm_products.publish(made, by=chair) == 2
    with pytest.raises(AlreadyPublished):
        irm_products.publish(made, by=chair)
    with pytest.raises(AlreadyPublished):
        irm_products.drop(made, by=chair)

    told = Notice.objects.filter(key=f"irm-product:{made.pk}:published")
    assert {notice.person for notice in told} == {chair, member}
    assert "Good work." in told[0].text


def test_a_recommendation_is_answered_with_words_a_day_and_what_follows() -> None:
    plan = RunningPlanFactory()
    today, by = plan.forum.today, coordinator(plan.forum)
    made = product(plan)
    first, _second = (irm_recommendations.add(made, by=by, text=WORDS) for _ in range(2))
    assert first.number == 1
    follows = {
        "decision": DecisionFactory(forum=plan.forum),
        "commitment": CommitmentFactory(plan=RunningPlanFactory(forum=plan.forum)),
    }
    right = {"outcome": "carried_out", "answer": WORDS, "answered_on": today, **follows}

    for wrong, error in (
        ({"answer": {}}, Incomplete),
        ({"answered_on": None}, Incomplete),
        ({"answered_on": today + days(1)}, irm_recommendations.NotYet),
        ({"decision": DecisionFactory()}, irm_recommendations.NotOfTheForum),
        ({"commitment": CommitmentFactory()}, irm_recommendations.NotOfTheForum),
        ({"before": "another state"}, ChangedMeanwhile),
    ):
        with pytest.raises(error):
            irm_recommendations.answer(first, by=by, **{**right, **wrong})
    irm_recommendations.answer(first, by=by, **right, became=WORDS)

    counts = irm_recommendations.followed([made])[made.pk]
    assert (counts.total, counts.answered, counts.carried_out) == (2, 1, 1)
    irm_products.publish(made, by=by)
    with pytest.raises(AlreadyPublished):
        irm_recommendations.remove(first, by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        IrmRecommendation.objects.create(product=made, number=9, text=WORDS, outcome="accepted")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_code_or_record_the_same_at_once_one_is_told() -> None:
    commitment = CommitmentFactory()
    made, by = product(commitment.plan), PersonFactory()
    seen = irm_codings.seen(made)

    def coding(completion: str) -> None:
        irm_codings.save(
            made, by=by, codings={commitment.pk: {"completion": completion}}, before=seen
        )

    def recording(_name: str) -> None:
        product(commitment.plan, kind="midterm-review")

    def recommending(_name: str) -> None:
        irm_recommendations.add(made, by=by, text=WORDS)

    def at_once(verb: Any) -> int:
        def act(name: str) -> bool:
            try:
                verb(name)
            except Refused:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(act, ["limited", "complete"]))

    assert at_once(coding) == 1
    assert IrmCoding.objects.count() == 1
    assert at_once(recording) == 1
    assert at_once(recommending) == 2
    assert [row.number for row in made.recommendations.all()] == [1, 2]
