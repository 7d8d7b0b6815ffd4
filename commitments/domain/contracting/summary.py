"""What the portal shows of a contracting process, read from its compiled release."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from commitments.domain.contracting.shapes import MOST_OF_A_NUMBER, moment_of
from commitments.models import ContractingStatus
from forums.domain.full_text import without_accents

Part = dict[str, Any]

CANCELLED = {"cancelled", "unsuccessful", "withdrawn"}
MOST_WORDS = 400
_CODE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})?")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Summary:
    """The columns of a `ContractingProcess` that come from its compiled release."""

    title: str
    description: str
    language: str
    buyer: str
    suppliers: list[str]
    status: str
    amount: Decimal | None
    currency: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    released_at: dt.datetime | None
    url: str
    words: str


def summary(compiled: Part) -> Summary:
    """What is shown. Texts that are longer than a column are cut."""
    stages = [
        _part(compiled, "tender"),
        *_parts(compiled, "contracts"),
        *_parts(compiled, "awards"),
    ]
    title = _first(stage.get("title") for stage in stages)[:500]
    buyer, suppliers = _buyer(compiled)[:300], _suppliers(compiled)
    description = _first(stage.get("description") for stage in stages)
    amount, currency = value(compiled)
    starts_on, ends_on = _period(compiled)
    return Summary(
        title=title,
        description=description,
        language=_language(compiled.get("language")),
        buyer=buyer,
        suppliers=suppliers,
        status=status(compiled),
        amount=amount,
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        released_at=moment_of(compiled.get("date")),
        url=_notice(stages),
        words=" ".join(
            words_of(" ".join([compiled.get("ocid", ""), title, buyer, *suppliers, description]))
        ),
    )


def _language(code: Any) -> str:
    """The code of the language of its texts, as pages write it."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without accents, at most so many."""
    plain = without_accents(unicodedata.normalize("NFKC", text)).casefold()
    return [found[:60] for found in _WORD.findall(plain)[:MOST_WORDS]]


def status(compiled: Part) -> str:
    """How far a process is: the last stage of which it tells; empty where it tells of none.

    What was called off ends it, unless something of the same stage goes on.
    """
    if contracts := _parts(compiled, "contracts"):
        return _status_of_contracts(contracts)
    if awards := _parts(compiled, "awards"):
        on = any(award.get("status") not in CANCELLED for award in awards)
        return ContractingStatus.AWARD if on else ContractingStatus.CANCELLED
    if tender := _part(compiled, "tender"):
        if tender.get("status") in CANCELLED:
            return ContractingStatus.CANCELLED
        planned = tender.get("status") in ("planning", "planned")
        return ContractingStatus.PLANNING if planned else ContractingStatus.TENDER
    return ContractingStatus.PLANNING if _part(compiled, "planning") else ""


def _status_of_contracts(contracts: list[Part]) -> str:
    going = [each for each in contracts if each.get("status") not in CANCELLED]
    if not going:
        return ContractingStatus.CANCELLED
    if all(each.get("status") == "terminated" for each in going):
        return ContractingStatus.COMPLETE
    if any(_part(each, "implementation") for each in going):
        return ContractingStatus.IMPLEMENTATION
    return ContractingStatus.CONTRACT


def value(compiled: Part) -> tuple[Decimal | None, str]:
    """What it costs: the contracts together, else the awards, else the tender, else the budget.

    Nothing where sums in different currencies would have to be added.
    """
    going = [
        [each for each in _parts(compiled, stage) if each.get("status") not in CANCELLED]
        for stage in ("contracts", "awards")
    ]
    planned = [_part(_part(_part(compiled, "planning"), "budget"), "amount")]
    for values in (
        *([_part(each, "value") for each in stage] for stage in going),
        [_part(_part(compiled, "tender"), "value")],
        planned,
    ):
        told = [each for each in values if each.get("amount") is not None and each.get("currency")]
        if told:
            currencies = {each["currency"].upper() for each in told}
            if len(currencies) > 1:
                return None, ""
            total = sum((Decimal(str(each["amount"])) for each in told), Decimal())
            if abs(total) >= MOST_OF_A_NUMBER:
                return None, ""
            return total.quantize(Decimal("0.01")), currencies.pop()
    return None, ""


def _period(compiled: Part) -> tuple[dt.date | None, dt.date | None]:
    """From the first beginning to the last end of what is bought."""
    contracts, awards = _parts(compiled, "contracts"), _parts(compiled, "awards")
    tender = _part(compiled, "tender")
    for periods in (
        [_part(each, "period") for each in contracts],
        [_part(each, "contractPeriod") for each in awards],
        [_part(tender, "contractPeriod")],
        [_part(tender, "tenderPeriod")],
    ):
        starts = [day for each in periods if (day := moment_of(each.get("startDate")))]
        ends = [day for each in periods if (day := moment_of(each.get("endDate")))]
        if starts or ends:
            return (min(starts).date() if starts else None, max(ends).date() if ends else None)
    return None, None


def _buyer(compiled: Part) -> str:
    named = [_part(compiled, "buyer"), *_in_role(compiled, "buyer")]
    named += [_part(_part(compiled, "tender"), "procuringEntity")]
    return _first(
        [*_names(compiled, named), *_names(compiled, _in_role(compiled, "procuringEntity"))]
    )


def _suppliers(compiled: Part) -> list[str]:
    """The names of those who were awarded something, each once, in the order of the awards."""
    going = [each for each in _parts(compiled, "awards") if each.get("status") not in CANCELLED]
    named = [party for award in going for party in _parts(award, "suppliers")]
    found = named or _in_role(compiled, "supplier")
    return list(dict.fromkeys(name[:300] for name in _names(compiled, found)))[:100]


def _names(compiled: Part, parties: Iterable[Part]) -> Iterator[str]:
    """Their names, those that only stand in the list of parties found there by id."""
    known = {
        each["id"]: str(each["name"])
        for each in _parts(compiled, "parties")
        if each.get("id") is not None and each.get("name")
    }
    for party in parties:
        name = party.get("name") or known.get(party.get("id"))
        if name:
            yield str(name).strip()


def _in_role(compiled: Part, role: str) -> list[Part]:
    return [each for each in _parts(compiled, "parties") if role in (each.get("roles") or [])]


def _notice(stages: Iterable[Part]) -> str:
    """The page on which the buyer told of it: its first notice, else its first document."""
    documents = [each for stage in stages for each in _parts(stage, "documents")]
    notices = [each for each in documents if str(each.get("documentType")).endswith("Notice")]
    return _first(
        each.get("url") for each in [*notices, *documents] if _is_address(each.get("url"))
    )


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > 1000:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _first(texts: Iterable[Any]) -> str:
    return next((str(text).strip() for text in texts if text and str(text).strip()), "")


def _part(whole: Part, key: str) -> Part:
    found = whole.get(key)
    return found if isinstance(found, dict) else {}


def _parts(whole: Part, key: str) -> list[Part]:
    found = whole.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
