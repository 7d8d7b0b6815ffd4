"""Days, hours and time zones as people write them, in the reader's language."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext


def day_of(value: dt.date) -> dt.date:
    """The day of a moment in the current time zone: the forum's, on a forum's page."""
    return timezone.localtime(value).date() if isinstance(value, dt.datetime) else value


def weekday_date(value: dt.date | None) -> str:
    """ "Tuesday 4 March 2025": a date in full."""
    if not value:
        return ""
    return date_format(day_of(value), pgettext("full date", "l j F Y"), use_l10n=False)


def full_date(value: dt.date | None) -> str:
    """ "4 March 2025": a date that is past."""
    if not value:
        return ""
    return date_format(day_of(value), pgettext("date without weekday", "j F Y"), use_l10n=False)


def weekday_time(value: dt.datetime | None, zone: str = "") -> str:
    """ "Tuesday 4 March 2025, 10:00 (Montevideo time)", in the named zone or the current one."""
    if not value:
        return ""
    local = value.astimezone(zoneinfo.ZoneInfo(zone)) if zone else timezone.localtime(value)
    return gettext("%(date)s, %(time)s (%(zone)s)") % {
        "date": weekday_date(local.date()),
        "time": local.strftime("%H:%M"),
        "zone": zone_name(zone or timezone.get_current_timezone_name()),
    }


def known_time(starts_at: dt.datetime, precision: str, zone: str) -> str:
    """When something begins, in full, as exactly as it is known: "time", "day" or "month"."""
    day = starts_at.astimezone(zoneinfo.ZoneInfo(zone)).date()
    if precision == "time":
        return weekday_time(starts_at, zone)
    if precision == "day":
        return weekday_date(day)
    month = date_format(day, "YEAR_MONTH_FORMAT")
    return gettext("%(month)s (the day is not known)") % {"month": month}


def zone_name(zone: str) -> str:
    """ "Montevideo time" for "America/Montevideo"; "UTC" stays."""
    if "/" not in zone:
        return zone
    return gettext("%(city)s time") % {"city": zone.rsplit("/", 1)[1].replace("_", " ")}
