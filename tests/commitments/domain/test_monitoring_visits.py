from __future__ import annotations

from typing import Any

import pytest

from commitments.domain import monitoring_visits
from commitments.domain.proofs import Proof
from commitments.models import MonitoringVisit
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, NotHeld
from forums.models import Document, Notice
from tests import factories as new
from tests.commitments.monitoring import world
from tests.factories import days

pytestmark = pytest.mark.django_db


def test_a_visit_is_recorded_for_the_forum_then_published_with_its_documents() -> None:
    here = world()
    plan = here.commitment.plan
    values: dict[str, Any] = {
        "kind": "visit", "title": {"en": "In the archive"}, "held_on": here.forum.today,
        "notes": {"en": "Shelves."}, "commitments": [here.commitment], "offices": [here.office],
        "given": [Proof("The list", url="https://example.org/list")],
    }  # fmt: skip
    visit = monitoring_visits.record(plan, by=here.watcher, **values)
    assert monitoring_visits.record(plan, by=here.watcher, **values) == visit
    assert visit.number == 1
    assert not Document.objects.public().exists()
    seen = monitoring_visits.fingerprint(visit)
    monitoring_visits.change(
        visit, by=here.watcher, seen=seen, **{**values, "notes": "Shelves and a stove."}
    )
    assert visit.documents.count() == 1
    with pytest.raises(ChangedMeanwhile):
        monitoring_visits.change(visit, by=here.coordinator, seen=seen, **values)

    assert monitoring_visits.publish(visit, by=here.watcher) == 1
    assert Notice.objects.get().person == here.officer
    assert Document.objects.public().count() == 1
    with pytest.raises(AlreadyPublished):
        monitoring_visits.remove(visit, by=here.watcher)
    with pytest.raises(NotHeld):
        monitoring_visits.record(
            plan, by=here.watcher, **{**values, "held_on": here.forum.today + days(1)}
        )
    with pytest.raises(Incomplete):
        monitoring_visits.record(
            plan, by=here.watcher, **{**values, "commitments": [new.CommitmentFactory()]}
        )
    again = monitoring_visits.record(plan, by=here.watcher, **values)
    assert again.number == 2
    monitoring_visits.remove(again, by=here.watcher)
    assert MonitoringVisit.objects.get() == visit
