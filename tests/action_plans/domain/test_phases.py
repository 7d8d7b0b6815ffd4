from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from action_plans.domain import phases
from action_plans.domain.phases import NotOpen, Standing, Window, may
from action_plans.models import Act, Consultation, DraftAuthor, PlanState, Who
from forums.models import Role, Sector
from tests.factories import (
    ActionPlanFactory,
    DraftFactory,
    PersonFactory,
    PhaseFactory,
    coordinator,
    days,
    seated,
)

TODAY = dt.date(2026, 5, 10)
PUBLIC = Standing()
GOVERNMENT = Standing(sectors=frozenset({Sector.GOVERNMENT}))
CIVIL_SOCIETY = Standing(sectors=frozenset({Sector.CIVIL_SOCIETY}))
BUSINESS = Standing(sectors=frozenset({Sector.PRIVATE_SECTOR}))
INVITED = Standing(writes=True)
CHAIR = Standing(sectors=frozenset({Sector.CIVIL_SOCIETY}), coordinates=True)


def window(first: int, last: int, **acts: str) -> Window:
    """From so many days after today to so many, both included."""
    return Window(TODAY + days(first), TODAY + days(last), acts)


@pytest.mark.parametrize("act", [Act.DRAFT, Act.SUGGEST, Act.DECIDE])
def test_what_no_phase_names_is_free(act: str) -> None:
    assert may(act, [], TODAY, PUBLIC)
    assert may(act, [window(-1, 1, contribute=Who.ANYBODY)], TODAY, PUBLIC)


@pytest.mark.parametrize("act", [Act.CONTRIBUTE, Act.SUPPORT, Act.CONSULT])
def test_what_the_public_sends_needs_an_opening(act: str) -> None:
    assert not may(act, [], TODAY, CHAIR)
    assert not may(act, [window(-1, 1, draft=Who.ANYBODY)], TODAY, CHAIR)


@pytest.mark.parametrize(
    ("first", "last", "is_open"),
    [(-5, -1, False), (-5, 0, True), (-1, 1, True), (0, 0, True), (0, 5, True), (1, 5, False)],
)
def test_a_phase_is_open_on_its_first_and_its_last_day(
    first: int, last: int, is_open: bool
) -> None:
    assert may(Act.SUGGEST, [window(first, last, suggest=Who.ANYBODY)], TODAY, PUBLIC) is is_open


@pytest.mark.parametrize(
    ("who", "those"),
    [
        (Who.ANYBODY, [PUBLIC, GOVERNMENT, CIVIL_SOCIETY, BUSINESS, INVITED, CHAIR]),
        (Who.MEMBERS, [GOVERNMENT, CIVIL_SOCIETY, BUSINESS, INVITED, CHAIR]),
        (Who.GOVERNMENT, [GOVERNMENT]),
        (Who.CIVIL_SOCIETY, [CIVIL_SOCIETY, CHAIR]),
        (Who.COORDINATORS, [CHAIR]),
    ],
)
def test_an_open_phase_says_who_can(who: str, those: list[Standing]) -> None:
    everybody = [PUBLIC, GOVERNMENT, CIVIL_SOCIETY, BUSINESS, INVITED, CHAIR]
    rows = [window(-1, 1, suggest=who)]
    assert [each for each in everybody if may(Act.SUGGEST, rows, TODAY, each)] == those


def test_one_open_phase_that_lets_somebody_in_is_enough() -> None:
    rows = [
        window(-9, -5, suggest=Who.ANYBODY),
        window(-1, 1, suggest=Who.GOVERNMENT),
        window(0, 3, suggest=Who.ANYBODY),
    ]
    assert may(Act.SUGGEST, rows, TODAY, PUBLIC)
    assert not may(Act.SUGGEST, rows[:2], TODAY, PUBLIC)


