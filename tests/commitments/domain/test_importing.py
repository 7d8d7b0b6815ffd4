from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from action_plans.models import ActionPlan, ReasonedResponse
from commitments.domain import importing
from commitments.models import Commitment, Milestone, Update
from forums.models import Document, Forum, Meeting, Precision

pytestmark = pytest.mark.django_db

ARGUMENTS = {"mapping": "us-nap5", "forum": "united-states", "plan": "2022-2024"}


def counts() -> dict[str, int]:
    """Rows of every table, the history's included."""
    tables = [name for name in connection.introspection.table_names() if "_" in name]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def command(folder: Path, **options: object) -> str:
    out = io.StringIO()
    call_command("import_plan", str(folder), stdout=out, **{**ARGUMENTS, **options})
    return out.getvalue()


def test_the_real_plan_is_imported_and_public(us_plan: ActionPlan) -> None:
    assert (us_plan.starts_on, us_plan.ends_on) == (dt.date(2022, 12, 28), dt.date(2024, 12, 31))
    assert Commitment.objects.public().filter(plan=us_plan).count() == 36
    assert Milestone.objects.public().count() == 70
    assert ReasonedResponse.objects.public().count() == 18
    assert Meeting.objects.public().count() == 19
    assert us_plan.rounds.public().count() == 2
    numbers = Commitment.objects.order_by("number").values_list("number", "ogp_id")
    assert list(numbers) == [(number, f"US0{112 + number}") for number in range(1, 37)]


def test_a_dirty_cell_is_corrected_by_the_mapping(us_plan: ActionPlan) -> None:
    milestone = Milestone.objects.get(number="US0113.3")

    assert str(milestone.responsible) == "Executive Office of the President"
    assert milestone.responsible_unit == "Office of Science and Technology Policy"


def test_a_pending_update_is_no_report(us_plan: ActionPlan) -> None:
    pending = Update.objects.filter(round__slug="2023-08", milestone__number="US0144.0")

    assert not pending.exists()
    assert Update.objects.filter(round__slug="2023-08").count() == 57


def test_words_that_say_there_is_no_evidence_are_none(us_plan: ActionPlan) -> None:
    update = Update.objects.get(round__slug="2024-02", milestone__number="US0113.1")

    assert not update.evidence.exists()
    assert not Document.objects.exclude(url__startswith="http").exists()


def test_a_link_proves_the_round_that_names_it(us_plan: ActionPlan) -> None:
    early = Update.objects.get(round__slug="2023-08", milestone__number="US0113.1")
    late = Update.objects.get(round__slug="2024-02", milestone__number="US0113.4")

    assert early.evidence.count() == 2
    assert {document.url for document in late.evidence.all()} >= {
        "https://open.usa.gov/assets/files/Feedback_Pilot_Results.pdf"
    }


def test_a_meeting_is_as_exact_as_its_record(us_plan: ActionPlan) -> None:
    month = Meeting.objects.get(source_key="/meeting/november-2021-public-meeting/")
    day = Meeting.objects.get(source_key="/meeting/april-2022-public-meeting/")

    assert (month.precision, day.precision) == (Precision.MONTH, Precision.DAY)
    assert month.local_start.date() == dt.date(2021, 11, 1)
    assert month.local_end.date() == dt.date(2021, 11, 30)
    assert day.local_start.date() == day.local_end.date() == dt.date(2022, 4, 12)
    assert Meeting.objects.filter(precision=Precision.MONTH).count() == 3
    assert [str(paper) for paper in day.documents.all()] == ["Meeting slides (PDF)"]


def test_responses_stand_under_the_themes_of_the_commitments(us_plan: ActionPlan) -> None:
    themes = set(ReasonedResponse.objects.values_list("theme__slug", flat=True))

    assert themes == {
        "access-to-data",
        "civic-space",
        "service-delivery",
        "counter-corruption",
        "equal-justice",
    }


def test_a_second_run_changes_nothing_not_even_the_history(
    us_plan: ActionPlan, real_data: Path
) -> None:
    before = counts()

    output = command(real_data)

    assert counts() == before
    assert "0 created, 0 changed, 570 unchanged." in output


def test_a_dry_run_says_what_it_would_do_and_saves_nothing(real_data: Path) -> None:
    before = counts()

    output = command(real_data, dry_run=True)

    assert counts() == before
    assert "would be created commitments: US0113 Expand the Production" in output
    assert "36: 14 complete, 22 in progress, 0 not started" in output
    assert "Nothing was saved" in output


def test_a_changed_cell_changes_one_row(
    us_plan: ActionPlan, real_data: Path, tmp_path: Path
) -> None:
    for file in real_data.glob("*.csv"):
        data = file.read_bytes().replace(b"In Progress", b"Complete", 1)
        (tmp_path / file.name).write_bytes(data)

    output = command(tmp_path)

    assert "updates: 0 created, 1 changed, 126 unchanged" in output
    assert "0 created, 1 changed, 569 unchanged." in output
    assert Milestone.objects.get(number="US0113.2").status == "complete"


def test_translations_made_in_the_portal_survive_a_second_run(
    us_plan: ActionPlan, real_data: Path
) -> None:
    commitment = Commitment.objects.get(ogp_id="US0113")
    commitment.title = {**commitment.title, "es": "Datos equitativos"}
    commitment.save()

    output = command(real_data)

    commitment.refresh_from_db()
    assert commitment.title["es"] == "Datos equitativos"
    assert "0 created, 0 changed" in output.splitlines()[-1]


def test_a_forum_and_a_plan_that_are_there_stay_as_they_are(real_data: Path) -> None:
    Forum.objects.create(slug="united-states", name="Ours", member="US", time_zone="UTC")

    command(real_data)

    forum = Forum.objects.get()
    assert (str(forum.name), forum.is_public) == ("Ours", False)
    assert not Commitment.objects.public().exists()


def test_a_broken_row_is_named_and_nothing_is_saved(real_data: Path, tmp_path: Path) -> None:
    for file in real_data.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    broken = tmp_path / "subcommitments.csv"
    broken.write_bytes(broken.read_bytes().replace(b",Not Started,", b",Begun,"))
    before = counts()
    errors = io.StringIO()

    with pytest.raises(CommandError, match="1 problem; nothing was saved"):
        call_command("import_plan", str(tmp_path), stderr=errors, **ARGUMENTS)

    assert counts() == before
    place, _, reason = errors.getvalue().partition(" (status): ")
    name, line, column = place.split(":")
    assert (name, column) == ("subcommitments.csv", "7")
    assert b",Begun," in broken.read_bytes().split(b"\n")[int(line) - 1]
    assert reason.startswith("“Begun” is none of:")


@pytest.mark.parametrize("argument", ["forum", "plan"])
def test_an_address_that_cannot_be_one_is_refused(real_data: Path, argument: str) -> None:
    given = {**ARGUMENTS, argument: "a b"}
    options = [text for name, value in given.items() for text in (f"--{name}", value)]

    with pytest.raises(CommandError, match="invalid slug value"):
        call_command("import_plan", str(real_data), *options)


def test_a_mapping_that_is_not_there_is_named() -> None:
    with pytest.raises(importing.Broken, match="one of those that come along"):
        importing.find("no-such-mapping")
