from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from commitments.domain import differences, verifications
from commitments.models import CommitmentFinding, MonitoringVisit, Observation, Verification
from forums.domain import agenda
from ogp_portal.waiting.everything import waiting_for
from tests import factories as new
from tests.commitments.monitoring import World, world
from tests.factories import days

pytestmark = pytest.mark.django_db

ROWS = {"proof-TOTAL_FORMS": "3", "proof-INITIAL_FORMS": "0"}


@pytest.fixture
def here() -> World:
    return world()


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def whats(person: Any) -> set[str]:
    return {row.what for row in waiting_for(type(person).objects.get(pk=person.pk))}


def test_a_finding_is_asked_for_typed_once_and_changed_by_whoever_saw_it(here: World) -> None:
    update = here.report()
    page = verifications.verify_url(update, here.commitment)
    assert "Update to verify: Round" in whats(here.watcher)
    for person in (here.officer, here.coordinator, new.PersonFactory()):
        assert logged_in(person).get(page).status_code == 403
    watcher = logged_in(here.watcher)
    form = {**ROWS, "verdict": "partly", "reason__en": "Half of it.", "seen": "none"}
    for wrong, words in (
        ({"reason__en": ""}, "This field is required."),
        ({"reason__en": "a\x00b"}, "Null characters are not allowed."),
        ({"proof-0-title": "The list"}, "Give a link or choose a file."),
        ({"proof-0-url": "https://example.org/"}, "Say in a few words what it is."),
        ({"proof-TOTAL_FORMS": "99999"}, "10"),
        ({"verdict": "lovely"}, "Select a valid choice."),
    ):
        answer = watcher.post(page, {**form, **wrong})
        assert words in answer.content.decode(), wrong
    assert not Verification.objects.exists()
    proof = {
        "proof-0-title": "The list",
        "proof-0-file": SimpleUploadedFile("list.csv", b"a,b\n"),
    }
    answer = watcher.post(page, {**form, **proof}, follow=True)
    found = Verification.objects.get()
    assert "The two sides differ" in answer.content.decode()
    assert found.evidence.count() == 1
    assert "Update to verify: Round" not in whats(here.watcher)
    assert "Difference to settle: Watch" in whats(here.coordinator)

    late = watcher.post(page, {**form, "verdict": "confirmed"})
    assert "What somebody else saved" in late.content.decode()
    changed = {**form, "verdict": "confirmed", "seen": verifications.fingerprint(found)}
    away = {"taken_back": str(found.evidence.get().pk)}
    answer = watcher.post(page, {**changed, **away}, follow=True)
    assert "What it found before" in answer.content.decode()
    assert not found.evidence.exists()
    assert "Difference to settle: Watch" not in whats(here.coordinator)


def test_a_difference_goes_to_a_meeting_and_its_agenda_leads_back(
    here: World, client: Client
) -> None:
    found = here.dispute()
    page = found.get_absolute_url()
    monitoring = f"{here.commitment.plan.get_absolute_url()}monitoring/"
    watcher, coordinator = logged_in(here.watcher), logged_in(here.coordinator)
    for person in (client, logged_in(new.PersonFactory())):
        for address in ("agenda/", "settle/"):
            assert person.post(f"{page}{address}").status_code in (302, 403)
    watcher.post(f"{page}agenda/")
    assert "Waiting for an answer" in client.get(page).content.decode()
    meeting = new.MeetingFactory(forum=here.forum, number=7, published=True)
    proposal = here.forum.agenda_proposals.get()
    agenda.accept(proposal, by=here.coordinator, meeting=meeting)
    assert meeting.get_absolute_url() in client.get(page).content.decode()
    assert page in client.get(meeting.get_absolute_url()).content.decode()
    assert meeting.get_absolute_url() in client.get(monitoring).content.decode()

    type(meeting).objects.update(starts_at=timezone.now() - days(1))
    settle = coordinator.get(f"{page}settle/").content.decode()
    assert f'<option value="{meeting.pk}" selected>' in settle
    assert coordinator.post(f"{page}settle/", {"meeting": "9" * 30}).status_code == 200
    settled = {"words__en": "Counted anew.", "meeting": str(meeting.pk)}
    coordinator.post(f"{page}settle/", settled)
    shown = client.get(page).content.decode()
    for words in ("Counted anew.", "Half of it is blank.", "The index is scanned."):
        assert words in shown
    assert "1 settled" in client.get(f"{monitoring}?state=settled").content.decode()
    with pytest.raises(differences.SettledAlready):
        differences.settle(found, by=here.watcher, words="Otherwise.")


