"""Reporting many milestones at once, checking what came in, and what the public reads of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commitments.domain import commitment_reports, progress, rounds
from commitments.domain.report_notices import report_address, update_address
from commitments.models import CommitmentReport, Milestone, ReportingRound, Update
from forums.models import Person
from ogp_portal.waiting.everything import waiting_for
from tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    UpdateFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db


class Office:
    """A registry with a commitment of three milestones, in a round that is open."""

    def __init__(self) -> None:
        self.office = OrganisationFactory(name={"en": "Registry"})
        self.clerk: Person = PersonFactory(organisation=self.office)
        self.commitment = CommitmentFactory(lead=self.office, title={"en": "Open books"})
        self.plan = self.commitment.plan
        self.chair = coordinator(self.plan.forum)
        self.steps: list[Milestone] = [
            MilestoneFactory(commitment=self.commitment, title={"en": f"Step {number}"})
            for number in range(3)
        ]
        self.round: ReportingRound = ReportingRoundFactory(plan=self.plan)

    def report(self, step: Milestone, **values: Any) -> Update:
        options = {"status": "in_progress", "done": {"en": "Half of it."}, **values}
        update = progress.report(step, by=self.clerk, round=self.round, **options)
        progress.submit(update, by=self.clerk)
        return update


@pytest.fixture
def office() -> Office:
    return Office()


NO_EVIDENCE = {"evidence-TOTAL_FORMS": "2", "evidence-INITIAL_FORMS": "0"}


def test_many_lines_are_saved_at_once_and_a_faulty_one_keeps_what_was_typed(
    office: Office, client: Client
) -> None:
    first, second, third = office.steps
    earlier = ReportingRoundFactory(plan=office.plan, as_of=office.round.as_of - days(180))
    UpdateFactory(milestone=third, round=earlier)
    client.force_login(office.clerk)
    (row,) = waiting_for(office.clerk)
    assert (row.title, row.url) == (
        "3 milestones to report",
        rounds.address(office.round, "report"),
    )
    typed = {
        f"m{first.pk}-status": "in_progress", f"m{first.pk}-done": "Half is scanned.",
        f"m{second.pk}-status": "complete", f"m{second.pk}-done": "See previous update.",
        f"m{third.pk}-status": "complete", f"m{third.pk}-unchanged": "on",
        "submit": "1",
    }  # fmt: skip
    page = client.post(row.url, typed).content.decode()
    assert "2 updates are handed in" in page
    assert "1 line needs something more" in page
    assert "This says nothing." in page
    assert "A milestone is complete only with evidence" in page
    assert "See previous update." in page
    saved = {row.milestone: row for row in Update.objects.filter(round=office.round)}
    assert [saved[step].state for step in office.steps] == ["submitted", "draft", "submitted"]
    assert (saved[third].status, saved[third].done) == ("in_progress", {})
    again = client.post(row.url, {**typed, f"m{second.pk}-status": "nonsense\x00"})
    assert again.status_code == 200
    assert Update.objects.get(milestone=second, round=office.round).status == "complete"


def test_somebody_elses_words_are_not_overwritten_in_the_list(
    office: Office, client: Client
) -> None:
    step = office.steps[0]
    update = progress.report(
        step, by=office.clerk, round=office.round, status="in_progress", done={"en": "One."}
    )
    seen = progress.fingerprint(update)
    progress.report(
        step, by=office.clerk, round=office.round, status="in_progress",
        done={"en": "Two.", "es": "Dos."},
    )  # fmt: skip
    client.force_login(office.clerk)
    name = f"m{step.pk}"
    typed = {f"{name}-status": "in_progress", f"{name}-done": "Three.", f"{name}-seen": seen}
    page = client.post(rounds.address(office.round, "report"), typed).content.decode()
    assert "Somebody else saved this" in page
    assert "Two." in page
    assert "Three." in page
    update.refresh_from_db()
    typed[f"{name}-seen"] = progress.fingerprint(update)
    client.post(rounds.address(office.round, "report"), typed)
    update.refresh_from_db()
    assert update.done == {"en": "Three.", "es": "Dos."}


def test_the_whole_form_takes_evidence_of_all_kinds_and_readings(
    office: Office, client: Client
) -> None:
    step = office.steps[0]
    indicator = step.indicators.create(number="a", title={"en": "Volumes"}, target="80")
    known = DocumentFactory(forum=office.plan.forum, published_at=office.round.published_at)
    client.force_login(office.clerk)
    address = update_address(step, office.round)
    page = client.get(address).content.decode()
    assert "Aim: 80" in page
    assert "Nothing has changed" not in page
    complete = {**NO_EVIDENCE, "status": "complete", "done__en": "All of it.", "submit": "1"}
    refused = client.post(address, complete).content.decode()
    assert "A milestone is complete only with evidence" in refused
    assert not Update.objects.exists()
    none = {"evidence-0-title": "None", "evidence-0-url": "https://registry.example/list"}
    assert "This is no evidence" in client.post(address, {**complete, **none}).content.decode()
    odd = {"status": "x\x00", "happened_on": "9999-99-99", "from_repository": "7", "submit": "1"}
    assert client.post(address, odd).status_code == 200
    given = {
        "evidence-0-title": "The list", "evidence-0-url": "https://registry.example/list",
        "evidence-0-kind": "dataset", "evidence-1-title": "The law", "evidence-1-kind": "law",
        "evidence-1-file": SimpleUploadedFile("a.txt", b"text"), "from_repository": str(known.pk),
        f"reading_{indicator.pk}": "80 volumes", "happened_on": str(office.round.as_of),
    }  # fmt: skip
    answer = client.post(address, {**complete, **given})
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == rounds.address(office.round, "report")
    update = Update.objects.get()
    assert sorted(row.kind for row in update.evidence.all()) == ["dataset", "law", known.kind]
    assert (update.state, update.readings.get().value) == ("submitted", "80 volumes")
    remove = f"{address}evidence/{known.pk}/remove/"
    client.post(remove)
    assert update.evidence.count() == 2
    client.force_login(PersonFactory())
    assert client.post(remove).status_code == 403


def test_the_coordinator_publishes_many_and_sends_one_back(office: Office, client: Client) -> None:
    updates = [office.report(step) for step in office.steps]
    whole = commitment_reports.report(
        office.commitment, by=office.clerk, round=office.round, status="complete",
        text={"en": "All of it."},
    )  # fmt: skip
    commitment_reports.submit(whole, by=office.clerk)
    check = rounds.address(office.round, "check")
    assert check in [row.url for row in waiting_for(office.chair)]
    client.force_login(office.clerk)
    assert client.get(check).status_code == 403
    client.force_login(office.chair)
    chosen = {"update": [updates[0].pk, updates[1].pk, "9" * 40, "x"], "report": [whole.pk]}
    page = client.post(check, chosen, follow=True).content.decode()
    assert "3 reports are published" in page
    assert "Step 2" in page
    review = f"{update_address(office.steps[2], office.round)}review/"
    client.post(review, {"asks": " "})
    assert Update.objects.get(pk=updates[2].pk).state == "submitted"
    client.post(review, {"asks": "How many?"})
    assert "Sent back: How many?" in [row.what for row in waiting_for(office.clerk)]
    client.post(f"{update_address(office.steps[0], office.round)}review/", {"asks": "Wrong list."})
    assert not Update.objects.get(pk=updates[0].pk).is_public
    client.logout()
    public = client.get(office.round.get_absolute_url()).content.decode()
    assert "All of it." in public
    assert "How many?" not in public


def test_a_round_is_changed_by_the_coordinator_alone(office: Office, client: Client) -> None:
    edit = f"{office.round.get_absolute_url()}edit/"
    client.force_login(office.clerk)
    assert client.get(edit).status_code == 403
    client.force_login(office.chair)
    page = client.get(edit).context
    days_of = {name: page["form"][name].value() for name in ("as_of", "opens_on", "seen")}
    sent = {**days_of, "title__en": "Mid-year", "due_on": str(office.round.due_on + days(7))}
    late = {**sent, "due_on": str(office.round.opens_on - days(1)), "as_of": "9999-99-99"}
    assert set(client.post(edit, late).context["form"].errors) == {"as_of", "due_on"}
    client.post(edit, sent)
    office.round.refresh_from_db()
    assert str(office.round.title) == "Mid-year"
    overtaken = client.post(edit, {**sent, "title__en": "Mine"}).context
    assert ("Title (English)", "Mid-year") in overtaken["theirs"]
    office.report(office.steps[0])
    assert "title__en" not in client.get(edit).context["form"].fields


def test_lines_that_nobody_touched_are_not_saved_again(office: Office, client: Client) -> None:
    step = office.steps[0]
    progress.report(
        step, by=office.clerk, round=office.round, status="in_progress", done={"en": "One.\nTwo."}
    )
    colleague = PersonFactory(organisation=office.office)
    client.force_login(colleague)
    untouched = {f"m{other.pk}-status": "not_started" for other in office.steps}
    untouched |= {f"m{step.pk}-status": "in_progress", f"m{step.pk}-done": "One.\r\nTwo."}
    page = client.post(rounds.address(office.round, "report"), untouched, follow=True)
    assert "Nothing was changed" in page.content.decode()
    assert Update.objects.get().reported_by == office.clerk


def test_a_whole_commitment_is_reported_by_the_office_that_leads_it(
    office: Office, client: Client
) -> None:
    address = report_address(office.commitment, office.round)
    client.force_login(PersonFactory(organisation=OrganisationFactory()))
    assert client.get(address).status_code == 403
    client.force_login(office.clerk)
    page = client.get(rounds.address(office.round, "report")).content.decode()
    assert address in page
    missing = client.post(address, {"status": "limited", "text__en": "None", "submit": "1"})
    assert "This says nothing." in missing.content.decode()
    assert "Say what stands in the way." in missing.content.decode()
    assert client.post(address, {"status": "\x00", "text__en": "\x00"}).status_code == 200
    typed = {
        "status": "limited",
        "text__en": "A list.",
        "obstacles__en": "No money.",
        "submit": "1",
    }
    client.post(address, typed)
    report = CommitmentReport.objects.get()
    assert report.submitted_at is not None
    client.force_login(office.chair)
    review = f"{address}review/"
    assert "A list." in client.get(review).content.decode()
    client.post(review, {"asks": "Which list?"})
    client.force_login(office.clerk)
    assert "Which list?" in client.get(address).content.decode()


def test_the_next_half_year_is_proposed_and_the_round_opens(office: Office, client: Client) -> None:
    client.force_login(office.chair)
    address = f"{office.plan.get_absolute_url()}rounds/new/"
    form = client.get(address)
    page = form.content.decode()
    assert "State of " in page
    assert "Estado al " in page or "State of" in page
    assert "1 person gets an e-mail" in page
    proposed = form.context["form"].initial
    values = {name: str(proposed[name]) for name in ("as_of", "opens_on", "due_on")}
    answer = client.post(address, {**values, "title__en": "Second half"})
    opened = ReportingRound.objects.exclude(pk=office.round.pk).get()
    assert answer["Location"] == opened.get_absolute_url()
    again = client.post(address, {**values, "title__en": "Second half"}).content.decode()
    assert "There is a round for this day already." in again
    wrong = client.post(address, {**values, "as_of": "0001-01-01", "due_on": "99999-1-1"})
    assert wrong.status_code == 200


def test_the_public_reads_who_is_late_and_what_is_silent(office: Office, client: Client) -> None:
    today = office.plan.forum.today
    ReportingRound.objects.filter(pk=office.round.pk).update(
        as_of=today - days(40), opens_on=today - days(30), due_on=today - days(6)
    )
    office.round.refresh_from_db()
    type(office.commitment).objects.filter(pk=office.commitment.pk).update(source_key="imported")
    Milestone.objects.filter(pk=office.steps[0].pk).update(due_on=today - days(3))
    office.report(office.steps[1])
    progress.report(
        office.steps[2], by=office.clerk, round=office.round, status="in_progress",
        done={"en": "Not for you yet."},
    )  # fmt: skip
    listed = client.get(f"{office.plan.get_absolute_url()}rounds/").content.decode()
    detail = client.get(office.round.get_absolute_url(), {"office": office.office.slug})
    page = detail.content.decode()
    late = client.get(f"{office.plan.get_absolute_url()}overdue/").content.decode()
    assert "offices are late" in listed
    assert "6 days late" in page
    assert "Handed in, being checked" in page
    assert "Half of it." not in page
    assert "Not for you yet." not in page
    assert "3 days overdue" in late
    assert "3 milestones are silent" in late
    assert "never reported" in late
    assert (
        client.get(office.round.get_absolute_url(), {"office": "nobody", "page": "x"}).status_code
        == 200
    )
