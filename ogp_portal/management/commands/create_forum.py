"""`manage.py create_forum SLUG …`: a new forum, and the person who sets everything else up in it."""

from __future__ import annotations

import zoneinfo
from argparse import ArgumentParser
from typing import Any

import pghistory
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from forums.domain import publication
from forums.models import Cohort, Forum, Person, Role, Seat, Sector, Term
from forums.models.translation import Translated

LANGUAGES = [code for code, _ in settings.LANGUAGES]


class Command(BaseCommand):
    help = (
        "Creates a public forum with one seat, the government's co-chair, and the coordinator who "
        "holds it. She sets her password by “forgot password”."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", type=slug, help="its part of the address")
        parser.add_argument("--name", required=True, help="the forum's name")
        parser.add_argument("--member", required=True, help="the country or city, as OGP lists it")
        parser.add_argument("--local", action="store_true", help="the member is no country")
        parser.add_argument(
            "--cohort",
            choices=Cohort.values,
            default=Cohort.ODD.value,
            help="the years in which the member hands in its plans (odd)",
        )
        parser.add_argument(
            "--time-zone", type=time_zone, default="UTC", help="such as America/Montevideo (UTC)"
        )
        parser.add_argument(
            "--language",
            action="append",
            choices=LANGUAGES,
            help="a language of the forum, the main one first "
            f"({settings.LANGUAGE_CODE}; can be given again)",
        )
        parser.add_argument("--coordinator-email", required=True, type=email, metavar="ADDRESS")
        parser.add_argument("--coordinator-name", required=True, metavar="NAME")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Forum.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"There is a forum “{options['slug']}” already.")
        languages = list(dict.fromkeys(options["language"] or [settings.LANGUAGE_CODE]))
        with pghistory.context(command="create_forum"):
            forum = new_forum(languages=languages, **options)
            person = coordinator_of(
                forum, email=options["coordinator_email"], name=options["coordinator_name"]
            )
        self.stdout.write(f"Created {settings.PORTAL_URL}{forum.get_absolute_url()}")
        if person.has_usable_password():
            self.stdout.write(f"{person.name} coordinates it and logs in as before.")
        else:
            reset = f"{settings.PORTAL_URL}{reverse('account_reset_password')}"
            self.stdout.write(f"{person.name} coordinates it and sets a password at {reset}")


def new_forum(*, languages: list[str], **options: Any) -> Forum:
    """The forum, public from now on; its texts are in the first of its languages."""
    main = languages[0]
    forum = Forum.objects.create(
        slug=options["slug"],
        name=Translated.of(options["name"], main=main),
        member=Translated.of(options["member"], main=main),
        is_local=options["local"],
        cohort=options["cohort"],
        time_zone=options["time_zone"],
        languages=languages,
        main_language=main,
    )
    publication.publish(forum)
    return forum


def coordinator_of(forum: Forum, *, email: str, name: str) -> Person:
    """The person on the forum's seat for the government's co-chair; one with that address stays."""
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, name=name, language=forum.main_language, time_zone=forum.time_zone
    )
    EmailAddress.objects.update_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    seat = Seat.objects.create(forum=forum, sector=Sector.GOVERNMENT, role=Role.CO_CHAIR)
    Term.objects.create(seat=seat, person=person, starts_on=timezone.now().date())
    return person


def slug(text: str) -> str:
    """A part of an address. Raises ValueError, which the parser reports."""
    try:
        validate_slug(text)
    except ValidationError as error:
        raise ValueError(text) from error
    return text


def email(text: str) -> str:
    """An e-mail address in lower case. Raises ValueError, which the parser reports."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError(text) from error
    return text.lower()


def time_zone(text: str) -> str:
    """The name of a time zone. Raises ValueError, which the parser reports."""
    if text not in zoneinfo.available_timezones():
        raise ValueError(text)
    return text
