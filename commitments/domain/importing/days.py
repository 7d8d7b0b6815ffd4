"""Dates as people write them in cells: with figures, or with a month's name. Pure."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

NAMES = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
}
_SHORT = {"sept": 9, "set": 9, "setiembre": 9, "juil": 7}
_LITTLE = {"de", "del", "of", "the", "le", "el"}
_ENGLISH = NAMES["en"].split()


def _months() -> dict[str, int]:
    found: dict[str, int] = dict(_SHORT)
    for names in NAMES.values():
        for number, name in enumerate(names.split(), start=1):
            found[name] = number
            found.setdefault(name[:3], number)
    return found


_MONTHS = _months()


def parse(text: str, form: str) -> dt.datetime | None:
    """The date that the text holds in a form such as %d/%m/%Y; None where it holds none.

    With %B in the form, months may be named in English, Spanish, French or Portuguese, and
    little words between day, month and year are passed over.
    """
    if "%B" in form:
        text = _in_english(text)
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
    except ValueError:
        return None


def _in_english(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z]+|\d+", "".join(c for c in plain if not unicodedata.combining(c)))
    said = []
    for word in words:
        if word in _MONTHS:
            said.append(_ENGLISH[_MONTHS[word] - 1])
        elif word not in _LITTLE and word not in {"st", "nd", "rd", "th", "er", "o"}:
            said.append(word)
    return " ".join(said)
