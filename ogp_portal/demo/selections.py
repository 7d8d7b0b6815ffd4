"""How members were chosen: one election from call to seat, and one call that is open now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.text import slugify

from forums.domain import (
    appeals,
    ballots,
    comments,
    nominations,
    panels,
    roll,
    seating,
    selections,
)
from forums.models import Nomination, Organisation, Person, Sector, Selection, SelectionModel
from ogp_portal.demo.clock import ZONE, past
from ogp_portal.demo.people import WEBSITES
from ogp_portal.demo.world import World

NOON = "12:00"
FIELDS = ("organisation", "experience", "why", "brings", "language")


def load_election(world: World) -> None:
    """The election that seats a member; to be loaded before the meetings that she came to."""
    row = world.read("selections")["election"]
    for person in row["people"]:
        world.people[person["key"]] = _person(person["name"])
    by = world.people[row["leader"]]
    selection = _prepare(world, row, model=SelectionModel.ELECTION, sector=Sector.CIVIL_SOCIETY)
    with past(world.clock.moment(row["prepared"], NOON)):
        roll.enrol(selection, by=by, rows=[_enrolled(world, each) for each in row["roll"]])
    _advance(world, selection, row, by, "opened", "call")
    with past(world.clock.moment(row["opened"], "18:00")):
        for each in row["candidates"]:
            _nominate(world, selection, each)
    _advance(world, selection, row, by, "checked", "eligibility")
    with past(world.clock.moment(row["checked"], "15:00")):
        for nomination, each in zip(_candidates(selection), row["candidates"], strict=True):
            nominations.judge(nomination, by=by, eligible=each["eligible"], reason=each["reason"])
    _advance(world, selection, row, by, "consulted", "consultation")
    _consult(world, selection, row, by)
    _advance(world, selection, row, by, "voted", "choice")
    with past(world.clock.moment(row["voted"], "20:00")):
        voters = [entry.voter for entry in selection.roll.order_by("pk")]
        for voter, choices in zip(voters, row["votes"]["cast"], strict=False):
            ballots.cast(selection, by=voter, choices=choices)
    _advance(world, selection, row, by, "counted", "acceptance", "18:00")
    _seat(world, selection, row, by)


def load_invitation(world: World) -> None:
    """The call that is open now, with the nominations that came so far."""
    row = world.read("selections")["invitation"]
    by = world.people[row["leader"]]
    selection = _prepare(world, row, model=SelectionModel.INVITATION, sector=Sector.ACADEMIA)
    with past(world.clock.moment(row["prepared"], NOON)):
        for key in row["panel"]:
            panels.add(selection, by=by, person=world.people[key])
    _advance(world, selection, row, by, "opened", "call")
    for each in row["candidates"]:
        with past(world.clock.moment(each["on"], "16:30")):
            _nominate(world, selection, each)


def _prepare(world: World, row: dict[str, Any], *, model: str, sector: str) -> Selection:
    by = world.people[row["leader"]]
    day = world.clock.day
    with past(world.clock.moment(row["prepared"])):
        return selections.prepare(
            world.forum,
            by=by,
            **{name: row[name] for name in ("slug", "title", "led_by", "criteria", "call")},
            model=model,
            sector=sector,
            seats=[world.seats[row["seat"]]],
            leaders=[by],
            nominations_close_on=day(row["call_closes"]),
            consultation_closes_on=day(row["consultation"]),
            choice_closes_at=world.clock.moment(row["choice"], NOON).astimezone(dt.UTC),
            term_starts_on=day(row["term"]),
        )


def _advance(
    world: World,
    selection: Selection,
    row: dict[str, Any],
    by: Person,
    when: str,
    stage: str,
    time: str = "09:00",
) -> None:
    with past(world.clock.moment(row[when], time)):
        selections.advance(selection, by=by, reason=row["reasons"][stage])


def _nominate(world: World, selection: Selection, row: dict[str, Any]) -> None:
    nominations.submit(
        selection,
        by=world.people[row["person"]],
        accepts_term=True,
        **{name: row[name] for name in FIELDS},
    )


def _candidates(selection: Selection) -> list[Nomination]:
    return list(selection.nominations.select_related("candidate", "selection__forum"))


def _consult(world: World, selection: Selection, row: dict[str, Any], by: Person) -> None:
    by_number = {each.number: each for each in _candidates(selection)}
    for each in row["comments"]:
        with past(world.clock.moment(each["on"], each["time"])):
            comments.add(
                by_number[each["candidate"]],
                by=world.people[each["by"]],
                text=each["text"],
                language=each["language"],
            )
    appeal = row["appeal"]
    with past(world.clock.moment(appeal["on"])):
        step = appeals.appeal(selection, by=world.people[appeal["by"]], text=appeal["text"])
    with past(world.clock.moment(appeal["answered"])):
        appeals.answer(step, by=by, text=appeal["answer"])


def _seat(world: World, selection: Selection, row: dict[str, Any], by: Person) -> None:
    chosen = next(each for each in _candidates(selection) if each.state == "chosen")
    with past(world.clock.moment(row["accepted"])):
        nominations.answer(chosen, by=chosen.candidate, accepts=True)
    with past(world.clock.moment(row["seated"])):
        seating.seat(
            selection,
            by=by,
            holders={chosen: world.seats[row["seat"]]},
            alternates={chosen: world.people[row["alternate"]]},
            reason=row["reasons"]["seated"],
        )


def _enrolled(world: World, row: dict[str, Any]) -> tuple[Organisation, Person]:
    if "slug" in row:
        return world.organisations[row["slug"]], world.people[row["voter"]]
    organisation = Organisation.objects.create(
        slug=slugify(row["name"]["en"]), name=row["name"], sector=Sector.CIVIL_SOCIETY
    )
    return organisation, _person(row["voter"], organisation)


def _person(name: str, organisation: Organisation | None = None) -> Person:
    address = slugify(name).replace("-", ".")
    return Person.objects.create_user(
        f"{address}@{WEBSITES}",
        name=name,
        organisation=organisation,
        language="es",
        time_zone=str(ZONE),
    )
