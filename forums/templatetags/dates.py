"""Days and hours in words."""

from __future__ import annotations

from django import template

from forums.domain.dates import (
    date_range,
    day_words,
    days_left,
    full_date,
    until_end_of,
    weekday_date,
    weekday_time,
    zone_name,
)

register = template.Library()
for words in (
    weekday_date,
    full_date,
    day_words,
    weekday_time,
    until_end_of,
    days_left,
    zone_name,
):
    register.filter(words)
register.simple_tag(date_range)
