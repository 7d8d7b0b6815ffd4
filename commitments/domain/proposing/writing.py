"""The text of a mapping, made from what was chosen. docs/importing.md describes what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commitments.domain.proposing.choices import (
    MIXED_BY_NUMBER,
    MIXED_BY_WORD,
    REPEATED,
    Choices,
    SheetChoice,
    target_parts,
)
from commitments.domain.proposing.columns import numbered_depth
from commitments.domain.proposing.fields import (
    ANSWER,
    LEVEL_NAMES,
    OF_A_ROUND,
    Field,
)
from commitments.domain.proposing.proposal import Sheet
from commitments.domain.proposing.vocabulary import LEVELS

Texts = dict[str, str]


@dataclass
class LevelText:
    """One level as the mapping says it."""

    sheet: Sheet
    columns: dict[str, str | Texts] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)


def missing(choices: Choices, sheets: Sequence[Sheet], known: dict[str, Field]) -> list[str]:
    """What still has to be chosen before anything can be imported, as sentences."""
    used = _levels(sheets, known)
    said = [*_sheets_missing(sheets)]
    for level, text in used.items():
        said += _level_missing(level, text, used)
    if LEVELS[0] not in used:
        said.insert(0, _("Choose a sheet or rows that are the commitments."))
    unknown = sorted(word for word, state in choices.status.items() if not state)
    if unknown:
        words = ", ".join(f"“{word}”" for word in unknown)
        said.append(
            _("Choose the state for which these words stand: %(words)s.") % {"words": words}
        )
    reports = any(
        target_parts(target)[1] in OF_A_ROUND
        for sheet in sheets
        for target in sheet.choice.columns.values()
    )
    if reports and not choices.as_of:
        said.append(
            _("Give the day of which the reports tell, or leave out the columns of reports.")
        )
    return said


def _sheets_missing(sheets: Sequence[Sheet]) -> Iterable[str]:
    seen: dict[str, str] = {}
    for sheet in sheets:
        for level in sheet.choice.used():
            if level in seen:
                values = {"level": LEVEL_NAMES[level], "one": seen[level], "two": sheet.choice.name}
                yield (
                    _(
                        "%(level)s stand in two sheets, “%(one)s” and “%(two)s”. Choose one, or put "
                        "them into one sheet."
                    )
                    % values
                )
            seen[level] = sheet.choice.name


def _level_missing(level: str, text: LevelText, used: dict[str, LevelText]) -> Iterable[str]:
    place = {"level": LEVEL_NAMES[level], "sheet": text.sheet.choice.name}
    kind, told = text.sheet.choice.kind, text.sheet.choice.columns.values()
    if kind == MIXED_BY_WORD and "level" not in told:
        yield _("%(level)s in “%(sheet)s”: choose the column that says the level.") % place
    if "title" not in text.columns:
        yield _("%(level)s in “%(sheet)s”: choose the column of the title.") % place
    above = LEVELS[LEVELS.index(level) - 1] if level != LEVELS[0] else ""
    if above and above not in used:
        yield _("%(level)s in “%(sheet)s” belong to rows of a level that is left out.") % place
    elif above and not _has_parent(level, text):
        yield (
            _("%(level)s in “%(sheet)s”: choose the column that says what each row belongs to.")
            % place
        )
    if text.settings.get("repeats") and "key" not in text.columns:
        yield _("%(level)s in “%(sheet)s”: choose the column of their key.") % place
    if kind == MIXED_BY_NUMBER and "key" not in text.columns:
        yield _("%(level)s in “%(sheet)s”: choose the column of the numbering as key.") % place


def _has_parent(level: str, text: LevelText) -> bool:
    name = {"milestones": "commitment", "indicators": "milestone"}[level]
    return bool(name in text.columns or text.settings.get("below") or text.settings.get("depth"))


def write(choices: Choices, sheets: Sequence[Sheet], known: dict[str, Field]) -> str:
    """The mapping as TOML."""
    used = _levels(sheets, known)
    lines = [
        f"language = {_toml(choices.language)}",
        f"date_format = {_toml(choices.forms)}",
        f"separator = {_toml(choices.separator)}",
    ]
    if words := {word: state for word, state in choices.status.items() if state}:
        lines += ["", "[status]", *_pairs(words)]
    for heading, corrections in choices.corrections.items():
        if corrections:
            lines += ["", f"[corrections.{_toml(heading)}]", *_pairs(corrections)]
    for level in LEVELS:
        if level in used:
            lines += ["", *_level_lines(level, used[level])]
    if rounds := _round_lines(choices, used.get(LEVELS[1])):
        lines += ["", *rounds]
    return "\n".join(lines) + "\n"


def _level_lines(level: str, text: LevelText) -> Iterable[str]:
    choice = text.sheet.choice
    settings: dict[str, object] = {"file": choice.file}
    if choice.sheet:
        settings["sheet"] = choice.sheet
    if choice.encoding:
        settings["encoding"] = choice.encoding
    settings["heading_row"] = choice.heading_row
    settings |= text.settings
    if choice.skip:
        settings["skip_rows"] = sorted(choice.skip)
    answers = {name: found for name, found in text.columns.items() if name.startswith(ANSWER)}
    columns = {
        name: found
        for name, found in text.columns.items()
        if name not in answers and name not in OF_A_ROUND
    }
    yield f"[{level}]"
    yield from _pairs(settings)
    yield f"[{level}.columns]"
    yield from _pairs(columns)
    if answers:
        yield f"[{level}.answers]"
        yield from _pairs({name.removeprefix(ANSWER): texts for name, texts in answers.items()})


def _round_lines(choices: Choices, milestones: LevelText | None) -> Iterable[str]:
    if milestones is None or not choices.as_of or "done" not in milestones.columns:
        return []
    found = {name: milestones.columns[name] for name in OF_A_ROUND if name in milestones.columns}
    settings: dict[str, object] = {
        "slug": choices.round_slug or choices.as_of,
        "title": choices.round_title,
        "text": found.pop("done"),
        "status": milestones.columns.get("status", ""),
        **found,
    }
    pairs = [line for line in _pairs(settings) if not line.endswith('= ""')]
    return ["[[rounds]]", *pairs[:2], f"as_of = {choices.as_of}", *pairs[2:]]


def _levels(sheets: Sequence[Sheet], known: dict[str, Field]) -> dict[str, LevelText]:
    """Each level that is used, by the first sheet that has it."""
    used: dict[str, LevelText] = {}
    for sheet in sheets:
        for level in sheet.choice.used():
            if level not in used:
                used[level] = LevelText(sheet, _columns(sheet.choice, level, known))
    for level, text in used.items():
        text.settings = _settings(level, text, used)
    return used


def _columns(choice: SheetChoice, level: str, known: dict[str, Field]) -> dict[str, str | Texts]:
    found: dict[str, str | Texts] = {}
    evidence: list[str] = []
    for heading, target in choice.columns.items():
        only, name, language = target_parts(target)
        item = known.get(name)
        if item is None or level not in item.levels or (only and only != level):
            continue
        if name == "evidence":
            evidence.append(heading)
        key = item.levels[level] or name
        if item.has_languages:
            texts = found.setdefault(key, {})
            assert isinstance(texts, dict)
            texts[language] = heading
        else:
            found.setdefault(key, heading)
    if evidence:
        found["evidence"] = evidence  # type: ignore[assignment]
    if "key" not in found and "ogp_id" in found:
        found["key"] = found["ogp_id"]
    if choice.kind == REPEATED:
        _lend(choice, level, found)
    return found


def _lend(choice: SheetChoice, level: str, found: dict[str, str | Texts]) -> None:
    """In a repeating sheet the title tells a commitment where no key does, and parents repeat."""
    if level == LEVELS[0] and "key" not in found and isinstance(found.get("title"), dict):
        found["key"] = next(iter(found["title"].values()))  # type: ignore[union-attr]
    above = {"milestones": "commitment", "indicators": "milestone"}.get(level)
    if above and above not in found and (key := _key_of(choice, f"{above}s")):
        found[above] = key


def _key_of(choice: SheetChoice, level: str) -> str:
    """The heading of the column by which rows of the level are known in a repeating sheet."""
    told = {target: heading for heading, target in choice.columns.items()}
    if f"{level}:key" in told:
        return told[f"{level}:key"]
    titles = [head for target, head in told.items() if target.startswith(f"{level}:title")]
    return titles[0] if titles and level == LEVELS[0] else ""


def _settings(level: str, text: LevelText, used: dict[str, LevelText]) -> dict[str, object]:
    choice, settings = text.sheet.choice, dict[str, object]()
    if choice.kind == MIXED_BY_NUMBER:
        return {"depth": next(int(d) for d, found in choice.levels.items() if found == level)}
    if choice.kind == MIXED_BY_WORD:
        words = [word for word, found in choice.levels.items() if found == level]
        column = next((head for head, told in choice.columns.items() if told == "level"), "")
        settings["rows_where"] = {"column": column, "is": words}
        if level != LEVELS[0] and not _has_parent(level, text):
            settings["below"] = True
    if choice.kind == REPEATED:
        if level != choice.used()[-1]:
            settings["repeats"] = True
        settings["fill_down"] = _fill_down(choice, level)
    if choice.kind in LEVELS:
        settings |= _depth(level, text, used)
    if "key" not in text.columns:
        settings["counted"] = True
    return settings


def _depth(level: str, text: LevelText, used: dict[str, LevelText]) -> dict[str, object]:
    """Where keys are numberings and no column says what a row belongs to, the numbering does."""
    key = text.columns.get("key")
    column = next((c for c in text.sheet.columns if c.heading == key), None)
    depth = numbered_depth(column) if column else 0
    if level == LEVELS[0]:
        below = used.get(LEVELS[1])
        asked = below is not None and _numbered_without_parent(LEVELS[1], below)
        return {"depth": depth} if depth and asked else {}
    return {"depth": depth} if depth > 1 and _numbered_without_parent(level, text) else {}


def _numbered_without_parent(level: str, text: LevelText) -> bool:
    above = {"milestones": "commitment", "indicators": "milestone"}[level]
    key = text.columns.get("key")
    column = next((c for c in text.sheet.columns if c.heading == key), None)
    return above not in text.columns and column is not None and numbered_depth(column) > 1


def _fill_down(choice: SheetChoice, level: str) -> list[str]:
    """The columns of the levels above and of this one, where it repeats: keys before the rest."""
    last = LEVELS.index(level) + (level != choice.used()[-1])
    found = []
    for above in LEVELS[:last]:
        ours = [head for head, target in choice.columns.items() if target.startswith(f"{above}:")]
        key = _key_of(choice, above)
        found += [key, *(head for head in ours if head != key)] if key else ours
    return found


def _pairs(values: dict[str, object] | dict[str, str] | dict[str, str | Texts]) -> list[str]:
    return [f"{_key(name)} = {_toml(value)}" for name, value in values.items()]


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _toml(name)


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(_pairs(value)) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
