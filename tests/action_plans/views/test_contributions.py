from __future__ import annotations

import pytest
from django.test import Client

from action_plans.models import Contribution
from tests.factories import ActionPlanFactory, PersonFactory, PhaseFactory

pytestmark = pytest.mark.django_db


def test_who_sends_very_much_is_asked_to_wait_and_keeps_the_text(client: Client) -> None:
    plan = ActionPlanFactory()
    PhaseFactory(plan=plan)
    client.force_login(PersonFactory())
    to = f"{plan.get_absolute_url()}contributions/new/"
    answers = [
        client.post(to, {"title": f"Water {number}", "problem": f"It is brown {number}."})
        for number in range(11)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    page = answers[-1].content.decode()
    assert "Wait a few minutes" in page
    assert "It is brown 10.</textarea>" in page
    assert Contribution.objects.count() == 10
