"""Filters that no value can break: what Python reads and the database cannot hold is said so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

LARGEST = Decimal("1e50")
"""As the filters themselves have it of positive numbers: to write out -1E9999999 takes minutes."""


class SoundFilters(DjangoFilterBackend):
    """The list's filters, their times in UTC; of a year that no calendar has there are no rows."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ValidationError(filterset.errors)
        given: dict[str, Any] = filterset.form.cleaned_data
        for name, value in given.items():
            if isinstance(value, Decimal) and value.copy_abs() > LARGEST:
                raise ValidationError({name: [_("Enter a number.")]})
            if isinstance(value, dt.datetime):
                given[name] = _in_utc(name, value)
            elif isinstance(value, Decimal) and _is_no_year(filterset.filters[name], value):
                return queryset.none()
        found: QuerySet[Any] = filterset.qs
        return found


def _is_no_year(field: Any, value: Decimal) -> bool:
    years = str(field.field_name).endswith("__year")
    return years and not dt.MINYEAR <= value < dt.MAXYEAR


def _in_utc(name: str, moment: dt.datetime) -> dt.datetime:
    """PostgreSQL knows no offsets beyond 16 hours, and Python no times before the year 1."""
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise ValidationError({name: [_("Enter a valid date/time.")]}) from None
