from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from forums.domain import decisions, votes
from forums.domain.errors import AlreadyPublished, Incomplete, NotPublished, Refused
from forums.models import (
    AgendaItem,
    Attendance,
    Choice,
    Decision,
    DecisionMethod,
    Forum,
    Meeting,
    Notice,
    Outcome,
    Person,
    RulesVersion,
    Sector,
    Term,
)
from tests.factories import (
    DecisionFactory,
    ForumFactory,
    MeetingFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
WHY = {"en": "Because."}


def table(government: int = 2, civil_society: int = 2) -> tuple[Forum, list[Person], list[Person]]:
    """A forum with so many members of each sector, the first of the government coordinating."""
    forum = ForumFactory()
    chair = coordinator(forum)
    officials = [chair, *(seated(forum) for _ in range(government - 1))]
    society = [seated(forum, sector=Sector.CIVIL_SOCIETY) for _ in range(civil_society)]
    return forum, officials, society


def at_a_meeting(forum: Forum, present: list[Person], **fields: Any) -> Decision:
    """A proposal at a meeting that has begun, with these people recorded as present."""
    meeting = held(forum, present)
    decision: Decision = DecisionFactory(
        **{"forum": forum, "meeting": meeting, "method": "vote", "reasons": WHY, **fields}
    )
    return decision


def held(forum: Forum, present: list[Person]) -> Meeting:
    began = timezone.now() - dt.timedelta(hours=1)
    meeting: Meeting = MeetingFactory(forum=forum, starts_at=began, published=True)
    for person in present:
        term = Term.objects.get(person=person)
        Attendance.objects.create(
            meeting=meeting, term=term, sector=term.seat.sector, presence="present"
        )
    return meeting


def test_what_the_public_reads_as_decided_is_not_decided_again() -> None:
    decision: Decision = DecisionFactory(reasons=WHY, published_at=timezone.now())
    stale = Decision.objects.get(pk=decision.pk)
    today = timezone.now().date()
    decisions.record(decision, by=PersonFactory(), outcome=Outcome.ADOPTED, on=today)
    with pytest.raises(AlreadyPublished):
        decisions.record(stale, by=PersonFactory(), outcome=Outcome.REJECTED, on=today)
    assert Decision.objects.get().outcome == Outcome.ADOPTED


def test_a_public_proposal_is_recorded_as_taken_only_with_reasons() -> None:
    decision: Decision = DecisionFactory(published_at=timezone.now())
    with pytest.raises(Incomplete):
        decisions.record(
            decision, by=PersonFactory(), outcome=Outcome.ADOPTED, on=timezone.now().date()
        )
    assert Decision.objects.get().outcome == Outcome.OPEN


def test_recording_takes_no_publication_back() -> None:
    decision: Decision = DecisionFactory(reasons=WHY)
    decisions.publish(Decision.objects.get(), by=PersonFactory())
    decisions.record(
        decision, by=PersonFactory(), outcome=Outcome.ADOPTED, on=timezone.now().date()
    )
    assert Decision.objects.get().is_public


def test_a_show_of_hands_keeps_the_rules_and_the_presence_of_its_day() -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, [*officials, society[0]])
    rules = in_force(forum, days_ago=30)
    decisions.record(
        decision,
        by=officials[0],
        outcome=Outcome.ADOPTED,
        on=timezone.now().date(),
        votes_for=3,
        votes_against=0,
    )
    decision.refresh_from_db()
    assert decision.rules == rules
    assert decision.presence == [["government", 2, 2], ["civil_society", 2, 1]]
    assert decision.had_quorum is True


