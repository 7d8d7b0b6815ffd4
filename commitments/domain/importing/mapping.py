"""The mapping: a TOML file that says which file and column holds what. See docs/importing.md."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import replace
from pathlib import Path

from action_plans.domain.templates import questions
from action_plans.models import CommitmentTemplate, Disposition, PlanState
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.specs import (
    ForumSpec,
    Level,
    Mapping,
    MeetingSpec,
    PlanSpec,
    RoundSpec,
    Rule,
    Texts,
    ThemeSpec,
    Where,
)
from commitments.domain.importing.toml import Source, Table
from commitments.models import MilestoneStatus
from forums.models import Cohort, DocumentKind, MeetingKind, MeetingMode, Sector

SHIPPED = Path(__file__).resolve().parents[2] / "mappings"

# Fields of each level: those that have languages end in *, those that must be named in !.
FIELDS = {
    "commitments": (
        "key! title*! theme number ogp_id lead supporting policy_areas values goals starts_on "
        "ends_on original_starts_on original_ends_on taken_out_on contact_name contact_role"
    ),
    "milestones": (
        "key! commitment! title*! outputs* number responsible unit starts_on due_on "
        "original_due_on taken_out_on status links"
    ),
    "indicators": "key! milestone! title*! number baseline target",
    "updates": "milestone! round! status! done*! obstacles* next_steps* happened_on links",
    "responses": "reference! theme heard*! answer*! disposition",
    "meetings": "key! date! title*! description* minutes* place* documents",
}
# What a level need not name where its place in the sheet tells it.
TOLD_BY_PLACE: dict[str, dict[str, tuple[str, ...]]] = {
    "commitments": {"key": ("counted",)},
    "milestones": {"key": ("counted",), "commitment": ("below", "depth")},
    "indicators": {"key": ("counted",), "milestone": ("below", "depth")},
}
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "latin-1")


def find(name: str) -> Path:
    """A mapping by the name of one that comes with the portal, or by its path. Raises Broken."""
    shipped = SHIPPED / f"{name}.toml"
    if re.fullmatch(r"[\w-]+", name) and shipped.is_file():
        return shipped
    if (path := Path(name)).is_file():
        return path
    known = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
    reason = f"There is no such mapping: neither a file nor one of those that come along ({known})."
    raise Broken([Problem(Position(name), reason)])


def read(path: Path) -> Mapping:
    """Reads and checks a mapping file. Raises Broken with every problem that it has."""
    try:
        return parse(path.read_bytes(), path.name)
    except OSError as error:
        raise Broken([Problem(Position(path.name), f"cannot be read: {error}.")]) from error


def parse(data: bytes, file: str) -> Mapping:
    """The mapping that a file of this name holds. Raises Broken with every problem that it has."""
    source = Source(data, file)
    root = source.root
    language = root.text("language", "en")
    commitments = root.table("commitments", required=True)
    plan = _plan(root.table("plan"), language) if root.has("plan") else None
    template = plan.template if plan else None
    optional = ("milestones", "indicators", "updates", "responses")
    tables = {name: root.table(name) for name in optional if root.has(name)}
    levels = {name: _level(table, name, language) for name, table in tables.items()}
    indicators = tables.get("indicators")
    meetings = root.table("meetings") if root.has("meetings") else None
    mapping = Mapping(
        name=source.name,
        language=language,
        base_url=root.text("base_url"),
        date_formats=root.texts("date_format"),
        separator=root.text("separator", ";"),
        sector=root.table("organisations").choice("sector", Sector.values, Sector.GOVERNMENT),
        forum=_forum(root.table("forum"), language) if root.has("forum") else None,
        plan=plan,
        themes=tuple(_theme(table, language) for table in root.tables("themes")),
        status=_words(root.table("status"), MilestoneStatus.values),
        dispositions=_words(root.table("dispositions"), Disposition.values),
        corrections=_corrections(root.table("corrections")),
        not_evidence=_folded(root.texts("not_evidence")),
        commitments=_level(commitments, "commitments", language),
        milestones=levels.get("milestones"),
        indicators=levels.get("indicators"),
        readings=_readings(indicators.table("readings")) if indicators else {},
        rounds=tuple(_round(table, language) for table in root.tables("rounds")),
        updates=levels.get("updates"),
        responses=levels.get("responses"),
        meetings=_meetings(meetings, language) if meetings else None,
        answers=_answers(commitments.table("answers"), language, template),
        lead_from_milestones=commitments.flag("lead_from_milestones"),
    )
    if not mapping.milestones:
        for part in ("rounds", "indicators", "updates"):
            if root.has(part):
                root.problem(part, "are of milestones, and there is no table [milestones].")
    source.finish()
    return mapping


def _folded(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(text.strip().casefold() for text in texts)


def _forum(table: Table, language: str) -> ForumSpec:
    zone = table.text("time_zone", "UTC")
    if zone not in zoneinfo.available_timezones():
        table.problem("time_zone", f"“{zone}” is no time zone such as Europe/Madrid.")
    name = table.languages("name", language, required=True)
    return ForumSpec(
        name=name,
        member=table.languages("member", language) or name,
        description=table.languages("description", language),
        time_zone=zone,
        languages=table.texts("languages") or (language,),
        cohort=table.choice("cohort", Cohort.values, Cohort.ODD),
        is_local=table.flag("is_local"),
    )


def _plan(table: Table, language: str) -> PlanSpec:
    starts_on = table.day("starts_on", required=True) or dt.date.min
    ends_on = table.day("ends_on", required=True) or dt.date.max
    if ends_on <= starts_on:
        table.problem("ends_on", "is not after starts_on.")
    return PlanSpec(
        title=table.languages("title", language, required=True),
        introduction=table.languages("introduction", language),
        number=table.number("number"),
        state=table.choice("state", PlanState.values, PlanState.IMPLEMENTATION),
        template=table.choice(
            "template", CommitmentTemplate.values, CommitmentTemplate.HANDBOOK_2022
        ),
        co_creation_starts_on=table.day("co_creation_starts_on"),
        starts_on=starts_on,
        ends_on=ends_on,
        delivered_on=table.day("delivered_on"),
        adopted_on=table.day("adopted_on"),
    )


def _theme(table: Table, language: str) -> ThemeSpec:
    return ThemeSpec(
        slug=table.slug("slug"),
        name=table.languages("name", language, required=True),
        also=table.texts("also"),
    )


def _words(table: Table, known: list[str]) -> dict[str, str]:
    """The words of the files for the words of the portal, which stand for themselves."""
    words = {word: word for word in known}
    for word in table.values:
        words[word.strip().casefold()] = table.choice(word, known, known[0])
    return words


def _corrections(table: Table) -> dict[str, dict[str, str]]:
    found = {}
    for column in table.values:
        wrong = table.table(column)
        found[column] = {text: wrong.text(text) for text in wrong.values}
    return found


def _level(table: Table, name: str, language: str) -> Level:
    columns = table.table("columns", required=True)
    by_place: dict[str, tuple[str, ...]] = TOLD_BY_PLACE.get(name, {})
    named: dict[str, Texts] = {}
    for field in FIELDS[name].split():
        key, required = field.rstrip("*!"), field.endswith("!")
        required = required and not any(table.has(told) for told in by_place.get(key, ()))
        if "*" in field:
            named[key] = columns.languages(key, language, required=required)
        elif text := columns.text(key, required=required):
            named[key] = {"": text}
    level = Level(
        file=table.text("file", required=True),
        sheet=table.text("sheet"),
        heading_row=table.number("heading_row") or 1,
        columns={key: texts for key, texts in named.items() if texts},
        encoding=table.choice("encoding", ENCODINGS, "") if table.has("encoding") else "",
        fill_down=table.texts("fill_down"),
        skip=frozenset(table.numbers("skip_rows")),
    )
    if not by_place:
        return level
    return replace(
        level,
        where=_where(table.table("rows_where")) if table.has("rows_where") else None,
        depth=table.number("depth") or 0,
        repeats=table.flag("repeats"),
        below=table.flag("below"),
        counted=table.flag("counted"),
    )


def _where(table: Table) -> Where:
    return Where(table.text("column", required=True), _folded(table.texts("is")))


def _readings(table: Table) -> dict[str, str]:
    return {round: table.text(round) for round in table.values}


def _rules(table: Table, key: str, known: list[str]) -> tuple[Rule, ...]:
    return tuple(
        Rule(rule.choice("is", known, ""), rule.text("column"), rule.pattern("matches"))
        for rule in table.tables(key)
    )


def _round(table: Table, language: str) -> RoundSpec:
    as_of = table.day("as_of", required=True) or dt.date.min
    status, rules = table.text("status"), _rules(table, "status_rules", MilestoneStatus.values)
    text = table.languages("text", language)
    if text and bool(status) == bool(rules):
        table.problem("status", "or else status_rules must say where the states come from.")
    return RoundSpec(
        slug=table.slug("slug"),
        title=table.languages("title", language, required=True),
        as_of=as_of,
        opens_on=table.day("opens_on") or as_of,
        due_on=table.day("due_on") or as_of,
        text=text,
        status=status,
        rules=rules,
        evidence=table.texts("evidence"),
        no_report=_folded(table.texts("no_report")),
        obstacles=table.languages("obstacles", language),
        next_steps=table.languages("next_steps", language),
    )


def _meetings(table: Table, language: str) -> MeetingSpec:
    return MeetingSpec(
        level=_level(table, "meetings", language),
        kind=table.choice("kind", MeetingKind.values, MeetingKind.ORDINARY),
        modes=_rules(table, "mode_rules", MeetingMode.values),
        skip_documents=table.pattern("skip_documents"),
        document_kinds=_rules(table, "document_kinds", DocumentKind.values),
    )


def _answers(table: Table, language: str, template: str | None) -> dict[str, Texts]:
    known = {question.key for question in questions(template)} if template else None
    answers = {}
    for key in table.values:
        answers[key] = table.languages(key, language)
        if known is not None and key not in known:
            table.problem(key, f"is no question of the template; known are {sorted(known)}.")
    return answers
