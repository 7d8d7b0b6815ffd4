"""The mapping that goes with a plan's tables, so that the import takes them back unchanged."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Mapping
from typing import Any

from action_plans.models import ActionPlan
from commitments.domain.plan_data import SEPARATOR, Field, Table, tables_of
from commitments.models import ReportingRound
from forums.models import Translated

WORKBOOK = "plan.xlsx"


def mapping_of(plan: ActionPlan, rounds: list[ReportingRound], *, workbook: bool = False) -> str:
    """A mapping file (docs/importing.md) for the plan's CSV files, or for its workbook."""
    return "\n".join([*_head(plan, rounds), *_levels(plan, rounds, workbook=workbook), ""])


def _head(plan: ActionPlan, rounds: list[ReportingRound]) -> list[str]:
    """Language, forum, plan, themes and rounds: what is made where it is not there."""
    forum = plan.forum
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    adopted = plan.adopted_at.astimezone(zone).date() if plan.adopted_at else None
    return [
        "# How to read the tables of this plan: docs/importing.md.",
        f"language = {_value(forum.main_language)}",
        f"separator = {_value(SEPARATOR)}",
        *_table(
            "[forum]",
            name=forum.name,
            member=forum.member,
            description=forum.description,
            time_zone=forum.time_zone,
            languages=list(forum.languages),
            cohort=forum.cohort,
            is_local=forum.is_local,
        ),
        *_table(
            "[plan]",
            title=plan.title,
            introduction=plan.introduction,
            number=plan.number,
            state=plan.state,
            template=plan.template,
            co_creation_starts_on=plan.co_creation_starts_on,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            delivered_on=plan.delivered_on,
            adopted_on=adopted,
        ),
        *(
            line
            for theme in plan.themes.all()
            for line in _table("[[themes]]", slug=theme.slug, name=theme.name)
        ),
        *(
            line
            for round in rounds
            for line in _table(
                "[[rounds]]",
                slug=round.slug,
                title=round.title,
                as_of=round.as_of,
                opens_on=round.opens_on,
                due_on=round.due_on,
            )
        ),
    ]


def _levels(plan: ActionPlan, rounds: list[ReportingRound], *, workbook: bool) -> list[str]:
    lines = []
    for table in tables_of(plan, rounds):
        if workbook:
            lines += _table(f"[{table.name}]", file=WORKBOOK, sheet=table.name)
        else:
            lines += _table(f"[{table.name}]", file=f"{table.name}.csv")
        lines += _columns(table)
    return lines


def _columns(table: Table) -> list[str]:
    lines = []
    for part, fields in (
        ("columns", table.fields),
        ("answers", table.answers),
        ("readings", table.readings),
    ):
        if fields:
            lines += ["", f"[{table.name}.{part}]", *map(_column, fields)]
    return lines


def _column(field: Field) -> str:
    columns = field.columns if field.has_languages else field.columns[""]
    return f"{_value(field.name)} = {_value(columns)}"


def _table(head: str, **values: Any) -> list[str]:
    """A table of the file; what has no value is left out."""
    given = {key: value for key, value in values.items() if value not in (None, "", {})}
    return ["", head, *(f"{key} = {_value(value)}" for key, value in given.items())]


def _value(value: Any) -> str:
    """A value as TOML writes it. A text in JSON is one in TOML too."""
    if isinstance(value, Translated):
        value = value.texts()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_value(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
