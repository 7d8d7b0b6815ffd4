"""A plan's text as DOCX in OGP's structure: real styles, a contents field, header rows."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from docx import Document

from commitments.domain.docx_writing import Writing
from commitments.domain.plan_text import CommitmentText, PlanText, StepText
from commitments.domain.process_in_words import process_in_words
from forums.domain.dates import full_date
from forums.models import Translated

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(
    text: PlanText, *, language: str, edition: str, written_at: dt.datetime, address: str
) -> bytes:
    """The document in one language. `edition` says which version it is, `address` where it is."""
    with translation.override(language):
        writing = Writing(Document(), language)
        _cover(writing, text, edition, address)
        _contents(writing, text)
        _front(writing, text)
        _commitments(writing, text)
        _properties(writing, text, edition, written_at)
        out = io.BytesIO()
        writing.document.save(out)
    return out.getvalue()


def _properties(writing: Writing, text: PlanText, edition: str, at: dt.datetime) -> None:
    known: Any = writing.document.core_properties
    known.title = writing.words(text.title)[:255]
    known.author = writing.words(text.forum)[:255]
    known.subject = edition[:255]
    known.keywords = f"Open Government Partnership, {writing.words(text.member)}"[:255]
    known.language = writing.language
    known.comments = ""
    known.created = known.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
    known.last_modified_by = known.author


def _cover(writing: Writing, text: PlanText, edition: str, address: str) -> None:
    writing.paragraph(writing.words(text.forum), style="Subtitle")
    writing.paragraph(writing.words(text.title), style="Title")
    writing.paragraph(_period(text.starts_on, text.ends_on))
    writing.paragraph(edition)
    writing.link(address)


def _contents(writing: Writing, text: PlanText) -> None:
    entries = [(1, _("Introduction"), "introduction"), (1, _efforts(), "efforts")]
    entries += [(1, _process(), "process"), (1, _("Commitments"), "commitments")]
    for theme, rows in text.by_theme:
        if theme is not None:
            entries.append((2, writing.words(theme.name), f"theme_{theme.slug}"))
        entries += [(3, _name(writing, row), _mark(row)) for row in rows]
    writing.contents(_("Contents"), entries)


def _front(writing: Writing, text: PlanText) -> None:
    for title, mark, words in (
        (_("Introduction"), "introduction", text.introduction),
        (_efforts(), "efforts", text.efforts),
    ):
        writing.heading(title, 1, mark)
        _prose(writing, words)
    writing.heading(_process(), 1, "process")
    _prose(writing, text.process, needed=False)
    for line in process_in_words(text.figures):
        writing.paragraph(line)
    if text.figures.phases:
        writing.table(
            [_("Phase"), _("From"), _("Until")],
            [
                [writing.words(row.title), full_date(row.opens_on), full_date(row.closes_on)]
                for row in text.figures.phases
            ],
        )


def _commitments(writing: Writing, text: PlanText) -> None:
    writing.heading(_("Commitments"), 1, "commitments")
    for theme, rows in text.by_theme:
        if theme is not None:
            writing.heading(writing.words(theme.name), 2, f"theme_{theme.slug}")
        for row in rows:
            _commitment(writing, row)


def _commitment(writing: Writing, text: CommitmentText) -> None:
    writing.heading(_name(writing, text), 3, _mark(text))
    if text.taken_out_on:
        writing.paragraph(_("Withdrawn on %(day)s.") % {"day": full_date(text.taken_out_on)})
    facts = _facts(writing, text)
    if facts:
        writing.facts(facts)
    for answer in text.answers:
        writing.heading(writing.words(answer.question) or _("The promise"), 4)
        _prose(writing, answer.text)
    if text.milestones:
        writing.heading(_("Milestones"), 4)
        writing.table(*_steps(writing, text))


def _facts(writing: Writing, text: CommitmentText) -> list[tuple[str, str]]:
    facts = [
        (_("Responsible office"), writing.words(text.lead.name) if text.lead else ""),
        (_("With the support of"), ", ".join(writing.words(row.name) for row in text.supporting)),
        (_("Contact"), text.contact),
        (_("Open government values"), text.value_labels),
        (_("Period"), _period(text.starts_on, text.ends_on)),
    ]
    return [(label, words) for label, words in facts if words]


def _steps(writing: Writing, text: CommitmentText) -> tuple[list[str], list[list[str]]]:
    """The table of milestones: its head and its rows, without a column that would be empty."""
    head = [
        *(pgettext("number of a milestone", "No."), _("Milestone"), _("Expected outputs")),
        *(_("Starts"), _("Due"), _("Responsible office")),
    ]
    rows = [_step(writing, row) for row in text.milestones]
    if not text.has_outputs:
        return [*head[:2], *head[3:]], [[*row[:2], *row[3:]] for row in rows]
    return head, rows


def _step(writing: Writing, step: StepText) -> list[str]:
    due = full_date(step.due_on)
    if step.is_moved:
        due = _("%(day)s (at first %(first)s)") % {
            "day": due,
            "first": full_date(step.first_due_on),
        }
    title = writing.words(step.title)
    if step.taken_out_on:
        title += "\n" + _("Withdrawn on %(day)s.") % {"day": full_date(step.taken_out_on)}
    office = writing.words(step.office.name) if step.office else ""
    return [
        *(step.number, title, writing.words(step.outputs), full_date(step.starts_on), due),
        ", ".join(part for part in (office, step.unit) if part),
    ]


def _prose(writing: Writing, text: Translated, *, needed: bool = True) -> None:
    """A Markdown text; where it is missing or in another language, that is said."""
    if not text:
        if needed:
            writing.paragraph(_("Nothing has been written here."))
        return
    if text.is_fallback:
        name = translation.get_language_info(text.language)["name_translated"]
        writing.paragraph(_("In %(language)s only.") % {"language": name})
    writing.markdown(str(text), text.language)


def _name(writing: Writing, text: CommitmentText) -> str:
    return f"{text.number}. {writing.words(text.title)}"


def _mark(text: CommitmentText) -> str:
    return f"commitment_{text.number}"


def _efforts() -> str:
    return _("Open government efforts to date")


def _process() -> str:
    return _("How the plan was developed")


def _period(first: dt.date | None, last: dt.date | None) -> str:
    return f"{full_date(first)} – {full_date(last)}" if first and last else ""
