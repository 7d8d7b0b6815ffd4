"""A whole plan to take home, in tables that the import takes back."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from action_plans.models import ActionPlan
from commitments.domain import plan_mapping
from commitments.domain.plan_data import Table, rounds_of, tables_of
from forums.domain.tables import as_text
from ogp_portal.api import changes, sheets
from ogp_portal.api.action_plans import Plans
from ogp_portal.api.base import LICENCE
from ogp_portal.api.tables import plain

ZIP = "application/zip"
ALSO_TOLD = (
    *Plans.changes_with,
    "commitments__supporting",
    "commitments__policy_areas",
    "commitments__milestones__indicators__readings",
    "commitments__milestones__updates__evidence",
)
README = """\
{title}
{page}

Licence: {licence} ({url})

The tables of one action plan: what is public of it. mapping.toml says which column is what. To
take them into a portal, also after changes:

    manage.py import_plan FOLDER --mapping FOLDER/mapping.toml --forum {forum} --plan {plan}

Evidence that is a file is not here; it stands in the repository of the forum.
"""


@require_safe
def plan_data(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """What there is to take home, and how it comes back."""
    found = _find(forum, plan)
    tables = [
        (_title(table.name), table.rows.count()) for table in tables_of(found, rounds_of(found))
    ]
    context = {"forum": found.forum, "plan": found, "tables": tables}
    return render(request, "ogp_portal/data/plan.html", context)


@require_safe
def plan_download(request: HttpRequest, forum: str, plan: str, format: str) -> HttpResponseBase:
    """The tables as CSV files in a ZIP, as a workbook, or as JSON."""
    found = _find(forum, plan)
    write = {"zip": _zip, "xlsx": _xlsx, "json": _json, "toml": _toml}.get(format)
    if write is None:
        raise Http404
    changed = changes.last_of(Plans.queryset, found.pk, more=ALSO_TOLD)
    response: Any = get_conditional_response(request, last_modified=int(changed.timestamp()))
    if response is None:
        response = write(found)
        name = f"{found.forum.slug}-{found.slug}.{format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Last-Modified"] = http_date(changed.timestamp())
    response["Link"] = LICENCE
    answer: HttpResponseBase = response
    return answer


def _find(forum: str, plan: str) -> ActionPlan:
    rows = ActionPlan.objects.public().select_related("forum")
    return get_object_or_404(rows, forum__slug=forum, slug=plan)


def _title(name: str) -> str:
    return {
        "commitments": _("Commitments"),
        "milestones": _("Milestones"),
        "indicators": _("Indicators"),
        "updates": _("Updates"),
        "responses": _("Reasoned responses"),
    }[name]


def _zip(plan: ActionPlan) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(plan))
        rounds = rounds_of(plan)
        archive.writestr("mapping.toml", plan_mapping.mapping_of(plan, rounds))
        for table in tables_of(plan, rounds):
            with archive.open(f"{table.name}.csv", "w") as part:
                _write_csv(part, table)
    file.seek(0)
    return FileResponse(file, content_type=ZIP)


def _write_csv(part: Any, table: Table) -> None:
    text = io.TextIOWrapper(part, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(table.headings)
    for record in table.records():
        writer.writerow([as_text("" if cell is None else str(plain(cell))) for cell in record])
    text.flush()
    text.detach()


def _xlsx(plan: ActionPlan) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    tables = tables_of(plan, rounds_of(plan))
    sheets.write(file, {table.name: _with_headings(table) for table in tables})
    file.seek(0)
    return FileResponse(file, content_type=sheets.XLSX)


def _with_headings(table: Table) -> Iterator[list[Any]]:
    yield table.headings
    yield from table.records()


def _json(plan: ActionPlan) -> HttpResponseBase:
    return StreamingHttpResponse(_json_parts(plan), content_type="application/json")


def _json_parts(plan: ActionPlan) -> Iterator[str]:
    about = {
        "forum": plan.forum.slug,
        "plan": plan.slug,
        "title": plan.title.texts(),
        "page": plan.get_absolute_url(),
        "licence": settings.DATA_LICENCE["url"],
    }
    yield json.dumps(about, ensure_ascii=False)[:-1]
    for table in tables_of(plan, rounds_of(plan)):
        yield f', "{table.name}": ['
        for number, record in enumerate(table.records()):
            row = dict(zip(table.headings, map(_json_value, record), strict=True))
            yield f"{', ' if number else ''}{json.dumps(row, ensure_ascii=False)}"
        yield "]"
    yield "}"


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _toml(plan: ActionPlan) -> HttpResponseBase:
    """The mapping of the workbook; the one of the CSV files lies beside them."""
    text = plan_mapping.mapping_of(plan, rounds_of(plan), workbook=True)
    return HttpResponse(text, content_type="application/toml")


def _readme(plan: ActionPlan) -> str:
    return README.format(
        title=plan.title,
        page=f"{settings.PORTAL_URL}{plan.get_absolute_url()}",
        licence=settings.DATA_LICENCE["name"],
        url=settings.DATA_LICENCE["url"],
        forum=plan.forum.slug,
        plan=plan.slug,
    )
