"""Forms for texts in several languages: one plain field for each language of the forum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from forums.models import Forum, Translated

MOST = 32_767
"""The greatest number that the small columns of all these forms hold."""


@dataclass(frozen=True)
class Text:
    """How a translated text is asked for: its label, whether the main language must be there."""

    label: StrOrPromise
    required: bool = False
    rows: int = 0
    help: StrOrPromise = ""
    most: int = 20_000


def language_name(code: str) -> str:
    """The language's name in the reader's language."""
    try:
        return _(get_language_info(code)["name"])
    except KeyError:
        return code


class TranslatedFormMixin(forms.BaseForm):
    """Adds a field `<name>__<language>` for each text and language, the main language first.

    `values()` gives the clean data with each text put together as a Translated.
    """

    texts: ClassVar[dict[str, Text]] = {}
    first: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forum = forum
        self.languages = [
            forum.main_language,
            *(code for code in forum.languages if code != forum.main_language),
        ]
        own = dict(self.fields)
        for field in own.values():
            if isinstance(field, forms.IntegerField) and field.max_value is None:
                field.validators.append(MaxValueValidator(MOST))
        self.fields.clear()
        for name, text in self.texts.items():
            self._add(name, text)
        for name, field in own.items():
            self.fields[name] = field
        if self.first:
            self.order_fields([*self.first, *self.fields])

    def _add(self, name: str, text: Text) -> None:
        instance = getattr(self, "instance", None)
        before = Translated.of(getattr(instance, name, None) or self.initial.get(name))
        for code in self.languages:
            label = str(text.label)
            if len(self.languages) > 1:
                label = _("%(label)s (%(language)s)") % {
                    "label": label,
                    "language": language_name(code),
                }
            widget: forms.Widget = (
                forms.Textarea(attrs={"rows": text.rows, "lang": code})
                if text.rows
                else forms.TextInput(attrs={"lang": code})
            )
            self.fields[f"{name}__{code}"] = forms.CharField(
                label=label,
                required=text.required and code == self.languages[0],
                widget=widget,
                help_text=text.help if code == self.languages[0] else "",
                max_length=text.most,
                initial=before.get(code, ""),
            )

    def values(self) -> dict[str, Any]:
        """The clean data, the texts put together."""
        clean = dict(self.cleaned_data)
        for name in self.texts:
            clean[name] = self.text_of(name)
            for code in self.languages:
                clean.pop(f"{name}__{code}", None)
        return clean

    def text_of(self, name: str) -> Translated:
        """One text in all languages in which it was typed."""
        typed = {code: self.cleaned_data.get(f"{name}__{code}", "") for code in self.languages}
        text = Translated(
            {code: value.replace("\r\n", "\n") for code, value in typed.items() if value}
        )
        if self.languages[0] != settings.LANGUAGE_CODE and text:
            text["_"] = self.languages[0]
        return text
