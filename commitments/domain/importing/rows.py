"""Turning the rows of the files into plain values, and collecting every problem on the way."""

from __future__ import annotations

from pathlib import Path

from commitments.domain.importing import links
from commitments.domain.importing.contents import (
    CommitmentRow,
    Contents,
    MeetingRow,
    MilestoneRow,
    Report,
    ResponseRow,
)
from commitments.domain.importing.links import Link
from commitments.domain.importing.problems import Broken, Problem
from commitments.domain.importing.sheet import Sheet
from commitments.domain.importing.slugs import slug_of
from commitments.domain.importing.specs import Mapping, MeetingSpec, RoundSpec, ThemeSpec
from commitments.domain.importing.tables import Row
from forums.models import DocumentKind, MeetingMode

LONGEST_KEY = 200


def read(folder: Path, mapping: Mapping) -> Contents:
    """The contents of the folder's files. Raises Broken with every problem of every file."""
    reader = _Reader(folder, mapping)
    reader.commitments()
    if mapping.milestones:
        reader.milestones()
    if mapping.responses:
        reader.responses()
    if mapping.meetings:
        reader.meetings(mapping.meetings)
    if reader.problems:
        raise Broken(reader.problems)
    return reader.contents


class _Reader:
    def __init__(self, folder: Path, mapping: Mapping) -> None:
        self.folder = folder
        self.mapping = mapping
        self.problems: list[Problem] = []
        self.contents = Contents(themes=list(mapping.themes))
        self.spellings = {
            spelling.casefold(): theme.slug
            for theme in mapping.themes
            for spelling in (theme.slug, *theme.name.values(), *theme.also)
        }
        self.keys: dict[str, set[str]] = {}

    def commitments(self) -> None:
        level, mapping = self.mapping.commitments, self.mapping
        more = [column for texts in mapping.answers.values() for column in texts.values()]
        sheet = Sheet(self.folder, mapping, level, self.problems, more=more)
        for row in sheet.rows:
            ogp_id = sheet.text(row, "ogp_id", longest=12)
            self._once(sheet, row, "ogp_id", ogp_id)
            number = sheet.number(row, "number")
            self._once(sheet, row, "number", str(number or ""))
            starts_on, ends_on = sheet.day(row, "starts_on"), sheet.day(row, "ends_on")
            if starts_on and ends_on and ends_on < starts_on:
                sheet.refuse(row, level.column("ends_on"), "The end is before the start.")
            self.contents.commitments.append(
                CommitmentRow(
                    at=row.at,
                    key=self._key(sheet, row, "key"),
                    title=sheet.texts(row, level.columns.get("title", {}), required=True),
                    theme=self._theme(sheet, row),
                    number=number,
                    ogp_id=ogp_id,
                    lead=sheet.text(row, "lead"),
                    answers={
                        question: texts
                        for question, columns in mapping.answers.items()
                        if (texts := sheet.texts(row, columns))
                    },
                    starts_on=starts_on,
                    ends_on=ends_on,
                )
            )

    def milestones(self) -> None:
        level, mapping = self.mapping.milestones, self.mapping
        assert level is not None
        more: list[str] = []
        for round in mapping.rounds:
            more += [*round.text.values(), *round.evidence, round.status]
            more += [rule.column for rule in round.rules]
        sheet = Sheet(self.folder, mapping, level, self.problems, more=more)
        known = {commitment.key for commitment in self.contents.commitments}
        for row in sheet.rows:
            key = self._key(sheet, row, "key")
            commitment = sheet.text(row, "commitment", required=True)
            if commitment and known and commitment not in known:
                reason = f"There is no commitment “{commitment}” in {mapping.commitments.file}."
                sheet.refuse(row, level.column("commitment"), reason)
            number = sheet.text(row, "number", longest=20)
            if number:
                self._once(sheet, row, "number", number, within=commitment)
            starts_on, due_on = sheet.day(row, "starts_on"), sheet.day(row, "due_on")
            if starts_on and due_on and due_on < starts_on:
                sheet.refuse(row, level.column("due_on"), "The date is before the start.")
            self.contents.milestones.append(
                MilestoneRow(
                    at=row.at,
                    key=key,
                    commitment=commitment,
                    title=sheet.texts(row, level.columns.get("title", {}), required=True),
                    number=number,
                    responsible=sheet.text(row, "responsible"),
                    unit=sheet.text(row, "unit", longest=200),
                    starts_on=starts_on,
                    due_on=due_on,
                    status=sheet.word(row, level.column("status"), mapping.status),
                    reports=self._reports(sheet, row),
                )
            )

    def _reports(self, sheet: Sheet, row: Row) -> tuple[Report, ...]:
        """The rounds in which the row reports, each link with the round that names it.

        A link of the links column that no round's cells name goes to the last round.
        """
        rounds = [round for round in self.mapping.rounds if self._reported(sheet, row, round)]
        base = self.mapping.base_url
        found = {round.slug: self._evidence(row, round) for round in rounds}
        listed = links.in_text(row.text(sheet.level.column("links")), base=base)
        known = {link.key for evidence in found.values() for link in evidence}
        for link in listed:
            if rounds and link.key not in known:
                found[rounds[-1].slug].append(link)
        return tuple(
            Report(
                round=round.slug,
                status=self._status(sheet, row, round),
                text=sheet.texts(row, round.text),
                links=tuple(links.once(found[round.slug])),
            )
            for round in rounds
        )

    def _reported(self, sheet: Sheet, row: Row, round: RoundSpec) -> bool:
        texts = [text.casefold() for text in sheet.texts(row, round.text).values()]
        return any(text not in round.no_report for text in texts)

    def _status(self, sheet: Sheet, row: Row, round: RoundSpec) -> str:
        before = len(self.problems)
        if round.status:
            status = sheet.word(row, round.status, self.mapping.status)
        else:
            status = sheet.rule(row, round.rules)
        if not status and len(self.problems) == before:
            column = round.status or next(iter(round.text.values()), "")
            sheet.refuse(row, column, f"There is no state for the round {round.slug}.")
        return status

    def _evidence(self, row: Row, round: RoundSpec) -> list[Link]:
        found: list[Link] = []
        for column in round.evidence:
            text = row.text(column)
            if text.casefold() not in self.mapping.not_evidence:
                found += links.in_text(text, base=self.mapping.base_url)
        return links.once(found)

    def responses(self) -> None:
        level, mapping = self.mapping.responses, self.mapping
        assert level is not None
        sheet = Sheet(self.folder, mapping, level, self.problems)
        for row in sheet.rows:
            self.contents.responses.append(
                ResponseRow(
                    at=row.at,
                    reference=self._key(sheet, row, "reference", longest=20),
                    theme=self._theme(sheet, row),
                    heard=sheet.texts(row, level.columns.get("heard", {}), required=True),
                    answer=sheet.texts(row, level.columns.get("answer", {}), required=True),
                    disposition=sheet.word(row, level.column("disposition"), mapping.dispositions),
                )
            )

    def meetings(self, spec: MeetingSpec) -> None:
        columns = spec.level.columns
        more = [rule.column for rule in spec.modes]
        sheet = Sheet(self.folder, self.mapping, spec.level, self.problems, more=more)
        for row in sheet.rows:
            starts, precision = sheet.start(row, row[spec.level.column("date")])
            key = self._key(sheet, row, "key")
            title = sheet.texts(row, columns.get("title", {}), required=True)
            documents = self._documents(sheet, row, spec)
            if starts is None:
                continue
            self.contents.meetings.append(
                MeetingRow(
                    at=row.at,
                    key=key,
                    title=title,
                    starts=starts,
                    precision=precision,
                    mode=sheet.rule(row, spec.modes) or MeetingMode.IN_PERSON,
                    description=sheet.texts(row, columns.get("description", {})),
                    minutes=sheet.texts(row, columns.get("minutes", {})),
                    place=sheet.texts(row, columns.get("place", {})),
                    documents=documents,
                )
            )

    def _documents(self, sheet: Sheet, row: Row, spec: MeetingSpec) -> tuple[tuple[str, Link], ...]:
        column, base = spec.level.column("documents"), self.mapping.base_url
        text = row.text(column)
        if text.startswith(("[{", "[]")):
            found = links.in_json(text, base=base)
            if found is None:
                reason = 'The list is no JSON such as [{"label": "Agenda", "href": "https://…"}].'
                sheet.refuse(row, column, reason)
        else:
            found = links.in_text(text, base=base)
        return tuple((_kind(link, spec), link) for link in found or [] if not _skipped(link, spec))

    def _theme(self, sheet: Sheet, row: Row) -> str:
        """The slug of the row's theme; themes that the mapping does not list are made as met."""
        name = sheet.text(row, "theme")
        if not name:
            return ""
        if known := self.spellings.get(name.casefold()):
            return known
        if self.mapping.themes:
            names = "; ".join(next(iter(theme.name.values())) for theme in self.mapping.themes)
            reason = f"“{name}” is none of the mapping's themes: {names}."
            sheet.refuse(row, sheet.level.column("theme"), reason)
            return ""
        slug = slug_of(name)
        self.contents.themes.append(ThemeSpec(slug, {self.mapping.language: name}, ()))
        self.spellings[name.casefold()] = slug
        return slug

    def _key(self, sheet: Sheet, row: Row, field: str, *, longest: int = LONGEST_KEY) -> str:
        key = sheet.text(row, field, required=True, longest=longest)
        self._once(sheet, row, field, key)
        return key

    def _once(self, sheet: Sheet, row: Row, field: str, value: str, *, within: str = "") -> None:
        seen = self.keys.setdefault(f"{id(sheet.level)}/{field}", set())
        if value and f"{within}/{value}" in seen:
            sheet.refuse(row, sheet.level.column(field), f"“{value}” stands twice.")
        seen.add(f"{within}/{value}")


def _kind(link: Link, spec: MeetingSpec) -> str:
    """The first kind whose rule matches the link's title or address; a meeting paper else."""
    kinds = (rule.value for rule in spec.document_kinds if rule.holds(link.title, link.url))
    return next(kinds, DocumentKind.PAPER)


def _skipped(link: Link, spec: MeetingSpec) -> bool:
    pattern = spec.skip_documents
    return pattern is not None and any(pattern.search(text) for text in (link.title, link.url))
