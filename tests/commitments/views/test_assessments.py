from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import Sector
from tests.factories import RunningPlanFactory, SelfAssessmentFactory, coordinator, seated

pytestmark = pytest.mark.django_db


def test_a_published_self_assessment_is_changed_by_coordinators_alone(client: Client) -> None:
    plan = RunningPlanFactory()
    member = seated(plan.forum, sector=Sector.CIVIL_SOCIETY)
    address = f"{plan.get_absolute_url()}self-assessments/mid-term/edit/"
    client.force_login(member)
    assert client.get(address).status_code == 200

    SelfAssessmentFactory(plan=plan, published_at=timezone.now())
    assert client.get(address).status_code == 403
    client.force_login(coordinator(plan.forum))
    assert client.get(address).status_code == 200
