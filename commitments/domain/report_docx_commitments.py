"""One commitment of a self-assessment in an office document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.domain.assessment_commitments import ReportedCommitment, ReportedMilestone
from commitments.domain.docx_writing import Writing
from forums.domain.dates import full_date
from forums.models import Translated


def prose(writing: Writing, text: Translated, *, needed: bool = False) -> None:
    """A Markdown text; where it is missing or in another language, that is said."""
    if not text:
        if needed:
            writing.paragraph(_("Nothing has been written here."))
        return
    if text.is_fallback:
        name = translation.get_language_info(text.language)["name_translated"]
        writing.paragraph(_("In %(language)s only.") % {"language": name})
    writing.markdown(str(text), text.language)


class Commitments:
    """Writes commitments, each with what every side says of it."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing

    def write(self, row: ReportedCommitment) -> None:
        """What follows the heading."""
        self.writing.facts([(label, words) for label, words in self._facts(row) if words])
        if row.promise:
            self._said(_("The promise"), row.promise)
        account = row.account
        if account is not None:
            self._said(_("What came of it, and for whom"), account.results)
            self._said(_("What changed from the plan"), account.changes)
            self._said(_("Problems, delays and risks"), account.challenges)
            self._said(_("Next steps"), account.next_steps)
        self._milestones(row)

    def _facts(self, row: ReportedCommitment) -> Iterable[tuple[str, str]]:
        commitment, words = row.commitment, self.writing.words
        yield _("Lead"), words(commitment.lead.name) if commitment.lead else ""
        yield _("Other actors: government"), self._names(row.government)
        yield _("Other actors: civil society"), self._names(row.society)
        yield _("Other actors: others"), self._names(row.others)
        yield _("Period"), _between(commitment.starts_on, commitment.ends_on)
        yield _("Open government values"), row.values
        yield _("Policy areas"), self._names(area.name for area in row.areas)
        reported = commitment.get_reported_status_display() if commitment.reported_status else ""
        yield _("The government reports"), reported or _("Not reported")
        state = commitment.get_status_display()
        done = _("%(done)d of %(total)d") % {"done": row.tally.complete, "total": row.tally.total}
        yield _("By its milestones"), f"{state} ({done})"
        found = "; ".join(f"{words(said.by)}: {said.label}" for said in row.findings)
        yield _("Civil society finds"), found
        yield _("The IRM codes"), " / ".join(row.codings)

    def _names(self, names: Iterable[Translated]) -> str:
        return ", ".join(self.writing.words(name) for name in names)

    def _said(self, label: str, text: Translated) -> None:
        if text:
            self.writing.heading(label, 3)
            prose(self.writing, text)

    def _milestones(self, row: ReportedCommitment) -> None:
        if not row.milestones:
            self.writing.paragraph(_("No milestone has been recorded."))
            return
        self.writing.heading(_("Milestones"), 3)
        head = [
            *(pgettext("number of a milestone", "No."), _("Milestone"), _("State")),
            *(_("Due"), _("Complete since"), _("Evidence")),
        ]
        self.writing.table(head, [self._step(step) for step in row.milestones])

    def _step(self, step: ReportedMilestone) -> list[str]:
        milestone, words = step.milestone, self.writing.words
        due = full_date(milestone.due_on)
        if step.is_moved:
            due = _("%(day)s (at first %(first)s)") % {
                "day": due,
                "first": full_date(milestone.original_due_on),
            }
        told = words(step.update.done) if step.update else _("Nothing has been reported yet.")
        return [
            *(milestone.number, f"{words(milestone.title)}\n{told}".strip()),
            *(str(milestone.get_status_display()), due, full_date(milestone.completed_on)),
            "\n".join(words(document.title) for document in step.evidence),
        ]


def _between(first: dt.date | None, last: dt.date | None) -> str:
    return f"{full_date(first)} – {full_date(last)}" if first and last else ""
