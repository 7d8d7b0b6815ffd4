"""Preparing a plan, handing it in, giving it more time, and what crosses its way."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from action_plans.domain import delivery, extensions, planning, transitions
from action_plans.domain.plan_calendar import Key
from action_plans.domain.plan_dates import of_plan
from action_plans.models import ActionPlan, PlanState, Theme
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, NotPublished
from forums.models import Notice
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DecisionFactory,
    DocumentFactory,
    ForumFactory,
    RunningPlanFactory,
    ThemeFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
NAMES = [{"name": {"en": "Health", "es": "Salud"}}, {"name": {"en": "Health"}}]


def prepared(**fields: Any) -> dict[str, Any]:
    """What a plan is created with."""
    forum = fields.pop("forum")
    return {
        "title": {"en": "A plan"},
        "starts_on": forum.today + days(200),
        "ends_on": forum.today + days(930),
        **fields,
    }


def test_a_plan_is_prepared_and_only_the_forum_sees_it() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    plan = planning.create(forum, by=by, slug="next", themes=NAMES, **prepared(forum=forum))
    assert not plan.is_public
    assert plan.state == PlanState.CO_CREATION
    assert plan.number == 1
    assert [(theme.slug, theme.position) for theme in plan.themes.all()] == [
        ("health", 1),
        ("health-2", 2),
    ]
    with pytest.raises(planning.AddressTaken):
        planning.create(forum, by=by, slug="next", **prepared(forum=forum))


def test_of_two_who_change_a_plan_the_second_is_told() -> None:
    plan = ActionPlanFactory()
    by = coordinator(plan.forum)
    seen = planning.fingerprint(plan)
    planning.change(plan, by=by, seen=seen, title={"en": "Mine"})
    with pytest.raises(ChangedMeanwhile):
        planning.change(plan, by=by, seen=seen, title={"en": "Yours"})
    plan.refresh_from_db()
    assert str(plan.title) == "Mine"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_a_plan_at_once_one_is_kept_and_one_is_told() -> None:
    plan = ActionPlanFactory()
    by = coordinator(plan.forum)
    seen = planning.fingerprint(plan)
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def change(title: str) -> None:
        ready.wait(timeout=20)
        try:
            planning.change(plan, by=by, seen=seen, title={"en": title})
            outcomes.append("saved")
        except ChangedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[title]) for title in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["saved", "told"]


def test_a_theme_under_which_something_stands_is_renamed_and_not_removed() -> None:
    plan = ActionPlanFactory()
    by = coordinator(plan.forum)
    used, free = ThemeFactory(plan=plan), ThemeFactory(plan=plan)
    ContributionFactory(plan=plan, theme=used)
    with pytest.raises(planning.ThemeInUse):
        planning.change(plan, by=by, themes=[])
    renamed = {"pk": used.pk, "name": {"en": "Water"}}
    planning.change(plan, by=by, themes=[renamed])
    assert [str(theme.name) for theme in Theme.objects.filter(plan=plan)] == ["Water"]
    assert not Theme.objects.filter(pk=free.pk).exists()


def test_an_adopted_plan_keeps_its_text_and_its_dates() -> None:
    plan = RunningPlanFactory()
    with pytest.raises(planning.Adopted):
        planning.change(plan, by=coordinator(plan.forum), ends_on=plan.ends_on + days(1))


def test_publishing_a_plan_tells_the_members_once() -> None:
    plan = ActionPlanFactory(published_at=None)
    by = coordinator(plan.forum)
    with pytest.raises(Incomplete):
        planning.publish(plan, by=by)
    ThemeFactory(plan=plan)
    assert planning.publish(plan, by=by) == 1
    with pytest.raises(AlreadyPublished):
        planning.publish(plan, by=by)
    notice = Notice.objects.get()
    assert str(plan.title) in notice.subject


def test_a_plan_is_handed_in_with_a_proof_after_it_was_adopted() -> None:
    plan = RunningPlanFactory()
    by, today = coordinator(plan.forum), plan.forum.today
    page = "https://www.opengovpartnership.org/documents/plan"
    with pytest.raises(Incomplete):
        delivery.deliver(plan, by=by, on=today, url=" ")
    with pytest.raises(delivery.NotPossible):
        delivery.deliver(plan, by=by, on=today + days(1), url=page)
    made = ActionPlanFactory(forum=plan.forum)
    with pytest.raises(delivery.NotAdopted):
        delivery.deliver(made, by=by, on=today, url=page)
    delivery.deliver(plan, by=by, on=today, url=page)
    due = of_plan(plan).calendar.lateness
    assert due.on == today


def extended(plan: ActionPlan, **fields: Any) -> Any:
    """The plan with half a year more."""
    values = {
        "by": coordinator(plan.forum),
        "ends_on": plan.ends_on + days(180),
        "reason": {"en": "The pandemic.", "es": "La pandemia."},
        "basis": DocumentFactory(forum=plan.forum, published_at=plan.published_at),
        **fields,
    }
    return extensions.extend(plan, **values)


def test_an_extension_keeps_the_end_that_was_and_tells_the_members() -> None:
    plan = RunningPlanFactory()
    before = plan.ends_on
    extension = extended(plan)
    plan.refresh_from_db()
    assert (extension.previous_ends_on, extension.ends_on) == (before, plan.ends_on)
    ends = of_plan(plan).calendar.get(Key.ENDS)
    assert ends is not None
    assert (ends.moved_from, ends.day) == (before, plan.ends_on)
    extended(plan)
    again = of_plan(plan).calendar.get(Key.ENDS)
    assert again is not None
    assert again.moved_from == before
    assert Notice.objects.filter(key__endswith=":extended:1").count() == 1


def test_an_extension_needs_a_basis_that_everybody_can_read() -> None:
    plan = RunningPlanFactory()
    with pytest.raises(extensions.NoBasis):
        extended(plan, basis=DocumentFactory(forum=plan.forum))
    with pytest.raises(extensions.NoBasis):
        extended(plan, basis=DocumentFactory(published_at=plan.published_at))
    with pytest.raises(extensions.NoBasis):
        extended(plan, decision=DecisionFactory(forum=plan.forum))
    with pytest.raises(Incomplete):
        extended(plan, reason={})


def test_only_a_running_plan_gets_more_time_and_only_more() -> None:
    plan = RunningPlanFactory()
    with pytest.raises(extensions.NotLonger):
        extended(plan, ends_on=plan.ends_on)
    with pytest.raises(extensions.NotLonger):
        extended(plan, ends_on=plan.ends_on + days(3000))
    with pytest.raises(extensions.NotRunning):
        extended(ActionPlanFactory(forum=plan.forum))
    with pytest.raises(NotPublished):
        extended(RunningPlanFactory(forum=plan.forum, published_at=None))


def test_an_election_stands_in_the_calendar_with_what_falls_on_it() -> None:
    plan = ActionPlanFactory()
    by = coordinator(plan.forum)
    values = {"kind": "election", "title": {"en": "Election"}, "starts_on": plan.starts_on}
    with pytest.raises(transitions.WrongOrder):
        transitions.record(plan, by=by, ends_on=plan.starts_on - days(1), **values)
    election = transitions.record(plan, by=by, ends_on=plan.starts_on, **values)
    assert [row.key for row in transitions.touched(election, of_plan(plan).calendar)] == ["starts"]
    before = transitions.advice({"election"}, handed_in=False)
    assert transitions.HAND_IN in before
    assert transitions.HAND_IN not in transitions.advice({"election"}, handed_in=True)
    assert transitions.AFTER_A_CHANGE in transitions.advice({"transition"}, handed_in=True)
    assert transitions.advice(set(), handed_in=False) == []
    transitions.change(election, by=by, title={"en": "Vote"})
    transitions.remove(election, by=by)
    assert not plan.transitions.exists()
