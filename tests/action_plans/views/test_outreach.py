from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from action_plans.models import ActionPlan, OutreachActivity
from forums.models import Role
from tests.factories import (
    ActionPlanFactory,
    DocumentFactory,
    MeetingFactory,
    OutreachActivityFactory,
    PersonFactory,
    coordinator,
    seated,
)

pytestmark = pytest.mark.django_db


def at(plan: ActionPlan, end: str = "") -> str:
    return f"{plan.get_absolute_url()}outreach/{end}"


def filled(**more: Any) -> dict[str, Any]:
    """What somebody types."""
    return {
        "kind": "workshop",
        "title__en": "Evening in Colón",
        "held_on": "2026-03-04",
        "people_reached": "120000",
        "counted_how__en": "The radio's own figure",
        **more,
    }


def test_the_sums_say_of_how_many_activities_nothing_is_known(client: Client) -> None:
    plan = ActionPlanFactory()
    OutreachActivityFactory(plan=plan, people_reached=40)
    OutreachActivityFactory(plan=plan, people_reached=None)
    OutreachActivityFactory(plan=plan, kind="media", people_reached=None)
    OutreachActivityFactory(plan=plan, people_reached=7, published_at=None)
    text = " ".join(client.get(at(plan)).content.decode().split())
    assert '40<span class="cell-sub small">not known of 1 of 2</span>' in text
    assert '40<span class="cell-sub small">not known of 2 of 3</span>' in text


def test_a_member_records_and_a_coordinator_publishes(client: Client) -> None:
    plan = ActionPlanFactory()
    client.force_login(seated(plan.forum))
    page = client.post(at(plan, "new/"), filled(), follow=True).content.decode()
    assert "Evening in Colón" in page
    assert "Only the forum sees it" in page
    assert client.get(at(plan, "1/publish/")).status_code == 403
    assert "Evening in Colón" not in Client().get(at(plan)).content.decode()
    client.force_login(coordinator(plan.forum))
    assert "what everybody will read" in client.get(at(plan, "1/publish/")).content.decode()
    client.post(at(plan, "1/publish/"))
    assert "120000 people" in Client().get(at(plan)).content.decode()


def test_whom_it_was_for_and_how_it_was_counted_are_read_in_the_readers_language(
    client: Client,
) -> None:
    plan = ActionPlanFactory()
    client.force_login(coordinator(plan.forum))
    typed = filled(
        audience__en="Anybody", audience__es="Cualquiera", counted_how__es="La cifra de la radio"
    )
    client.post(at(plan, "new/"), typed)
    activity = OutreachActivity.objects.get()
    assert activity.audience.texts() == {"en": "Anybody", "es": "Cualquiera"}
    assert activity.counted_how["es"] == "La cifra de la radio"
    OutreachActivity.objects.update(published_at="2026-01-01T00:00Z")
    english = Client().get(at(plan)).content.decode()
    spanish = Client(headers={"accept-language": "es"}).get(at(plan)).content.decode()
    assert "<dd>Anybody</dd>" in english
    assert "<dd>Cualquiera</dd>" in spanish
    assert "La cifra de la radio" in spanish


def test_strangers_and_observers_record_nothing(client: Client) -> None:
    activity = OutreachActivityFactory(number=1)
    plan = activity.plan
    for person in (PersonFactory(), seated(plan.forum, role=Role.OBSERVER)):
        client.force_login(person)
        for end in ("new/", "1/", "1/publish/"):
            assert client.get(at(plan, end)).status_code == 403


def test_a_member_changes_only_her_own_and_only_until_it_is_published(client: Client) -> None:
    member = PersonFactory()
    activity = OutreachActivityFactory(number=1, published_at=None, recorded_by=member)
    own = seated(activity.plan.forum)
    OutreachActivity.objects.update(recorded_by=own)
    client.force_login(own)
    assert client.get(at(activity.plan, "1/")).status_code == 200
    client.force_login(seated(activity.plan.forum))
    assert client.get(at(activity.plan, "1/")).status_code == 403
    OutreachActivity.objects.update(published_at="2026-01-01T00:00Z")
    client.force_login(own)
    assert client.get(at(activity.plan, "1/")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"counted_how__en": ""},
        {"people_reached": "-1"},
        {"people_reached": str(10**12)},
        {"until": "2026-03-03"},
        {"held_on": "31 February"},
        {"kind": "feast"},
        {"title__en": "nul\x00byte"},
        {"phase": str(10**30)},
        {"document": "abc"},
        {"meeting": "0"},
        {"file": SimpleUploadedFile("run.exe", b"MZ\x90\x00")},
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(client: Client, wrong: dict[str, Any]) -> None:
    plan = ActionPlanFactory()
    client.force_login(coordinator(plan.forum))
    response = client.post(at(plan, "new/"), filled(place="Harbour", **wrong))
    assert response.status_code == 200
    assert "field-error" in response.content.decode()
    assert "Harbour" in response.content.decode()
    assert not OutreachActivity.objects.exists()


def test_a_file_of_evidence_is_read_by_all_once_the_activity_is_published(
    client: Client,
) -> None:
    plan = ActionPlanFactory()
    client.force_login(coordinator(plan.forum))
    client.post(at(plan, "new/"), filled(file=SimpleUploadedFile("list.txt", b"40 people")))
    address = OutreachActivity.objects.get().document.get_absolute_url()  # type: ignore[union-attr]
    assert Client().get(address).status_code == 404
    assert "It will be public too." in client.get(at(plan, "1/publish/")).content.decode()
    client.post(at(plan, "1/publish/"))
    assert Client().get(address).status_code == 200


def test_what_somebody_else_saved_meanwhile_is_shown_beside(client: Client) -> None:
    activity = OutreachActivityFactory(number=1)
    client.force_login(coordinator(activity.plan.forum))
    form: Any = client.get(at(activity.plan, "1/")).context["form"]
    OutreachActivity.objects.update(place="David")
    typed = filled(seen=form["seen"].value(), place="Chitré")
    page = client.post(at(activity.plan, "1/"), typed).content.decode()
    assert "What somebody else saved" in page
    assert "David" in page
    assert "Chitré" in page


def test_a_draft_is_removed_and_what_was_published_is_not(client: Client) -> None:
    draft = OutreachActivityFactory(number=1, published_at=None)
    client.force_login(coordinator(draft.plan.forum))
    client.post(at(draft.plan, "1/"), {"remove": "1"})
    assert not OutreachActivity.objects.exists()
    public = OutreachActivityFactory(number=1, plan=draft.plan)
    client.post(at(draft.plan, "1/"), {"remove": "1"})
    assert OutreachActivity.objects.get() == public


def test_hidden_evidence_and_meetings_show_to_the_forum_alone(client: Client) -> None:
    plan = ActionPlanFactory()
    OutreachActivityFactory(
        plan=plan,
        document=DocumentFactory(forum=plan.forum, title="Secret list"),
        meeting=MeetingFactory(forum=plan.forum, title="Secret meeting"),
    )
    text = client.get(at(plan)).content.decode()
    assert "Secret" not in text
    client.force_login(seated(plan.forum))
    text = client.get(at(plan)).content.decode()
    assert "Secret list" in text
    assert "Secret meeting" in text


def test_an_odd_filter_or_page_shows_the_list(client: Client) -> None:
    plan = OutreachActivityFactory().plan
    for query in ("kind=feast", "page=abc", f"page={10**30}", "kind=media"):
        assert client.get(f"{at(plan)}?{query}").status_code == 200
