"""People as a forum knows them: invited by e-mail, and made nobody when they ask for it."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums.domain import notices
from forums.domain.errors import Incomplete, Refused
from forums.models import Forum, GroupMembership, Notice, Person, Term


class StillSeated(Refused):
    """Who holds a seat is known by name."""


class AlreadyAnonymous(Refused):
    """There is no name left to take away."""


def invite(*, email: str, name: str, by: Person, forum: Forum) -> Person:
    """The person with this address; a new one where there is none, who has no password yet.

    She is written to with what she was invited for, see `password_url`.
    """
    address = email.strip().lower()
    found = Person.objects.filter(email=address).first()
    if found is not None:
        return found
    if not name.strip():
        raise Incomplete(_("Nobody has this address yet. Give the name too."))
    try:
        with transaction.atomic():
            person = Person.objects.create_user(
                address,
                name=name.strip(),
                language=forum.main_language,
                time_zone=forum.time_zone,
            )
            EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    except IntegrityError:
        return Person.objects.get(email=address)
    return person


def reset_url() -> str:
    """Where anybody asks for a link to set a password."""
    return notices.absolute(reverse("account_reset_password"))


def password_url(person: Person) -> str:
    """The link with which somebody without a password sets one; empty for everybody else.

    It holds for `PASSWORD_RESET_TIMEOUT` and until it is used.
    """
    if person.has_usable_password() or SocialAccount.objects.filter(user=person).exists():
        return ""
    key = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    return notices.absolute(
        reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(person), "key": key},
        )
    )


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
    minutes, revisions and comments stand. Raises StillSeated while she holds a seat.
    """
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
    GroupMembership.objects.filter(person=person, until=None).update(until=timezone.localdate())
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


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


APPS = ("forums", "action_plans", "commitments", "account")


def own_data(person: Person) -> dict[str, Any]:
    """Everything that the portal holds of a person, by kind of thing; no secrets.

    Found by what points at her, so that no kind can be forgotten.
    """
    found: dict[str, Any] = {
        "exported_at": timezone.now().isoformat(),
        "person": {
            name: getattr(person, name)
            for name in ("id", "name", "email", "language", "time_zone", "joined_at", "last_login")
        }
        | {"organisation": str(person.organisation or "")},
    }
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.app_label not in APPS or hasattr(model, "pgh_tracked_model"):
            continue
        rows = model._default_manager.filter(**{relation.field.name: person})
        key = f"{model._meta.label}.{relation.field.name}"
        if listed := serializers.serialize("python", rows):
            found[key] = [{"id": row["pk"], **row["fields"]} for row in listed]
    return found
