"""A report as PDF/UA-1: the page's own template, set for paper. The same report, the same bytes."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from commitments.domain.assessment_report import Report
from commitments.domain.report_words import edition
from forums.domain import pdf

Progress = Callable[[int, str], None]

# What the typesetter says of itself, and how far that is in percent.
STEPS = {
    "Step 2": (25, gettext_noop("Reading the stylesheet")),
    "Step 4": (35, gettext_noop("Setting the text")),
    "Step 5": (45, gettext_noop("Setting the pages")),
    "Step 6": (85, gettext_noop("Writing the file")),
}


def render(report: Report, *, progress: Progress = lambda percent, step: None) -> bytes:
    """The PDF of a whole report, tagged, with bookmarks, in the report's language.

    Raises what the typesetter raises. Its dates and its identifier come from what it says, so
    that one report gives one file.
    """
    progress(15, gettext_noop("Drawing the charts"))
    html = html_of(report)
    with _following(progress):
        return pdf.write(html)


def html_of(report: Report) -> str:
    """The whole report as the page that is set."""
    with translation.override(report.language), timezone.override(report.plan.forum.time_zone):
        return render_to_string(
            "commitments/assessments/pdf.html",
            {
                "report": report,
                "forum": report.plan.forum,
                "plan": report.plan,
                "assessment": report.assessment,
                "edition": edition(report.assessment),
                "written_at": written_at(report),
                "portal_url": settings.PORTAL_URL,
                "on_paper": True,
            },
        )


def written_at(report: Report) -> dt.datetime:
    """The last moment at which something that the report says was published."""
    moments = [report.plan.published_at, report.assessment.published_at]
    moments += [report.assessment.final_at]
    moments += [row.commitment.published_at for row in report.commitments]
    moments += [answer.created_at for row in report.comments for answer in row.answers]
    moments += [
        step.update.published_at
        for row in report.commitments
        for step in row.milestones
        if step.update
    ]
    return max((moment for moment in moments if moment), default=timezone.now())


@contextmanager
def _following(progress: Progress) -> Iterator[None]:
    """Passes on what the typesetter logs of its steps in this thread."""
    logger = logging.getLogger("weasyprint.progress")
    handler = _Follower(progress)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


class _Follower(logging.Handler):
    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.thread = threading.get_ident()
        self.percent = 0

    def emit(self, record: logging.LogRecord) -> None:
        percent, step = STEPS.get(record.getMessage()[:6], (0, ""))
        if percent == 45 and isinstance(
            record.args, tuple
        ):  # one call for each page of an unknown number
            percent = min(80, 45 + int(str(record.args[0])))
        if percent > self.percent and record.thread == self.thread:
            self.percent = percent
            self.progress(percent, step)
