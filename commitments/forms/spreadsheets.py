"""The form that says what the columns of a spreadsheet are."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from commitments.domain.proposing.choices import (
    LEFT_OUT,
    MIXED,
    MIXED_BY_NUMBER,
    MIXED_BY_WORD,
    REPEATED,
    Choices,
    SheetChoice,
    target_of,
    target_parts,
)
from commitments.domain.proposing.fields import LEVEL_FIELD, LEVEL_NAMES, offered
from commitments.domain.proposing.levels import Column
from commitments.domain.proposing.proposal import CORRECTED, Ground, Sheet, alike
from commitments.domain.proposing.reasons import OF_A_SHEET, REASONS
from commitments.models import MilestoneStatus
from forums.forms.days import DayField

KINDS = [
    (LEFT_OUT, _("Leave this sheet out")),
    ("commitments", _("Each row is a commitment")),
    ("milestones", _("Each row is a milestone")),
    ("indicators", _("Each row is an indicator")),
    (MIXED_BY_NUMBER, _("Rows of several levels, told apart by a numbering such as 1, 1.1, 1.1.1")),
    (MIXED_BY_WORD, _("Rows of several levels, told apart by a column that names the level")),
    (REPEATED, _("Each row has its commitment beside it, again and again")),
]
ORDERS = [("dmy", _("Day first: 31/12/2026")), ("mdy", _("Month first: 12/31/2026"))]
SEPARATORS = [(";", _("Semicolon")), (",", _("Comma")), ("|", "|"), ("/", "/")]
MOST_WORDS = 60


class Line(NamedTuple):
    """A column as the form shows it."""

    column: Column
    field: forms.BoundField
    language: forms.BoundField
    reason: Any
    is_left_out: bool


class Part(NamedTuple):
    """A sheet as the form shows it."""

    place: int
    sheet: Sheet
    kind: forms.BoundField
    heading: forms.BoundField
    levels: list[tuple[str, forms.BoundField]]
    lines: list[Line]
    reason: Any


class ColumnsForm(forms.Form):
    """What each sheet and column is, what the words in it stand for.

    Fields are named by places: `s0-c2` is what the third column of the first sheet is.
    """

    order = forms.ChoiceField(label=_("Dates in figures"), choices=ORDERS, widget=forms.RadioSelect)
    separator = forms.ChoiceField(
        label=_("Between several names in one cell stands"), choices=SEPARATORS
    )
    as_of = DayField(
        label=_("The reports tell of this day"),
        required=False,
        help_text=_("Needed where a column is one of a report: what was done, evidence."),
    )

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        sheets: list[Sheet],
        ground: Ground,
        known_names: dict[str, list[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.sheets, self.ground = choices, sheets, ground
        for name in ("order", "separator", "as_of"):
            self.initial[name] = getattr(choices, name) or None
        for place, sheet in enumerate(sheets):
            self._add_sheet(place, sheet)
        self.words = list(choices.status)
        for number, word in enumerate(self.words):
            self._choice(
                f"w{number}",
                [("", _("Choose")), *MilestoneStatus.choices],
                choices.status[word],
                label=f"“{word}”",
            )
        self.spellings = _spellings(sheets, known_names)
        for number, (heading, word, names) in enumerate(self.spellings):
            said = choices.corrections.get(heading, {}).get(word)
            options = [("", _("as it stands")), *((name, name) for name in names)]
            initial = alike(word, names) if said is None and not choices.ready else said or ""
            self._choice(f"x{number}", options, initial, label=f"“{word}”")

    def _choice(self, name: str, options: list[Any], initial: str, *, label: Any) -> None:
        self.fields[name] = forms.ChoiceField(choices=options, required=False, label=label)
        self.initial[name] = initial

    def _add_sheet(self, place: int, sheet: Sheet) -> None:
        choice = sheet.choice
        self._choice(f"s{place}-kind", KINDS, choice.kind, label=_("The rows"))
        self.fields[f"s{place}-heading"] = forms.IntegerField(
            label=_("The headings stand in row"),
            min_value=1,
            max_value=max(len(sheet.grid.rows), 1),
        )
        self.initial[f"s{place}-heading"] = choice.heading_row
        if choice.kind in MIXED:
            levels = [("", _("Leave these rows out")), *LEVEL_NAMES.items()]
            for number, (word, level) in enumerate(choice.levels.items()):
                self._choice(f"s{place}-l{number}", levels, level, label=word)
        if choice.kind != LEFT_OUT:
            targets = _targets(choice, self.ground)
            named = dict(settings.LANGUAGES)
            languages = [
                ("", "–"),
                *((code, named.get(code, code)) for code in self.ground.languages),
            ]
            for number, column in enumerate(sheet.columns):
                level, name, language = target_parts(column.target)
                label = column.heading
                chosen = target_of(name, level=level)
                self._choice(f"s{place}-c{number}", targets, chosen, label=label)
                self._choice(f"s{place}-g{number}", languages, language, label=label)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for place, sheet in enumerate(self.sheets):
            taken: dict[str, str] = {}
            for number, column in enumerate(sheet.columns):
                self._check(place, number, column, clean, taken)
        return clean

    def _check(
        self, place: int, number: int, column: Column, clean: dict[str, Any], taken: dict[str, str]
    ) -> None:
        name = f"s{place}-c{number}"
        target = self._target(place, number, clean)
        _level, field, language = target_parts(target)
        if not target or f"s{place}-kind" not in clean:
            return
        if field in self.ground.known and self.ground.known[field].has_languages and not language:
            self.add_error(f"s{place}-g{number}", _("Choose the language of these texts."))
        elif target in taken and field != "evidence":
            text = _("“%(heading)s” is taken for this too. Choose one.")
            self.add_error(name, ValidationError(text, params={"heading": taken[target]}))
        taken[target] = column.heading

    def _target(self, place: int, number: int, clean: dict[str, Any]) -> str:
        level, name, _none = target_parts(clean.get(f"s{place}-c{number}") or "")
        if not name:
            return ""
        item = self.ground.known.get(name)
        spoken = clean.get(f"s{place}-g{number}") or "" if item and item.has_languages else ""
        return target_of(name, language=spoken, level=level)

    def choices(self) -> Choices:
        """What was chosen, after validation."""
        clean, before = self.cleaned_data, self.before
        as_of = clean["as_of"]
        corrections: dict[str, dict[str, str]] = {
            heading: dict(words) for heading, words in before.corrections.items()
        }
        for number, (heading, word, _names) in enumerate(self.spellings):
            words = corrections.setdefault(heading, {})
            words.pop(word, None)
            if clean[f"x{number}"]:
                words[word] = clean[f"x{number}"]
        return Choices(
            language=before.language,
            order=clean["order"],
            separator=clean["separator"],
            sheets=[self._sheet(place, sheet) for place, sheet in enumerate(self.sheets)],
            status={word: clean[f"w{number}"] for number, word in enumerate(self.words)},
            corrections=corrections,
            as_of=as_of.isoformat() if as_of else "",
        )

    def _sheet(self, place: int, sheet: Sheet) -> SheetChoice:
        clean, choice = self.cleaned_data, sheet.choice
        levels = choice.levels
        if choice.kind in MIXED:
            levels = {word: clean[f"s{place}-l{n}"] for n, word in enumerate(choice.levels)}
        columns = {
            column.heading: target
            for number, column in enumerate(sheet.columns)
            if (target := self._target(place, number, clean))
        }
        return SheetChoice(
            file=choice.file,
            sheet=choice.sheet,
            encoding=choice.encoding,
            heading_row=clean[f"s{place}-heading"],
            kind=clean[f"s{place}-kind"],
            levels=levels,
            columns=columns,
            skip=choice.skip,
        )

    def read_again(self) -> list[int]:
        """The places of sheets of which other rows, or another heading, were chosen than shown."""
        return [
            place
            for place, sheet in enumerate(self.sheets)
            if (self.cleaned_data[f"s{place}-kind"], self.cleaned_data[f"s{place}-heading"])
            != (sheet.choice.kind, sheet.choice.heading_row)
        ]

    def parts(self) -> list[Part]:
        """The sheets with their fields."""
        return [self._part(place, sheet) for place, sheet in enumerate(self.sheets)]

    def _part(self, place: int, sheet: Sheet) -> Part:
        choice = sheet.choice
        levels = [
            (word, self[f"s{place}-l{number}"])
            for number, word in enumerate(choice.levels)
            if choice.kind in MIXED
        ]
        lines = [
            Line(
                column,
                self[f"s{place}-c{number}"],
                self[f"s{place}-g{number}"],
                REASONS.get(column.reason, ""),
                not column.target,
            )
            for number, column in enumerate(sheet.columns)
            if choice.kind != LEFT_OUT
        ]
        kind, heading = self[f"s{place}-kind"], self[f"s{place}-heading"]
        return Part(place, sheet, kind, heading, levels, lines, OF_A_SHEET.get(sheet.reason, ""))

    def word_fields(self) -> list[forms.BoundField]:
        """One for each word for a state."""
        return [self[f"w{number}"] for number in range(len(self.words))]

    def spelling_fields(self) -> list[tuple[str, forms.BoundField]]:
        """One for each name that the portal does not have as it stands, with its column."""
        return [(row[0], self[f"x{number}"]) for number, row in enumerate(self.spellings)]

    def general_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("order", "separator", "as_of")]


def _targets(choice: SheetChoice, ground: Ground) -> list[Any]:
    """What the columns of a sheet can be: of a repeating one, level by level."""
    options: list[Any] = [("", _("Leave out"))]
    if choice.kind == MIXED_BY_WORD:
        options.append((LEVEL_FIELD.name, LEVEL_FIELD.label))
    if choice.kind != REPEATED:
        return options + [
            (item.name, _short(item.label)) for item in offered(dict(ground.known), choice.used())
        ]
    for level in choice.used():
        ours = [
            (target_of(item.name, level=level), _short(item.label))
            for item in offered(dict(ground.known), [level])
            if item.name != "parent"
        ]
        options.append((LEVEL_NAMES[level], ours))
    return options


def _short(label: Any) -> str:
    return Truncator(str(label)).chars(60)


def _spellings(
    sheets: list[Sheet], known_names: dict[str, list[str]]
) -> list[tuple[str, str, list[str]]]:
    """Column, name and the names that the portal has, for each name that is none of these."""
    found: dict[tuple[str, str], list[str]] = {}
    for sheet in sheets:
        for field in CORRECTED:
            names = known_names.get(field, [])
            for heading, texts in sheet.cells_of(field):
                for text in texts:
                    if text and names and text not in names:
                        found[heading, text] = names
    return [(heading, word, names) for (heading, word), names in found.items()][:MOST_WORDS]
