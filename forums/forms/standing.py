"""Saving over what somebody else saved: the form says so and shows what stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from forums.domain.dates import full_date
from forums.domain.errors import ChangedMeanwhile


class SeenMixin(forms.BaseForm):
    """A form of a row that others change too. `seen` is what the person had before her.

    `state_of` gives the fingerprint of the row.
    """

    state_of: ClassVar[Callable[[Any], str]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = getattr(self, "instance")  # noqa: B009 - a ModelForm has one
        if row.pk:
            self.fields["seen"] = forms.CharField(
                required=False, max_length=16, widget=forms.HiddenInput
            )
            self.initial["seen"] = type(self).state_of(row)

    def overtaken(self, refused: ChangedMeanwhile, standing: Self) -> list[tuple[str, str]]:
        """Says that somebody else saved, keeps what was typed, and gives what they saved otherwise.

        `standing` is the form of the row as it is stored. The next save is on top of it.
        """
        self.add_error(None, str(refused))
        typed = cast("QueryDict", self.data).copy()
        typed[self.add_prefix("seen")] = standing["seen"].value()
        self.data = typed
        return what_stands(standing, apart_from=self)


def what_stands(
    form: forms.BaseForm, *, apart_from: forms.BaseForm | None = None
) -> list[tuple[str, str]]:
    """Label and value of each field of an unbound form that holds something.

    `apart_from`: without the fields that hold the same in this bound form of the same row, or that
    it does not have.
    """
    found = []
    for bound in form.visible_fields():
        if apart_from is not None and not (
            bound.name in apart_from.fields and _differs(bound, apart_from[bound.name])
        ):
            continue
        text = _in_words(bound.field, bound.value())
        if text or apart_from is not None:
            found.append((str(bound.label), text or _("Empty")))
    return found


def _differs(standing: forms.BoundField, typed: forms.BoundField) -> bool:
    value = typed.data.replace("\r\n", "\n") if isinstance(typed.data, str) else typed.data
    return standing.field.has_changed(standing.value(), value)


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(field.label_from_instance(row) for row in value)
    if isinstance(field, forms.ModelChoiceField):
        among = field.queryset
        row = among.filter(pk=getattr(value, "pk", value)).first() if among is not None else None
        return field.label_from_instance(row) if row else ""
    if isinstance(field, forms.ChoiceField):
        chosen = value if isinstance(field, forms.MultipleChoiceField) else [value]
        return ", ".join(str(label) for key, label in _flat(field.choices) if key in chosen)
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return full_date(value) if isinstance(value, dt.date) else str(value)


def _flat(choices: Any) -> Iterable[tuple[Any, Any]]:
    """Choices without the groups in which some of them stand."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
