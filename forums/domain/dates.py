"""Days, hours and time zones as people write them, in the reader's language."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

COUNTED_IN_MONTHS = 90  # days from which on nobody counts days any more
COUNTED_IN_YEARS = 24  # months, the same
DAYS_IN_A_MONTH = 365.2425 / 12
LAST_MINUTE = dt.time(23, 59)
CITIES = {
    "America/Asuncion": pgettext_lazy("city", "Asunción"),
    "America/Bogota": pgettext_lazy("city", "Bogotá"),
    "America/Mexico_City": pgettext_lazy("city", "Mexico City"),
    "America/Panama": pgettext_lazy("city", "Panama"),
    "America/Sao_Paulo": pgettext_lazy("city", "São Paulo"),
}
"""Zones whose city is written otherwise than in the zone's name, or has a name in Spanish."""


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


def until_end_of(day: dt.date | None, zone: str = "") -> str:
    """ "Friday 4 December 2026, 23:59 (Panama time)": until when a last day lasts."""
    if not day:
        return ""
    where = zoneinfo.ZoneInfo(zone) if zone else timezone.get_current_timezone()
    return weekday_time(dt.datetime.combine(day, LAST_MINUTE, where), zone)


def day_words(day: dt.date | None, today: dt.date | None = None) -> str:
    """A day with its weekday, unless it is past."""
    if not day:
        return ""
    return full_date(day) if day < (today or timezone.localdate()) else weekday_date(day)


def date_range(
    first: dt.date, last: dt.date, today: dt.date | None = None, *, closes: bool = False
) -> str:
    """ "15 March 2026 – Friday 3 April 2026": two days, with the weekday those that are to come.

    `closes` says the hour too at which a last day that is to come ends.
    """
    today = today or timezone.localdate()
    end = until_end_of(last) if closes and last >= today else day_words(last, today)
    return f"{day_words(first, today)} – {end}"


def time_span(days: int) -> str:
    """ "23 days", "5 months", "2 years and 9 months": rounded to what people count in."""
    if days < COUNTED_IN_MONTHS:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    months = round(days / DAYS_IN_A_MONTH)
    if months < COUNTED_IN_YEARS:
        return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}
    years, months = divmod(months, 12)
    if not months:
        return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    return ngettext(
        "%(years)s years and %(months)s month", "%(years)s years and %(months)s months", months
    ) % {"years": years, "months": months}


def days_left(value: dt.date | None, today: dt.date | None = None) -> str:
    """ "3 days left", "last day", "5 months ago", counted from today where no day is named."""
    if not value:
        return ""
    day = value.date() if isinstance(value, dt.datetime) else value
    days = (day - (today or timezone.localdate())).days
    if days == 0:
        return gettext("last day")
    if days > 0:
        return ngettext("%(span)s left", "%(span)s left", days) % {"span": time_span(days)}
    return gettext("%(span)s ago") % {"span": time_span(-days)}


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
    city = CITIES.get(zone) or zone.rsplit("/", 1)[1].replace("_", " ")
    return gettext("%(city)s time") % {"city": city}
