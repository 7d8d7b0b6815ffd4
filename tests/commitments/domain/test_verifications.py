from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from commitments.domain import differences, verifications
from commitments.domain.proofs import Proof
from commitments.models import Verification
from forums.domain import agenda
from forums.domain.errors import ChangedMeanwhile, Incomplete, NotHeld, NotPublished
from forums.models import Notice
from tests import factories as new
from tests.commitments.monitoring import world
from tests.factories import days

pytestmark = pytest.mark.django_db


def test_a_finding_stands_beside_the_update_and_is_told_once_of_each_verdict() -> None:
    here = world()
    update = here.report()
    said: dict[str, Any] = {
        "by": here.watcher,
        "reason": {"en": "Half of it is blank."},
        "seen": "none",
    }
    proofs = [
        Proof("The index", url="https://example.org/index"),
        Proof("A photo", file=SimpleUploadedFile("page.png", b"\x89PNG\r\n\x1a\n pixels")),
    ]
    for _click in range(2):  # a double click
        found = verifications.verify(update, verdict="partly", given=proofs, **said)
    assert Verification.objects.get() == found
    assert {row.kind for row in found.evidence.all() if row.is_public} == {"evidence", "photo"}
    assert found.evidence.count() == 2
    update.refresh_from_db()
    assert (update.status, found.is_unsettled) == ("in_progress", True)
    assert {row.person for row in Notice.objects.all()} == {here.officer, here.coordinator}
    assert Notice.objects.count() == 2

    seen = verifications.fingerprint(found)
    changed = verifications.verify(
        update, by=here.watcher, verdict="not_confirmed", reason="Nothing.", seen=seen
    )
    assert (changed.pk, Notice.objects.count()) == (found.pk, 4)
    with pytest.raises(ChangedMeanwhile):
        verifications.verify(update, verdict="confirmed", **said)
    with pytest.raises(Incomplete):
        verifications.verify(update, by=here.watcher, verdict="confirmed", reason={})
    with pytest.raises(verifications.NoOrganisation):
        verifications.verify(update, by=new.PersonFactory(), verdict="confirmed", reason="So.")
    type(update).objects.update(withdrawn_at=timezone.now(), state="draft")
    with pytest.raises(NotPublished):
        verifications.verify(update, by=here.watcher, verdict="confirmed", reason="So.")
    assert found not in Verification.objects.public()


def test_an_organisation_that_changes_its_mind_settles_its_difference_and_can_open_it_again() -> (
    None
):
    here = world()
    update = here.report()
    found = here.dispute(update)
    found = here.dispute(update, verdict="confirmed", seen=verifications.fingerprint(found))
    assert "Watch changed its finding" in str(found.settlement)
    assert found in Verification.objects.differences()
    found = here.dispute(update, verdict="partly", seen=verifications.fingerprint(found))
    assert found.is_unsettled
    assert [row.verdict for row in found.events.order_by("pgh_id")] == [  # type: ignore[attr-defined]
        *("not_confirmed", "confirmed", "partly"),
    ]


def test_a_later_update_that_is_confirmed_settles_the_earlier_difference_alone() -> None:
    here = world()
    first, other = here.dispute(here.report(0)), world(here.forum).dispute()
    later = here.dispute(here.report(1), verdict="confirmed")
    for row in (first, other):
        row.refresh_from_db()
    assert "reported anew" in str(first.settlement)
    assert (first.verdict, later.settled_on) == ("not_confirmed", None)
    assert other.is_unsettled


def test_a_difference_is_put_on_an_agenda_once_and_settled_with_the_meeting() -> None:
    here = world()
    found = here.dispute()
    proposal = differences.propose_discussion(found, by=here.officer)
    assert (proposal.source, str(proposal.title)) == (
        found,
        f"{here.commitment.number}, milestone {here.milestone.number}: does the report hold?",
    )
    with pytest.raises(agenda.AlreadyProposed):
        differences.propose_discussion(found, by=here.watcher)
    meeting = new.MeetingFactory(forum=here.forum, published=True)
    agenda.accept(proposal, by=here.coordinator, meeting=meeting)
    row: Any = differences.with_discussion(Verification.objects.all()).get()
    assert (row.proposed, row.meeting_number) == ("accepted", meeting.number)

    with pytest.raises(NotHeld):
        differences.settle(found, by=here.coordinator, words="Agreed.", meeting=meeting)
    type(meeting).objects.update(starts_at=timezone.now() - days(1))
    meeting.refresh_from_db()
    with pytest.raises(Incomplete):
        differences.settle(found, by=here.coordinator, words="", meeting=meeting)
    told = differences.settle(found, by=here.coordinator, words="Agreed.", meeting=meeting)
    assert told == 2
    assert (found.settled_in, found.verdict, found.is_unsettled) == (
        meeting,
        "not_confirmed",
        False,
    )
    with pytest.raises(differences.SettledAlready):
        differences.settle(found, by=here.watcher, words="Otherwise.")
    with pytest.raises(differences.SettledAlready):
        differences.propose_discussion(found, by=here.watcher)


@pytest.mark.django_db(transaction=True)
def test_two_of_an_organisation_who_find_at_once_make_one_finding() -> None:
    here = world()
    update = here.report()
    colleague = new.seated(here.forum, sector="civil_society", organisation=here.watch)

    def find(verdict: str) -> str:
        try:
            by = here.watcher if verdict == "partly" else colleague
            verifications.verify(update, by=by, verdict=verdict, reason="So.", seen="none")
        except ChangedMeanwhile:
            return "late"
        finally:
            connection.close()
        return "first"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(find, ["partly", "confirmed"]))
    assert outcomes == ["first", "late"]
    assert Verification.objects.count() == 1
