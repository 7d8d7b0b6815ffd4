"""A self-assessment's report as DOCX: what page and PDF say, with the tables of its charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from docx import Document

from commitments.domain.assessment_report import Report, ReportedPart, ReportedSection
from commitments.domain.docx_writing import Writing, packed
from commitments.domain.report_docx_commitments import Commitments, prose
from commitments.domain.report_pdf import written_at
from commitments.domain.report_words import (
    edition,
    summary_rows,
    summary_titles,
    theme_rows,
    theme_titles,
)
from forums.domain.dates import full_date

Progress = Callable[[int, str], None]
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(report: Report, *, progress: Progress = lambda percent, step: None) -> bytes:
    """The document of a whole report in its language. The same report, the same bytes."""
    progress(25, gettext_noop("Setting the text"))
    with translation.override(report.language), timezone.override(report.plan.forum.time_zone):
        writing = Writing(Document(), report.language)
        _cover(writing, report)
        writing.contents(_("Contents"), _entries(writing, report))
        for part in report.parts:
            _part(writing, report, part)
        if report.comments:
            _comments(writing, report)
        progress(85, gettext_noop("Writing the file"))
        _properties(writing, report)
        return packed(writing.document, at=written_at(report))


def _properties(writing: Writing, report: Report) -> None:
    known: Any = writing.document.core_properties
    title = f"{report.assessment.get_kind_display()}: {writing.words(report.plan.title)}"
    known.title = title[:255]
    known.author = known.last_modified_by = writing.words(report.plan.forum.name)[:255]
    known.subject = edition(report.assessment)[:255]
    known.keywords = f"Open Government Partnership, {report.assessment.get_kind_display()}"[:255]
    known.language = report.language
    known.comments = ""


def _cover(writing: Writing, report: Report) -> None:
    plan, assessment = report.plan, report.assessment
    writing.paragraph(writing.words(plan.forum.name), style="Subtitle")
    writing.paragraph(str(assessment.get_kind_display()), style="Title")
    period = f"{full_date(plan.starts_on)} – {full_date(plan.ends_on)}"
    writing.paragraph(f"{writing.words(plan.title)}, {period}")
    writing.paragraph(edition(assessment))
    writing.link(f"{settings.PORTAL_URL}{assessment.get_absolute_url()}")


def _entries(writing: Writing, report: Report) -> list[tuple[int, str, str]]:
    entries = []
    for part in report.parts:
        entries.append((1, _numbered(part), part.key))
        if part.key == "implementation-of-commitments":
            entries += [
                (2, _name(writing, row), f"commitment-{row.commitment.number}")
                for row in report.commitments
            ]
        elif not part.is_one_text:
            entries += [(2, str(row.section.title), row.section.key) for row in part.sections]
    if report.comments:
        entries.append((1, _("Comments and how they were answered"), "comments"))
    return entries


def _part(writing: Writing, report: Report, part: ReportedPart) -> None:
    writing.heading(_numbered(part), 1, part.key)
    for row in part.sections:
        if not part.is_one_text:
            writing.heading(str(row.section.title), 2, row.section.key)
        _section(writing, report, row)
    if part.key == "irm":
        _recommendations(writing, report)
    if part.key == "implementation-of-commitments":
        _implementation(writing, report)


def _section(writing: Writing, report: Report, row: ReportedSection) -> None:
    if row.standards:
        writing.paragraph(row.standards, style="Intense Quote")
    for line in row.figures:
        writing.paragraph(line)
    if row.section.key == "development" and report.figures.consultations:
        writing.table(
            [_("Consultation on the draft plan"), _("From"), _("Until"), _("Days"), _("Comments")],
            [
                [
                    *(writing.words(each.title), full_date(each.opens_on)),
                    *(full_date(each.closes_on), str(each.days), str(each.comments)),
                ]
                for each in report.figures.consultations
            ],
        )
    if row.section.key == "process" and report.figures.sectors:
        writing.table(
            [_("Sector"), _("Seats over all meetings"), _("Taken"), _("Share")],
            [
                [each.label, str(each.seats), str(each.present), f"{each.percent} %"]
                for each in report.figures.sectors
            ],
        )
    prose(writing, row.text, needed=row.is_required)


def _recommendations(writing: Writing, report: Report) -> None:
    if not report.recommendations:
        writing.paragraph(_("No recommendation of the IRM is recorded on the portal."))
        return
    head = [_("Recommendation"), _("The government's answer"), _("What became of it")]
    writing.table(
        head,
        [
            [
                f"{row.product}, {row.number}\n{writing.words(row.text)}",
                writing.words(row.answer),
                f"{row.get_outcome_display()}\n{writing.words(row.became)}".strip(),
            ]
            for row in report.recommendations
        ],
    )


def _implementation(writing: Writing, report: Report) -> None:
    for line in report.in_words:
        writing.paragraph(line)
    if report.as_of:
        writing.paragraph(_("As reported for %(day)s.") % {"day": full_date(report.as_of)})
    writing.table(theme_titles(), theme_rows(report.totals))
    for chart in report.charts:
        writing.caption(chart.title)
        writing.table(
            [str(column) for column in chart.columns],
            [[str(cell) for cell in row] for row in chart.rows],
        )
    writing.caption(_("All commitments"))
    writing.table(summary_titles(), summary_rows(report.summary))
    commitments = Commitments(writing)
    for row in report.commitments:
        writing.heading(_name(writing, row), 2, f"commitment-{row.commitment.number}")
        commitments.write(row)


def _comments(writing: Writing, report: Report) -> None:
    writing.heading(_("Comments and how they were answered"), 1, "comments")
    writing.table(
        [_("Comment"), _("From"), _("Answer")],
        [
            [
                "\n".join(part for part in (row.part, row.comment.text) if part),
                f"{row.comment.author.name}, {full_date(row.comment.created_at)}",
                "\n\n".join(answer.text for answer in row.answers),
            ]
            for row in report.comments
        ],
    )


def _numbered(part: ReportedPart) -> str:
    return f"{part.number}. {part.part.title}"


def _name(writing: Writing, row: Any) -> str:
    return f"{row.commitment.number}. {writing.words(row.commitment.title)}"
