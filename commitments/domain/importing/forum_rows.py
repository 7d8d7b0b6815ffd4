"""Reading what belongs beside the plan: reasoned responses and the forum's meetings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from commitments.domain.importing import links
from commitments.domain.importing.contents import MeetingRow, ResponseRow
from commitments.domain.importing.links import Link
from commitments.domain.importing.reader import Reader
from commitments.domain.importing.sheet import Sheet
from commitments.domain.importing.specs import Level, MeetingSpec
from commitments.domain.importing.tables import Row
from forums.models import DocumentKind, MeetingMode


def responses(reader: Reader, level: Level) -> None:
    """Reads what was heard and what was answered."""
    mapping = reader.mapping
    sheet = reader.sheet(level)
    for row in sheet.rows:
        reader.contents.responses.append(
            ResponseRow(
                at=row.at,
                reference=reader.key(sheet, row, "reference", longest=20),
                theme=reader.theme(sheet, row),
                heard=sheet.texts(row, level.columns.get("heard", {}), required=True),
                answer=sheet.texts(row, level.columns.get("answer", {}), required=True),
                disposition=sheet.word(row, level.column("disposition"), mapping.dispositions),
            )
        )


def meetings(reader: Reader, spec: MeetingSpec) -> None:
    """Reads the meetings with their papers."""
    columns = spec.level.columns
    more = [rule.column for rule in spec.modes]
    sheet = reader.sheet(spec.level, more=more)
    for row in sheet.rows:
        starts, precision = sheet.start(row, row[spec.level.column("date")])
        key = reader.key(sheet, row, "key")
        title = sheet.texts(row, columns.get("title", {}), required=True)
        documents = _documents(reader, sheet, row, spec)
        if starts is None:
            continue
        reader.contents.meetings.append(
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


def _documents(
    reader: Reader, sheet: Sheet, row: Row, spec: MeetingSpec
) -> tuple[tuple[str, Link], ...]:
    column, base = spec.level.column("documents"), reader.mapping.base_url
    text = row.text(column)
    if text.startswith(("[{", "[]")):
        found = links.in_json(text, base=base)
        if found is None:
            wanted = '[{"label": "Agenda", "href": "https://…"}]'
            reason = _("The list is no JSON such as %(wanted)s.") % {"wanted": wanted}
            sheet.refuse(row, column, reason)
    else:
        found = links.in_text(text, base=base)
    return tuple((_kind(link, spec), link) for link in found or [] if not _skipped(link, spec))


def _kind(link: Link, spec: MeetingSpec) -> str:
    """The first kind whose rule matches the link's title or address; a meeting paper else."""
    kinds = (rule.value for rule in spec.document_kinds if rule.holds(link.title, link.url))
    return next(kinds, DocumentKind.PAPER)


def _skipped(link: Link, spec: MeetingSpec) -> bool:
    pattern = spec.skip_documents
    return pattern is not None and any(pattern.search(text) for text in (link.title, link.url))
