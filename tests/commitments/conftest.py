"""The real plan that nobody in this project made up, imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from action_plans.models import ActionPlan
from commitments.domain import importing


@pytest.fixture
def us_plan(db: None, real_data: Path) -> ActionPlan:
    """The real plan, imported by the mapping that comes with the portal."""
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    return ActionPlan.objects.select_related("forum").get(
        forum__slug="united-states", slug="2022-2024"
    )
