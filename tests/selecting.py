"""A selection as tests prepare it: forty organisations on the roll, nine candidates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from forums.domain import nominations, panels, roll, seating, selections
from forums.models import Forum, Nomination, Person, Role, Seat, Sector, Selection, Stage
from tests.factories import (
    ForumFactory,
    OrganisationFactory,
    PersonFactory,
    SeatFactory,
    days,
    seated,
)

WHY = {"en": "As the rules of procedure say.", "es": "Como dice el reglamento."}
WORDS: dict[str, Any] = {"experience": "Ten years.", "why": "To be heard.", "brings": "Two people."}


@dataclass
class Selecting:
    """A selection with those who take part; `at` is the moment to which the clock is set."""

    model: str = "election"
    seats: int = 3
    organisations: int = 40
    candidates: int = 9
    options: dict[str, Any] = field(default_factory=dict)
    forum: Forum = field(init=False)
    lead: Person = field(init=False)
    selection: Selection = field(init=False)
    voters: list[Person] = field(init=False)
    people: list[Person] = field(init=False)
    places: list[Seat] = field(init=False)

    def __post_init__(self) -> None:
        self.forum = ForumFactory(slug="river-country")
        self.lead = seated(self.forum, role=Role.CO_CHAIR, sector=Sector.CIVIL_SOCIETY)
        self.places = [
            SeatFactory(
                forum=self.forum,
                sector=Sector.CIVIL_SOCIETY,
                position=number,
                title={"en": f"Seat {number}"},
            )
            for number in range(1, self.seats + 1)
        ]
        today = self.forum.today
        closes = timezone.now() + days(30)
        values = {
            "title": {"en": "Three members of civil society"},
            "call": {"en": "Who speaks for civil society?"},
            "criteria": {"en": "Independent of government\nTwo years of work"},
            "led_by": {"en": "The network of associations"},
            "model": self.model,
            "seats": self.places,
            "nominations_close_on": today + days(10),
            "consultation_closes_on": today + days(20),
            "choice_closes_at": closes,
            "term_starts_on": today + days(40),
            **self.options,
        }
        self.selection = selections.prepare(self.forum, by=self.lead, **values)
        self.voters = []
        if self.model == "election":
            self.voters = PersonFactory.create_batch(self.organisations)
            roll.enrol(
                self.selection,
                by=self.lead,
                rows=[
                    (OrganisationFactory(sector=Sector.CIVIL_SOCIETY), person)
                    for person in self.voters
                ],
            )
        self.people = PersonFactory.create_batch(self.candidates)

    def open_call(self) -> None:
        """The call is public and all candidates have nominated themselves."""
        self.advance()
        for number, person in enumerate(self.people, start=1):
            nominations.submit(
                self.selection,
                by=person,
                organisation=f"Candidate organisation {number}",
                accepts_term=True,
                **WORDS,
            )

    def advance(self) -> int:
        """The next stage, with a reason."""
        return selections.advance(self.selection, by=self.lead, reason=WHY)

    def judge_all(self) -> None:
        """Every candidate is found eligible."""
        for row in self.nominations():
            nominations.judge(row, by=self.lead, eligible=True, reason=WHY)

    def nominations(self) -> list[Nomination]:
        """As they are now, by number."""
        return list(self.selection.nominations.select_related("candidate", "selection__forum"))

    def to_choice(self) -> None:
        """Up to the open vote or panel, the clock being moved by the rows' own dates."""
        self.open_call()
        self._let_pass("nominations_close_on")
        self.advance()
        self.judge_all()
        self.advance()
        self._let_pass("consultation_closes_on")
        self.advance()
        assert self.selection.stage == Stage.CHOICE

    def _let_pass(self, name: str) -> None:
        """Puts a date behind today, as if the days had gone by."""
        yesterday = self.forum.today - days(1)
        dates = {name: yesterday}
        if name == "consultation_closes_on":
            dates["nominations_close_on"] = yesterday
        Selection.objects.filter(pk=self.selection.pk).update(**dates)
        self.selection.refresh_from_db()

    def close_choice(self) -> None:
        """The hour of the end is past."""
        Selection.objects.filter(pk=self.selection.pk).update(
            choice_closes_at=timezone.now() - dt.timedelta(minutes=1)
        )
        self.selection.refresh_from_db()

    def seat_all(self) -> None:
        """Those chosen accept and are seated."""
        for row in self.nominations():
            if row.state == "chosen":
                nominations.answer(row, by=row.candidate, accepts=True)
        accepted = [row for row in self.nominations() if row.state == "accepted"]
        seating.seat(
            self.selection,
            by=self.lead,
            holders=dict(zip(accepted, self.places, strict=False)),
            reason=WHY,
        )

    def name_panel(self, count: int = 3) -> list[Person]:
        """Members of the panel, named before it begins."""
        members: list[Person] = PersonFactory.create_batch(count)
        for member in members:
            panels.add(self.selection, by=self.lead, person=member)
        return members