def in_force(forum: Forum, *, days_ago: int, **settings: Any) -> RulesVersion:
    """A version in force since so many days, adopted by a decision."""
    number = forum.rules_versions.count() + 1
    since = timezone.now().date() - days(days_ago)
    adopted = DecisionFactory(
        forum=forum,
        number=900 + number,
        outcome="adopted",
        decided_on=since,
        published_at=timezone.now(),
    )
    version: RulesVersion = RulesVersion.objects.create(
        forum=forum,
        number=number,
        proposed_on=since,
        in_force_from=since,
        published_at=timezone.now(),
        decision=adopted,
        **settings,
    )
    return version


def test_a_proposal_stands_on_the_item_of_its_own_meeting() -> None:
    forum, officials, _society = table()
    meeting = MeetingFactory(forum=forum)
    item = AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Budget"})
    proposed = decisions.propose(forum, by=officials[0], agenda_item=item, title="x", text="y")
    assert proposed.meeting == meeting
    with pytest.raises(Refused):
        decisions.propose(forum, by=officials[0], meeting=MeetingFactory(), title="x", text="y")
    with pytest.raises(Refused):
        decisions.propose(
            forum, by=officials[0], agenda_item=item, meeting=MeetingFactory(forum=forum)
        )


def test_opening_a_vote_in_writing_tells_those_with_a_vote() -> None:
    forum, officials, _society = table()
    seated(forum, role="observer"), seated(forum, role="secretariat")
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    ends = timezone.now() + days(5)
    assert decisions.open_vote(decision, by=officials[0], closes_at=ends) == 4
    assert decision.vote_closes_at == ends
    with pytest.raises(decisions.VoteOpened):
        decisions.open_vote(decision, by=officials[0], closes_at=ends)


def test_a_vote_is_not_opened_without_an_end_a_rationale_or_a_meeting_that_began() -> None:
    forum, officials, _society = table()
    ends = timezone.now() + days(1)
    ahead = MeetingFactory(forum=forum)
    for fields, closes_at, error in (
        ({"reasons": WHY}, None, decisions.VoteNotPossible),
        ({"reasons": WHY}, timezone.now() - days(1), decisions.VoteNotPossible),
        ({}, ends, Incomplete),
        ({"reasons": WHY, "meeting": ahead}, None, decisions.VoteNotPossible),
    ):
        decision = DecisionFactory(forum=forum, method="vote", **fields)
        with pytest.raises(error):
            decisions.open_vote(decision, by=officials[0], closes_at=closes_at)


def test_closing_keeps_the_result_the_quorum_and_the_day_and_tells_the_members() -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, [*officials, *society])
    decisions.open_vote(decision, by=officials[0])
    for person, choice in zip(
        [*officials, *society],
        [Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.ABSTAIN],
        strict=True,
    ):
        votes.cast(decision, by=person, choice=choice)
    assert decisions.close(decision, by=officials[0]) == 4
    stored = Decision.objects.get(pk=decision.pk)
    for row in (decision, stored):
        assert row.outcome == Outcome.ADOPTED
        assert (row.votes_for, row.votes_against, row.abstentions) == (2, 1, 1)
        assert row.had_quorum is True
        assert row.presence == [["government", 2, 2], ["civil_society", 2, 2]]
        assert row.decided_on == row.meeting.local_start.date()  # type: ignore[union-attr]
    told = Notice.objects.filter(key=f"decision:{decision.pk}:result")
    assert told.count() == 4
    assert "Adopted: 2 for, 1 against, 1 abstained." in told[0].text


def test_closing_twice_gives_one_result() -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, [*officials, *society])
    decisions.open_vote(decision, by=officials[0])
    for person in officials + society:
        votes.cast(decision, by=person, choice=Choice.FOR)
    decisions.close(decision, by=officials[0])
    again = Decision.objects.get(pk=decision.pk)
    assert decisions.close(again, by=officials[0]) == 0
    assert again.vote_closed_at == decision.vote_closed_at
    assert Notice.objects.filter(key__endswith=":result").count() == 4


