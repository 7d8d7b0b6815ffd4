"""Forms with which the files of an import come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from action_plans.domain.office_files import MEGABYTE, MOST_BYTES
from commitments.domain.import_files import MOST_FILES
from commitments.domain.proposing.grids import MOST_ROWS
from commitments.models import SavedMapping


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several spreadsheets, as pairs of name and bytes."""

    widget = FilesInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """The files. Empty and large ones are refused."""
        sent = data if isinstance(data, (list, tuple)) and data else [data]
        if len(sent) > MOST_FILES:
            raise ValidationError(
                _("Send at most %(most)d files at once."), params={"most": MOST_FILES}
            )
        return [self._read(super(FilesField, self).clean(file)) for file in sent]

    @staticmethod
    def _read(file: Any) -> tuple[str, bytes]:
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("“%(name)s” is larger than %(most)d MB."),
                params={"name": file.name, "most": MOST_BYTES // MEGABYTE},
            )
        return str(file.name), bytes(file.read())


class UploadForm(forms.Form):
    """Files, and a mapping that the forum has kept."""

    spreadsheets = FilesField(label=_("Spreadsheets"))
    saved = forms.ModelChoiceField(
        label=_("Saved mapping"),
        queryset=SavedMapping.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None: propose what the columns are"),
    )

    def __init__(self, *args: Any, forum: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spreadsheets"].help_text = _(
            "XLSX or CSV, at most %(files)d files of %(size)d MB and %(rows)d rows each. Choose "
            "all files of the plan at once."
        ) % {"files": MOST_FILES, "size": MOST_BYTES // MEGABYTE, "rows": MOST_ROWS}
        saved = self.fields["saved"]
        assert isinstance(saved, forms.ModelChoiceField)
        saved.queryset = SavedMapping.objects.filter(forum=forum)
        if not saved.queryset.exists():
            del self.fields["saved"]


class MoreFilesForm(forms.Form):
    """Files in the place of those that had a problem, or further ones."""

    spreadsheets = FilesField(
        label=_("Corrected or further files"),
        help_text=_("A file with the name of one that is here takes its place."),
    )
