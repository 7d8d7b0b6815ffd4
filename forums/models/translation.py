"""Texts that exist in several languages, kept in one jsonb column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

MAIN = "_"


class Translated(dict[str, str]):
    """A text by language code, `{"en": "Health", "es": "Salud"}`.

    `str()` gives the reader's language, else the text's main language, else the
    installation's, else any that is there. The main language of a text whose forum does
    not work in the installation's language is kept under the key `_`.
    """

    @classmethod
    def of(cls, value: object, *, main: str = "") -> Translated:
        """The value as a Translated; a plain string becomes a text in `main`."""
        if isinstance(value, Translated):
            return value
        if isinstance(value, Mapping):
            return cls({str(key): str(text) for key, text in value.items()})
        if value is None or value == "":
            return cls()
        main = main or settings.LANGUAGE_CODE
        translated = cls({main: str(value)})
        if main != settings.LANGUAGE_CODE:
            translated[MAIN] = main
        return translated

    @property
    def main(self) -> str:
        """The code of the language that the text was first written in."""
        return self.get(MAIN) or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[str]:
        """Codes of the languages in which there is a text, sorted."""
        return sorted(code for code, text in self.items() if code != MAIN and text)

    @property
    def language(self) -> str:
        """The code of the language that `str()` shows now; empty where there is no text."""
        wanted = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        for code in (wanted, self.main, settings.LANGUAGE_CODE, *self.languages):
            if self.get(code):
                return code
        return ""

    @property
    def is_fallback(self) -> bool:
        """Whether `str()` shows another language than the reader's."""
        wanted = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return bool(self.language) and self.language != wanted

    def texts(self) -> dict[str, str]:
        """The texts by language, without the mark of the main one."""
        return {code: self[code] for code in self.languages}

    def __str__(self) -> str:
        return self.get(self.language, "")

    def __bool__(self) -> bool:
        return bool(self.languages)


class TranslatedField(models.JSONField):
    """A jsonb column that reads as a Translated and takes a mapping or a plain string."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Translated)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        loaded = super().from_db_value(value, expression, connection)
        return Translated.of(loaded) if isinstance(loaded, dict) else loaded

    def to_python(self, value: Any) -> Any:
        return Translated.of(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            value = Translated.of(value)
        return super().get_prep_value(value)

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        setattr(cls, name, _TranslatedAttribute(self))


class _TranslatedAttribute:
    """Whatever is assigned to the column reads back as a Translated at once."""

    def __init__(self, field: TranslatedField) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        return instance.__dict__[self.field.attname]

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, (str, Mapping)) or value is None:
            value = Translated.of(value)
        instance.__dict__[self.field.attname] = value