@given(
    st.lists(
        st.tuples(st.integers(-9, 9), st.integers(0, 9), st.sampled_from(Who.values)), max_size=4
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_coordinators_are_never_locked_out_of_drafting(rows: list[tuple[int, int, str]]) -> None:
    windows = [window(first, first + length, draft=who) for first, length, who in rows]
    assert may(Act.DRAFT, windows, TODAY, CHAIR)


@pytest.mark.django_db
def test_who_comes_too_early_reads_when_it_opens() -> None:
    phase = PhaseFactory(acts={})
    phase.acts.create(act=Act.SUGGEST)
    phase.opens_on, phase.closes_on = dt.date(2190, 3, 1), dt.date(2190, 3, 9)
    phase.save()
    with pytest.raises(NotOpen, match="opens on Monday 1 March 2190"):
        phases.require(phase.plan, Act.SUGGEST, by=PersonFactory())


@pytest.mark.django_db
def test_who_comes_too_late_reads_until_when_it_was_open() -> None:
    phase = PhaseFactory(opens_on=dt.date(2020, 3, 1), closes_on=dt.date(2020, 3, 9))
    with pytest.raises(NotOpen, match="open until 9 March 2020"):
        phases.require(phase.plan, Act.CONTRIBUTE, by=PersonFactory())


@pytest.mark.django_db
def test_who_is_not_meant_reads_who_is() -> None:
    phase = PhaseFactory(acts={"draft": Who.GOVERNMENT})
    with pytest.raises(NotOpen, match="Members from government"):
        phases.require(phase.plan, Act.DRAFT, by=seated(phase.plan.forum, sector="civil_society"))
    phases.require(phase.plan, Act.DRAFT, by=seated(phase.plan.forum, sector="government"))


@pytest.mark.django_db
def test_an_observer_is_not_a_member_and_an_invited_author_is() -> None:
    phase = PhaseFactory(acts={"draft": Who.MEMBERS})
    observer = seated(phase.plan.forum, role=Role.OBSERVER)
    with pytest.raises(NotOpen):
        phases.require(phase.plan, Act.DRAFT, by=observer)
    author = DraftAuthor.objects.create(
        draft=DraftFactory(plan=phase.plan), person=PersonFactory()
    ).person
    phases.require(phase.plan, Act.DRAFT, by=author)


@pytest.mark.django_db
def test_a_seat_in_another_forum_is_none_here() -> None:
    phase = PhaseFactory(acts={"draft": Who.MEMBERS})
    with pytest.raises(NotOpen):
        phases.require(phase.plan, Act.DRAFT, by=seated(ActionPlanFactory().forum))


@pytest.mark.django_db
def test_after_adoption_nothing_is_open_even_to_coordinators() -> None:
    plan = PhaseFactory(plan__state=PlanState.IMPLEMENTATION).plan
    for act in Act.values:
        with pytest.raises(NotOpen):
            phases.require(plan, act, by=coordinator(plan.forum))
    assert phases.possible(plan, coordinator(plan.forum)) == frozenset()


@pytest.mark.django_db
def test_a_public_consultation_opens_comments_on_the_draft_plan() -> None:
    plan, person = ActionPlanFactory(), PersonFactory()
    today = plan.forum.today
    with pytest.raises(NotOpen):
        phases.require(plan, Act.CONSULT, by=person)
    consultation = Consultation.objects.create(
        plan=plan, number=1, title="Read it", opens_on=today, closes_on=today + days(3)
    )
    with pytest.raises(NotOpen):
        phases.require(plan, Act.CONSULT, by=person)
    consultation.published_at = dt.datetime.now(dt.UTC)
    consultation.save()
    phases.require(plan, Act.CONSULT, by=person)
    assert Act.CONSULT in phases.possible(plan, person)


@pytest.mark.django_db
def test_a_phase_for_comments_offers_nothing_while_there_is_no_text_to_comment_on() -> None:
    phase = PhaseFactory(acts={"consult": Who.ANYBODY})
    assert Act.CONSULT not in phases.possible(phase.plan, PersonFactory())


@pytest.mark.django_db
def test_what_can_be_done_turns_at_midnight_in_the_forums_own_zone(
    time_machine: TimeMachineFixture,
) -> None:
    phase = PhaseFactory(
        plan__forum__time_zone="America/Montevideo",
        opens_on=dt.date(2026, 5, 1),
        closes_on=dt.date(2026, 5, 10),
    )
    time_machine.move_to(dt.datetime(2026, 5, 11, 2, 59, tzinfo=dt.UTC), tick=False)
    assert Act.CONTRIBUTE in phases.possible(phase.plan, PersonFactory())
    time_machine.move_to(dt.datetime(2026, 5, 11, 3, 0, tzinfo=dt.UTC), tick=False)
    assert Act.CONTRIBUTE not in phases.possible(phase.plan, PersonFactory())
