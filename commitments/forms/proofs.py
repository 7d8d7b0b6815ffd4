"""Several files and links as evidence, a row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.domain.proofs import Proof
from forums.domain import documents
from forums.models import Document

MOST = 10
EMPTY = 3
PREFIX = "proof"


class ProofForm(forms.Form):
    """One file or link, and in a few words what it is."""

    title = forms.CharField(label=_("What it is"), required=False, max_length=200)
    url = forms.URLField(label=_("Link"), required=False, max_length=1000, assume_scheme="https")
    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput, help_text=_("Up to 10 MB.")
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        title, url, file = (clean.get(name) for name in ("title", "url", "file"))
        if file and url:
            self.add_error("url", _("Send a file or a link, not both."))
        if (file or url) and not title:
            self.add_error("title", _("Say in a few words what it is."))
        if title and not (file or url) and not self.errors:
            self.add_error("url", _("Give a link or choose a file."))
        if file:
            try:
                documents.check_file(file)
            except documents.FileRefused as refused:
                self.add_error("file", str(refused))
        return clean


if TYPE_CHECKING:
    Rows = forms.BaseFormSet[ProofForm]
else:
    Rows = forms.BaseFormSet


class ProofRows(Rows):
    """The rows of evidence of one form."""

    @property
    def given(self) -> list[Proof]:
        """What was filled in, for the verbs."""
        return [
            Proof(row["title"], url=row.get("url") or "", file=row.get("file") or None)
            for row in self.cleaned_data
            if row.get("url") or row.get("file")
        ]


_FormSet: Any = forms.formset_factory(
    ProofForm, formset=ProofRows, extra=EMPTY, max_num=MOST, validate_max=True, absolute_max=MOST
)


def rows_of(request: HttpRequest) -> ProofRows:
    """The rows as they were sent, or empty ones."""
    made: ProofRows
    if request.method == "POST":
        made = _FormSet(request.POST, request.FILES, prefix=PREFIX)
    else:
        made = _FormSet(prefix=PREFIX)
    return made


class TakenBack(forms.Form):
    """Which documents no longer belong to a thing as its evidence."""

    taken_back: Any = forms.ModelMultipleChoiceField(
        label=_("Take away from the evidence"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They stay in the repository."),
    )

    def __init__(self, *args: Any, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_back"].queryset = known  # type: ignore[attr-defined]
