from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from action_plans.domain import overviews
from action_plans.models import Overview
from forums.models import Notice
from tests.factories import ActionPlanFactory, PhaseFactory, coordinator, days, seated

pytestmark = pytest.mark.django_db
TEXT = {"text__en": "Come to the **library**.", "text__es": "Venga a la biblioteca."}


def test_before_there_is_one_the_page_says_until_when_it_is_due(client: Client) -> None:
    plan = ActionPlanFactory()
    plan.co_creation_starts_on = plan.forum.today + days(30)
    plan.save()
    text = client.get(f"{plan.get_absolute_url()}overview/").content.decode()
    assert "No overview has been published yet" in text
    assert "14 days before the start are asked for" in text


def test_a_coordinator_looks_at_text_mail_and_recipients_and_then_publishes(
    client: Client,
) -> None:
    phase = PhaseFactory(title="Open evenings")
    plan = phase.plan
    plan.co_creation_starts_on = plan.forum.today + days(21)
    plan.save()
    member = seated(plan.forum, name="Gil Arias")
    client.force_login(coordinator(plan.forum))
    address = f"{plan.get_absolute_url()}overview/new/"
    seen = client.post(address, {**TEXT, "preview": "1"}).content.decode()
    assert "<strong>library</strong>" in seen
    assert "Gil Arias" in seen
    assert f"How to take part: {plan.title}" in seen
    assert not Overview.objects.exists()
    page = client.post(address, {**TEXT, "publish": "1"}, follow=True).content.decode()
    assert "2 people will be told by e-mail." in page
    assert "21 days before the start" in page
    assert "14 days are asked for." in page
    assert "Open evenings" in page
    assert Notice.objects.filter(person=member).count() == 1
    assert "21 days before the start" in client.get(plan.get_absolute_url()).content.decode()


def test_only_coordinators_publish(client: Client) -> None:
    plan = PhaseFactory().plan
    client.force_login(seated(plan.forum))
    assert client.get(f"{plan.get_absolute_url()}overview/new/").status_code == 403


def test_a_refusal_keeps_what_was_typed(client: Client) -> None:
    plan = ActionPlanFactory()
    client.force_login(coordinator(plan.forum))
    address = f"{plan.get_absolute_url()}overview/new/"
    page = client.post(address, {**TEXT, "publish": "1"}).content.decode()
    assert "Set the phases first" in page
    assert "Venga a la biblioteca." in page


def test_every_version_stays_readable_with_what_it_changed(client: Client) -> None:
    phase = PhaseFactory(title="Open evenings")
    plan, person = phase.plan, coordinator(phase.plan.forum)
    overviews.publish(plan, by=person, text={"en": "Come on Monday."})
    phase.closes_on += days(7)
    phase.save()
    overviews.publish(plan, by=person, text={"en": "Come on Tuesday."})
    base = f"{plan.get_absolute_url()}overview/"
    first = client.get(f"{base}1/").content.decode()
    assert "Come on Monday." in first
    assert "as it was published on that day" in first
    second = client.get(f"{base}2/").content.decode()
    assert "<del>Monday" in second
    assert "“Open evenings”: " in second
    assert "Come on Tuesday." in client.get(base).content.decode()
    assert client.get(f"{base}3/").status_code == 404


def test_the_latest_says_what_changed_since_it_was_published(client: Client) -> None:
    phase = PhaseFactory(title="Open evenings")
    plan = phase.plan
    overviews.publish(plan, by=coordinator(plan.forum), text={"en": "Come."})
    address = f"{plan.get_absolute_url()}overview/"
    assert "What changed since" not in client.get(address).content.decode()
    phase.acts.create(act="suggest")
    page: Any = client.get(address).content.decode()
    assert "What changed since it was published" in page
    assert "Suggest changes to drafts: Anybody with a verified address" in page
