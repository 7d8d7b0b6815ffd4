"""Days and hours in words."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from forums.domain.time_zones import zone_name

register = template.Library()
register.filter(zone_name)


@register.filter
def weekday_date(value: dt.date | None) -> str:
    """ "Tuesday 4 March 2025": a date in full."""
    if not value:
        return ""
    return date_format(value, pgettext("full date", "l j F Y"), use_l10n=False)


@register.filter
def full_date(value: dt.date | None) -> str:
    """ "4 March 2025": a date that is past."""
    if not value:
        return ""
    return date_format(value, pgettext("date without weekday", "j F Y"), use_l10n=False)


@register.filter
def weekday_time(value: dt.datetime | None, zone: str = "") -> str:
    """ "Tuesday 4 March 2025, 10:00 (Montevideo time)", in the named zone or the current one."""
    if not value:
        return ""
    local = value.astimezone(zoneinfo.ZoneInfo(zone)) if zone else timezone.localtime(value)
    return gettext("%(date)s, %(time)s (%(zone)s)") % {
        "date": weekday_date(local),
        "time": local.strftime("%H:%M"),
        "zone": zone_name(zone or timezone.get_current_timezone_name()),
    }


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
