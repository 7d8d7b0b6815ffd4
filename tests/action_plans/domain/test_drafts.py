from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from action_plans.domain import drafts, plans
from action_plans.models import ActionPlan, Draft, DraftState, PlanState, RevisionKind
from forums.domain.errors import Incomplete
from forums.models import Person
from tests.factories import ActionPlanFactory, DraftFactory, PersonFactory, adopting

BASE = "The office publishes contracts every year in one place."


def save(draft: Draft, by: Person, text: str, base_number: int) -> drafts.Saved:
    return drafts.save(
        draft, by=by, question="problem", language="en", text=text, base_number=base_number
    )


@pytest.mark.django_db
def test_each_save_is_a_revision() -> None:
    draft, ana = DraftFactory(), PersonFactory()
    save(draft, ana, "one", 0)
    save(draft, ana, "one two", 1)
    assert [row.text for row in draft.revisions.order_by("number")] == ["one", "one two"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["SET text = 'two'", "SET kind = 'merged'", None])
def test_the_database_itself_lets_nobody_change_or_remove_a_revision(change: str | None) -> None:
    draft = DraftFactory()
    kept = save(draft, PersonFactory(), "one", 0).revision
    start = (
        f"UPDATE action_plans_revision {change}" if change else "DELETE FROM action_plans_revision"
    )
    with (
        pytest.raises(ProgrammingError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{start} WHERE id = %s", [kept.pk])
    assert draft.revisions.get().text == "one"


@pytest.mark.django_db
def test_saving_what_stands_already_adds_nothing() -> None:
    draft, ana = DraftFactory(), PersonFactory()
    save(draft, ana, "one", 0)
    assert not save(draft, ana, "one", 1).conflict
    assert draft.revisions.count() == 1


@pytest.mark.django_db
def test_edits_that_do_not_touch_are_merged_and_both_texts_are_in_the_history() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    save(draft, ana, BASE, 0)
    save(draft, ana, BASE.replace("office", "ministry"), 1)
    outcome = save(draft, ben, BASE.replace("year", "month"), 1)
    assert outcome.merged
    assert outcome.standing.text == BASE.replace("office", "ministry").replace("year", "month")
    texts = set(draft.revisions.values_list("text", flat=True))
    assert {BASE.replace("office", "ministry"), BASE.replace("year", "month")} <= texts


@pytest.mark.django_db
def test_edits_that_touch_leave_the_first_standing_and_keep_the_second_beside_it() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    save(draft, ana, BASE, 0)
    save(draft, ana, BASE.replace("year", "week"), 1)
    outcome = save(draft, ben, BASE.replace("year", "month"), 1)
    assert outcome.conflict
    assert outcome.revision.kind == RevisionKind.CONFLICT
    assert outcome.revision.text == BASE.replace("year", "month")
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    assert head.text == BASE.replace("year", "week")


@pytest.mark.django_db
def test_after_looking_at_both_the_second_author_can_settle_it() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    save(draft, ana, BASE, 0)
    save(draft, ana, BASE.replace("year", "week"), 1)
    conflict = save(draft, ben, BASE.replace("year", "month"), 1)
    settled = save(draft, ben, "Every fortnight.", conflict.standing.number)
    assert settled.standing.text == "Every fortnight."
    assert draft.revisions.count() == 4


@pytest.mark.django_db
def test_a_third_save_while_somebody_settles_a_conflict_is_not_overwritten_unseen() -> None:
    draft, ana, ben = DraftFactory(), PersonFactory(), PersonFactory()
    save(draft, ana, BASE, 0)
    save(draft, ana, BASE.replace("year", "week"), 1)
    conflict = save(draft, ben, BASE.replace("year", "month"), 1)
    save(draft, ana, BASE.replace("year", "day"), conflict.standing.number)
    settled = save(draft, ben, BASE.replace("year", "month"), conflict.standing.number)
    assert settled.conflict
    assert settled.standing.text == BASE.replace("year", "day")


@pytest.mark.django_db
def test_an_earlier_text_can_be_restored_and_nothing_is_lost() -> None:
    draft, ana = DraftFactory(), PersonFactory()
    first = save(draft, ana, "one", 0).revision
    save(draft, ana, "two", 1)
    restored = drafts.restore(first, by=ana)
    assert restored.number == 3
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    assert head.text == "one"


@pytest.mark.django_db
def test_a_question_that_the_template_does_not_ask_is_refused() -> None:
    with pytest.raises(Incomplete):
        drafts.save(
            DraftFactory(), by=PersonFactory(), question="x", language="en", text="t", base_number=0
        )


@pytest.mark.django_db
def test_an_adopted_draft_cannot_be_written() -> None:
    with pytest.raises(drafts.NotWritable):
        save(DraftFactory(state=DraftState.ADOPTED), PersonFactory(), "t", 0)


@pytest.mark.django_db
def test_a_draft_is_started_only_while_the_plan_is_made() -> None:
    plan: ActionPlan = ActionPlanFactory(state=PlanState.IMPLEMENTATION)
    with pytest.raises(drafts.NotInCoCreation):
        drafts.start(plan, by=PersonFactory(), title={"en": "Late"})


@pytest.mark.django_db(transaction=True)
def test_two_people_saving_in_the_same_instant_both_find_their_text_in_the_history() -> None:
    draft, people = DraftFactory(), [PersonFactory() for _ in range(4)]
    save(draft, people[0], BASE, 0)
    texts = [BASE.replace("year", word) for word in ("week", "month", "day", "hour")]
    start = threading.Barrier(len(texts))
    outcomes: list[drafts.Saved] = []

    def run(by: Person, text: str) -> None:
        try:
            start.wait()
            outcomes.append(save(draft, by, text, 1))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(people, texts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(texts) <= set(draft.revisions.values_list("text", flat=True))
    assert sorted(outcome.conflict for outcome in outcomes) == [False, True, True, True]


@pytest.mark.django_db
def test_after_adoption_no_draft_of_the_co_creation_is_proposed() -> None:
    plan, ana = ActionPlanFactory(state=PlanState.IMPLEMENTATION), PersonFactory()
    left, late = DraftFactory(plan=plan), DraftFactory(plan=plan, for_amendment=True)
    with pytest.raises(drafts.NotInCoCreation):
        drafts.propose(left, by=ana)
    left.refresh_from_db()
    assert (left.state, left.published_at) == (DraftState.DRAFTING, None)
    drafts.propose(late, by=ana)
    assert late.state == DraftState.PROPOSED


@pytest.mark.django_db(transaction=True)
def test_a_draft_proposed_while_the_plan_is_adopted_is_adopted_too_or_left_behind() -> None:
    plan, who = ActionPlanFactory(), PersonFactory()
    DraftFactory(plan=plan, state=DraftState.PROPOSED)
    late = DraftFactory(plan=plan)
    decision = adopting(plan.forum, plan.forum.today)
    start = threading.Barrier(2)

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            with suppress(drafts.NotInCoCreation):
                act()
        finally:
            connection.close()

    acts: tuple[Callable[[], object], ...] = (
        lambda: plans.adopt(plan, by=who, decision=decision),
        lambda: drafts.propose(late, by=who),
    )
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    plan.refresh_from_db()
    late.refresh_from_db()
    assert plan.state == PlanState.IMPLEMENTATION
    assert late.state in (DraftState.ADOPTED, DraftState.DRAFTING)
