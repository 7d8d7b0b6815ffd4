"""The form to put a file or a link into the repository."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forums.domain import documents
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Document


class DocumentForm(TranslatedFormMixin, forms.ModelForm[Document]):
    """A file or a link, not both."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=200)}
    first: ClassVar[tuple[str, ...]] = ("kind",)

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = ["kind", "file", "url", "dated_on", "licence"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "dated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "file": forms.FileInput(),
        }

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        file, url = clean.get("file"), clean.get("url")
        if file and url:
            raise ValidationError(_("Send a file or a link, not both."))
        if not file and not url and not self.errors:
            raise ValidationError(_("Choose a file, or give the address of a page."))
        if file:
            try:
                documents.check_file(file)
            except documents.FileRefused as refused:
                self.add_error("file", str(refused))
        return clean
