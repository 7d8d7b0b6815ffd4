"""The real plan that nobody in this project made up, and what it adds up to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from action_plans.models import ActionPlan
from commitments.domain import importing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the United States' fifth plan. Where CI is set it has to be there."""
    folder = Path(os.environ.get("OGP_REAL_DATA") or ROOT.parent / "shared" / "data") / "us-nap5"
    if not folder.is_dir():
        reason = f"The real data are not at {folder}; set OGP_REAL_DATA to their folder."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
def us_plan(db: None, real_data: Path) -> ActionPlan:
    """The real plan, imported by the mapping that comes with the portal."""
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    return ActionPlan.objects.select_related("forum").get(
        forum__slug="united-states", slug="2022-2024"
    )
