"""What reporting rounds ask for: of offices their reports, of coordinators to check them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.domain import office_list, rounds
from commitments.domain.report_notices import report_address, update_address
from commitments.domain.round_figures import DONE
from commitments.models import CommitmentReport, ReportingRound, Stage, Update
from forums.models import Person
from ogp_portal.waiting.rows import Waiting, until, waited

MOST = 20


def to_report(person: Person) -> Iterator[Waiting]:
    """What the person's office still has to report in the rounds that are open, by the day on
    which they are due, and what came back to her."""
    office = person.organisation_id
    if office is None:
        return
    plans = Q(plan__commitments__lead=office) | Q(plan__commitments__milestones__responsible=office)
    for opened in rounds.running(pk__in=ReportingRound.objects.filter(plans).values("pk")):
        asked = office_list.milestones(opened, office)
        owed = asked.filter(Q(stage=None) | ~Q(stage__in=DONE)).count()
        if owed:
            yield Waiting(
                _to_report(owed),
                str(opened.title),
                rounds.address(opened, "report"),
                *until(opened.due_on, opened.plan.forum.today),
            )
    yield from _sent_back(person)


def _to_report(count: int) -> str:
    return ngettext("%(count)d milestone to report", "%(count)d milestones to report", count) % {
        "count": count
    }


def _sent_back(person: Person) -> Iterator[Waiting]:
    """What the person reported and a coordinator gave back."""
    what = _("Sent back: %(asks)s")
    updates = Update.objects.with_stage().filter(reported_by=person, stage=Stage.SENT_BACK)
    for row in updates.select_related("milestone__commitment__plan__forum", "round__plan__forum")[
        :MOST
    ]:
        yield Waiting(
            str(row.milestone.title),
            what % {"asks": row.sent_back},
            update_address(row.milestone, row.round),
            *until(row.round.due_on, row.round.plan.forum.today),
        )
    reports = CommitmentReport.objects.with_stage().filter(
        reported_by=person, stage=Stage.SENT_BACK
    )
    for report in reports.select_related("commitment__plan__forum", "round__plan__forum")[:MOST]:
        yield Waiting(
            str(report.commitment.title),
            what % {"asks": report.sent_back},
            report_address(report.commitment, report.round),
            *until(report.round.due_on, report.round.plan.forum.today),
        )


def to_check(coordinated: list[int]) -> Iterator[Waiting]:
    """Rounds in which offices handed in what nobody has checked, with how much that is."""
    waiting: dict[int, list[tuple[int, dt.datetime]]] = {}
    for rows in (Update.objects.handed_in(), CommitmentReport.objects.handed_in()):
        counted = (
            rows.filter(round__plan__forum__in=coordinated)
            .order_by()
            .values_list("round")
            .annotate(count=Count("pk"), since=Coalesce(Min("submitted_at"), Now()))
        )
        for pk, count, since in counted:
            waiting.setdefault(pk, []).append((count, since))
    for row in ReportingRound.objects.filter(pk__in=waiting).select_related("plan__forum")[:MOST]:
        count = sum(found[0] for found in waiting[row.pk])
        yield Waiting(
            str(row.title),
            ngettext(
                "%(count)d report to check and publish",
                "%(count)d reports to check and publish",
                count,
            )
            % {"count": count},
            rounds.address(row, "check"),
            *waited(min(found[1] for found in waiting[row.pk])),
        )
