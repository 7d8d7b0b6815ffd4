"""The address of a person's own calendar: signed, and void once she asks for another one."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.db.models import F
from django.urls import reverse

from forums.domain.notices import absolute
from forums.models import Person

_signer = Signer(salt="forums.feeds")


def address(person: Person) -> str:
    """Where a calendar program finds the person's meetings without logging in."""
    token = _signer.sign(f"{person.pk}-{person.feed_revision}")
    return f"{absolute(reverse('forums:my-calendar'))}?token={token}"


def person_of_token(token: str) -> Person | None:
    """The person whose address it is; None where it is not ours or was made void."""
    try:
        pk, revision = (int(part) for part in _signer.unsign(token).split("-"))
    except (BadSignature, ValueError):
        return None
    return Person.objects.filter(pk=pk, feed_revision=revision, is_active=True).first()


def revoke(person: Person) -> None:
    """Makes every address that was given out so far void."""
    Person.objects.filter(pk=person.pk).update(feed_revision=F("feed_revision") + 1)
    person.refresh_from_db(fields=["feed_revision"])
