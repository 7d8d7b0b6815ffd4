from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from action_plans.domain.phases import open_phase
from action_plans.models import Act, ActionPlan, Consultation, Phase, Who
from forums.domain.dates import full_date
from forums.models import Notice
from tests.factories import (
    ActionPlanFactory,
    PersonFactory,
    PhaseFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def at(plan: ActionPlan, end: str = "") -> str:
    return f"{plan.get_absolute_url()}phases/{end}"


def filled(plan: ActionPlan, **more: str) -> dict[str, str]:
    """What a coordinator types."""
    today = plan.forum.today
    return {
        "kind": "other",
        "title__en": "Town halls",
        "title__es": "Cabildos",
        "description__en": "In every town.",
        "opens_on": str(today - days(1)),
        "closes_on": str(today + days(9)),
        "who_contribute": Who.ANYBODY,
        **more,
    }


def test_only_coordinators_lay_out_phases(client: Client) -> None:
    phase = PhaseFactory()
    addresses = [at(phase.plan), at(phase.plan, "new/"), at(phase.plan, f"{phase.pk}/")]
    for person in (PersonFactory(), seated(phase.plan.forum)):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(coordinator(phase.plan.forum))
    assert {client.get(address).status_code for address in addresses} == {200}


def test_five_phases_are_one_click(client: Client) -> None:
    plan = ActionPlanFactory()
    plan.co_creation_starts_on = plan.forum.today
    plan.save()
    client.force_login(coordinator(plan.forum))
    assert "Lay out the five phases" in client.get(at(plan)).content.decode()
    client.post(at(plan, "propose/"))
    assert plan.phases.count() == 5
    assert "Finalising" in client.get(at(plan)).content.decode()


def test_a_phase_is_added_and_shows_at_once_what_can_be_done_in_it(client: Client) -> None:
    plan = ActionPlanFactory()
    client.force_login(coordinator(plan.forum))
    client.post(at(plan, "new/"), filled(plan))
    page = Client().get(plan.get_absolute_url()).content.decode()
    assert "Town halls" in page
    assert "Send contributions: Anybody with a verified address" in page
    assert "9 days left" in page
    assert f"{plan.get_absolute_url()}contributions/new/" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes_on": "2020-01-01"},
        {"opens_on": "99999-01-01"},
        {"opens_on": "1066-10-14"},
        {"title__en": ""},
        {"title__en": "nul\x00byte"},
        {"kind": "feast"},
        {"who_contribute": "the devil"},
        {"title__es": "x" * 151},
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(client: Client, wrong: dict[str, str]) -> None:
    plan = ActionPlanFactory()
    client.force_login(coordinator(plan.forum))
    response = client.post(at(plan, "new/"), filled(plan, **wrong))
    assert response.status_code == 200
    assert "field-error" in response.content.decode()
    assert "In every town." in response.content.decode()
    assert not plan.phases.exists()


def test_an_empty_form_by_hand_is_no_fault_of_ours(client: Client) -> None:
    phase = PhaseFactory()
    client.force_login(coordinator(phase.plan.forum))
    for end in ("new/", f"{phase.pk}/"):
        assert client.post(at(phase.plan, end), {"x": "y"}).status_code == 200
    for end in ("0/", f"{10**30}/", f"{PhaseFactory().pk}/"):
        assert client.get(at(phase.plan, end)).status_code == 404


def test_what_another_coordinator_saved_is_shown_beside_what_i_typed(client: Client) -> None:
    phase = PhaseFactory()
    client.force_login(coordinator(phase.plan.forum))
    page: Any = client.get(at(phase.plan, f"{phase.pk}/"))
    seen = page.context["form"]["seen"].value()
    Phase.objects.filter(pk=phase.pk).update(title={"en": "Somebody else's"})
    typed = filled(phase.plan, seen=seen)
    response: Any = client.post(at(phase.plan, f"{phase.pk}/"), typed)
    text = response.content.decode()
    assert "Somebody else&#x27;s" in text
    assert "Town halls" in text
    typed["seen"] = response.context["form"].data["seen"]
    client.post(at(phase.plan, f"{phase.pk}/"), typed)
    phase.refresh_from_db()
    assert str(phase.title) == "Town halls"


def test_changed_dates_say_how_many_people_hear_of_them(client: Client) -> None:
    phase = PhaseFactory()
    seated(phase.plan.forum)
    client.force_login(coordinator(phase.plan.forum))
    response = client.post(at(phase.plan, f"{phase.pk}/"), filled(phase.plan), follow=True)
    assert "1 person will be told by e-mail." in response.content.decode()
    assert Notice.objects.filter(subject__startswith="Dates changed").count() == 1


def test_a_phase_is_removed_after_a_look_at_who_is_told(client: Client) -> None:
    phase = PhaseFactory()
    client.force_login(coordinator(phase.plan.forum))
    page: Any = client.get(at(phase.plan, f"{phase.pk}/remove/"))
    assert "is taken out of the plan" in page.content.decode()
    assert phase.plan.phases.exists()
    client.post(at(phase.plan, f"{phase.pk}/remove/"), {"seen": page.context["seen"]})
    assert not phase.plan.phases.exists()


def test_the_plans_page_offers_only_what_this_reader_can_do_now(client: Client) -> None:
    phase = PhaseFactory(acts={"contribute": Who.MEMBERS, "draft": Who.GOVERNMENT})
    plan = phase.plan
    contribute, draft = "contributions/new/", "drafts/new/"
    stranger = client.get(plan.get_absolute_url()).content.decode()
    assert contribute not in stranger
    assert draft not in stranger
    client.force_login(seated(plan.forum, sector="civil_society"))
    society = client.get(plan.get_absolute_url()).content.decode()
    assert contribute in society
    assert draft not in society
    client.force_login(seated(plan.forum, sector="government"))
    assert draft in client.get(plan.get_absolute_url()).content.decode()


def test_the_plan_is_adopted_only_in_the_phase_for_it(client: Client) -> None:
    phase = PhaseFactory(acts={Act.DECIDE: Who.COORDINATORS})
    client.force_login(coordinator(phase.plan.forum))
    assert "/adopt/" in client.get(phase.plan.get_absolute_url()).content.decode()
    phase.closes_on = phase.opens_on
    phase.save()
    assert "/adopt/" not in client.get(phase.plan.get_absolute_url()).content.decode()


def test_both_homes_name_a_consultation_while_it_is_open(client: Client) -> None:
    plan, today = ActionPlanFactory(), ActionPlanFactory().forum.today
    for number, (title, first, last) in enumerate(
        [("Read it", -1, 3), ("Bygone", -9, -2)], start=1
    ):
        Consultation.objects.create(
            plan=plan, number=number, title=title, opens_on=today + days(first),
            closes_on=today + days(last), published_at=timezone.now(),
        )  # fmt: skip
    for address in ("/", plan.forum.get_absolute_url()):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        assert len(asked) <= 12
        assert "Read it" in page
        assert "Bygone" not in page.partition("What changed this week")[0]


def buttons(page: str, label: str) -> int:
    return len(re.findall(rf">\s*{label}</a>", page))


def test_an_open_consultation_is_a_step_and_the_one_main_action(client: Client) -> None:
    acts = {"contribute": Who.ANYBODY, "suggest": Who.ANYBODY, "support": Who.ANYBODY}
    phase = PhaseFactory(acts=acts)
    plan = phase.plan
    PhaseFactory(plan=plan, kind="other", acts={"suggest": Who.ANYBODY, "support": Who.ANYBODY})
    page = client.get(plan.get_absolute_url()).content.decode()
    assert re.findall(r'class="button "[^>]*>([^<]*)', page) == ["Contribute"]
    today = plan.forum.today
    consultation = Consultation.objects.create(
        plan=plan, number=1, title="Read the draft", opens_on=today - days(1),
        closes_on=today + days(3), published_at=timezone.now(),
    )  # fmt: skip
    page = client.get(plan.get_absolute_url()).content.decode()
    assert f'<a href="{consultation.get_absolute_url()}">Read the draft</a></h3>' in page
    assert re.findall(r'class="button "[^>]*>([^<]*)', page) == ["Comment on the draft plan"]
    for label in ("Comment on the draft plan", "Contribute", "Suggest a change to a draft"):
        assert buttons(page, label) == 1


def test_a_plans_line_begins_where_its_calendar_says(client: Client) -> None:
    plan = ActionPlanFactory()
    plan.co_creation_starts_on = plan.forum.today - days(20)
    plan.save()
    PhaseFactory(plan=plan, opens_on=plan.forum.today - days(40))
    for address in (plan.get_absolute_url(), plan.forum.get_absolute_url()):
        page = client.get(address).content.decode()
        assert f"A line from {full_date(plan.co_creation_starts_on)} to" in page


def test_a_phase_for_members_offers_strangers_no_form(client: Client) -> None:
    phase = PhaseFactory(acts={"contribute": Who.MEMBERS})
    assert open_phase(phase.plan) == phase
    assert open_phase(phase.plan, to=AnonymousUser()) is None
    assert open_phase(phase.plan, to=PersonFactory()) is None
    assert open_phase(phase.plan, to=seated(phase.plan.forum)) == phase


def test_a_forums_home_and_the_portals_say_what_is_open_now(client: Client) -> None:
    phase = PhaseFactory(title="Open evenings", acts={"suggest": Who.ANYBODY})
    PhaseFactory(title="For members", acts={"draft": Who.MEMBERS})
    PhaseFactory(title="In secret", plan__published_at=None)
    home = client.get(phase.plan.forum.get_absolute_url()).content.decode()
    assert '<p class="notice-title">Open evenings</p>' in home
    assert "”: open until" in home
    portal = client.get("/").content.decode()
    assert "Open evenings" in portal
    assert "For members" not in portal
    assert "In secret" not in portal
