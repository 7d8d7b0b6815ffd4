"""JSON as it comes from outside: within limits, and with nothing that the database cannot keep."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from commitments.domain.contracting.faults import Broken, Fault, Path

MOST_DEPTH = 40
"""Objects and lists that stand within each other; a release of the standard has about ten."""


def parse(name: str, data: bytes, *, most_bytes: int) -> Any:
    """What a file says. Raises Broken where it is too large or no JSON, or cannot be kept."""
    if len(data) > most_bytes:
        raise Broken(
            [Fault(name, (), _("is larger than %(most)d MB") % {"most": most_bytes // 1024**2})]
        )
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Broken([Fault(name, (), _("is not written in UTF-8"))]) from None
    except json.JSONDecodeError as error:
        what = _("is not JSON: line %(line)d, column %(column)d") % {
            "line": error.lineno,
            "column": error.colno,
        }
        raise Broken([Fault(name, (), what)]) from None
    except RecursionError:
        raise Broken([Fault(name, (), _("is nested too deeply"))]) from None
    except ValueError:  # a whole number of thousands of digits
        raise Broken([Fault(name, (), _("holds a number that is too long"))]) from None
    if faults := [Fault(name, path, what) for path, what in _unkeepable(value)]:
        raise Broken(faults)
    return value


def _unkeepable(value: Any) -> Iterator[tuple[Path, StrOrPromise]]:
    """The places in a value that go too deep or that no database keeps."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, each = waiting.pop()
        if isinstance(each, (dict, list)):
            if len(path) >= MOST_DEPTH:
                yield path, _("is nested too deeply")
                continue
            inner = each.items() if isinstance(each, dict) else enumerate(each)
            for key, child in inner:
                if isinstance(key, str) and not _is_text(key):
                    yield path, _("holds a name with a character that cannot be kept")
                    continue
                waiting.append(((*path, key), child))
        elif isinstance(each, str) and not _is_text(each):
            yield path, _("holds a character that cannot be kept")
        elif isinstance(each, float) and not math.isfinite(each):
            yield path, _("is not a number")


def _is_text(words: str) -> bool:
    """Whether PostgreSQL keeps the text: no NUL, and no half of a character."""
    return "\x00" not in words and not any("\ud800" <= sign <= "\udfff" for sign in words)
