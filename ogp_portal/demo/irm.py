"""What the Independent Reporting Mechanism says of the demo's plans, and how it was answered."""

from __future__ import annotations

from typing import Any

from commitments.domain import irm_codings, irm_products, irm_recommendations
from commitments.domain.irm_periods import scale_of
from commitments.models import IrmProduct
from ogp_portal.demo.clock import past
from ogp_portal.demo.world import World


def load(world: World) -> None:
    """Each product with its codings and recommendations, published, and the answers since then."""
    for row in world.read("irm")["products"]:
        product = _record(world, row)
        with past(world.clock.moment(row["published"], "09:30")):
            irm_products.publish(product, by=world.coordinator)
        made = product.recommendations.select_related("product__plan__forum")
        for recommendation, said in zip(made, row["recommendations"], strict=True):
            if "answered" in said:
                _answer(world, recommendation, said)


def _record(world: World, row: dict[str, Any]) -> IrmProduct:
    plan, issued = world.plan(row["plan"]), world.clock.day(row["issued"])
    until = row.get("comment_until")
    with past(world.clock.moment(row["recorded"], "15:00")):
        product = irm_products.record(
            plan,
            by=world.coordinator,
            kind=row["kind"],
            year=issued.year,
            scale=scale_of(plan.starts_on.year),
            issued_on=issued,
            comment_until=world.clock.day(until) if until else None,
            url=row["url"],
            summary=row["summary"],
        )
        remarks = row.get("remarks", {})
        codings = {
            world.commitments[int(number)].pk: {**coding, "remarks": remarks.get(number, {})}
            for number, coding in row.get("codings", {}).items()
        }
        irm_codings.save(product, by=world.coordinator, codings=codings)
        for said in row["recommendations"]:
            irm_recommendations.add(product, by=world.coordinator, text=said["text"])
    return product


def _answer(world: World, recommendation: Any, said: dict[str, Any]) -> None:
    with past(world.clock.moment(said["answered"], "16:00")):
        irm_recommendations.answer(
            recommendation,
            by=world.coordinator,
            outcome=said["outcome"],
            answer=said["answer"],
            answered_on=world.clock.day(said["answered"]),
            became=said.get("became"),
            decision=world.decisions[said["decision"]] if "decision" in said else None,
            commitment=world.commitments[said["commitment"]] if "commitment" in said else None,
        )
