"""Taking in what an office wrote in a file of a draft: bringing it, looking, taking over."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.domain import (
    draft_docx_reading,
    draft_xlsx_reading,
    drafts,
    milestones,
    office_files,
    returned_answers,
    returned_steps,
    returned_title,
)
from action_plans.domain.office_files import Kind, OfficeFileRefused
from action_plans.domain.returned_answers import TextEdit
from action_plans.domain.returned_steps import REMOVED, StepEdit
from action_plans.domain.returned_text import Loose, Returned
from action_plans.domain.returned_title import TitleEdit
from action_plans.domain.templates import questions
from action_plans.models import Draft, ReturnedFile
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.models import Person

MOST_NAME = 200


class TakenOver(Refused):
    """What a file brought is taken over once."""


@dataclass(frozen=True)
class Comparison:
    """What a file changes, against the draft as it stands now.

    `missing` are the questions that the file does not have any more; their answers stay.
    """

    texts: tuple[TextEdit, ...]
    steps: tuple[StepEdit, ...]
    loose: tuple[Loose, ...]
    missing: tuple[str, ...]
    title: TitleEdit | None = None

    @property
    def edits(self) -> list[TitleEdit | TextEdit | StepEdit]:
        return [*([self.title] if self.title else []), *self.texts, *self.steps]

    @property
    def is_empty(self) -> bool:
        return not (self.edits or self.loose)

    @property
    def fingerprint(self) -> str:
        """Tells what somebody looked at from what the draft has become since."""
        parts: list[Any] = [
            *((edit.key, edit.outcome, edit.standing and edit.standing.pk) for edit in self.texts),
            *((edit.key, edit.kind, edit.seen, edit.refused) for edit in self.steps),
        ]
        if self.title:
            parts.append((self.title.key, self.title.now, self.title.text))
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """How many answers stand now, how many of them merged, which wait beside; milestones; title."""

    saved: int
    merged: int
    beside: tuple[str, ...]
    steps: int
    title: bool = False


@transaction.atomic
def bring(draft: Draft, *, by: Person, file: UploadedFile[bytes], written_by: str) -> ReturnedFile:
    """Keeps a file that came back, until its edits are taken over. The same file is kept once.

    Raises OfficeFileRefused with a sentence where it cannot be read, is of another draft or of a
    language that the forum does not write, or says nothing new; NotWritable for a closed draft.
    """
    name = _clean(file.name or "")
    office_files.check_size(name, file.size or 0)
    data = file.read()
    returned = read(draft, name, data)
    locked = drafts.writable(draft, by=by)
    if compare(locked, returned).is_empty:
        raise OfficeFileRefused(
            _("“%(name)s” says what the draft says; there is nothing to take over.")
            % {"name": name}
        )
    digest = hashlib.sha256(data).hexdigest()
    waiting = locked.returned_files.filter(sha256=digest, taken_over_at=None, brought_by=by)
    found = waiting.first()
    if found is not None:
        return found
    kind = office_files.check(name, data)
    return ReturnedFile.objects.create(
        draft=locked,
        name=name,
        written_by=written_by,
        language=returned.reference.language,
        sha256=digest,
        brought_by=by,
        file=ContentFile(data, name=f"{uuid.uuid4().hex}.{kind.value}"),
    )


def read(draft: Draft, name: str, data: bytes) -> Returned:
    """What a file says of this draft. Raises OfficeFileRefused."""
    kind = office_files.check(name, data)
    template = draft.plan.template
    if kind is Kind.DOCX:
        returned = draft_docx_reading.read(name, data, template=template)
    else:
        returned = draft_xlsx_reading.read(name, data, kind=kind, template=template)
    if returned.reference.draft != draft.pk:
        raise OfficeFileRefused(
            _("“%(name)s” belongs to another draft. Bring it there.") % {"name": name}
        )
    if returned.reference.language not in draft.plan.forum.languages:
        raise OfficeFileRefused(
            _("“%(name)s” is in a language in which this forum does not write.") % {"name": name}
        )
    return returned


def changes_in(brought: ReturnedFile) -> Comparison:
    """What the file changes, against the draft as it stands now. Raises OfficeFileRefused."""
    try:
        with brought.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise OfficeFileRefused(_("The file is not kept any more. Bring it again.")) from error
    return compare(brought.draft, read(brought.draft, brought.name, data))


def compare(draft: Draft, returned: Returned) -> Comparison:
    texts, nowhere = returned_answers.compare(draft, returned)
    there = {answer.key for answer in returned.answers}
    return Comparison(
        tuple(texts),
        tuple(returned_steps.compare(draft, returned)),
        (*nowhere, *returned.loose),
        tuple(
            str(asked.label)
            for asked in questions(draft.plan.template)
            if asked.key in returned.reference.bases and asked.key not in there
        ),
        returned_title.compare(draft, returned),
    )


@transaction.atomic
def take_over(brought: ReturnedFile, *, by: Person, chosen: Collection[str], seen: str) -> Outcome:
    """Takes over the chosen edits, all or none of them; the history names the file.

    What others changed meanwhile stays: edits that do not touch it are merged, others wait
    beside it. `seen` is the fingerprint of what the person looked at; ChangedMeanwhile where the
    draft is not the same any more. Raises TakenOver the second time, Incomplete where nothing is
    chosen, NotWritable for a closed draft.
    """
    draft = drafts.writable(brought.draft, by=by)
    locked = ReturnedFile.objects.select_for_update(of=("self",)).get(pk=brought.pk)
    if locked.taken_over_at:
        raise TakenOver(_("What this file brought was taken over already."))
    locked.draft = draft
    found = changes_in(locked)
    texts = [edit for edit in found.texts if edit.key in chosen and not edit.refused]
    steps = [edit for edit in found.steps if edit.key in chosen and not edit.refused]
    title = found.title if found.title and found.title.key in chosen else None
    if title and title.refused:
        title = None
    if not texts and not steps and not title:
        raise Incomplete(_("Choose at least one change to take over."))
    if seen != found.fingerprint:
        raise ChangedMeanwhile(
            _("Somebody changed the draft meanwhile. Look at what stands below, and choose again.")
        )
    saved = [_save(locked, edit, by=by) for edit in texts]
    for edit in steps:
        _apply(locked.draft, edit, by=by)
    if title:
        _rename(locked, title, by=by)
    taken: list[TitleEdit | TextEdit | StepEdit] = [*texts, *steps, *([title] if title else [])]
    locked.taken = [edit.key for edit in taken]
    locked.taken_over_at = timezone.now()
    locked.save(update_fields=["taken", "taken_over_at"])
    beside = tuple(edit.label for edit, row in zip(texts, saved, strict=True) if row.conflict)
    merged = sum(row.merged for row in saved)
    return Outcome(len(saved) - len(beside), merged, beside, len(steps), title is not None)


def _rename(brought: ReturnedFile, edit: TitleEdit, *, by: Person) -> None:
    title = returned_title.changed(brought.draft, edit.text, language=brought.language)
    drafts.describe(brought.draft, by=by, title=title)


def _save(brought: ReturnedFile, edit: TextEdit, *, by: Person) -> drafts.Saved:
    return drafts.save(
        brought.draft,
        by=by,
        question=edit.key,
        language=brought.language,
        text=edit.text,
        base_number=edit.base,
        source=brought,
    )


def _apply(draft: Draft, edit: StepEdit, *, by: Person) -> None:
    if edit.milestone is None:
        milestones.add(draft, by=by, **edit.fields)
    elif edit.kind == REMOVED:
        milestones.remove(edit.milestone, by=by)
    else:
        milestones.change(edit.milestone, by=by, seen=edit.seen, **edit.fields)


def _clean(name: str) -> str:
    """A file's name without what cannot be shown, at most as long as the column."""
    return "".join(sign for sign in name if sign.isprintable())[-MOST_NAME:] or "?"