def test_a_vote_is_judged_by_the_rules_in_force_at_the_meeting_not_by_those_of_today() -> None:
    forum, officials, society = table()
    before = in_force(forum, days_ago=30)
    decision = at_a_meeting(forum, [*officials, *society])
    Meeting.objects.update(starts_at=timezone.now() - days(10), ends_at=timezone.now() - days(9))
    in_force(forum, days_ago=2, majority_in_each_sector=True)
    decision.refresh_from_db()
    decisions.open_vote(decision, by=officials[0])
    assert decision.rules == before
    for person in officials:
        votes.cast(decision, by=person, choice=Choice.FOR)
    votes.cast(decision, by=society[0], choice=Choice.AGAINST)
    decisions.close(decision, by=officials[0])
    assert decision.outcome == Outcome.ADOPTED


def test_without_a_quorum_the_proposal_comes_back() -> None:
    forum, officials, _society = table(3, 3)
    decision = at_a_meeting(forum, officials)
    decisions.open_vote(decision, by=officials[0])
    for person in officials:
        votes.cast(decision, by=person, choice=Choice.FOR)
    decisions.close(decision, by=officials[0])
    assert (decision.outcome, decision.had_quorum) == (Outcome.POSTPONED, False)


def test_in_writing_those_who_vote_take_part() -> None:
    forum, officials, society = table(3, 3)
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(3))
    for person in officials + society[:1]:
        votes.cast(decision, by=person, choice=Choice.FOR)
    decisions.close(decision, by=None)
    assert decision.presence == [["government", 3, 3], ["civil_society", 3, 1]]
    assert decision.outcome == Outcome.ADOPTED


def test_a_vacant_seat_is_a_seat_that_nobody_takes() -> None:
    forum, officials, society = table(2, 2)
    today = timezone.now().date()
    for person in society:
        Term.objects.filter(person=person).update(ends_on=today - days(1))
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(3))
    for person in officials:
        votes.cast(decision, by=person, choice=Choice.FOR)
    decisions.close(decision, by=None)
    assert decision.presence == [["government", 2, 2], ["civil_society", 2, 0]]
    assert decision.outcome == Outcome.POSTPONED


def test_what_is_past_its_time_is_closed_once_however_late() -> None:
    forum, officials, society = table()
    late, running = (
        DecisionFactory(forum=forum, reasons=WHY, method="consent", number=number)
        for number in (1, 2)
    )
    now = timezone.now()
    decisions.open_vote(late, by=officials[0], closes_at=now + days(1))
    decisions.open_vote(running, by=officials[0], closes_at=now + days(60))
    for person in officials + society:
        votes.cast(late, by=person, choice=Choice.FOR)
    assert decisions.close_due(now=now) == 0
    Decision.objects.filter(pk=late.pk).update(
        vote_opened_at=now - days(41), vote_closes_at=now - days(40)
    )
    assert decisions.close_due() == 1
    assert decisions.close_due() == 0
    late.refresh_from_db()
    assert late.outcome == Outcome.ADOPTED
    assert late.decided_on == (now - days(40)).astimezone(zoneinfo.ZoneInfo(forum.time_zone)).date()
    assert not Decision.objects.get(pk=running.pk).is_taken


def test_what_was_put_to_the_vote_is_not_recorded_by_hand() -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, officials + society)
    decisions.open_vote(decision, by=officials[0])
    with pytest.raises(decisions.VoteOpened):
        decisions.record(
            decision, by=officials[0], outcome=Outcome.REJECTED, on=timezone.now().date()
        )


def test_reasons_and_dissent_are_added_until_it_is_published() -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, officials + society)
    decisions.open_vote(decision, by=officials[0])
    decisions.close(decision, by=officials[0])
    given = {"reasons": WHY, "dissent": {"en": "Two members see it differently."}}
    decisions.give_reasons(decision, by=officials[0], **given)  # type: ignore[arg-type]
    assert decisions.publish(decision, by=officials[0]) == 0  # they heard at the close
    with pytest.raises(AlreadyPublished):
        decisions.give_reasons(decision, by=officials[0], **given)  # type: ignore[arg-type]
    assert "differently" in str(Decision.objects.get().dissent)


