from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from commitments.domain import findings
from commitments.models import CommitmentReport
from forums.domain.errors import ChangedMeanwhile, Incomplete
from forums.models import Notice
from tests import factories as new
from tests.commitments.monitoring import world

EARLY, LATE = dt.date(2026, 1, 1), dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("found", "last"),
    [
        ([], {}),
        ([(1, LATE, "limited"), (1, EARLY, "complete")], {1: "limited"}),
        ([(1, EARLY, "complete"), (1, LATE, "limited")], {1: "limited"}),
        ([(1, LATE, "limited"), (1, LATE, "complete"), (2, EARLY, "complete")],
         {1: "apart", 2: "complete"}),
        ([(1, LATE, "limited"), (1, LATE, "limited")], {1: "limited"}),
    ],
)  # fmt: skip
def test_the_last_day_counts_and_organisations_that_differ_are_apart(
    found: list[tuple[int, dt.date, str]], last: dict[int, str]
) -> None:
    assert findings.last_words(found) == last


@pytest.mark.django_db
def test_both_views_of_a_commitment_stand_side_by_side_and_are_compared() -> None:
    here = world()
    first, last = here.rounds
    CommitmentReport.objects.create(
        commitment=here.commitment, round=last, status="complete",
        submitted_at=timezone.now(), published_at=timezone.now(),
    )  # fmt: skip
    here.commitment.reported_status = "complete"
    here.commitment.save(update_fields=["reported_status"])
    new.CommitmentFactory(plan=here.commitment.plan)
    finding = findings.find(
        here.commitment, by=here.watcher, round=last, status="limited", reason="Half."
    )
    assert {row.person for row in Notice.objects.all()} == {here.officer, here.coordinator}
    latest, before = findings.both_views(here.commitment)
    assert (latest.round, latest.findings) == (last, [finding])
    assert latest.report is not None
    assert (before.round, before.report, before.findings) == (first, None, [])
    counted = {row.key: (row.government, row.society) for row in findings.compared(last.plan)}
    assert counted["complete"] == (1, 0)
    assert counted["limited"] == (0, 1)
    assert counted["nothing"] == (1, 1)

    with pytest.raises(ChangedMeanwhile):
        findings.find(
            here.commitment, by=here.watcher, round=last, status="complete", reason="All.",
            seen="none",
        )  # fmt: skip
    with pytest.raises(Incomplete):
        findings.find(here.commitment, by=here.watcher, round=last, status="complete", reason="")
