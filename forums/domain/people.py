"""People as a forum knows them: invited by e-mail, and what is held of them."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.models import SocialAccount
from django.core import serializers
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain import notices
from forums.domain.errors import Incomplete
from forums.models import Forum, Person


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
