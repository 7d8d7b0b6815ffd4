"""A plan's versions stand for ever."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from action_plans.models import ActionPlan
from commitments.domain import plan_differences, versions
from commitments.domain.plan_text import to_json
from commitments.models import PlanVersion, VersionCause
from tests.factories import (
    ActionPlanFactory,
    CommitmentFactory,
    MilestoneFactory,
    PersonFactory,
    RunningPlanFactory,
    days,
)

pytestmark = pytest.mark.django_db


def version_of(plan: ActionPlan, cause: str = VersionCause.ADOPTED) -> PlanVersion:
    return versions.make(plan, by=PersonFactory(), cause=cause)


def test_a_version_says_what_the_plan_said_whatever_is_edited_later() -> None:
    plan = RunningPlanFactory(introduction={"en": "Before."})
    commitment = CommitmentFactory(plan=plan, title={"en": "Before"})
    MilestoneFactory(commitment=commitment, title={"en": "Before"})
    version_of(plan)
    commitment.title = {"en": "After"}
    commitment.save()
    plan.introduction = {"en": "After."}
    plan.save()
    version = versions.in_force(plan)
    assert version is not None
    assert "After" not in str(to_json(versions.text_of(version)))


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "number = 9",
        "cause = 'amended'",
        "made_at = now()",
        "published_at = now()",
    ],
)
def test_the_database_itself_lets_nobody_change_a_version(change: str) -> None:
    version = version_of(RunningPlanFactory())
    with (
        pytest.raises(ProgrammingError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE commitments_planversion SET {change} WHERE id = %s",
            [version.pk],
        )


def test_the_database_itself_lets_nobody_remove_a_version() -> None:
    version = version_of(RunningPlanFactory())
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        version.delete()
    assert PlanVersion.objects.filter(pk=version.pk).exists()


def test_versions_are_numbered_and_the_last_one_is_in_force() -> None:
    plan = RunningPlanFactory()
    made = [version_of(plan), version_of(plan, VersionCause.AMENDED)]
    assert [version.number for version in made] == [1, 2]
    assert versions.in_force(plan) == made[1]


def test_a_plan_older_than_its_versions_is_read_as_it_stands() -> None:
    plan = RunningPlanFactory()
    CommitmentFactory(plan=plan, title={"en": "Old"})
    version, text = versions.standing_text(plan)
    assert version is None
    assert text is not None
    assert [str(row.title) for row in text.commitments] == ["Old"]


def test_a_plan_in_co_creation_has_no_text_yet() -> None:
    assert versions.standing_text(ActionPlanFactory()) == (None, None)


def test_two_versions_differ_by_what_was_changed_added_and_withdrawn() -> None:
    plan = RunningPlanFactory()
    changed = CommitmentFactory(
        plan=plan, number=1, answers={"problem": {"en": "Water is brown.", "es": "Agua marrón."}}
    )
    step = MilestoneFactory(commitment=changed, number="1.1", due_on=plan.starts_on)
    gone = CommitmentFactory(plan=plan, number=2)
    CommitmentFactory(plan=plan, number=4, title={"en": "As it was"})
    before = versions.text_of(version_of(plan))
    changed.answers = {"problem": {"en": "Water is green.", "es": "Agua marrón."}}
    changed.save()
    step.due_on += days(30)
    step.save()
    gone.taken_out_on, gone.status = plan.starts_on, "withdrawn"
    gone.save()
    CommitmentFactory(plan=plan, number=3)
    after = versions.text_of(version_of(plan, VersionCause.AMENDED))
    found = plan_differences.of_plans(before, after, ["en", "es"])
    assert [(row.number, row.kind) for row in found.commitments] == [
        (1, "changed"),
        (2, "withdrawn"),
        (3, "added"),
    ]
    answer, milestone = found.commitments[0].changes
    assert [(piece.kind, piece.text) for piece in answer.pieces] == [
        ("same", "Water is "),
        ("removed", "brown."),
        ("added", "green."),
    ]
    assert milestone.label == "Milestone 1.1"
    assert not plan_differences.of_plans(after, after, ["en", "es"])


def test_prose_is_compared_as_it_is_read_and_titles_as_they_are_written() -> None:
    plan = RunningPlanFactory(introduction={"en": "**Why.**"}, title={"en": "Plan *3*"})
    before = versions.text_of(version_of(plan))
    plan.introduction, plan.title = {"en": "Why."}, {"en": "Plan 3"}
    plan.save()
    after = versions.text_of(version_of(plan))
    title, introduction = plan_differences.of_plans(before, after, ["en"]).front
    assert [piece.text for piece in title.pieces] == ["Plan ", "*3*", "3"]
    assert [piece.kind for piece in introduction.pieces] == ["formatting"]


def test_what_differs_in_another_language_alone_is_shown_in_that_one() -> None:
    plan = RunningPlanFactory(introduction={"en": "Why.", "es": "Por qué."})
    before = versions.text_of(version_of(plan))
    plan.introduction = {"en": "Why.", "es": "Para qué."}
    plan.save()
    after = versions.text_of(version_of(plan))
    [change] = plan_differences.of_plans(before, after, ["en", "es"]).front
    assert (change.label, change.language) == ("Introduction", "es")
