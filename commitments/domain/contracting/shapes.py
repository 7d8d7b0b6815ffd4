"""Of which kind the values are that the portal reads in a release; all others are kept unread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from commitments.domain.contracting.faults import Path

Wrong = tuple[Path, StrOrPromise]
Check = Callable[[Any], StrOrPromise]
"""Says what is wrong with a value that is there; nothing where it is right."""

MOST_OF_A_NUMBER = 10**18
YEARS = range(1900, 2200)


def moment_of(value: Any) -> dt.datetime | None:
    """A date or a moment as the standard writes them, in UTC where no zone stands; else None."""
    if not isinstance(value, str):
        return None
    try:
        moment = parse_datetime(value)
        if moment is None and (day := parse_date(value)) is not None:
            moment = dt.datetime.combine(day, dt.time())
    except ValueError:  # the thirtieth of February
        return None
    if moment is None or moment.year not in YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def text(value: Any) -> StrOrPromise:
    return "" if isinstance(value, str) else _("is not a text")


def identifier(value: Any) -> StrOrPromise:
    right = isinstance(value, (str, int)) and not isinstance(value, bool)
    return "" if right else _("is not an id")


def number(value: Any) -> StrOrPromise:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return _("is not a number")
    return "" if abs(value) < MOST_OF_A_NUMBER else _("is too large")


def currency(value: Any) -> StrOrPromise:
    right = isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha()
    return "" if right else _("is not the code of a currency, three letters")


def moment(value: Any) -> StrOrPromise:
    return "" if moment_of(value) else _("is not a date")


def short(most: int) -> Check:
    """A text that is not empty and not longer than this."""

    def check(value: Any) -> StrOrPromise:
        if not isinstance(value, str):
            return _("is not a text")
        if not value.strip():
            return _("is empty")
        if not value.isprintable():
            return _("holds a character that cannot be kept")
        return "" if len(value) <= most else _("is longer than %(most)d letters") % {"most": most}

    return check


@dataclass(frozen=True)
class Must:
    """A value that has to be there."""

    shape: Any


ID = Must(short(200))
VALUE = {"amount": number, "currency": currency}
PERIOD = {"startDate": moment, "endDate": moment}
PARTY = {"id": identifier, "name": text}
DOCUMENTS = [{"id": identifier, "documentType": text, "title": text, "url": text}]
TOLD = {
    "ocid": ID,
    "date": Must(moment),
    "language": text,
    "parties": [{**PARTY, "roles": [text]}],
    "buyer": PARTY,
    "planning": {
        "rationale": text,
        "budget": {"amount": VALUE, "description": text},
        "documents": DOCUMENTS,
    },
    "tender": {
        "id": identifier,
        "title": text,
        "description": text,
        "status": text,
        "value": VALUE,
        "procuringEntity": PARTY,
        "tenderPeriod": PERIOD,
        "contractPeriod": PERIOD,
        "documents": DOCUMENTS,
    },
    "awards": [
        {
            "id": identifier,
            "title": text,
            "description": text,
            "status": text,
            "date": moment,
            "value": VALUE,
            "suppliers": [PARTY],
            "contractPeriod": PERIOD,
            "documents": DOCUMENTS,
        }
    ],
    "contracts": [
        {
            "id": identifier,
            "awardID": identifier,
            "title": text,
            "description": text,
            "status": text,
            "value": VALUE,
            "period": PERIOD,
            "dateSigned": moment,
            "documents": DOCUMENTS,
            "implementation": {
                "transactions": [{"id": identifier}],
                "milestones": [{"id": identifier}],
                "documents": DOCUMENTS,
            },
        }
    ],
}
RELEASE = {**TOLD, "id": Must(short(300)), "tag": Must([text])}
COMPILED = TOLD
LINKED = {"url": Must(short(1000)), "date": Must(moment), "tag": [text]}


def wrong(value: Any, shape: Any, path: Path = ()) -> Iterator[Wrong]:
    """What is of another kind than the shape says. A value that is null is one that is not there."""
    if isinstance(shape, Must):
        if value is None:
            yield path, _("is missing")
            return
        shape = shape.shape
    if value is None:
        return
    if isinstance(shape, Mapping):
        yield from _wrong_object(value, shape, path)
    elif isinstance(shape, list):
        yield from _wrong_list(value, shape[0], path)
    elif what := shape(value):
        yield path, what


def _wrong_object(value: Any, shape: Mapping[str, Any], path: Path) -> Iterator[Wrong]:
    if not isinstance(value, Mapping):
        yield path, _("is not an object")
        return
    for key, inner in shape.items():
        yield from wrong(value.get(key), inner, (*path, key))


def _wrong_list(value: Any, shape: Any, path: Path) -> Iterator[Wrong]:
    if not isinstance(value, list):
        yield path, _("is not a list")
        return
    for index, each in enumerate(value):
        yield from wrong(each, Must(shape), (*path, index))
