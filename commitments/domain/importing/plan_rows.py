"""Reading commitments, milestones, indicators and what is reported of them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from action_plans.models import OpenGovernmentValue
from commitments.domain.importing import links
from commitments.domain.importing.contents import (
    CommitmentRow,
    IndicatorRow,
    MilestoneRow,
    Report,
    UpdateRow,
)
from commitments.domain.importing.numbering import number_of, parts_of
from commitments.domain.importing.reader import Reader
from commitments.domain.importing.sheet import Sheet
from commitments.domain.importing.specs import Level, RoundSpec
from commitments.domain.importing.tables import Row
from commitments.models import Goal

_VALUES = {value.value: value.value for value in OpenGovernmentValue}


def commitments(reader: Reader) -> None:
    """Reads the commitments, their texts, offices and days."""
    level, mapping = reader.mapping.commitments, reader.mapping
    more = [column for texts in mapping.answers.values() for column in texts.values()]
    sheet = reader.sheet(level, more=more)
    for row in sheet.rows:
        ogp_id = sheet.text(row, "ogp_id", longest=12)
        reader.once(sheet, row, "ogp_id", ogp_id)
        starts_on, ends_on = sheet.day(row, "starts_on"), sheet.day(row, "ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            sheet.refuse(row, level.column("ends_on"), _("The end is before the start."))
        key = reader.own_key(sheet, row, "commitments")
        reader.contents.commitments.append(
            CommitmentRow(
                at=row.at,
                key=key,
                title=sheet.texts(row, level.columns.get("title", {}), required=True),
                theme=reader.theme(sheet, row),
                number=_commitment_number(reader, sheet, row),
                ogp_id=ogp_id,
                lead=sheet.text(row, "lead"),
                supporting=sheet.list(row, "supporting"),
                policy_areas=sheet.list(row, "policy_areas"),
                values=_values(sheet, row),
                goals=_goals(sheet, row),
                contact_name=sheet.text(row, "contact_name", longest=150),
                contact_role=sheet.text(row, "contact_role", longest=200),
                answers={
                    question: texts
                    for question, columns in mapping.answers.items()
                    if (texts := sheet.texts(row, columns))
                },
                starts_on=starts_on,
                ends_on=ends_on,
                original_starts_on=sheet.day(row, "original_starts_on"),
                original_ends_on=sheet.day(row, "original_ends_on"),
                taken_out_on=sheet.day(row, "taken_out_on"),
            )
        )


def _commitment_number(reader: Reader, sheet: Sheet, row: Row) -> int | None:
    number = sheet.number(row, "number")
    if number is None and sheet.level.depth and not sheet.level.names("number"):
        own = parts_of(row.text(sheet.level.column("key")))[-1]
        number = int(own) if 0 < int(own) < 32768 else None
    reader.once(sheet, row, "number", str(number or ""))
    return number


def _values(sheet: Sheet, row: Row) -> tuple[str, ...]:
    words = {label.casefold(): value for value, label in OpenGovernmentValue.choices} | _VALUES
    found = []
    for text in sheet.list(row, "values"):
        if value := words.get(text.casefold()):
            found.append(value)
        else:
            reason = _("“%(text)s” is none of: %(words)s.")
            values = {"text": text, "words": ", ".join(_VALUES)}
            sheet.refuse(row, sheet.level.column("values"), reason % values)
    return tuple(dict.fromkeys(found))


def _goals(sheet: Sheet, row: Row) -> tuple[int, ...]:
    found = set()
    for text in sheet.list(row, "goals"):
        number = re.fullmatch(r"\D{0,6}(\d{1,2})", text)
        if number and int(number[1]) in Goal.values:
            found.add(int(number[1]))
        else:
            reason = _("“%(text)s” is no number of a Sustainable Development Goal, 1 to 17.")
            sheet.refuse(row, sheet.level.column("goals"), reason % {"text": text})
    return tuple(sorted(found))


def milestones(reader: Reader, level: Level) -> None:
    """Reads the milestones with what each round reports of them."""
    mapping = reader.mapping
    more: list[str] = []
    for round in mapping.rounds:
        more += [*round.text.values(), *round.evidence, round.status]
        more += [*round.obstacles.values(), *round.next_steps.values()]
        more += [rule.column for rule in round.rules]
    sheet = reader.sheet(level, more=more)
    known = {commitment.key for commitment in reader.contents.commitments}
    for row in sheet.rows:
        commitment = reader.parent_key(
            sheet, row, "commitment", mapping.commitments, "commitments", known
        )
        key = reader.own_key(sheet, row, "milestones", parent=commitment)
        number = _number(sheet, row)
        reader.once(sheet, row, "number", number, within=commitment)
        starts_on, due_on = sheet.day(row, "starts_on"), sheet.day(row, "due_on")
        if starts_on and due_on and due_on < starts_on:
            sheet.refuse(row, level.column("due_on"), _("The date is before the start."))
        reader.contents.milestones.append(
            MilestoneRow(
                at=row.at,
                key=key,
                commitment=commitment,
                title=sheet.texts(row, level.columns.get("title", {}), required=True),
                outputs=sheet.texts(row, level.columns.get("outputs", {})),
                number=number,
                responsible=sheet.text(row, "responsible"),
                unit=sheet.text(row, "unit", longest=200),
                starts_on=starts_on,
                due_on=due_on,
                original_due_on=sheet.day(row, "original_due_on"),
                taken_out_on=sheet.day(row, "taken_out_on"),
                status=sheet.word(row, level.column("status"), mapping.status),
                reports=_reports(reader, sheet, row),
            )
        )


def _number(sheet: Sheet, row: Row) -> str:
    number = sheet.text(row, "number", longest=20)
    if not number and sheet.level.depth:
        return number_of(row.text(sheet.level.column("key")))[:20]
    return number


def _reports(reader: Reader, sheet: Sheet, row: Row) -> tuple[Report, ...]:
    """The rounds in which the row reports, each link with the round that names it.

    A link of the links column that no round's cells name goes to the last round.
    """
    rounds = [round for round in reader.mapping.rounds if _reported(sheet, row, round)]
    base = reader.mapping.base_url
    found = {round.slug: reader.proofs(row, round.evidence) for round in rounds}
    listed = links.in_text(row.text(sheet.level.column("links")), base=base)
    known = {link.key for evidence in found.values() for link in evidence}
    for link in listed:
        if rounds and link.key not in known:
            found[rounds[-1].slug].append(link)
    return tuple(
        Report(
            round=round.slug,
            status=_status(reader, sheet, row, round),
            text=sheet.texts(row, round.text),
            links=tuple(links.once(found[round.slug])),
            obstacles=sheet.texts(row, round.obstacles),
            next_steps=sheet.texts(row, round.next_steps),
        )
        for round in rounds
    )


def _reported(sheet: Sheet, row: Row, round: RoundSpec) -> bool:
    texts = [text.casefold() for text in sheet.texts(row, round.text).values()]
    return any(text not in round.no_report for text in texts)


def _status(reader: Reader, sheet: Sheet, row: Row, round: RoundSpec) -> str:
    before = len(reader.problems)
    if round.status:
        status = sheet.word(row, round.status, reader.mapping.status)
    else:
        status = sheet.rule(row, round.rules)
    if not status and len(reader.problems) == before:
        column = round.status or next(iter(round.text.values()), "")
        reason = _("There is no state for the round %(round)s.") % {"round": round.slug}
        sheet.refuse(row, column, reason)
    return status


def indicators(reader: Reader, level: Level) -> None:
    """Reads the indicators with what was read of them in each round."""
    mapping = reader.mapping
    assert mapping.milestones is not None
    sheet = reader.sheet(level, more=list(mapping.readings.values()))
    known = {milestone.key for milestone in reader.contents.milestones}
    for row in sheet.rows:
        milestone = reader.parent_key(
            sheet, row, "milestone", mapping.milestones, "milestones", known
        )
        number = _number(sheet, row)
        reader.once(sheet, row, "number", number, within=milestone)
        texts = {round: row.text(column) for round, column in mapping.readings.items()}
        reader.contents.indicators.append(
            IndicatorRow(
                at=row.at,
                key=reader.own_key(sheet, row, "indicators", parent=milestone),
                milestone=milestone,
                title=sheet.texts(row, level.columns.get("title", {}), required=True),
                number=number,
                baseline=sheet.text(row, "baseline", longest=200),
                target=sheet.text(row, "target", longest=200),
                readings={round: text for round, text in texts.items() if text},
            )
        )


def updates(reader: Reader, level: Level) -> None:
    """Reads what is reported of milestones in rows of their own, one for milestone and round."""
    mapping = reader.mapping
    assert mapping.milestones is not None
    sheet = reader.sheet(level)
    known = {milestone.key for milestone in reader.contents.milestones}
    for row in sheet.rows:
        milestone = reader.parent_key(
            sheet, row, "milestone", mapping.milestones, "milestones", known
        )
        round = sheet.text(row, "round", required=True, longest=40)
        reader.once(sheet, row, "round", round, within=milestone)
        status = sheet.word(row, level.column("status"), mapping.status)
        if not row.text(level.column("status")):
            sheet.refuse(row, level.column("status"), _("The cell is empty."))
        report = Report(
            round=round,
            status=status,
            text=sheet.texts(row, level.columns.get("done", {})),
            links=tuple(reader.proofs(row, [level.column("links")])),
            obstacles=sheet.texts(row, level.columns.get("obstacles", {})),
            next_steps=sheet.texts(row, level.columns.get("next_steps", {})),
            happened_on=sheet.day(row, "happened_on"),
        )
        reader.contents.updates.append(UpdateRow(row.at, milestone, report))
