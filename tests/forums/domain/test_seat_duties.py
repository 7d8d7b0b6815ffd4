from __future__ import annotations

import pytest
from django.test import Client

from forums.domain.seat_duties import duties
from tests.factories import (
    ForumFactory,
    RulesVersionFactory,
    SeatFactory,
    TermFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def test_a_coordinators_list_has_seats_to_fill_and_rules_to_decide(client: Client) -> None:
    forum = ForumFactory()
    SeatFactory(forum=forum)
    TermFactory(seat=SeatFactory(forum=forum), ends_on=forum.today + days(40))
    RulesVersionFactory(
        forum=forum, number=1, published=True, comments_close_on=forum.today - days(1)
    )
    RulesVersionFactory(forum=forum, number=2, published=True, comments_close_on=forum.today)
    found = duties([forum.pk])
    assert [duty.what for duty in found] == [
        "Vacant seat to fill",
        "Term that ends",
        "Rules whose comment period is over",
    ]
    client.force_login(coordinator(forum))
    assert "Vacant seat to fill" in client.get("/me/").content.decode()
    client.force_login(seated(forum))
    assert "Vacant seat to fill" not in client.get("/me/").content.decode()
