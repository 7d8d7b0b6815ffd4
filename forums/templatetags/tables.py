"""How tables and their pages are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.simple_tag
def table_head(columns: Iterable[Any]) -> list[dict[str, Any]]:
    """Columns from labels or (label, "number") pairs."""
    return [
        {"label": column[0], "number": column[1] == "number"}
        if isinstance(column, (tuple, list))
        else {"label": column, "number": False}
        for column in columns
    ]


@register.simple_tag
def table_body(
    head: Sequence[dict[str, Any]], rows: Iterable[Iterable[Any]]
) -> list[list[dict[str, Any]]]:
    """Cells that know the label of their column, which a phone shows before them."""
    return [
        [
            {**column, **(cell if isinstance(cell, dict) else {"text": cell})}
            for column, cell in zip(head, row, strict=False)
        ]
        for row in rows
    ]


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """First, last and the pages around this one; None stands for those left out."""
    last = page.paginator.num_pages
    near = {1, last, *range(page.number - 1, page.number + 2)}
    numbers: list[int | None] = []
    for number in sorted(number for number in near if 1 <= number <= last):
        before = numbers[-1] if numbers else 0
        if before is not None and number - before == 2:
            numbers.append(number - 1)
        elif before is not None and number - before > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers
