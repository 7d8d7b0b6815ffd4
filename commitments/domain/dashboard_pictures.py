"""The charts of a plan's dashboard, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments.domain import pictures
from commitments.domain.charts import Bar, Chart, Part, progress_bar, stacked_bars
from commitments.domain.dashboard import Dashboard, IrmView, OfficeRow, Proven, Views
from commitments.domain.findings import APART
from commitments.domain.totals import StatesOn, open_on
from commitments.models import Completion, GovernmentStatus, MilestoneStatus, SocietyStatus
from forums.domain.dates import full_date

MOST_OFFICES = 15


def of_dashboard(found: Dashboard) -> tuple[Chart, ...]:
    """Every chart for which there is something to show."""
    charts = list(pictures.of_plan(found.totals, open_on(found.days)))
    if not charts:
        return ()
    if len(found.days) > 1:
        charts.append(over_rounds(found.days))
    charts.append(evidence(found.proven))
    if found.views.government.total() or found.views.society.total():
        charts.append(views(found.views))
    if found.irm is not None:
        charts.append(irm(found.irm))
    charts.append(by_office(found.offices))
    return tuple(charts)


def over_rounds(days: tuple[StatesOn, ...]) -> Chart:
    """A bar of milestones by state for the first day and each round."""
    first, last = days[0].milestones, days[-1].milestones
    title = _("From %(first)d to %(last)d complete milestones in %(rounds)s") % {
        "first": first.complete,
        "last": last.complete,
        "rounds": ngettext("%(count)d round", "%(count)d rounds", len(days) - 1)
        % {"count": len(days) - 1},
    }
    parts = pictures.parts()
    bars = [
        Bar(
            capfirst(date_format(day, "M Y")),
            pictures.counts(states),
            pictures.out_of(states),
        )
        for day, states in days
    ]
    return Chart(
        title=title,
        svg=stacked_bars(bars, parts, name="chart-rounds", title=title, description=_figures(bars)),
        columns=(_("Day"), *(part.label for part in parts), _("Out of")),
        rows=tuple(
            (full_date(day), *(bar.counts[part.key] for part in parts), states.total)
            for bar, (day, states) in zip(bars, days, strict=True)
        ),
    )


def evidence(rows: tuple[Proven, ...]) -> Chart:
    """Of the milestones in each state, how many have public evidence."""
    total, proven = sum(row.total for row in rows), sum(row.proven for row in rows)
    title = ngettext(
        "%(done)d of %(total)d milestone has public evidence",
        "%(done)d of %(total)d milestones have public evidence",
        total,
    ) % {"done": proven, "total": total}
    parts = (Part("with", _("With evidence"), "done"), Part("without", _("Without"), "todo"))
    bars = [
        Bar(
            str(MilestoneStatus(row.status).label),
            {"with": row.proven, "without": row.total - row.proven},
            _("%(done)d of %(total)d") % {"done": row.proven, "total": row.total},
        )
        for row in rows
    ]
    return Chart(
        title=title,
        svg=stacked_bars(
            bars, parts, name="chart-evidence", title=title, description=_figures(bars)
        ),
        columns=(_("State"), _("With evidence"), _("Out of")),
        rows=tuple((bar.label, row.proven, row.total) for bar, row in zip(bars, rows, strict=True)),
    )


def by_office(rows: tuple[OfficeRow, ...]) -> Chart:
    """A bar of milestones by state for each office, those with most overdue ones first."""
    late = sum(row.overdue for row in rows)
    title = ngettext(
        "%(late)d milestone is overdue, over %(offices)d offices",
        "%(late)d milestones are overdue, over %(offices)d offices",
        late,
    ) % {"late": late, "offices": sum(1 for row in rows if row.overdue)}
    if not late:
        title = _("No milestone is overdue at any office")
    parts = pictures.parts()
    shown = rows[:MOST_OFFICES]
    bars = [Bar(_office(row), pictures.counts(row.milestones), _kept(row)) for row in shown]
    return Chart(
        title=title,
        svg=stacked_bars(
            bars, parts, name="chart-offices", title=title, description=_figures(bars)
        ),
        columns=(_("Office"), *(part.label for part in parts), _("Overdue")),
        rows=tuple(
            (
                _office(row),
                *(pictures.counts(row.milestones)[part.key] for part in parts),
                row.overdue,
            )
            for row in rows
        ),
    )


def _kept(row: OfficeRow) -> str:
    """How many of the office's milestones are complete, and how many overdue."""
    done = pictures.out_of(row.milestones)
    if not row.overdue:
        return done
    late = ngettext("%(count)d overdue", "%(count)d overdue", row.overdue) % {"count": row.overdue}
    return f"{done} · {late}"


def _office(row: OfficeRow) -> str:
    return str(row.office.name) if row.office else _("No office named")


# The four values of both vocabularies in one order; the tone is that of the picture alone.
STATES = (
    ("complete", "done"),
    ("substantial", "now"),
    ("limited", "gone"),
    ("not_started", "todo"),
)


def views(found: Views) -> Chart:
    """What the government reports of commitments beside what civil society finds of them."""
    if found.found:
        title = _(
            "The government reports %(government)d complete; civil society finds %(society)d complete"
        ) % {"government": found.government["complete"], "society": found.society["complete"]}
    else:
        title = _(
            "The government reports %(government)d complete; civil society has found nothing yet"
        ) % {"government": found.government["complete"]}
    parts = tuple(Part(key, str(GovernmentStatus(key).label), tone) for key, tone in STATES)
    bars = [
        Bar(_("The government reports"), found.government, str(found.government.total())),
        Bar(_("Civil society finds"), found.society, str(found.society.total())),
    ]
    return Chart(
        title=title,
        svg=stacked_bars(bars, parts, name="chart-views", title=title, description=_figures(bars)),
        columns=(_("State"), _("The government reports"), _("Civil society finds")),
        rows=(
            *((part.label, found.government[part.key], found.society[part.key]) for part in parts),
            (
                str(SocietyStatus.CANNOT_TELL.label),
                "–",
                found.society[SocietyStatus.CANNOT_TELL],
            ),
            (
                pgettext("civil society's finding", "Organisations differ"),
                "–",
                found.society[APART],
            ),
        ),
    )


def irm(found: IrmView) -> Chart:
    """How the mechanism codes completion, in its own words."""
    high = found.completion[Completion.COMPLETE] + found.completion[Completion.SUBSTANTIAL]
    total = found.completion.total()
    title = _("IRM, %(product)s: %(high)d of %(total)d substantially or fully complete") % {
        "product": found.product,
        "high": high,
        "total": total,
    }
    tones = {
        Completion.COMPLETE: "done",
        Completion.SUBSTANTIAL: "now",
        Completion.LIMITED: "gone",
        Completion.NOT_STARTED: "todo",
    }
    parts = [Part(key.value, str(key.label), tone) for key, tone in tones.items()]
    bar = Bar(_("Commitments coded"), found.completion, str(total))
    return Chart(
        title=title,
        svg=progress_bar(bar, parts, name="chart-irm", title=title, description=_figures([bar])),
        columns=(_("Completion by the IRM"), _("Commitments")),
        rows=tuple((str(key.label), found.completion[key]) for key in Completion),
    )


def _figures(bars: Iterable[Bar]) -> str:
    return "; ".join(f"{bar.label}: {bar.figure}" for bar in bars)
