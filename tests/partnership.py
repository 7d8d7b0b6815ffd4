"""A whole partnership: many members with their plans and commitments, made by the database itself.

Rows are copies of one that a factory made, with what differs given as SQL over `n`, the number of
the copy. Its histories stay empty: they are written for what people do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils import timezone

from commitments.domain import policy_areas
from commitments.models import Commitment, Milestone, PolicyArea
from forums.models import Forum
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    RunningPlanFactory,
    ThemeFactory,
    days,
)

WORDS = ["water", "budget", "court", "school", "harbour", "archive", "clinic", "forest", "road"]


@dataclass(frozen=True)
class Size:
    """How many members, plans and commitments there are in all."""

    members: int
    plans: int
    commitments: int


PARTNERSHIP = Size(members=98, plans=196, commitments=4095)
HUNDREDFOLD = Size(members=98, plans=19_600, commitments=409_500)


def copies(row: models.Model, count: int, **differs: str) -> int:
    """`count` copies of the row; returns the id of the first. `n` runs from 0."""
    table = row._meta.db_table
    names = [field.column for field in row._meta.local_concrete_fields if not field.primary_key]
    values = [f"({differs[name]})" if name in differs else f't."{name}"' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(values)} FROM "{table}" t'
            f" CROSS JOIN generate_series(0, %s) AS n WHERE t.id = %s RETURNING id",
            [count - 1, row.pk],
        )
        return int(cursor.fetchone()[0])


def found(size: Size) -> Forum:
    """Founds it; returns one of its forums, which has the plan `plan-0` with commitments."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no histories
    try:
        return _found(size)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("ANALYZE")


def _found(size: Size) -> Forum:
    policy_areas.load(policy_areas.read())
    plan = RunningPlanFactory(slug="plan-0")
    theme = ThemeFactory(plan=plan)
    office = OrganisationFactory()
    commitment = CommitmentFactory(plan=plan, number=1, theme=theme, lead=office, goals=[6])
    milestone = MilestoneFactory(commitment=commitment, number="1", due_on=days_ago(5))
    forums = copies(
        plan.forum,
        size.members - 1,
        slug="'member-' || n",
        member="jsonb_build_object('en', 'Member ' || n, 'es', 'Miembro ' || n)",
    )
    plans = copies(
        plan,
        size.plans - 1,
        slug="'plan-' || n",
        forum_id=f"{forums} + n %% {size.members - 1}",
    )
    offices = copies(office, 200, slug="'office-' || n")
    words = ", ".join(f"'{word}'" for word in WORDS)
    word = f"(ARRAY[{words}])[1 + n %% {len(WORDS)}]"
    first = copies(
        commitment,
        size.commitments - 1,
        plan_id=f"CASE WHEN n < 20 THEN {plan.pk} ELSE {plans} + n %% {size.plans - 1} END",
        number=f"CASE WHEN n < 20 THEN n + 2 ELSE n / {size.plans - 1} + 2 END",
        lead_id=f"{offices} + n %% 200",
        ogp_id="CASE WHEN n < 9999 THEN 'MM' || lpad(n::text, 4, '0') END",
        status="(ARRAY['not_started', 'in_progress', 'complete', 'withdrawn'])[1 + n %% 4]",
        title=f"jsonb_build_object('en', 'Open the ' || {word} || ' ' || n, 'es', 'Abrir ' || n)",
        answers=f"jsonb_build_object('problem', jsonb_build_object('en', 'Of the ' || {word}))",
    )
    copies(
        milestone,
        2 * size.commitments - 2,
        commitment_id=f"{first} + n / 2",
        number="n::text",
        status="(ARRAY['not_started', 'in_progress', 'complete'])[1 + n %% 3]",
    )
    areas = list(PolicyArea.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO commitments_commitment_policy_areas (commitment_id, policyarea_id)"
            " SELECT %s + n / 2, (%s::bigint[])[1 + (n * 7 + n / 2) %% %s]"
            " FROM generate_series(0, %s) AS n",
            [first, areas, len(areas), 2 * size.commitments - 3],
        )
    assert Commitment.objects.count() == size.commitments
    assert Milestone.objects.count() == 2 * size.commitments - 1
    forum: Forum = plan.forum
    return forum


def days_ago(count: int) -> Any:
    return timezone.now().date() - days(count)
