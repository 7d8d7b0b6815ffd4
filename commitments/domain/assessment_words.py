"""The figures of a self-assessment as sentences: page, PDF and DOCX say the same. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.domain.assessment_figures import ProcessFigures
from commitments.domain.assessment_parts import STANDARDS, Section
from commitments.domain.totals import PlanTotals


def of_section(key: str, figures: ProcessFigures) -> list[str]:
    """What is counted for a section on the process, in the current language; else nothing."""
    said = {"process": _together, "development": _making, "monitoring": _following}.get(key)
    return list(said(figures)) if said else []


def standards_of(section: Section) -> str:
    """Which of the 2021 standards the section gives an account of; empty where of none."""
    return "; ".join(str(STANDARDS[number]) for number in section.standards)


def of_totals(totals: PlanTotals, proven: int) -> list[str]:
    """How far commitments and milestones are."""
    found, steps = totals.commitments, totals.milestones
    lines = [
        ngettext(
            "The plan has %(total)d commitment: %(complete)d complete, %(in_progress)d in "
            "progress, %(not_started)d not started.",
            "The plan has %(total)d commitments: %(complete)d complete, %(in_progress)d in "
            "progress, %(not_started)d not started.",
            found.total,
        )
        % vars_of(found),
        ngettext(
            "There is %(total)d milestone: %(complete)d complete, %(in_progress)d in progress, "
            "%(not_started)d not started.",
            "There are %(total)d milestones: %(complete)d complete, %(in_progress)d in progress, "
            "%(not_started)d not started.",
            steps.total,
        )
        % vars_of(steps),
    ]
    if found.withdrawn:
        lines.append(
            ngettext(
                "%(count)d commitment was withdrawn and is not counted.",
                "%(count)d commitments were withdrawn and are not counted.",
                found.withdrawn,
            )
            % {"count": found.withdrawn}
        )
    if steps.withdrawn:
        lines.append(
            ngettext(
                "%(count)d milestone was withdrawn and is not counted.",
                "%(count)d milestones were withdrawn and are not counted.",
                steps.withdrawn,
            )
            % {"count": steps.withdrawn}
        )
    lines.append(
        ngettext(
            "%(proven)d of %(total)d milestone has public evidence.",
            "%(proven)d of %(total)d milestones have public evidence.",
            steps.total,
        )
        % {"proven": proven, "total": steps.total}
    )
    return lines


def vars_of(tally: object) -> dict[str, int]:
    """The counts of a tally by name."""
    names = ("total", "complete", "in_progress", "not_started")
    return {name: getattr(tally, name) for name in names}


def _together(figures: ProcessFigures) -> Iterator[str]:
    yield (
        ngettext(
            "The forum held %(count)d public meeting in the plan's time: %(before)d while the "
            "plan was made and %(since)d since.",
            "The forum held %(count)d public meetings in the plan's time: %(before)d while the "
            "plan was made and %(since)d since.",
            figures.meetings,
        )
        % {
            "count": figures.meetings,
            "before": figures.meetings_before,
            "since": figures.meetings_since,
        }
    )
    if figures.decisions:
        yield (
            ngettext(
                "It took %(count)d public decision.",
                "It took %(count)d public decisions.",
                figures.decisions,
            )
            % {"count": figures.decisions}
        )


def _making(figures: ProcessFigures) -> Iterator[str]:
    yield (
        ngettext(
            "%(count)d contribution was received; %(answered)d answered with reasons.",
            "%(count)d contributions were received; %(answered)d answered with reasons.",
            figures.contributions,
        )
        % {"count": figures.contributions, "answered": figures.answered}
    )
    if figures.activities:
        yield (
            ngettext(
                "%(count)d outreach activity was held.",
                "%(count)d outreach activities were held.",
                figures.activities,
            )
            % {"count": figures.activities}
        )
    if figures.people_counted_in:
        yield (
            ngettext(
                "%(people)d people were reached, counted in %(count)d activity.",
                "%(people)d people were reached, counted in %(count)d activities.",
                figures.people_counted_in,
            )
            % {"people": figures.people_reached, "count": figures.people_counted_in}
        )
    if not figures.consultations:
        yield _("No consultation on the draft plan is recorded on the portal.")


def _following(figures: ProcessFigures) -> Iterator[str]:
    yield (
        ngettext(
            "%(count)d reporting round was published, with %(updates)d updates on milestones.",
            "%(count)d reporting rounds were published, with %(updates)d updates on milestones.",
            figures.rounds,
        )
        % {"count": figures.rounds, "updates": figures.updates}
    )
    if figures.findings:
        yield (
            ngettext(
                "Civil society published %(count)d finding of its own.",
                "Civil society published %(count)d findings of its own.",
                figures.findings,
            )
            % {"count": figures.findings}
        )
    if figures.amendments:
        yield (
            ngettext(
                "The plan was amended %(count)d time.",
                "The plan was amended %(count)d times.",
                figures.amendments,
            )
            % {"count": figures.amendments}
        )
