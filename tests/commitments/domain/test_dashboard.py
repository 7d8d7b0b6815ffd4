"""The figures of a plan's dashboard."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from action_plans.models import ActionPlan
from commitments.domain import dashboard_pictures, importing
from commitments.domain.commitment_facts import facts, with_facts
from commitments.domain.dashboard import dashboard
from commitments.models import (
    Commitment,
    CommitmentFinding,
    CommitmentReport,
    IrmCoding,
    IrmProduct,
)
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    days,
)

pytestmark = pytest.mark.django_db


def test_the_real_plan_shows_its_published_totals_and_the_line_of_what_is_open(
    real_data: Path, client: Client
) -> None:
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    plan = ActionPlan.objects.get(slug="2022-2024")

    found = dashboard(plan)
    page = client.get(f"{plan.get_absolute_url()}dashboard/").content.decode()

    assert (found.totals.commitments.complete, found.totals.commitments.in_progress) == (14, 22)
    assert [(day.year, states.open) for day, states in found.days] == [
        (2022, 70), (2023, 56), (2024, 37),
    ]  # fmt: skip
    assert [(day, states.complete) for day, states in found.days][1:] == [
        (dt.date(2023, 8, 31), 14), (dt.date(2024, 2, 29), 33),
    ]  # fmt: skip
    assert sum(row.total for row in found.proven) == 70
    assert sum(row.milestones.total for row in found.offices) == 70
    assert "14 of 36 commitments are complete" in page
    assert "Open milestones: 70 in December 2022, 37 in February 2024" in page
    assert "<td>56</td>" in page.replace(' class="num"', "")


def test_each_view_is_counted_in_its_own_words_and_none_moves_another() -> None:
    commitment: Commitment = CommitmentFactory(status="in_progress", reported_status="complete")
    plan = commitment.plan
    told, later = (ReportingRoundFactory(plan=plan, as_of=plan.starts_on + days(n)) for n in (1, 2))
    now = timezone.now()
    CommitmentReport.objects.create(
        commitment=commitment, round=told, status="complete", submitted_at=now, published_at=now
    )
    society = OrganisationFactory(sector="civil_society")
    for round, status in ((told, "not_started"), (later, "limited")):
        CommitmentFinding.objects.create(
            commitment=commitment,
            round=round,
            organisation=society,
            by=PersonFactory(),
            status=status,
            reason={"en": "As we saw it."},
            published_at=now,
        )
    for kind, scale, year, published in [
        ("results", "new", 2026, now),
        ("action-plan-review", "new", 2025, now),
    ]:
        product = IrmProduct.objects.create(
            plan=plan, kind=kind, scale=scale, year=year, published_at=published
        )
        completion = "limited" if kind == "results" else ""
        IrmCoding.objects.create(product=product, commitment=commitment, completion=completion)
    MilestoneFactory(commitment=commitment, due_on=plan.forum.today - days(3))

    found = dashboard(plan)
    titles = [chart.title for chart in dashboard_pictures.of_dashboard(found)]

    assert found.totals.commitments.in_progress == 1
    assert found.views.government["complete"] == 1
    assert (found.views.society["limited"], found.views.society["not_started"]) == (1, 0)
    assert found.irm is not None
    assert (found.irm.product.kind, found.irm.completion["limited"]) == ("results", 1)
    assert [milestone.days_overdue for milestone in found.late] == [3]
    assert "1 milestone is overdue, over 0 offices" not in titles
    assert "The government reports 1 complete; civil society finds 0 complete" in titles

    CommitmentFinding.objects.create(
        commitment=commitment, round=later, organisation=OrganisationFactory(),
        by=PersonFactory(), status="complete", reason={"en": "We saw it."}, published_at=now,
    )  # fmt: skip
    views = dashboard(plan).views
    assert (views.society, views.found) == ({"apart": 1}, 1)
    around = facts(with_facts(Commitment.objects.filter(pk=commitment.pk)).get())
    assert {row.status for row in around.latest_findings} == {"limited", "complete"}
    assert [row.status for row in around.earlier_findings] == ["not_started"]
