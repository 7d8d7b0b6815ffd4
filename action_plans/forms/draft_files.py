"""Forms to bring a file of a draft back, and to choose what of it is taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from action_plans.domain import office_files
from action_plans.domain.draft_import import Comparison
from action_plans.domain.office_files import MEGABYTE, MOST_BYTES, OfficeFileRefused


class BringForm(forms.Form):
    """A file that came back, and who wrote in it."""

    file = forms.FileField(
        label=_("The file that came back"),
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.csv"}),
        allow_empty_file=True,
    )
    written_by = forms.CharField(
        label=_("Who wrote in it"),
        help_text=_("The office or the person. It stands in the history beside your name."),
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "DOCX, XLSX or CSV, at most %(most)d MB. You see every change before anything is saved."
        ) % {"most": MOST_BYTES // MEGABYTE}

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            office_files.check_size(file.name or "", file.size or 0)
        except OfficeFileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


class TakeOverForm(forms.Form):
    """Which of the changes that a file brought are taken over, of those that can be."""

    chosen = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("The file does not bring this change.")},
    )
    seen = forms.CharField(max_length=16)

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(edit.key, edit.key) for edit in comparison.edits if not edit.refused]
        self.proposed = [edit.key for edit in comparison.edits if edit.proposed]

    @property
    def ticked(self) -> list[str]:
        """What is ticked: what the person chose, or what is proposed to her."""
        if self.is_bound and hasattr(self.data, "getlist"):
            return [str(key) for key in self.data.getlist("chosen")]
        return self.proposed
