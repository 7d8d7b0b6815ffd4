"""Days and hours in words."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from forums.domain.dates import full_date, weekday_date, weekday_time, zone_name

register = template.Library()
for words in (weekday_date, full_date, weekday_time, zone_name):
    register.filter(words)


@register.filter
def days_left(value: dt.date | None, today: dt.date | None = None) -> str:
    """ "3 days left", "last day", "2 days ago", counted from today where no other day is named."""
    if not value:
        return ""
    day = value.date() if isinstance(value, dt.datetime) else value
    days = (day - (today or timezone.localdate())).days
    if days == 0:
        return gettext("last day")
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}
