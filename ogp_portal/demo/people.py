"""Organisations, people, the forum and who sits in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from forums.domain import publication, seats, terms
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
        for row in world.read("seats")["seats"]:
            _seat(world, row)


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


def _seat(world: World, row: dict[str, Any]) -> None:
    seat = seats.add(
        world.forum,
        by=world.people["coordinator"],
        sector=row["sector"],
        role=row["role"],
        organisation=world.organisations.get(row.get("organisation", "")),
        title=row["title"],
    )
    world.seats[row["key"]] = seat
    last: Term | None = None
    for term in row["terms"]:
        last = _term(world, seat, term, last)


def _term(world: World, seat: Seat, row: dict[str, Any], last: Term | None) -> Term:
    """A term that somebody is seated for, or with `renewed` another one of the same person."""
    ends_on = world.clock.day(row["until"]) if "until" in row else None
    if "renewed" in row:
        assert last is not None
        with past(world.clock.moment(row["renewed"])):
            return terms.renew(last, by=last.person, ends_on=ends_on)
    with past(world.clock.moment(row["from"], "08:00")):
        return terms.fill(
            seat,
            by=world.people[row["person"]],
            person=world.people[row["person"]],
            alternate=world.people.get(row.get("alternate", "")),
            starts_on=world.clock.day(row["from"]),
            ends_on=ends_on,
        )
