"""What a form would show of the row as it is stored, for who has typed over an older one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from forums.domain.dates import full_date


def what_stands(form: forms.BaseModelForm[Any]) -> list[tuple[str, str]]:
    """Label and value of each field of an unbound form that holds something."""
    found = []
    for bound in form.visible_fields():
        text = _in_words(bound.field, bound.value())
        if text:
            found.append((str(bound.label), text))
    return found


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(row) for row in value)
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.filter(pk=value).first() or "") if field.queryset else ""
    if isinstance(field, forms.MultipleChoiceField):
        names: Any = field.choices
        return ", ".join(str(label) for key, label in names if key in value)
    return full_date(value) if isinstance(value, dt.date) else str(value)
