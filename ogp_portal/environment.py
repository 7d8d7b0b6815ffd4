"""Settings from the environment: typed, declared once, refused with a sentence.

Each reader takes a setting's name and says what it is about; the declarations make up the
table in the README. An empty value counts as none. A value that is missing or wrong raises
`WrongSetting` with a sentence that names the setting, and the start ends there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")


class WrongSetting(ImproperlyConfigured):
    """A setting is missing or wrong; its sentence is all that whoever set it has to read."""


def say_wrong_setting(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """For `sys.excepthook`: a wrong setting ends the process with its sentence, no traceback."""
    if issubclass(kind, WrongSetting):
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


@dataclass(frozen=True)
class Declaration:
    """One setting as the README shows it; `default` is a sentence or a value in words."""

    name: str
    kind: str
    default: str
    about: str


DECLARED: dict[str, Declaration] = {}
REQUIRED_IN_PRODUCTION = "required in production"


def _declare(name: str, kind: str, default: str, about: str) -> None:
    DECLARED[name] = Declaration(name, kind, default, about)


def _raw(name: str) -> str | None:
    """The value as it stands in the environment, without the spaces around it."""
    return (os.environ.get(name) or "").strip() or None


def missing(name: str, about: str) -> WrongSetting:
    """The sentence for a setting that has to be there and is not."""
    return WrongSetting(f"{name} is not set. It says: {about}")


def _wrong(name: str, rule: str, value: str) -> WrongSetting:
    return WrongSetting(f"{name} must be {rule}, not “{value}”.")


def text(name: str, default: str | None = "", *, about: str, shown: str | None = None) -> str:
    """A line of text. With `default=None` it has to be set; `shown` is the table's default."""
    described = shown if shown is not None else (default or "none")
    _declare(name, "text", REQUIRED_IN_PRODUCTION if default is None else described, about)
    value = _raw(name) or default
    if value is None:
        raise missing(name, about)
    return value


def secret(name: str, default: str | None = "", *, about: str, shown: str = "none") -> str:
    """Text that should not stand in a process list: NAME, or NAME_FILE with a path to it."""
    _declare(name, f"secret (or {name}_FILE)", shown, about)
    path = _raw(f"{name}_FILE")
    if path is not None:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSetting(
                f"{name}_FILE names {path}, which cannot be read: {error.strerror}."
            ) from error
    value = _raw(name) or default
    if value is None:
        raise missing(name, about)
    return value


def flag(name: str, default: bool = False, *, about: str, shown: str | None = None) -> bool:
    """Yes or no."""
    _declare(name, "yes or no", shown or ("yes" if default else "no"), about)
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise _wrong(name, "yes or no (1 or 0)", value)


def number(name: str, default: int, *, about: str, least: int = 0, most: int = 2**31) -> int:
    """A whole number from `least` to `most`."""
    _declare(name, "number", str(default), about)
    value = _raw(name)
    if value is None:
        return default
    try:
        result = int(value)
    except ValueError:
        raise _wrong(name, "a whole number", value) from None
    if not least <= result <= most:
        raise _wrong(name, f"from {least} to {most}", value)
    return result


def choice(
    name: str, choices: Sequence[str], default: str, *, about: str, shown: str | None = None
) -> str:
    """One of a few words."""
    _declare(name, " or ".join(f"`{word}`" for word in choices), shown or default, about)
    value = _raw(name) or default
    if value not in choices:
        raise _wrong(name, "one of " + ", ".join(choices), value)
    return value


def words(name: str, default: Sequence[str] = (), *, about: str) -> list[str]:
    """Several words, separated by commas."""
    _declare(name, "list, by commas", ", ".join(default) or "none", about)
    value = _raw(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def origin(name: str, default: str | None, *, about: str, shown: str | None = None) -> str:
    """Scheme and host of a web site, such as `https://forum.example.org`, without a slash."""
    value = text(name, default, about=about, shown=shown)
    _declare(name, "address", shown or default or REQUIRED_IN_PRODUCTION, about)
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise _wrong(name, "an address such as https://forum.example.org", value)
    return f"{parts.scheme}://{parts.netloc}"


def checked(name: str, value: str, convert: Callable[[str], Value], rule: str) -> Value:
    """What `convert` makes of the value; its ValueError becomes a sentence naming the setting."""
    try:
        return convert(value)
    except ValueError:
        raise _wrong(name, rule, value) from None


def database(name: str, url: str) -> dict[str, object]:
    """Django's settings of a PostgreSQL address: `postgresql://user:password@host:5432/name`.

    What follows a question mark is handed to the driver, `host` and `port` in their place.
    The address may hold a password and is therefore not repeated when it is wrong.
    """
    rule = f"{name} must be an address such as postgresql://user:password@host:5432/name."
    try:
        parts = urlsplit(url)
        port = parts.port
        options: dict[str, object] = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise WrongSetting(rule) from None
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise WrongSetting(rule)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": str(options.pop("host", None) or parts.hostname or ""),
        "PORT": str(options.pop("port", None) or port or ""),
        "OPTIONS": options,
    }


def table() -> str:
    """The declared settings as the Markdown table that stands in the README."""
    rows = ["| setting | kind | default | says |", "|---|---|---|---|"]
    rows += [
        f"| `{row.name}` | {row.kind} | {row.default} | {row.about} |"
        for row in sorted(DECLARED.values(), key=lambda row: row.name)
    ]
    return "\n".join(rows)
