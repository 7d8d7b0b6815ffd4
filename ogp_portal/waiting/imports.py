"""Imports from spreadsheets that were begun and not ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import ImportState, SpreadsheetImport
from forums.models import Person
from ogp_portal.waiting.rows import Waiting, waited

MOST = 20


def begun(person: Person, coordinated: list[int]) -> Iterator[Waiting]:
    """Those that the person began, in forums that she coordinates."""
    rows = SpreadsheetImport.objects.filter(
        by=person, state=ImportState.MAPPING, plan__forum__in=coordinated
    ).select_related("plan__forum")
    for row in rows[:MOST]:
        address = reverse(
            "commitments:import-columns", args=[row.plan.forum.slug, row.plan.slug, row.pk]
        )
        what = _("An import from spreadsheets to end")
        yield Waiting(str(row.plan.title), what, address, *waited(row.begun_at))
