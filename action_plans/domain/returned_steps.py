"""What a file that came back changes in the milestones of a draft."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from action_plans.domain import milestones
from action_plans.domain.draft_text import Step, columns, events, step
from action_plans.domain.office_text import possible
from action_plans.domain.returned_text import Returned, ReturnedStep, plain
from action_plans.models import Draft, DraftMilestone
from forums.models import Organisation, Sector, Translated
from forums.models.translation import MAIN

MOST_TITLE, MOST_OUTPUTS = 300, 2000
CHANGED, ADDED, REMOVED = "changed", "added", "removed"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_EUROPEAN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True)
class FieldChange:
    """One cell: what went out, what came back; `now` is what others made of it meanwhile."""

    label: str
    before: str
    after: str
    now: str = ""


@dataclass(frozen=True)
class StepEdit:
    """A milestone that the file changes, adds or leaves out.

    `fields` are what its verb takes, `seen` the milestone as it stands. `refused` says why it
    cannot be taken over; empty where it can. `again`: somebody else removed it meanwhile.
    """

    key: str
    kind: str
    title: str
    changes: tuple[FieldChange, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    milestone: DraftMilestone | None = None
    seen: str = ""
    refused: str = ""
    again: bool = False

    @property
    def touches(self) -> bool:
        """Whether others changed the same cells meanwhile."""
        return any(change.now for change in self.changes)

    @property
    def proposed(self) -> bool:
        return not (self.refused or self.touches or self.again or self.kind == REMOVED)


def day(text: str) -> dt.date | None:
    """A day as people type it, 2026-03-31 or 31/3/2026. Raises ValueError. Pure."""
    text = text.strip()
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, number = found.groups()
    elif found := _EUROPEAN.fullmatch(text):
        number, month, year = found.groups()
    else:
        raise ValueError(text)
    return dt.date(int(year), int(month), int(number))


def compare(draft: Draft, returned: Returned) -> list[StepEdit]:
    """The milestones that differ from what went out, in the file's order, left out ones last."""
    return [] if returned.steps is None else _Comparison(draft, returned).edits()


