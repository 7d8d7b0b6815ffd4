"""A plan is amended by a decision, within its time, and nothing that stood before is lost."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db import connection

from action_plans.domain import drafts, milestones
from action_plans.models import ActionPlan, DraftState
from commitments.domain import amendments, progress, versions
from commitments.domain.plan_compiling import commitment_text
from commitments.domain.plan_text import CommitmentText, Office, StepText
from commitments.domain.totals import open_over_time, plan_totals
from commitments.models import (
    Amendment,
    AmendmentKind,
    AmendmentState,
    Commitment,
    PlanVersion,
    Update,
)
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete, Refused
from forums.models import Decision, Notice, Person, Translated
from tests.factories import (
    CommitmentFactory,
    ContributionFactory,
    DraftFactory,
    ForumFactory,
    MilestoneFactory,
    OrganisationFactory,
    PersonFactory,
    ReportingRoundFactory,
    RunningPlanFactory,
    adopting,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
WHY = {"en": "It cannot be done as planned.", "es": "No se puede hacer como se planeó."}


def decided(plan: ActionPlan) -> Decision:
    return adopting(plan.forum, plan.forum.today)


def promised(plan: ActionPlan | None = None, **fields: Any) -> Commitment:
    """A commitment with two milestones, due in a month and in two."""
    commitment: Commitment = CommitmentFactory(
        plan=plan or RunningPlanFactory(),
        answers={"problem": {"en": "Water is brown."}},
        lead=OrganisationFactory(),
        **fields,
    )
    for step in (1, 2):
        due = commitment.plan.forum.today + days(30 * step)
        MilestoneFactory(
            commitment=commitment,
            number=f"{commitment.number}.{step}",
            position=step,
            due_on=due,
            original_due_on=due,
        )
    return commitment


def changed(commitment: Commitment, **fields: Any) -> CommitmentText:
    return replace(commitment_text(commitment), **fields)


def propose(commitment: Commitment, *, by: Person | None = None, **fields: Any) -> Amendment:
    """A proposal to change the title, or what `fields` say."""
    after = changed(commitment, **(fields or {"title": Translated({"en": "Cleaner water"})}))
    return amendments.propose(
        commitment.plan,
        by=by or PersonFactory(),
        kind=AmendmentKind.CHANGE,
        commitment=commitment,
        after=after,
        reason=WHY,
    )


def withdraw(commitment: Commitment) -> Amendment:
    return amendments.propose(
        commitment.plan,
        by=PersonFactory(),
        kind=AmendmentKind.WITHDRAW,
        commitment=commitment,
        reason=WHY,
    )


def adopt(amendment: Amendment) -> PlanVersion:
    return amendments.adopt(amendment, by=PersonFactory(), decision=decided(amendment.plan))


def test_a_changed_commitment_keeps_the_first_dates_of_its_milestones() -> None:
    commitment = promised()
    first, second = commitment_text(commitment).milestones
    assert first.due_on is not None
    later = replace(first, due_on=first.due_on + days(90), title=Translated({"en": "Better"}))
    added = StepText(f"{commitment.number}.3", Translated({"en": "New"}), due_on=second.due_on)
    amendment = propose(
        commitment,
        title=Translated({"en": "Cleaner water"}),
        milestones=(later, replace(second, taken_out_on=dt.date(2026, 1, 1)), added),
    )
    version = adopt(amendment)
    commitment.refresh_from_db()
    one, two, three = commitment.milestones.all()
    assert (str(commitment.title), str(one.title)) == ("Cleaner water", "Better")
    assert (one.due_on, one.original_due_on) == (later.due_on, first.due_on)
    assert (two.status, two.taken_out_on) == ("withdrawn", commitment.plan.forum.today)
    assert (three.number, three.original_due_on) == (f"{commitment.number}.3", second.due_on)
    [kept] = versions.text_of(version).commitments
    assert kept == commitment_text(Commitment.objects.get(pk=commitment.pk))


def test_theme_values_supporting_offices_and_contact_are_amended_and_kept() -> None:
    commitment = promised(values=["participation"])
    theme = commitment.plan.themes.create(slug="water", name={"en": "Water"}, position=1)
    helper = OrganisationFactory(slug="river-watch", name={"en": "River Watch"})
    commitment.supporting.add(OrganisationFactory())
    version = adopt(
        propose(
            commitment,
            theme="water",
            supporting=(Office(helper.slug, helper.name, helper.sector),),
            values=("transparency",),
            contact_name="Rosa Vega",
            contact_email="water@ministry.example",
        )
    )
    commitment = Commitment.objects.get(pk=commitment.pk)
    assert (commitment.theme, list(commitment.supporting.all())) == (theme, [helper])
    assert commitment.values == ["transparency"]
    assert (commitment.contact_name, commitment.contact_email) == (
        "Rosa Vega",
        "water@ministry.example",
    )
    [kept] = versions.text_of(version).commitments
    assert kept == commitment_text(commitment)


def test_a_withdrawn_commitment_stays_readable_and_leaves_the_totals() -> None:
    commitment = promised(number=1)
    stays = promised(commitment.plan, number=2)
    adopt(withdraw(commitment))
    commitment.refresh_from_db()
    totals = plan_totals(commitment.plan)
    assert (commitment.status, totals.commitments.total) == ("withdrawn", 1)
    assert (totals.commitments.withdrawn, totals.milestones.total) == (1, 2)
    assert set(Commitment.objects.public()) == {commitment, stays}


def test_a_milestone_that_was_taken_out_counts_until_that_day() -> None:
    commitment = promised()
    plan = commitment.plan
    adopt(withdraw(commitment))
    ReportingRoundFactory(plan=plan, as_of=plan.forum.today)
    assert [(row.open, row.total) for row in open_over_time(plan)] == [(2, 2), (0, 0)]


def test_what_is_reported_later_does_not_bring_a_milestone_back() -> None:
    commitment = promised()
    milestone = commitment.milestones.first()
    assert milestone is not None
    adopt(withdraw(commitment))
    Update.objects.create(
        milestone=milestone,
        round=ReportingRoundFactory(plan=commitment.plan),
        status="complete",
        state="published",
        published_at=commitment.published_at,
        imported=True,
    )
    progress.follow(commitment)
    milestone.refresh_from_db()
    commitment.refresh_from_db()
    assert (milestone.status, commitment.status) == ("withdrawn", "withdrawn")


def test_a_commitment_is_added_from_a_draft_that_was_written_for_it() -> None:
    plan = promised(number=1).plan
    ana = coordinator(plan.forum)
    draft = amendments.start_draft(plan, by=ana, title={"en": "Open courts"})
    drafts.save(draft, by=ana, question="problem", language="en", text="Closed.", base_number=0)
    milestones.add(draft, by=ana, title={"en": "A list"}, due_on=plan.forum.today)
    drafts.propose(draft, by=ana)
    amendment = amendments.propose(plan, by=ana, kind=AmendmentKind.ADD, draft=draft, reason=WHY)
    adopt(amendment)
    added = plan.commitments.get(number=2)
    amendment.refresh_from_db()
    assert (added.draft, amendment.commitment) == (draft, added)
    assert added.answers == {"problem": {"en": "Closed."}}
    assert added.milestones.get().original_due_on == plan.forum.today


def test_a_draft_of_the_co_creation_is_not_added() -> None:
    plan = RunningPlanFactory()
    draft = DraftFactory(plan=plan, state=DraftState.PROPOSED)
    with pytest.raises(Incomplete):
        amendments.propose(
            plan, by=PersonFactory(), kind=AmendmentKind.ADD, draft=draft, reason=WHY
        )


@pytest.mark.parametrize(("day", "is_open"), [("2026-08-31", True), ("2026-09-01", False)])
def test_a_plan_can_be_amended_until_the_last_day_of_its_first_year(
    day: str, is_open: bool
) -> None:
    plan = RunningPlanFactory(starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2027, 8, 31))
    commitment = CommitmentFactory(plan=plan)
    with time_machine.travel(f"{day}T15:00:00Z", tick=False):
        assert amendments.is_open(plan) is is_open
        if is_open:
            propose(commitment)
        else:
            with pytest.raises(amendments.TooLate, match="31 August 2026"):
                propose(commitment)


def test_what_was_proposed_in_time_is_not_adopted_after_it() -> None:
    plan = RunningPlanFactory(starts_on=dt.date(2025, 9, 1), ends_on=dt.date(2027, 8, 31))
    with time_machine.travel("2026-08-30T15:00:00Z", tick=False):
        amendment = propose(CommitmentFactory(plan=plan))
        decision = decided(plan)
    with time_machine.travel("2026-09-01T15:00:00Z", tick=False), pytest.raises(amendments.TooLate):
        amendments.adopt(amendment, by=PersonFactory(), decision=decision)
    assert not PlanVersion.objects.exists()


def test_what_was_changed_since_is_not_overwritten() -> None:
    commitment = promised()
    amendment = propose(commitment)
    adopt(propose(commitment, title=Translated({"en": "Somebody else's"})))
    with pytest.raises(ChangedMeanwhile):
        adopt(amendment)
    amendment.refresh_from_db()
    assert amendment.state == AmendmentState.PROPOSED


def test_who_wrote_on_an_older_text_is_told_so() -> None:
    commitment = promised()
    with pytest.raises(ChangedMeanwhile):
        amendments.propose(
            commitment.plan,
            by=PersonFactory(),
            kind=AmendmentKind.CHANGE,
            commitment=commitment,
            after=changed(commitment, title=Translated({"en": "New"})),
            reason=WHY,
            seen="another text",
        )


def test_an_office_that_is_renamed_makes_no_amendment_stale() -> None:
    commitment = promised()
    amendment = propose(commitment)
    assert commitment.lead is not None
    commitment.lead.name = {"en": "Ministry of Everything"}
    commitment.lead.save()
    assert adopt(amendment).number == 1


@pytest.mark.parametrize("fields", [{"reason": {}}, {"after": None}, {"commitment": None}])
def test_an_amendment_says_what_is_changed_and_why(fields: dict[str, Any]) -> None:
    commitment = promised()
    values = {
        "kind": AmendmentKind.CHANGE,
        "commitment": commitment,
        "after": changed(commitment, title=Translated({"en": "New"})),
        "reason": WHY,
        **fields,
    }
    with pytest.raises(Incomplete):
        amendments.propose(commitment.plan, by=PersonFactory(), **values)


@pytest.mark.parametrize("fields", [{"outcome": "rejected"}, {"published_at": None}])
def test_only_a_published_decision_of_the_forum_amends(fields: dict[str, Any]) -> None:
    amendment = propose(promised())
    decision = decided(amendment.plan)
    for name, value in fields.items():
        setattr(decision, name, value)
    with pytest.raises(amendments.NotDecided):
        amendments.adopt(amendment, by=PersonFactory(), decision=decision)
    elsewhere = adopting(ForumFactory(), amendment.plan.forum.today)
    with pytest.raises(amendments.NotDecided):
        amendments.adopt(amendment, by=PersonFactory(), decision=elsewhere)


def test_a_dropped_amendment_says_why_and_changes_nothing() -> None:
    commitment = promised()
    amendment = propose(commitment)
    with pytest.raises(Incomplete):
        amendments.drop(amendment, by=PersonFactory(), because={})
    amendments.drop(amendment, by=PersonFactory(), because=WHY)
    with pytest.raises(amendments.Settled):
        adopt(amendment)
    assert (amendment.state, str(amendment.dropped_because)) == ("dropped", WHY["en"])
    assert not PlanVersion.objects.exists()


def test_a_proposal_is_the_forums_until_it_is_published() -> None:
    amendment = propose(promised())
    assert not Amendment.objects.public().exists()
    amendments.publish(amendment, by=PersonFactory())
    assert amendment in Amendment.objects.public()
    with pytest.raises(AlreadyPublished):
        amendments.publish(amendment, by=PersonFactory())


def test_members_hear_of_a_proposal_and_contributors_too_of_what_was_adopted() -> None:
    commitment = promised()
    ana, ben = (seated(commitment.plan.forum) for _ in range(2))
    carla = ContributionFactory(plan=commitment.plan).author
    amendment = propose(commitment, by=ana)
    told = Notice.objects.values_list("person", flat=True)
    assert set(told.filter(key__endswith="proposed")) == {ben.pk}
    adopt(amendment)
    assert set(told.filter(key__endswith="adopted")) == {ana.pk, ben.pk, carla.pk}


def both(acts: list[Any]) -> list[bool]:
    """Does the acts at the same time; whether each was let pass."""

    def act(verb: Any) -> bool:
        try:
            verb()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(act, acts))


@pytest.mark.django_db(transaction=True)
def test_an_amendment_adopted_twice_at_once_is_adopted_once() -> None:
    amendment = propose(promised())
    decision, ana = decided(amendment.plan), PersonFactory()

    def adopt_it() -> None:
        own = Amendment.objects.select_related("plan__forum").get(pk=amendment.pk)
        amendments.adopt(own, by=ana, decision=decision)

    assert both([adopt_it, adopt_it]) == [False, True]
    assert PlanVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_amendments_of_one_commitment_at_once_one_is_refused() -> None:
    commitment = promised()
    rows = [propose(commitment), propose(commitment, title=Translated({"en": "Another"}))]
    decision, ana = decided(commitment.plan), PersonFactory()

    def adopting_of(row: Amendment) -> Any:
        return lambda: amendments.adopt(
            Amendment.objects.select_related("plan__forum").get(pk=row.pk),
            by=ana,
            decision=decision,
        )

    assert both([adopting_of(row) for row in rows]) == [False, True]
    assert PlanVersion.objects.count() == 1
    commitment.refresh_from_db()
    [adopted] = Amendment.objects.filter(state=AmendmentState.ADOPTED)
    assert adopted.after["title"]["en"] == str(commitment.title)