def test_members_hear_of_a_recorded_decision_once_it_is_published() -> None:
    forum, officials, _society = table()
    decision = DecisionFactory(
        forum=forum, reasons=WHY, outcome="adopted", decided_on=timezone.now().date()
    )
    assert decisions.publish(decision, by=officials[0]) == 4
    open_one = DecisionFactory(forum=forum)
    assert decisions.publish(open_one, by=officials[0]) == 0


def test_a_published_decision_is_corrected_by_a_new_one() -> None:
    forum, officials, _society = table()
    taken = {"reasons": WHY, "outcome": "adopted", "decided_on": timezone.now().date()}
    decision = DecisionFactory(forum=forum, **taken)
    with pytest.raises(NotPublished):
        decisions.correct(decision, by=officials[0])
    decisions.publish(decision, by=officials[0])
    new = decisions.correct(decision, by=officials[0], text={"en": "Twelve, not ten."})
    assert (new.corrects, new.outcome, str(new.title)) == (decision, "open", str(decision.title))
    assert new.number != decision.number
    with pytest.raises(decisions.AlreadyCorrected):
        decisions.correct(decision, by=officials[0])
    assert str(Decision.objects.get(pk=decision.pk).text) == "It is decided."


@pytest.mark.parametrize("change", [{"text": {"en": "Other"}}, {"outcome": "rejected"}])
def test_the_database_refuses_to_edit_a_published_decision(change: dict[str, Any]) -> None:
    decision = DecisionFactory(
        outcome="adopted", decided_on=timezone.now().date(), published_at=timezone.now()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**change)
    Decision.objects.filter(pk=decision.pk).update(withdrawn_at=timezone.now())


def test_the_database_keeps_a_published_decision_and_the_votes_of_a_closed_one() -> None:
    forum, officials, society = table()
    decision: Decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(1))
    for person in officials + society:
        votes.cast(decision, by=person, choice=Choice.FOR)
    decisions.close(decision, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.votes.all().delete()
    decisions.publish(decision, by=officials[0])
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk)._raw_delete("default")
    assert Decision.objects.get().votes.count() == 4


def test_consent_with_a_settled_objection_is_adopted() -> None:
    forum, officials, society = table()
    decision = DecisionFactory(forum=forum, reasons=WHY, method=DecisionMethod.CONSENT)
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(3))
    for person in officials + society[:1]:
        votes.cast(decision, by=person, choice=Choice.FOR)
    votes.cast(decision, by=society[1], choice=Choice.OBJECTION, reason="Too soon.")
    votes.cast(decision, by=society[1], choice=Choice.FOR, reason="Settled: it starts later.")
    decisions.close(decision, by=None)
    assert decision.outcome == Outcome.ADOPTED


def test_a_vote_in_writing_is_open_as_long_as_was_said() -> None:
    forum, government, _society = table()
    decision = DecisionFactory(forum=forum, reasons={"en": "So."})
    until = timezone.now() + days(7)
    decisions.open_vote(decision, by=government[0], closes_at=until)
    with pytest.raises(decisions.VoteNotPossible, match="closes by itself"):
        decisions.close(decision, by=government[0])
    assert decisions.close_due(now=until) == 1


def test_the_outcome_of_a_public_proposal_is_told_when_it_is_recorded() -> None:
    forum, government, society = table()
    decision = DecisionFactory(forum=forum, reasons={"en": "So."}, published_at=timezone.now())
    decisions.record(
        decision, by=government[0], outcome=Outcome.ADOPTED, on=forum.today, method="consensus"
    )
    told = Notice.objects.filter(key__endswith=":result").values_list("person", flat=True)
    assert set(told) == {person.pk for person in [*government, *society]}
