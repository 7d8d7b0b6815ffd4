"""Somebody leaves for good: name and address go, what she did stays, under a neutral name.

What stays: terms, attendance, votes, decisions, scores of a panel, the roll of an election,
comments, contributions, what she said in an account. What goes beside name and address: what she
wrote of herself as a candidate, why her terms ended, her part in leading what still runs.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums.domain import nominations
from forums.domain.errors import Refused
from forums.models import CLOSED, Follow, GroupMembership, Nomination, Notice, Person, Term, Told


class StillSeated(Refused):
    """Who holds a seat is known by name."""


class AlreadyAnonymous(Refused):
    """There is no name left to take away."""


def seats_that_bind(person: Person) -> models.QuerySet[Term]:
    """The terms, running or to come, for which the public has to know who she is."""
    today = timezone.localdate()
    open_end = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today)
    return Term.objects.held_by(person).filter(open_end).select_related("seat__forum")


@transaction.atomic
def anonymise(person: Person, *, by: Person) -> None:
    """Takes name and address away for good; what she did stays, under a neutral name.

    The account ends: password, second factors, sessions, addresses and mail go, and name,
    address, organisation, language and time zone leave the history too. Attendance, votes,
    minutes, revisions and comments stand. A candidacy that runs is withdrawn or declined. Raises
    StillSeated while she holds a seat, Refused while a vote or panel decides about her.
    """
    nominations.step_aside(person)  # first, as a selection is locked before those it seats
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if locked.anonymised_at is not None:
        raise AlreadyAnonymous(_("This account was deleted already."))
    term = seats_that_bind(locked).first()
    if term is not None:
        raise StillSeated(
            _(
                "%(name)s holds a seat in %(forum)s, and the public has to know who sits there. "
                "Ask the coordinator to end the term first."
            )
            % {"name": locked.name, "forum": term.seat.forum}
        )
    names = {
        "name": _placeholder(locked),
        "email": None,
        "organisation": None,
        "language": settings.LANGUAGE_CODE,
        "time_zone": "",
    }
    for field, value in names.items():
        setattr(locked, field, value)
    locked.is_active = locked.is_staff = locked.is_superuser = False
    locked.last_login = locked.mail_stopped_at = None
    locked.anonymised_at = timezone.now()
    locked.set_unusable_password()
    locked.save()
    locked.groups.clear()
    locked.user_permissions.clear()
    _forget_account(locked)
    _forget_candidacies(locked)
    _forget_history(locked, names)
    person.refresh_from_db()


def _placeholder(person: Person) -> str:
    """ "Former member 12", in the main language of the forum in which she sat last."""
    term = Term.objects.held_by(person).select_related("seat__forum").order_by("-starts_on").first()
    language = term.seat.forum.main_language if term else settings.LANGUAGE_CODE
    with translation.override(language):
        if term:
            return _("Former member %(number)d") % {"number": person.pk}
        return _("Former participant %(number)d") % {"number": person.pk}


def _forget_account(person: Person) -> None:
    EmailAddress.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Notice.objects.filter(person=person).delete()
    _forget_what_she_followed(person)
    GroupMembership.objects.filter(person=person, until=None).update(until=timezone.localdate())
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def _forget_what_she_followed(person: Person) -> None:
    Follow.objects.filter(person=person).delete()
    Told.objects.filter(person=person).delete()
    events: Any = apps.get_model("forums", "FollowEvent")
    events.objects.filter(person_id=person.pk).delete()


WORDS = ("experience", "why", "brings")


def _forget_candidacies(person: Person) -> None:
    """Empties what she wrote as a candidate, in the history too; and she leads no selection."""
    nothing = dict.fromkeys(WORDS, "")
    Nomination.objects.filter(candidate=person).update(**nothing)
    events: Any = apps.get_model("forums", "NominationEvent")
    events.objects.filter(candidate_id=person.pk).update(**nothing)
    person.selections_led.remove(*person.selections_led.exclude(stage__in=CLOSED))


def _forget_history(person: Person, names: dict[str, Any]) -> None:
    """Rewrites what the tables of history hold of her person, and why her terms ended."""
    events: Any = apps.get_model("forums", "PersonEvent")
    events.objects.filter(pgh_obj_id=person.pk).update(
        **{name: value for name, value in names.items() if name != "organisation"},
        organisation_id=None,
    )
    terms = Term.objects.filter(person=person)
    terms.exclude(end_reason="").update(end_reason="")
    term_events: Any = apps.get_model("forums", "TermEvent")
    term_events.objects.filter(person_id=person.pk).exclude(end_reason="").update(end_reason="")
