"""What all levels share while they are read: keys that stand once, parents, themes, links."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from commitments.domain.importing import links, tables
from commitments.domain.importing.contents import Contents
from commitments.domain.importing.files import Files
from commitments.domain.importing.links import Link
from commitments.domain.importing.numbering import number_of, parts_of
from commitments.domain.importing.problems import Problem
from commitments.domain.importing.sheet import Sheet
from commitments.domain.importing.slugs import slug_of
from commitments.domain.importing.specs import Level, Mapping, ThemeSpec
from commitments.domain.importing.tables import Row, Table
from commitments.domain.reporting import says_nothing

LONGEST_KEY = 200


class Reader:
    """Reads the sheets of a mapping; `contents` are the rows, `problems` what is wrong."""

    def __init__(self, files: Files, mapping: Mapping) -> None:
        self.files = files
        self.mapping = mapping
        self.problems: list[Problem] = []
        self.contents = Contents(themes=list(mapping.themes))
        self.spellings = {
            spelling.casefold(): theme.slug
            for theme in mapping.themes
            for spelling in (theme.slug, *theme.name.values(), *theme.also)
        }
        self.tables: dict[tuple[str, str, int, str], Table] = {}
        self.keys: dict[str, set[str]] = {}
        self.counted: Counter[str] = Counter()
        self.above: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)

    def sheet(self, level: Level, *, more: Collection[str] = ()) -> Sheet:
        """The rows of a level; `more` are columns that it needs beside those of its fields."""
        return Sheet(self._table(level), self.mapping, level, self.problems, more=more)

    def _table(self, level: Level) -> Table:
        """The sheet of a level; one that several levels share is read once."""
        place = (level.file, level.sheet, level.heading_row, level.encoding)
        if place not in self.tables:
            self.tables[place] = tables.read(
                self.files,
                level.file,
                sheet=level.sheet,
                heading_row=level.heading_row,
                encoding=level.encoding,
            )
        return self.tables[place]

    def own_key(self, sheet: Sheet, row: Row, kind: str, *, parent: str = "") -> str:
        """The key by which the row is known again; what is below it in the sheet is its own."""
        level = sheet.level
        if level.counted:
            self.counted[f"{kind}/{parent}"] += 1
            count = str(self.counted[f"{kind}/{parent}"])
            key = f"{parent}.{count}" if parent else count
        elif level.depth:
            key = number_of(sheet.text(row, "key"))
            self.once(sheet, row, "key", key)
        elif level.column("key") in level.columns.get("title", {}).values():
            key = slug_of(sheet.text(row, "key", required=True))
            self.once(sheet, row, "key", key)
        else:
            key = self.key(sheet, row, "key")
        self.above[kind, level.file, level.sheet].append((row.at.line, key))
        return key

    def parent_key(
        self, sheet: Sheet, row: Row, field: str, over: Level, kind: str, known: set[str]
    ) -> str:
        """The key of the row of the level `over` that this row belongs to; `known` are its keys."""
        level, column = sheet.level, sheet.level.column(field)
        if column:
            key = sheet.text(row, field, required=True)
            if over.depth and parts_of(key):
                key = ".".join(parts_of(key)[: over.depth])
            elif key and column in over.columns.get("title", {}).values():
                key = slug_of(key)
            if key and known and key not in known:
                values = {"key": key, "file": over.file}
                reason = {
                    "commitments": _("There is no commitment “%(key)s” in %(file)s."),
                    "milestones": _("There is no milestone “%(key)s” in %(file)s."),
                }[kind]
                sheet.refuse(row, column, reason % values)
            return key
        if level.depth:
            parts = parts_of(sheet.text(row, "key"))
            key = ".".join(parts[: over.depth or level.depth - 1])
        else:
            lines = self.above[kind, level.file, level.sheet]
            place = bisect_left(lines, (row.at.line, ""))
            key = lines[place - 1][1] if place else ""
        if key not in known:
            reason = {
                "commitments": _("The commitment that this row belongs to does not stand above."),
                "milestones": _("The milestone that this row belongs to does not stand above."),
            }[kind]
            sheet.refuse(row, level.column("key"), reason)
        return key

    def key(self, sheet: Sheet, row: Row, field: str, *, longest: int = LONGEST_KEY) -> str:
        """The text by which a row is known; it has to be there, and stands once."""
        key = sheet.text(row, field, required=True, longest=longest)
        self.once(sheet, row, field, key)
        return key

    def once(self, sheet: Sheet, row: Row, field: str, value: str, *, within: str = "") -> None:
        """Refuses a value that stood before in this level, or in this level under `within`."""
        seen = self.keys.setdefault(f"{id(sheet.level)}/{field}", set())
        if value and f"{within}/{value}" in seen:
            reason = _("“%(value)s” stands twice.") % {"value": value}
            sheet.refuse(row, sheet.level.column(field), reason)
        seen.add(f"{within}/{value}")

    def theme(self, sheet: Sheet, row: Row) -> str:
        """The slug of the row's theme; themes that the mapping does not list are made as met."""
        name = sheet.text(row, "theme")
        if not name:
            return ""
        if known := self.spellings.get(name.casefold()):
            return known
        if self.mapping.themes:
            names = "; ".join(next(iter(theme.name.values())) for theme in self.mapping.themes)
            reason = _("“%(name)s” is none of the mapping’s themes: %(names)s.")
            values = {"name": name, "names": names}
            sheet.refuse(row, sheet.level.column("theme"), reason % values)
            return ""
        slug = slug_of(name)
        self.contents.themes.append(ThemeSpec(slug, {self.mapping.language: name}, ()))
        self.spellings[name.casefold()] = slug
        return slug

    def proofs(self, row: Row, columns: Collection[str]) -> list[Link]:
        """The links of these columns, apart from cells that say that there is no evidence."""
        found: list[Link] = []
        for column in columns:
            text = row.text(column)
            if text.casefold() not in self.mapping.not_evidence and not says_nothing(text):
                found += links.in_text(text, base=self.mapping.base_url)
        return links.once(found)
