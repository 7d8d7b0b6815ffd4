"""Organisations, people, the forum and who sits in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from forums.domain import publication
from forums.models import Cohort, Forum, Organisation, Person, Seat, Term
from ogp_portal.demo.clock import ZONE, past
from ogp_portal.demo.logins import DEMO_LOGINS, PASSWORD
from ogp_portal.demo.world import World

WEBSITES = "valmarena.example"


def load(world: World) -> None:
    """The forum with its seats filled, past terms included."""
    founded = world.clock.moment("start-600")
    with past(founded):
        _organisations(world)
        _people(world)
        _forum(world, founded)
        for position, row in enumerate(world.read("seats")["seats"], start=1):
            _seat(world, row, position)


def _organisations(world: World) -> None:
    for slug, row in world.read("organisations").items():
        world.organisations[slug] = Organisation.objects.create(
            slug=slug,
            name=row["name"],
            sector=row["sector"],
            website=f"https://{slug}.{WEBSITES}/",
        )


def _people(world: World) -> None:
    logins = {login.person: login.email for login in DEMO_LOGINS}
    for key, row in world.read("people").items():
        organisation = world.organisations.get(row.get("organisation", ""))
        email = logins.get(key) or f"{slugify(row['name']).replace('-', '.')}@{WEBSITES}"
        person = Person.objects.create_user(
            email,
            PASSWORD if key in logins else None,
            name=row["name"],
            organisation=organisation,
            language=row.get("writes", "en"),
            time_zone=str(ZONE),
        )
        if key in logins:
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        world.people[key] = person


def _forum(world: World, founded: dt.datetime) -> None:
    world.forum = Forum.objects.create(
        **world.read("forum"),
        time_zone=str(ZONE),
        cohort=Cohort.ODD if world.clock.start.year % 2 else Cohort.EVEN,
    )
    publication.publish(world.forum, at=founded)


def _seat(world: World, row: dict[str, Any], position: int) -> None:
    seat = Seat.objects.create(
        forum=world.forum,
        sector=row["sector"],
        role=row["role"],
        organisation=world.organisations[row["organisation"]],
        title=row["title"],
        position=position,
    )
    world.seats[row["key"]] = seat
    for term in row["terms"]:
        Term.objects.create(
            seat=seat,
            person=world.people[term["person"]],
            alternate=world.people.get(term.get("alternate", "")),
            starts_on=world.clock.day(term["from"]),
            ends_on=world.clock.day(term["until"]) if "until" in term else None,
        )
