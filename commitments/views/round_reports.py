"""The list in which an office reports all its milestones of a round."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commitments.domain import office_list, progress
from commitments.domain.reporting import NotReady
from commitments.forms.round_rows import RowForm
from commitments.models import Milestone, ReportingRound
from commitments.views.rounds import find_round
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Organisation, Person
from forums.views.access import members_only, require

ON_A_PAGE = 25


@dataclass
class Lines:
    """The lines of a page, each with its form where the office can still change it."""

    pairs: list[tuple[office_list.Row, RowForm | None]] = field(default_factory=list)

    @property
    def forms(self) -> list[RowForm]:
        return [form for _row, form in self.pairs if form is not None]

    def non_form_errors(self) -> list[str]:
        return []


@dataclass
class Outcome:
    """How many lines were saved and handed in, and how many keep something to be mended."""

    saved: int = 0
    handed_in: int = 0
    kept: int = 0


@members_only
@require_http_methods(["GET", "POST"])
def round_report(request: HttpRequest, forum: str, plan: str, round: str) -> HttpResponse:
    """Many milestones at once. Each line is saved by itself: what can be saved is, and a line
    with a fault keeps what was typed with the sentence beside it. `office` chooses for a
    coordinator."""
    found = find_round(request, forum, plan, round)
    person = require(request, "commitments.report_in_round", found)
    coordinates = person.has_perm("commitments.publish_update", found)
    is_open = found.is_public and found.opens_on <= found.plan.forum.today
    office = _office(request, person, found, coordinates=coordinates)
    wanted = None if coordinates and office is None else (office.pk if office else -1)
    milestones = office_list.milestones(found, wanted)
    page = Paginator(milestones, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = _lines(request, found, list(page))
    if request.method == "POST" and is_open:
        outcome = _save_all(lines, person, found, hand_in="submit" in request.POST)
        _say(request, outcome)
        if not outcome.kept:
            return redirect(request.get_full_path())
        lines = _again(lines, found, list(page))
    return render(
        request,
        "commitments/rounds/report.html",
        {
            "forum": found.plan.forum,
            "plan": found.plan,
            "round": found,
            "office": office,
            "offices": office_list.offices(found) if coordinates else [],
            "page": page,
            "lines": lines,
            "is_open": is_open,
            "commitments": office_list.commitments(found, wanted),
        },
    )


def _office(
    request: HttpRequest, person: Person, round: ReportingRound, *, coordinates: bool
) -> Organisation | None:
    if not coordinates:
        return person.organisation
    slug = request.GET.get("office", "").replace("\x00", "")
    return office_list.offices(round).filter(slug=slug).first() if slug else None


def _lines(request: HttpRequest, round: ReportingRound, milestones: list[Milestone]) -> Lines:
    data = request.POST if request.method == "POST" else None
    forum = round.plan.forum
    return Lines(
        [
            (row, RowForm(data, row=row, forum=forum) if row.is_open else None)
            for row in office_list.rows(round, milestones)
        ]
    )


def _save_all(lines: Lines, person: Person, round: ReportingRound, *, hand_in: bool) -> Outcome:
    outcome = Outcome()
    for form in lines.forms:
        if not form.is_valid():
            outcome.kept += form.is_faulty
        elif form.is_touched or (hand_in and form.row.update is not None):
            _save(form, person, round, outcome, hand_in=hand_in)
    return outcome


def _save(
    form: RowForm, person: Person, round: ReportingRound, outcome: Outcome, *, hand_in: bool
) -> None:
    update = form.row.update
    try:
        if form.is_touched or update is None:
            update = progress.report(form.row.milestone, by=person, round=round, **form.values())
            outcome.saved += 1
        if hand_in:
            progress.submit(update, by=person)
            outcome.handed_in += 1
    except NotReady as refused:
        form.show_faults(refused)
    except ChangedMeanwhile as refused:
        form.is_overtaken = True
        form.add_error(None, str(refused))
    except Refused as refused:
        form.add_error(None, str(refused))
    outcome.kept += bool(form.errors)


def _again(lines: Lines, round: ReportingRound, milestones: list[Milestone]) -> Lines:
    """The lines after saving: those with a fault as they were typed, the others as they stand."""
    kept = {form.row.milestone.pk: form for form in lines.forms if form.is_faulty}
    fresh = office_list.milestones(round, None).filter(pk__in=[row.pk for row in milestones])
    pairs: list[tuple[office_list.Row, RowForm | None]] = []
    for row in office_list.rows(round, list(fresh)):
        form = kept.get(row.milestone.pk)
        if form is not None:
            form.stand_on(row.update)
        elif row.is_open:
            form = RowForm(row=row, forum=round.plan.forum)
        pairs.append((row, form))
    return Lines(pairs)


def _say(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.handed_in:
        messages.success(
            request,
            ngettext(
                "%(count)d update is handed in. The coordinator checks it and publishes it.",
                "%(count)d updates are handed in. The coordinator checks them and publishes them.",
                outcome.handed_in,
            )
            % {"count": outcome.handed_in},
        )
    elif outcome.saved:
        messages.success(
            request,
            ngettext(
                "%(count)d update is saved as a draft. Hand it in when it is ready.",
                "%(count)d updates are saved as drafts. Hand them in when they are ready.",
                outcome.saved,
            )
            % {"count": outcome.saved},
        )
    elif not outcome.kept:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    if outcome.kept:
        messages.warning(
            request,
            ngettext(
                "%(count)d line needs something more. What you typed in it is kept.",
                "%(count)d lines need something more. What you typed in them is kept.",
                outcome.kept,
            )
            % {"count": outcome.kept},
        )
