"""The totals that a government published of its own plan, where people read them."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from action_plans.models import ActionPlan
from commitments.domain import assessments, importing, report_builds
from commitments.domain.assessment_parts import REQUIRED
from commitments.models import CONSULTATION, ReportBuild, SelfAssessment
from forums.domain.dates import full_date
from tests.factories import coordinator

PLAN = "/forums/united-states/plans/2022-2024/"
# theme: commitments, their complete ones, milestones, complete, in progress, not started.
# Published: self-assessment of the fifth plan, February 2024 (shared/data/README.md); how many
# commitments are complete in each theme was not, and follows.
THEMES = {
    "access-to-data": (8, 19, 11, 7, 1),
    "civic-space": (4, 4, 2, 2, 0),
    "service-delivery": (5, 7, 6, 1, 0),
    "counter-corruption": (13, 23, 5, 18, 0),
    "equal-justice": (6, 17, 9, 8, 0),
}
OPEN = [("2022-12-28", 70), ("2023-08-31", 56), ("2024-02-29", 37)]


@pytest.fixture
def plan(db: None, real_data: Path) -> ActionPlan:
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    return ActionPlan.objects.get(forum__slug="united-states", slug="2022-2024")


def consulted(plan: ActionPlan) -> SelfAssessment:
    """The plan's mid-term self-assessment, open to comments."""
    chair = coordinator(plan.forum)
    texts: dict[str, Any] = {key: {"en": "Half-way."} for key in REQUIRED["mid-term"]}
    assessment = assessments.write(plan, by=chair, kind="mid-term", **texts)
    assessments.open_consultation(assessment, by=chair, closes_on=plan.forum.today + CONSULTATION)
    return assessment


def words(html: str) -> str:
    """A page's text without its tags, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def table_rows(html: str) -> list[list[str]]:
    """The rows of the table by theme: the name and its numbers."""
    table = html[html.index("<caption>By theme") :]
    table = table[: table.index("</table>")]
    return [
        [words(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)[1:]
    ]


@pytest.mark.parametrize("address", [PLAN, f"{PLAN}self-assessments/mid-term/"])
def test_the_totals_stand_on_the_page_and_in_the_report(plan: ActionPlan, address: str) -> None:
    consulted(plan)
    html = Client().get(address).content.decode()
    names = [str(theme.name) for theme in plan.themes.all()]
    rows = {row[0]: [int(number) for number in row[1:]] for row in table_rows(html)}
    for theme, name in zip(plan.themes.all(), names, strict=True):
        commitments, _complete, *milestones = rows[name]
        assert (commitments, *milestones) == THEMES[theme.slug]
    assert rows["All themes"] == [36, 14, 70, 33, 36, 1]
    assert "14 of 36 commitments are complete" in html
    assert "33 of 70 milestones are complete" in html
    assert "Open milestones: 70 in December 2022, 37 in February 2024" in html
    chart = html[html.index('aria-labelledby="chart-open-title') :]
    assert chart.count("chart-point") == len(OPEN)
    table = words(chart[chart.index("<table") : chart.index("</table>")])
    for day, still_open in OPEN:
        assert f"{full_date(dt.date.fromisoformat(day))} {still_open} 70" in table


def test_the_totals_can_be_read_by_programs(plan: ActionPlan) -> None:
    def count(kind: str, **filters: str) -> int:
        filters = {"forum": "united-states", "plan": "2022-2024", **filters}
        answer: Any = Client().get(f"/api/v1/{kind}/", filters).json()
        assert answer["results"]
        return int(answer["count"])

    assert count("commitments") == 36
    assert count("commitments", status="complete") == 14
    assert count("commitments", status="in_progress") == 22
    assert count("milestones") == 70
    assert count("milestones", status="complete") == 33
    assert count("milestones", status="in_progress") == 36
    assert count("milestones", status="not_started") == 1
    for theme, (commitments, milestones, *states) in THEMES.items():
        assert count("commitments", theme=theme) == commitments
        assert count("milestones", theme=theme) == milestones
        found = Client().get(f"/api/v1/plans/{plan.pk}/").json()["totals"]
        row = next(row for row in found["themes"] if row["theme"] == theme)["milestones"]
        assert [row["complete"], row["in_progress"], row["not_started"]] == states
    assert [(day["date"], day["open"]) for day in found["open_over_time"]] == OPEN


@pytest.mark.django_db(transaction=True)
def test_the_totals_stand_in_the_pdf(real_data: Path) -> None:
    mapping = importing.read(importing.find("us-nap5"))
    importing.run(real_data, mapping, forum="united-states", plan="2022-2024")
    plan = ActionPlan.objects.get(slug="2022-2024")
    chair = coordinator(plan.forum)
    assessment = consulted(plan)
    build = report_builds.request_build(assessment, by=chair, language="en")
    assert report_builds.build(build.pk) or ReportBuild.objects.get(pk=build.pk).state == "done"

    response: Any = Client().get(f"{PLAN}self-assessments/mid-term/pdf/")
    reader = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert "The plan has 36 commitments: 14 complete, 22 in progress, 0 not started." in text
    assert "There are 70 milestones: 33 complete, 36 in progress, 1 not started." in text
    assert "All themes 36 14 70 33 36 1" in text
    for theme in plan.themes.all():
        commitments, *milestones = THEMES[theme.slug]
        name = re.escape(str(theme.name)).replace(r"\ ", r"\s+")
        numbers = " ".join(str(number) for number in milestones)
        assert re.search(rf"{name} {commitments} \d+ {numbers}\b", text), theme
    for _day, still_open in OPEN:
        assert re.search(rf"\b{still_open} 70\b", text), still_open
    assert "US0113" in text
    assert "US0148" in text
    assert reader.outline, "bookmarks"
    assert str(reader.root_object["/Lang"]).startswith("en")
