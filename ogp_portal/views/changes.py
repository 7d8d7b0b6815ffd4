"""What changed in a forum between two days."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from action_plans.models import ActionPlan
from commitments.models import Commitment
from forums.domain.happened import Found
from forums.domain.happenings import Entry, Kind, Topic, Wanted, gathered
from forums.models import Forum
from forums.views.access import forum_or_404
from ogp_portal.forms.changes import ChangesForm

DEFAULT = dt.timedelta(days=30)
LONGEST = dt.timedelta(days=366)
PAGE = 100
MOST_COMMITMENTS = 300


@dataclass(frozen=True)
class Span:
    """Two days, both included; `cut` where more was asked for than is shown at once."""

    first: dt.date
    last: dt.date
    cut: bool


def span(since: dt.date | None, until: dt.date | None, today: dt.date) -> Span:
    """The days that are shown: the last 30 where none are named, a year and a day at most. Pure."""
    last = until or max(today, since or today)
    first = since or last - DEFAULT
    earliest = last - LONGEST
    return Span(max(first, earliest), last, first < earliest)


def wanted(topic: Topic, days: Span, kind: str, zone: dt.tzinfo) -> Wanted:
    """What happened to the topic on these days where the forum works; never what is to come."""
    midnight = dt.time.min
    end = dt.datetime.combine(days.last + dt.timedelta(days=1), midnight, zone)
    return Wanted(
        frozenset({topic}),
        since=dt.datetime.combine(days.first, midnight, zone),
        until=min(end, timezone.now()),
        kinds=frozenset({kind} if kind else ()),
    )


@require_safe
def changes(request: HttpRequest, forum: str) -> HttpResponse:
    """By day and by what it is about, the newest first; the filters stand in the address."""
    found = forum_or_404(request, forum)
    plans = list(ActionPlan.objects.public().filter(forum=found).order_by("-starts_on", "pk"))
    plan = next((row for row in plans if row.slug == request.GET.get("plan")), None)
    rows = list(_commitments(plan)) if plan else []
    form = ChangesForm(request.GET, plans=plans, commitments=rows)
    chosen = form.cleaned_data if form.is_valid() else {}
    days = span(chosen.get("since"), chosen.get("until"), found.today)
    topic = _topic(found, plan, rows, chosen.get("commitment", ""))
    zone = zoneinfo.ZoneInfo(found.time_zone)
    matches: Any = Found(wanted(topic, days, chosen.get("kind", ""), zone))
    page: Any = Paginator(matches, PAGE).get_page(request.GET.get("page"))
    context = {
        "forum": found,
        "form": form,
        "days": days,
        "page": page,
        "by_day": _by_day(gathered(page.object_list, zone=zone), zone),
    }
    return render(request, "ogp_portal/changes.html", context, status=422 if form.errors else 200)


def _commitments(plan: ActionPlan) -> Any:
    rows = Commitment.objects.public().filter(plan=plan).order_by("number")
    return rows.only("number", "title")[:MOST_COMMITMENTS]


def _topic(forum: Forum, plan: ActionPlan | None, rows: list[Commitment], number: str) -> Topic:
    """The narrowest thing that was chosen."""
    commitment = next((row for row in rows if str(row.number) == number), None)
    if commitment is not None:
        return ("commitment", commitment.pk)
    return ("plan", plan.pk) if plan else ("forum", forum.pk)


def _by_day(
    entries: list[Entry], zone: dt.tzinfo
) -> list[tuple[dt.date, list[tuple[str, list[Entry]]]]]:
    """Days with their kinds, each kind with its lines."""
    order = list(Kind)

    def kind_of(entry: Entry) -> int:
        return order.index(entry.first.kind)

    found = []
    for day, of_day in groupby(entries, lambda entry: entry.first.at.astimezone(zone).date()):
        by_kind = groupby(sorted(of_day, key=kind_of), kind_of)
        found.append((day, [(str(order[at].label), list(each)) for at, each in by_kind]))
    return found
