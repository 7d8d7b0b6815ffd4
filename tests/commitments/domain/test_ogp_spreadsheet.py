"""The partnership's own spreadsheet: out, in, no difference; dirty cells; all or nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.domain import ogp_spreadsheet
from commitments.domain.importing import Broken
from commitments.domain.ogp_spreadsheet.columns import COLUMNS
from commitments.models import Commitment, IrmCoding, IrmProduct, PolicyArea
from forums.models import Forum, Organisation

pytestmark = pytest.mark.django_db

ROW = {
    "Commitment Unique Identifier": "XA0001",
    "Country/Locality": "Sealand",
    "Region": "Europe",
    "Year Of Submission": "2016.0",
    "Action Plan Number": "2.0",
    "Commitment Number": "1",
    "Commitment Title": "Open contracts",
    "Full Text": "=All contracts\nwithin a week",
    "Theme": "Open Contracting",
    "Lead Institution": "Treasury",
    "Supporting Institution(s)": "Harbour Office; Watchdogs",
    "OGP Value Access To Information": "1.0",
    "OGP Value Civic Participation": "0",
    "OGP Value Public Accountability": "ND",
    "OGP Value Technology": "",
    "Specificity": "High",
    "Potential Impact": "transformative",
    "Completion (Progress Report)": "Not Started",
    "Did It Open Government (Overall)": "NA",
}


def table(*rows: dict[str, str], more: tuple[str, ...] = ()) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, [*COLUMNS, *more])
    writer.writeheader()
    writer.writerows({**dict.fromkeys([*COLUMNS, *more], ""), **row} for row in rows)
    return file.getvalue().encode()


def run(data: bytes, **options: Any) -> ogp_spreadsheet.Outcome:
    return ogp_spreadsheet.run(data, "ogp.csv", **options)


def exported() -> bytes:
    return "".join(ogp_spreadsheet.lines(Commitment.objects.public())).encode()


def test_rows_of_one_commitment_become_one_and_come_out_as_they_went_in() -> None:
    PolicyArea.objects.create(slug="open-contracting", name={"en": "Open Contracting"})
    second = {**ROW, "Commitment Unique Identifier": "", "Commitment Number": "2", "Theme": "",
              "Commitment Title": "Clean ports", "Specificity": "None", "Potential Impact": "ND",
              "OGP Value Access To Information": "0"}  # fmt: skip
    data = table(ROW, {**ROW, "Theme": "Piracy"}, second, more=("Cluster",))

    outcome = run(data)

    assert outcome.unknown == ("Cluster",)
    first, other = Commitment.objects.order_by("number")
    assert (first.ogp_id, other.ogp_id) == ("XA0001", None)
    assert {area.slug: area.verified for area in first.policy_areas.all()} == {
        "open-contracting": False, "piracy": False,
    }  # fmt: skip
    assert (first.plan.number, first.plan.starts_on.year, first.plan.rule_set) == (
        2, 2016, "poc_manual",
    )  # fmt: skip
    coding = first.codings.get()
    assert coding.values == ["transparency"]
    assert (coding.specificity, coding.potential_impact, coding.completion) == (
        "high", "transformative", "not_started",
    )  # fmt: skip
    assert (coding.did_it_open, coding.product.scale) == ("", IrmProduct.Scale.OLD)
    assert sorted(str(office) for office in first.supporting.all()) == [
        "Harbour Office",
        "Watchdogs",
    ]
    assert Commitment.pgh_event_model.objects.filter(pgh_obj=first).count() == 1  # type: ignore[attr-defined]

    out = exported()
    again = run(out)

    assert again.ledger.total("created") == again.ledger.total("changed") == 0
    assert exported() == out
    lines = list(csv.DictReader(io.StringIO(out.decode())))
    assert [line["Theme"] for line in lines] == ["Open Contracting", "Piracy", ""]
    assert [line["OGP Value Access To Information"] for line in lines] == ["1", "1", "0"]
    assert lines[0]["Did It Open Government (Overall)"] == "ND"
    assert lines[0]["Full Text"] == "'=All contracts\nwithin a week"


def test_only_what_differs_is_changed_and_what_is_empty_stays() -> None:
    run(table(ROW))
    changed = {**ROW, "Commitment Title": "Open contracts for all", "Full Text": "ND",
               "Lead Institution": "Ministry of Finance", "Specificity": "ND", "Theme": "",
               "Completion (Progress Report)": "Complete"}  # fmt: skip

    dry = run(table(changed), dry_run=True)
    outcome = run(table(changed))

    assert dry.ledger.counts == outcome.ledger.counts
    row = Commitment.objects.get()
    assert (str(row.title), str(row.lead)) == ("Open contracts for all", "Ministry of Finance")
    assert row.answers["commitment"]["en"].startswith("=All contracts")
    assert row.policy_areas.count() == 1
    coding = IrmCoding.objects.get()
    assert (coding.specificity, coding.completion) == ("high", "complete")
    assert {str(entry) for entry in outcome.ledger.entries} == {
        "created organisations: Ministry of Finance",
        "changed commitments: XA0001 Open contracts for all (title, lead)",
        "changed codings: XA0001 Open contracts for all (completion)",
    }


def test_every_problem_is_told_by_row_and_nothing_is_saved() -> None:
    data = table(
        ROW,
        {**ROW, "Theme": "Piracy", "Commitment Title": "Another"},
        {**ROW, "Commitment Unique Identifier": "XA0002", "Year Of Submission": "soon"},
        {**ROW, "Commitment Unique Identifier": "XA0003", "Potential Impact": "Huge",
         "OGP Value Technology": "yes", "Country/Locality": ""},
        {**ROW, "Commitment Unique Identifier": "X" * 13, "Action Plan Number": "0"},
    )  # fmt: skip

    with pytest.raises(Broken) as broken:
        run(data)

    said = [str(problem) for problem in broken.value.problems]
    assert [line.partition(": ")[0] for line in said] == [
        "ogp.csv:4:7 (Commitment Title)", "ogp.csv:6:4 (Year Of Submission)",
        "ogp.csv:8:2 (Country/Locality)", "ogp.csv:9:17 (OGP Value Technology)",
        "ogp.csv:9:19 (Potential Impact)", "ogp.csv:10:1 (Commitment Unique Identifier)",
        "ogp.csv:10:5 (Action Plan Number)",
    ]  # fmt: skip
    taken = {**ROW, "Commitment Unique Identifier": "XA0009"}
    with pytest.raises(Broken, match="Two commitments of the plan have the number 1"):
        run(table(ROW, taken))
    assert not Forum.objects.exists()
    assert not Organisation.objects.exists()


def test_many_rows_need_no_more_queries_than_plans() -> None:
    rows = [
        {**ROW, "Commitment Unique Identifier": f"XA{n:04}", "Commitment Number": str(n)}
        for n in range(1, 41)
    ]
    with CaptureQueriesContext(connection) as few:
        run(table(*rows[:2]), dry_run=True)
    with CaptureQueriesContext(connection) as many:
        run(table(*rows), dry_run=True)
    assert len(many) == len(few)
