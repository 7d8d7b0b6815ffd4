"""What seats and rules of procedure ask of those who coordinate a forum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from forums.domain import rules_of_procedure, vacancies
from forums.models import Forum

MOST = 20
"""Rows of one kind and forum; the page of the seats has all."""


@dataclass(frozen=True)
class Duty:
    """One thing to do, and where; `due_on` is the day until which, where there is one."""

    title: str
    what: str
    url: str
    due_on: dt.date | None = None


def duties(coordinated: Iterable[int]) -> list[Duty]:
    """Vacant seats, terms that end within 90 days, proposals that wait for a decision."""
    found: list[Duty] = []
    for forum in Forum.objects.filter(pk__in=coordinated):
        today = forum.today
        address = reverse("forums:seat-list", args=[forum.slug])
        for seat in vacancies.vacant(forum, today).select_related("organisation")[:MOST]:
            found.append(Duty(str(seat), _("Vacant seat to fill"), address))
        for term in vacancies.ending(forum, today).select_related("person")[:MOST]:
            found.append(Duty(term.person.name, _("Term that ends"), address, term.ends_on))
        for version in rules_of_procedure.undecided(forum, today)[:MOST]:
            found.append(
                Duty(
                    str(version),
                    _("Rules whose comment period is over"),
                    version.get_absolute_url(),
                    version.comments_close_on,
                )
            )
    return found
