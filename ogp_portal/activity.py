"""The yearly report of a forum: what it did, what it answered, and the pictures of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from action_plans.models import ActionPlan, Contribution
from commitments.domain.charts import Bar, Chart, Part, progress_bar, stacked_bars
from forums.domain.activity import Activity, activity_of, span
from forums.models import Forum, Outcome

TONES = {Outcome.ADOPTED: "done", Outcome.REJECTED: "gone", Outcome.POSTPONED: "todo"}


@dataclass(frozen=True)
class Received:
    """What came in for one plan in a year, and how much of it has its answer."""

    plan: ActionPlan
    contributions: int
    answered: int


@dataclass(frozen=True)
class YearReport:
    """A forum's year with what the public sent in that year and what of it was answered."""

    activity: Activity
    received: tuple[Received, ...]
    charts: tuple[Chart, ...]
    written_at: dt.datetime | None

    @property
    def contributions(self) -> int:
        return sum(row.contributions for row in self.received)

    @property
    def answered(self) -> int:
        return sum(row.answered for row in self.received)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        found = self.activity
        return not (found.meetings or found.decisions or self.contributions or found.items_done)


def report_of(forum: Forum, year: int) -> YearReport:
    """The report of a year in the reader's language, from what is public, as it stands now."""
    activity = activity_of(forum, year, now=timezone.now())
    begins, ends = span(forum, year)
    plans = _received(forum, begins, ends)
    moments = [activity.written_at, *(last for _row, last in plans)]
    return YearReport(
        activity=activity,
        received=tuple(row for row, _last in plans),
        charts=tuple(_charts(activity)),
        written_at=max((moment for moment in moments if moment), default=None),
    )


def _received(
    forum: Forum, begins: dt.datetime, ends: dt.datetime
) -> list[tuple[Received, dt.datetime | None]]:
    """By plan, the newest first: what came in, and when the last of it was published."""
    received = Contribution.objects.public().filter(
        plan__forum=forum, submitted_at__gte=begins, submitted_at__lt=ends
    )
    answered = Q(pk__in=received.answered().order_by().values("pk"))
    counts = {
        row["plan"]: row
        for row in received.order_by()
        .values("plan")
        .annotate(all=Count("pk"), answered=Count("pk", filter=answered), last=Max("published_at"))
    }
    plans = ActionPlan.objects.filter(pk__in=counts).select_related("forum")
    return [
        (
            Received(plan, counts[plan.pk]["all"], counts[plan.pk]["answered"]),
            counts[plan.pk]["last"],
        )
        for plan in plans.order_by("-starts_on", "pk")
    ]


def _charts(activity: Activity) -> list[Chart]:
    charts = []
    if activity.sectors:
        charts.append(_attendance(activity))
    if activity.decisions:
        charts.append(_decisions(activity))
    return charts


def _attendance(activity: Activity) -> Chart:
    """A bar for each sector: seats taken and seats left, over all meetings of the year."""
    title = _("How often the seats were taken: %(shares)s") % {
        "shares": ", ".join(
            _("%(sector)s %(percent)d%%") % {"sector": row.label, "percent": row.percent}
            for row in activity.sectors
        )
    }
    parts = (Part("taken", _("Taken"), "done"), Part("left", _("Not taken"), "todo"))
    bars = [
        Bar(
            row.label,
            {"taken": row.present, "left": row.seats - row.present},
            _("%(done)d of %(total)d") % {"done": row.present, "total": row.seats},
        )
        for row in activity.sectors
    ]
    return Chart(
        title=title,
        svg=stacked_bars(
            bars,
            parts,
            name="chart-attendance",
            title=title,
            description=_("Seats with a vote, over all meetings of the year."),
        ),
        columns=(_("Sector"), _("Taken"), _("Seats")),
        rows=tuple((row.label, row.present, row.seats) for row in activity.sectors),
    )


def _decisions(activity: Activity) -> Chart:
    """One bar of the year's decisions by outcome."""
    counts = activity.outcomes
    total = len(activity.decisions)
    title = ngettext(
        "%(done)d of %(total)d decision was adopted",
        "%(done)d of %(total)d decisions were adopted",
        total,
    ) % {"done": counts[Outcome.ADOPTED], "total": total}
    parts = [
        Part(str(outcome), str(Outcome(outcome).label), TONES[Outcome(outcome)])
        for outcome in counts
    ]
    return Chart(
        title=title,
        svg=progress_bar(
            Bar(_("All decisions"), counts, str(total)),
            parts,
            name="chart-decisions",
            title=title,
            description=", ".join(f"{counts[part.key]} {part.label}" for part in parts),
        ),
        columns=(_("Outcome"), _("Decisions")),
        rows=tuple((part.label, counts[part.key]) for part in parts),
    )
