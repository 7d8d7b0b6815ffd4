"""The forms of a document: putting one into the repository, changing its facts, withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forums.domain import documents, licences
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin, language_name
from forums.models import Document, Forum
from forums.models.searching import CONFIGURATIONS

DAY = {"type": "date"}


class FactsForm(TranslatedFormMixin, forms.ModelForm[Document]):
    """What is said of a file or a link."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=200)}
    first: ClassVar[tuple[str, ...]] = ("kind",)

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("In which the document itself is written."),
    )
    licence = forms.ChoiceField(label=_("Licence"), choices=licences.choices)
    licence_other = forms.CharField(
        label=_("Which other licence"),
        required=False,
        max_length=60,
        help_text=_("Only where it is none of those above."),
    )

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = [
            *("kind", "url", "dated_on", "language", "licence", "archived_url", "archived_on")
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "dated_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
            "archived_on": forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, forum=forum, **kwargs)
        codes = dict.fromkeys(
            [*self.languages, *(code for code, _name in settings.LANGUAGES), *CONFIGURATIONS]
        )
        self._choose("language", [(code, language_name(code)) for code in codes])
        known = self.initial.get("licence")
        if known and known not in licences.LICENCES:
            self.initial.update(licence=licences.OTHER, licence_other=known)
        self.order_fields(
            [name for name in self.fields if not name.startswith(("licence", "archived"))]
            + ["licence", "licence_other", "archived_url", "archived_on"]
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Sets the choices, and among them what is set already, so that nothing is lost."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        before = self.initial.get(name)
        also = [(before, language_name(before))] if before else []
        empty = ("", pgettext_lazy("language of a document", "Several, or none"))
        field.choices = [empty, *dict([*choices, *also]).items()]

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean_url(self) -> str:
        return self._web_address("url")

    def clean_archived_url(self) -> str:
        return self._web_address("archived_url")

    def _web_address(self, name: str) -> str:
        url: str = self.cleaned_data[name] or ""
        if url and not url.lower().startswith(("https://", "http://")):
            raise ValidationError(_("Give an address that begins with https:// or http://."))
        return url

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("licence") == licences.OTHER and not clean.get("licence_other"):
            self.add_error("licence_other", _("Say which licence it is."))
        if clean.get("archived_url") and not clean.get("archived_on") and not self.errors:
            self.add_error("archived_on", _("Say on which day the copy was made."))
        if clean.get("archived_on") and not clean.get("archived_url") and not self.errors:
            self.add_error("archived_url", _("Give the address of the copy."))
        return clean

    def values(self) -> dict[str, Any]:
        """The clean data; the licence as its code or in the words that were typed."""
        clean = super().values()
        other = clean.pop("licence_other")
        if clean["licence"] == licences.OTHER:
            clean["licence"] = other
        return clean


class DocumentForm(FactsForm):
    """A new one: a file or a link, not both."""

    class Meta(FactsForm.Meta):
        fields: ClassVar[list[str]] = ["kind", "file", *FactsForm.Meta.fields[1:]]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **FactsForm.Meta.widgets,
            "file": forms.FileInput(),
        }

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        file, url = clean.get("file"), clean.get("url")
        if file and url:
            raise ValidationError(_("Send a file or a link, not both."))
        if not file and not url and not self.errors:
            raise ValidationError(_("Choose a file, or give the address of a page."))
        if file:
            try:
                documents.check_file(file, kind=clean.get("kind", ""))
            except documents.FileRefused as refused:
                self.add_error("file", str(refused))
        return clean


class DocumentChangeForm(SeenMixin, FactsForm):
    """What is said of a document that is there. A file stays as it is; a link can be corrected."""

    state_of: ClassVar[Callable[[Any], str]] = staticmethod(documents.fingerprint)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.file:
            for name in ("url", "archived_url", "archived_on"):
                del self.fields[name]
        else:
            self.fields["url"].required = True


class WithdrawalForm(TranslatedFormMixin, forms.Form):
    """Why a document is withdrawn."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why it is withdrawn"),
            required=True,
            rows=3,
            most=500,
            help=_("Everybody can read this at the document's address."),
        )
    }