def test_updates_show_what_was_found_in_one_query(
    here: World, django_assert_num_queries: Any
) -> None:
    updates = [here.report(0), here.report(1)]
    for update in updates:
        here.dispute(update)
    reader = type(here.watcher).objects.select_related("organisation").get(pk=here.watcher.pk)
    assert reader.current_terms
    with django_assert_num_queries(1):
        verifications.beside(updates, commitment=here.commitment, reader=reader)
    assert [len(update.findings) for update in updates] == [1, 1]  # type: ignore[attr-defined]
    assert all(update.verified_by_reader for update in updates)  # type: ignore[attr-defined]


def test_how_far_a_whole_commitment_is_stands_beside_the_report(
    here: World, client: Client
) -> None:
    page = f"{here.commitment.get_absolute_url()}findings/"
    form = f"{page}{here.rounds[1].slug}/"
    assert logged_in(here.officer).get(form).status_code == 403
    watcher = logged_in(here.watcher)
    assert watcher.get(form).status_code == 200
    said = {"status": "limited", "reason__en": "Half of it is there.", "seen": "none"}
    watcher.post(form, said)
    assert "Half of it is there." in client.get(page).content.decode()
    late = watcher.post(form, {**said, "status": "complete"}).content.decode()
    assert "What somebody else saved" in late
    assert CommitmentFinding.objects.get().status == "limited"


def test_a_visit_is_recorded_looked_at_and_published(here: World, client: Client) -> None:
    pages = f"{here.commitment.plan.get_absolute_url()}visits/"
    watcher = logged_in(here.watcher)
    form = {
        **ROWS,
        "kind": "visit",
        "title__en": "In the archive",
        "notes__en": "Shelves and a stove.",
        "held_on": str(here.forum.today),
        "commitments": [str(here.commitment.pk)],
        "offices": [str(here.office.pk)],
        "proof-0-title": "The shelves",
        "proof-0-file": SimpleUploadedFile("shelves.png", b"\x89PNG\r\n\x1a\n pixels"),
    }
    tomorrow = {"held_on": str(here.forum.today + days(1)), "commitments": ["0"]}
    refused = watcher.post(f"{pages}new/", {**form, **tomorrow}).content.decode()
    assert "This day is still to come." in refused
    assert "Shelves and a stove." in refused
    form["proof-0-file"] = SimpleUploadedFile("shelves.png", b"\x89PNG\r\n\x1a\n pixels")
    watcher.post(f"{pages}new/", form)
    visit = MonitoringVisit.objects.get()
    page = visit.get_absolute_url()
    assert client.get(page).status_code == 404
    assert "Visit to publish" in whats(here.watcher)
    colleague = new.seated(here.forum)
    assert logged_in(colleague).get(f"{page}edit/").status_code == 403
    watcher.post(f"{page}publish/")
    shown = client.get(page).content.decode()
    assert f'<img src="{visit.documents.get().get_absolute_url()}"' in shown
    assert page in client.get(pages).content.decode()
    assert "In the archive" in client.get("/search/?q=stove").content.decode()


def test_anybody_says_what_she_saw_and_the_office_answers(here: World, client: Client) -> None:
    pages = f"{here.commitment.get_absolute_url()}observations/"
    assert client.get(f"{pages}new/").status_code == 302
    citizen = logged_in(new.PersonFactory(name="Ana Paz"))
    form = {
        "text": "The door was locked.",
        "seen_on": str(here.forum.today),
        "file": SimpleUploadedFile("door.exe", b"MZ"),
    }
    refused = citizen.post(f"{pages}new/", {**form, "website": "x", "milestone": "9" * 20})
    assert "cannot be taken" in refused.content.decode()
    form["file"] = SimpleUploadedFile("door.txt", b"A picture in words.")
    citizen.post(f"{pages}new/", form)
    seen = Observation.objects.get()
    page = seen.get_absolute_url()
    for address in (pages, page):
        assert "The door was locked." in client.get(address).content.decode()
    file: Any = client.get(f"{page}file/{seen.file_name}")
    assert b"".join(file.streaming_content) == b"A picture in words."
    assert "sandbox" in file["Content-Security-Policy"]
    assert client.get(f"{page}file/other.txt").status_code == 404

    assert "Observation to answer" in whats(here.officer)
    office = logged_in(here.officer)
    said = {"text": "It is open now.", "is_official": "on"}
    office.post(f"/comments/observation/{seen.pk}/", said)
    assert "Official answer" in client.get(page).content.decode()
    assert "Observation to answer" not in whats(here.officer)

    coordinator = logged_in(here.coordinator)
    removing = coordinator.get(f"/texts/observation/{seen.pk}/remove/").content.decode()
    assert "Remove an observation" in removing
    Observation.objects.update(withdrawn_at=timezone.now())
    trace = client.get(page).content.decode()
    assert "The door was locked." not in trace
    assert client.get(f"{page}file/{seen.file_name}").status_code == 404