class _Comparison:
    def __init__(self, draft: Draft, returned: Returned) -> None:
        self.draft = draft
        self.returned = returned
        self.language = returned.reference.language
        self.standing = {row.pk: row for row in draft.milestones.select_related("responsible")}
        marks = [row.mark for row in returned.steps or () if row.mark]
        numbers = [mark.event for mark in marks]
        rows = events().objects.filter(pgh_id__in=numbers, draft=draft)
        with translation.override(self.language):
            self.went_out = {
                row.pgh_id: (row.pgh_obj_id, step(row, row.responsible))
                for row in rows.select_related("responsible")
            }
            self.now = {pk: step(row, row.responsible) for pk, row in self.standing.items()}
        self.offices: dict[str, Organisation] | None = None

    def edits(self) -> list[StepEdit]:
        found: list[StepEdit] = []
        used: set[int] = set()
        for number, row in enumerate(self.returned.steps or (), start=1):
            pk = self._milestone_of(row, used)
            if pk is not None:
                used.add(pk)
            edit = self._edit(row, pk, number)
            if edit is not None:
                found.append(edit)
        return found + self._left_out(used)

    def _milestone_of(self, row: ReturnedStep, used: set[int]) -> int | None:
        """The milestone that the row is of: by its mark, else by its title."""
        if row.mark is not None:
            pk, _before = self.went_out.get(row.mark.event, (None, None))
            return row.mark.pk if pk == row.mark.pk and pk not in used else None
        for pk, now in self.now.items():
            if pk not in used and plain(now.title) == plain(row.title):
                return pk
        return None

    def _edit(self, row: ReturnedStep, pk: int | None, number: int) -> StepEdit | None:
        milestone = self.standing.get(pk or 0)
        if pk is None:
            return self._added(row, f"new{number}")
        marked = row.mark is not None and row.mark.pk == pk
        before = self.went_out[row.mark.event][1] if marked and row.mark else None
        if milestone is None:
            assert before is not None
            same = not self._changes(row, before, before)
            return None if same else self._added(row, f"new{number}", again=True)
        now = self.now[pk]
        changes = self._changes(row, before or now, now)
        if not changes:
            return None
        fields, refused = self._read(row, {name for name, _change in changes}, milestone)
        return StepEdit(
            f"m{pk}",
            CHANGED,
            now.title,
            tuple(change for _name, change in changes),
            fields,
            milestone,
            milestones.fingerprint(milestone),
            refused,
        )

    def _added(self, row: ReturnedStep, key: str, *, again: bool = False) -> StepEdit:
        names = set(_NAMES)
        fields, refused = self._read(row, names, None)
        changes = tuple(
            FieldChange(label, "", getattr(row, name))
            for name, label in zip(_NAMES, columns(), strict=True)
            if getattr(row, name)
        )
        return StepEdit(key, ADDED, row.title, changes, fields, None, "", refused, again)

    def _left_out(self, used: set[int]) -> list[StepEdit]:
        """Those that went out and did not come back; those added since are not among them."""
        return [
            StepEdit(f"gone{pk}", REMOVED, self.now[pk].title, milestone=row)
            for pk, row in self.standing.items()
            if pk in self.returned.reference.milestones and pk not in used
        ]

    def _changes(self, row: ReturnedStep, before: Step, now: Step) -> list[tuple[str, FieldChange]]:
        changes = []
        for name, label in zip(_NAMES, columns(), strict=True):
            typed = getattr(row, name)
            sent, stands = _as_typed(getattr(before, name)), _as_typed(getattr(now, name))
            if _same(name, typed, sent) or _same(name, typed, stands):
                continue
            meanwhile = "" if _same(name, sent, stands) else stands or "–"
            changes.append((name, FieldChange(label, sent, typed, meanwhile)))
        return changes

    def _read(
        self, row: ReturnedStep, names: set[str], milestone: DraftMilestone | None
    ) -> tuple[dict[str, Any], str]:
        """What the cells say as the verb takes it, and a sentence where they cannot be read."""
        fields: dict[str, Any] = {}
        for name in ("starts_on", "due_on"):
            if name in names:
                typed = getattr(row, name)
                try:
                    fields[name] = day(typed)
                except ValueError:
                    return {}, _("“%(text)s” is no day; write it as 2026-03-31.") % {"text": typed}
        if "responsible" in names:
            fields["responsible"] = self._office(row.responsible)
            if row.responsible and fields["responsible"] is None:
                return {}, _("The portal knows no office called “%(name)s”.") % {
                    "name": row.responsible
                }
        for name in ("title", "outputs"):
            if name in names:
                fields[name] = self._text(getattr(milestone, name, None), getattr(row, name))
        return fields, self._refused(row, fields, milestone)

    def _refused(
        self, row: ReturnedStep, fields: dict[str, Any], milestone: DraftMilestone | None
    ) -> str:
        starts_on, due_on = (
            fields.get(name, getattr(milestone, name, None)) for name in ("starts_on", "due_on")
        )
        if starts_on and due_on and due_on < starts_on:
            return _("It cannot be due before it starts.")
        if not row.title:
            return _("A milestone needs a title.")
        if len(row.title) > MOST_TITLE or len(row.outputs) > MOST_OUTPUTS:
            return _("The title has at most %(title)d characters, the outputs %(outputs)d.") % {
                "title": MOST_TITLE,
                "outputs": MOST_OUTPUTS,
            }
        return ""

    def _text(self, before: Translated | None, typed: str) -> Translated:
        """The text with what was typed in the file's language; other languages stay."""
        text = Translated({**(before or {}), self.language: typed})
        main = self.draft.plan.forum.main_language
        if main != settings.LANGUAGE_CODE and text:
            text.setdefault(MAIN, main)
        return text

    def _office(self, typed: str) -> Organisation | None:
        """The office of this name in any of its languages."""
        if self.offices is None:
            self.offices = {
                plain(name): office
                for office in Organisation.objects.filter(sector=Sector.GOVERNMENT)
                for name in office.name.texts().values()
            }
        return self.offices.get(plain(typed))


_NAMES = ("title", "outputs", "starts_on", "due_on", "responsible")


def _as_typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else possible(str(value or "")).strip()


def _same(name: str, one: str, other: str) -> bool:
    """Whether two cells say the same; spaces make no difference, nor how a day is written."""
    if name in ("starts_on", "due_on"):
        try:
            return day(one) == day(other)
        except ValueError:
            return False
    return " ".join(one.split()) == " ".join(other.split())
