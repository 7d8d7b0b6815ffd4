"""The pages of amendments: proposing, reading old and new, adopting, dropping."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commitments.domain.plan_compiling import commitment_text
from commitments.models import Amendment, Commitment, PlanVersion
from forums.models import Person
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    RunningPlanFactory,
    adopting,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment() -> Commitment:
    plan = RunningPlanFactory()
    made: Commitment = CommitmentFactory(
        plan=plan,
        number=1,
        title={"en": "Clean water", "es": "Agua limpia"},
        answers={"problem": {"en": "Water is brown.", "es": "Agua marrón.", "pt": "Água."}},
        lead=OrganisationFactory(),
        values=["participation"],
    )
    due = plan.forum.today + days(30)
    MilestoneFactory(commitment=made, number="1.1", due_on=due, original_due_on=due)
    return made


@pytest.fixture
def ana(commitment: Commitment, client: Client) -> Person:
    person = coordinator(commitment.plan.forum)
    client.force_login(person)
    return person


def plan_url(commitment: Commitment, page: str = "") -> str:
    return f"{commitment.plan.get_absolute_url()}{page}"


def as_shown(client: Client, commitment: Commitment) -> dict[str, Any]:
    """What the form for a change holds when nothing is typed but the reason."""
    form = client.get(f"{commitment.get_absolute_url()}amend/").context["form"]
    data: dict[str, Any] = {}
    for each in (form, *form.all_steps):
        for bound in each:
            if bound.value() not in (None, "", False):
                data[bound.html_name] = bound.value()
    return data | {"reason__en": "It is not enough."}


def propose(client: Client, commitment: Commitment, **fields: Any) -> Any:
    typed = {name.replace("m0_", "m0-").replace("new1_", "new1-"): v for name, v in fields.items()}
    data = as_shown(client, commitment) | typed
    return client.post(f"{commitment.get_absolute_url()}amend/", data)


def test_a_member_proposes_another_text_a_date_and_a_milestone(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    later = (commitment.plan.forum.today + days(90)).isoformat()
    answer = propose(
        client,
        commitment,
        answer_problem__en="Water is green.",
        m0_due_on=later,
        new1_title__en="A filter",
        new1_due_on=later,
    )
    amendment = Amendment.objects.get()
    assert answer.url == amendment.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "<del>brown.</del>" in page
    assert "<ins>green.</ins>" in page
    decision = adopting(commitment.plan.forum, commitment.plan.forum.today)
    client.post(f"{answer.url}adopt/", {"decision": decision.pk})
    commitment.refresh_from_db()
    first, second = commitment.milestones.all()
    assert commitment.answers["problem"] == {
        "en": "Water is green.",
        "es": "Agua marrón.",
        "pt": "Água.",
    }
    assert str(first.due_on) == later
    assert first.original_due_on == commitment.plan.forum.today + days(30)
    assert (second.number, str(second.title)) == ("1.2", "A filter")
    assert PlanVersion.objects.get().cause == "amended"


def test_theme_values_supporters_and_contact_stand_old_beside_new(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    theme = commitment.plan.themes.create(slug="water", name={"en": "Water"}, position=1)
    helper = OrganisationFactory(name={"en": "River Watch"})
    commitment.supporting.add(helper)
    propose(
        client,
        commitment,
        theme=theme.pk,
        supporting=[],
        values_served=["transparency"],
        contact_name="Rosa Vega",
    )
    amendment = Amendment.objects.get()
    page = client.get(amendment.get_absolute_url()).content.decode()
    for words in ("<ins>Water</ins>", "<del>River Watch</del>", "<ins>Rosa Vega</ins>"):
        assert words in page
    assert "<ins>Transparency</ins>" in page


def test_the_form_alone_changes_nothing(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    before = commitment_text(commitment)
    answer = propose(client, commitment)
    assert answer.status_code == 200
    assert "Nothing is changed yet" in answer.content.decode()
    assert not Amendment.objects.exists()
    assert commitment_text(Commitment.objects.get(pk=commitment.pk)) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title__en", "\x00"),
        ("title__en", "x" * 201),
        ("m0_due_on", "31 February"),
        ("m0_office", "999999999999999999999"),
        ("m0_starts_on", "2199-01-01"),
        ("lead", "x"),
        ("theme", "999999999999999999999"),
        ("supporting", ["999999999999999999999"]),
        ("supporting", ["\x00"]),
        ("values_served", ["\x00"]),
        ("contact_name", "\x00"),
        ("contact_email", "nobody"),
        ("new1_due_on", "2027-01-01"),
        ("reason__en", ""),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    client: Client, commitment: Commitment, ana: Person, field: str, value: str | list[str]
) -> None:
    answer = propose(client, commitment, answer_problem__en="Typed.", **{field: value})
    assert answer.status_code == 200
    assert b"field-error" in answer.content
    assert b"Typed." in answer.content
    assert not Amendment.objects.exists()


def test_who_wrote_on_an_older_text_is_told_and_keeps_what_was_typed(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    data = as_shown(client, commitment) | {"title__en": "Mine"}
    commitment.title = {"en": "Theirs"}
    commitment.save()
    answer = client.post(f"{commitment.get_absolute_url()}amend/", data)
    assert "Somebody changed this commitment while you were writing" in answer.content.decode()
    assert b'value="Mine"' in answer.content


def test_a_commitment_is_withdrawn_and_its_page_says_so(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    withdraw = f"{commitment.get_absolute_url()}withdraw/"
    answer: Any = client.post(withdraw, {"reason__en": "No money."})
    decision = adopting(commitment.plan.forum, commitment.plan.forum.today)
    client.post(f"{answer.url}adopt/", {"decision": decision.pk})
    client.logout()
    page = client.get(commitment.get_absolute_url()).content.decode()
    assert "The forum withdrew this commitment" in page
    assert "Amendment 1" in page
    assert "Water is brown." in page


def test_a_commitment_is_added_from_a_draft(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    client.post(plan_url(commitment, "amendments/new/draft/"), {"title__en": "Open courts"})
    draft = commitment.plan.drafts.get()
    written = client.post(
        f"{draft.get_absolute_url()}problem/en/", {"text": "Closed.", "base_number": "0"}
    )
    assert written.status_code in (200, 302)
    draft.state = "proposed"
    draft.save()
    answer: Any = client.post(
        plan_url(commitment, "amendments/new/add/"), {"draft": draft.pk, "reason__en": "Asked for."}
    )
    decision = adopting(commitment.plan.forum, commitment.plan.forum.today)
    client.post(f"{answer.url}adopt/", {"decision": decision.pk})
    added = commitment.plan.commitments.get(number=2)
    assert added.answers == {"problem": {"en": "Closed."}}


def test_a_proposal_is_hidden_until_it_is_published_and_stays_when_it_is_dropped(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    url = propose(client, commitment, title__en="Cleaner water").url
    public = Client()
    assert public.get(url).status_code == 404
    assert "Amendment 1" not in public.get(plan_url(commitment, "amendments/")).content.decode()
    client.post(f"{url}publish/")
    assert public.get(url).status_code == 200
    assert client.post(f"{url}drop/", {"because__en": ""}).status_code == 200
    client.post(f"{url}drop/", {"because__en": "No majority."})
    assert "No majority." in public.get(url).content.decode()
    assert client.get(f"{url}adopt/").status_code == 404


def test_a_member_proposes_and_only_a_coordinator_adopts(
    client: Client, commitment: Commitment
) -> None:
    client.force_login(seated(commitment.plan.forum, sector="civil_society"))
    url = propose(client, commitment, title__en="Cleaner water").url
    for page in ("adopt/", "drop/"):
        assert client.post(f"{url}{page}").status_code == 403
    assert client.post(f"{url}publish/").status_code == 403


def test_a_plan_that_is_too_old_says_until_when_it_could_be_amended(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    plan = commitment.plan
    plan.starts_on = plan.forum.today - days(500)
    plan.save()
    page = client.get(plan_url(commitment, "amendments/new/")).content.decode()
    assert "This plan cannot be amended any more" in page
    answer = propose(client, commitment, title__en="Too late")
    assert "This plan could be amended until" in answer.content.decode()


def test_a_proposal_waits_for_the_coordinator_until_it_is_settled(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    url = propose(client, commitment, title__en="Cleaner water").url
    assert url in client.get("/me/").content.decode()
    client.post(f"{url}drop/", {"because__en": "No majority."})
    assert url not in client.get("/me/").content.decode()


def test_the_open_data_say_what_stood_before_and_after(
    client: Client, commitment: Commitment, ana: Person
) -> None:
    url = propose(client, commitment, title__en="Cleaner water").url
    assert client.get("/api/v1/amendments/").json()["results"] == []
    client.post(f"{url}publish/")
    [row] = client.get("/api/v1/amendments/").json()["results"]
    assert (row["kind"], row["status"], row["commitment"]) == ("change", "proposed", 1)
    assert (row["before"]["title"]["en"], row["after"]["title"]["en"]) == (
        "Clean water",
        "Cleaner water",
    )
