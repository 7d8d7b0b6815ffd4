"""What is said about a commitment beside its text: OGP's number, policy areas, goals, whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commitments.models import Commitment, PolicyArea
from forums.domain import fingerprints
from forums.domain.errors import Refused
from forums.models import Person

DESCRIBED = ("ogp_id", "goals", "contact_name", "contact_role", "contact_email")


class NumberTaken(Refused):
    """OGP gives each number once."""


def fingerprint(commitment: Commitment) -> str:
    """The same where nobody changed the details in between."""
    return fingerprints.fingerprint(commitment, [*DESCRIBED, "policy_areas"])


@transaction.atomic
def describe(
    commitment: Commitment,
    *,
    by: Person,
    policy_areas: Iterable[PolicyArea],
    seen: str = "",
    **fields: Any,
) -> None:
    """Sets the details. The promise itself is changed by amendments alone.

    Raises NumberTaken where another commitment has OGP's number, ChangedMeanwhile.
    """
    locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    fingerprints.check_seen(seen, fingerprint(locked))
    for name in DESCRIBED:
        if name in fields:
            setattr(locked, name, fields[name])
    locked.ogp_id = locked.ogp_id or None
    try:
        with transaction.atomic():
            locked.save(update_fields=[*DESCRIBED])
    except IntegrityError as error:
        raise NumberTaken(
            _("Another commitment has OGP's number %(number)s.") % {"number": locked.ogp_id}
        ) from error
    locked.policy_areas.set(policy_areas)
