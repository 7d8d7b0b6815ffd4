"""An import in the browser: ended once, by whoever comes first."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from commitments.domain import import_files, spreadsheets
from commitments.models import Commitment, SpreadsheetImport
from forums.domain.errors import ChangedMeanwhile, Refused
from tests.factories import ActionPlanFactory, coordinator


@pytest.mark.django_db(transaction=True)
def test_of_two_who_import_the_same_at_once_one_does() -> None:
    plan = ActionPlanFactory()
    by = coordinator(plan.forum)
    imported = spreadsheets.begin(plan, by=by, files=[("../plan.csv", b"Code,Title\n1,Data\n")])
    assert list(import_files.files_of(imported)) == ["plan.csv"]
    spreadsheets.choose(imported, by=by, choices=import_files.choices_of(imported))
    _outcome, seen = spreadsheets.preview(imported)
    with pytest.raises(ChangedMeanwhile):
        spreadsheets.finish(imported, by=by, seen="something else")
    assert not Commitment.objects.exists()
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def act() -> None:
        own = SpreadsheetImport.objects.select_related("plan__forum").get(pk=imported.pk)
        ready.wait(timeout=20)
        try:
            spreadsheets.finish(own, by=by, seen=seen)
            outcomes.append("imported")
        except spreadsheets.ImportEnded:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["imported", "refused"]
    assert Commitment.objects.count() == 1
    with pytest.raises(Refused):
        spreadsheets.discard(imported, by=by)
