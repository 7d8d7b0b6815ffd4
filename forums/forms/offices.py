"""The form that names the offices which are invited to a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forums.domain import offices
from forums.models import Forum, Organisation

FREE, MOST, MOST_OFFERED = 3, 60, 300
"""Empty lines at the end; lines at most; names that a browser proposes while somebody types."""


class OfficesForm(forms.Form):
    """One line for each office, in which part of its name is enough.

    A list of names to choose from hangs on each line (`offered`); what is typed is looked up
    among all offices, so that a line works where a browser shows no list. `needed` asks for one.
    """

    def __init__(
        self,
        *args: Any,
        forum: Forum,
        chosen: Sequence[Organisation] = (),
        needed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needed = needed
        self.known = offices.offered(forum)
        self.names = [str(office.name) for office in chosen]
        sent = sum(name.startswith("office_") for name in self.data)
        for line in range(min(max(len(chosen) + FREE, sent), MOST)):
            self.fields[f"office_{line}"] = forms.CharField(
                label=_("Office %(number)d") % {"number": line + 1},
                required=False,
                max_length=300,
                initial=self.names[line] if line < len(self.names) else "",
                widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off"}),
            )

    @property
    def offered(self) -> list[Organisation]:
        """What a browser proposes: those that the forum knows first."""
        return self.known[:MOST_OFFERED]

    @property
    def is_open(self) -> bool:
        """Whether the lines are shown at once: some are needed, filled in or wrong."""
        return self.needed or bool(self.names) or any(self.data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        found: dict[int, Organisation] = {}
        for name in self.fields:
            if text := clean.get(name):
                try:
                    office = self._one(text)
                except ValidationError as error:
                    self.add_error(name, error)
                else:
                    found[office.pk] = office
        if self.needed and not found and not self.errors:
            self.add_error("office_0", _("Name at least one office with which the forum meets."))
        clean["offices"] = list(found.values())
        return clean

    def _one(self, text: str) -> Organisation:
        found = offices.called(text, self.known)
        if not found:
            raise ValidationError(
                _("No office of government has this name here. Part of the name is enough.")
            )
        if len(found) > 1:
            names = "; ".join(str(row.name) for row in found[:5])
            raise ValidationError(
                _("More than one office is called so: %(names)s. Type more of the name.")
                % {"names": f"{names} …" if len(found) > 5 else names}
            )
        return found[0]

    def values(self) -> list[Organisation]:
        """The offices, each once."""
        chosen: list[Organisation] = self.cleaned_data["offices"]
        return chosen
