"""Forms to take in what files say of contracts, and to tie a known contract to a commitment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commitments.domain.contracting.statements import MOST_BYTES

MOST_FILES = 20


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files, none of them empty or too large."""
        sent = data if isinstance(data, (list, tuple)) and data else [data or None]
        if len(sent) > MOST_FILES:
            raise ValidationError(
                _("Send at most %(most)d files at once."), params={"most": MOST_FILES}
            )
        files: list[UploadedFile[bytes]] = [super(FilesField, self).clean(each) for each in sent]
        for file in files:
            if (file.size or 0) > MOST_BYTES:
                raise ValidationError(
                    _("“%(name)s” is larger than %(most)d MB."),
                    params={"name": file.name, "most": MOST_BYTES // 1024**2},
                )
        return files


class ImportContractsForm(forms.Form):
    """Files of the Open Contracting Data Standard, and which of their processes are meant."""

    sent = FilesField(
        label=_("Files"),
        help_text=_(
            "JSON of the Open Contracting Data Standard 1.1, as the procurement office publishes "
            "it: release packages, releases, record packages or records, at most 5 MB each."
        ),
        widget=FilesInput(attrs={"accept": ".json,application/json"}),
    )
    only = forms.CharField(
        label=_("Only these contracts"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Where the files hold more than what stands behind this commitment: the Open "
            "Contracting ids (ocid), one in a line."
        ),
    )
    replace = forms.BooleanField(
        label=_("Where a release is known with other content, take the file's"), required=False
    )

    def clean_only(self) -> list[str]:
        """The ids, each once."""
        lines = (line.strip() for line in self.cleaned_data["only"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class TieContractForm(forms.Form):
    """A contracting process that the forum knows already, by its id."""

    ocid = forms.CharField(
        label=_("Open Contracting id (ocid)"),
        max_length=200,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
