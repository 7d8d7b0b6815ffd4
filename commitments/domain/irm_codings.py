"""How the Independent Reporting Mechanism codes commitments, each product in its own scales."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.models import NEW_SCALE, OLD_SCALE, Commitment, IrmCoding, IrmProduct
from forums.domain.errors import Refused
from forums.domain.fingerprints import check_seen
from forums.models import Person

OF_ANY_SCALE = ("completion", "values", "remarks")
COLUMNS: dict[str, tuple[str, ...]] = {
    IrmProduct.Scale.OLD: (*OLD_SCALE, *OF_ANY_SCALE, "starred"),
    IrmProduct.Scale.NEW: (*NEW_SCALE, *OF_ANY_SCALE, "promising"),
}
"""What a coding says in each scale."""

Coding = Mapping[str, Any]


class OtherScale(Refused):
    """A product codes in its own scales, and commitments of its own plan."""


@transaction.atomic
def save(
    product: IrmProduct, *, by: Person, codings: Mapping[int, Coding], before: str = ""
) -> int:
    """Codes commitments, by their ids; a coding that says nothing is taken away.

    `before` is what `seen` said when the form was shown. Returns how many codings changed.
    Raises ChangedMeanwhile, OtherScale.
    """
    locked = IrmProduct.objects.select_for_update().get(pk=product.pk)
    check_seen(before, seen(locked))
    known = {row.commitment_id: row for row in locked.codings.all()}
    own = set(
        Commitment.objects.filter(plan=locked.plan_id, pk__in=codings).values_list("pk", flat=True)
    )
    changed = 0
    for commitment_id, coding in codings.items():
        if commitment_id not in own or not set(coding) <= set(COLUMNS[locked.scale]):
            raise OtherScale(_("This product codes commitments of its plan, in its own scales."))
        row = known.get(commitment_id) or IrmCoding(product=locked, commitment_id=commitment_id)
        changed += _put(row, coding)
    return changed


def _put(row: IrmCoding, coding: Coding) -> bool:
    """Saves what is new, takes away what says nothing. Says whether anything changed."""
    if not any(_says(name, value) for name, value in coding.items()):
        return bool(row.pk and row.delete())
    if row.pk and all(getattr(row, name) == value for name, value in coding.items()):
        return False
    for name, value in coding.items():
        setattr(row, name, value)
    row.save()
    return True


def _says(name: str, value: Any) -> bool:
    """Whether a value says something: that a commitment is not verifiable does, no star does not."""
    return value is not None if name in ("verifiable", "open_gov_lens") else bool(value)


def seen(product: IrmProduct) -> str:
    """What tells one state of a product's codings from another."""
    names = COLUMNS[product.scale]
    rows = product.codings.order_by("commitment").values_list("commitment", *names)
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]
