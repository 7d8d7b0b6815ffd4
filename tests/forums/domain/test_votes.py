from __future__ import annotations

import datetime as dt
import threading
import zoneinfo
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from forums.domain import decisions, voters, votes
from forums.domain.errors import Incomplete
from forums.models import Attendance, Choice, Decision, Notice, Person, Presence, Term, Vote
from tests.factories import DecisionFactory, PersonFactory, TermFactory, days, seated
from tests.forums.domain.test_decisions import WHY, at_a_meeting, table

pytestmark = pytest.mark.django_db


def in_writing(**fields: object) -> tuple[Decision, Person, Person]:
    """An open vote in writing, a member of civil society and her alternate."""
    forum, officials, [member, *_others] = table()
    alternate: Person = PersonFactory()
    Term.objects.filter(person=member).update(alternate=alternate)
    decision = DecisionFactory(forum=forum, reasons=WHY, **{"method": "vote", **fields})
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(3))
    return decision, member, alternate


def test_a_seat_has_one_vote_that_may_be_changed_until_the_close() -> None:
    decision, member, _alternate = in_writing()
    votes.cast(decision, by=member, choice=Choice.AGAINST)
    votes.cast(decision, by=member, choice=Choice.FOR, reason=" Convinced. ")
    vote = Vote.objects.get()
    assert (vote.choice, vote.reason, vote.sector) == ("for", "Convinced.", "civil_society")
    decisions.close(decision, by=None)
    with pytest.raises(votes.VoteNotOpen):
        votes.cast(decision, by=member, choice=Choice.AGAINST)


def test_nobody_votes_before_the_opening_or_after_the_time_is_up() -> None:
    forum, officials, _society = table()
    decision = DecisionFactory(forum=forum, reasons=WHY, method="vote")
    with pytest.raises(votes.VoteNotOpen):
        votes.cast(decision, by=officials[0], choice=Choice.FOR)
    decisions.open_vote(decision, by=officials[0], closes_at=timezone.now() + days(1))
    Decision.objects.update(
        vote_opened_at=timezone.now() - days(2), vote_closes_at=timezone.now() - days(1)
    )
    with pytest.raises(votes.VoteNotOpen):  # though nobody has closed it yet
        votes.cast(decision, by=officials[0], choice=Choice.FOR)


@pytest.mark.parametrize("choice", [Choice.OBJECTION, Choice.RECUSED])
def test_an_objection_and_a_recusal_need_a_reason(choice: str) -> None:
    decision, member, _alternate = in_writing(method="consent")
    with pytest.raises(Incomplete):
        votes.cast(decision, by=member, choice=choice, reason="  ")
    votes.cast(decision, by=member, choice=choice, reason="My own house is concerned.")


@pytest.mark.parametrize(
    ("method", "choice"), [("vote", "objection"), ("consent", "against"), ("vote", "perhaps")]
)
def test_what_can_be_said_follows_from_the_way_of_deciding(method: str, choice: str) -> None:
    decision, member, _alternate = in_writing(method=method)
    with pytest.raises(Incomplete):
        votes.cast(decision, by=member, choice=choice, reason="Because.")


@pytest.mark.parametrize("role", ["observer", "secretariat"])
def test_observers_and_the_point_of_contact_have_no_vote(role: str) -> None:
    decision, _member, _alternate = in_writing()
    guest = seated(decision.forum, role=role)
    for person in (guest, PersonFactory()):
        with pytest.raises(voters.NoVote):
            votes.cast(decision, by=person, choice=Choice.FOR)


def test_at_a_meeting_the_one_votes_who_takes_the_seat_by_the_attendance() -> None:
    forum, officials, [member, other] = table()
    alternate = PersonFactory()
    Term.objects.filter(person=member).update(alternate=alternate)
    decision = at_a_meeting(forum, [*officials, member])
    decisions.open_vote(decision, by=officials[0])
    votes.cast(decision, by=member, choice=Choice.FOR)
    for person in (alternate, other):  # the one because she is there, the other is not recorded
        with pytest.raises(voters.NoVote):
            votes.cast(decision, by=person, choice=Choice.FOR)
    Attendance.objects.filter(term__person=member).update(presence=Presence.ALTERNATE)
    with pytest.raises(voters.NoVote):
        votes.cast(decision, by=member, choice=Choice.AGAINST)
    vote = votes.cast(decision, by=alternate, choice=Choice.AGAINST)
    assert (vote.by_alternate, vote.term.person, vote.cast_by) == (True, member, alternate)
    assert Vote.objects.count() == 1
    for presence in (Presence.EXCUSED, Presence.ABSENT):
        Attendance.objects.filter(term__person=member).update(presence=presence)
        for person in (member, alternate):
            with pytest.raises(voters.NoVote):
                votes.cast(decision, by=person, choice=Choice.FOR)


def test_who_voted_was_there_even_if_she_left_before_the_close() -> None:
    forum, officials, society = table()
    decision = at_a_meeting(forum, officials + society)
    decisions.open_vote(decision, by=officials[0])
    for person in officials + society:
        votes.cast(decision, by=person, choice=Choice.FOR)
    Attendance.objects.filter(term__person=society[0]).update(presence=Presence.EXCUSED)
    decisions.close(decision, by=officials[0])
    assert decision.presence == [["government", 2, 2], ["civil_society", 2, 2]]


def test_in_writing_the_alternate_votes_once_the_member_hands_the_vote_over() -> None:
    decision, member, alternate = in_writing()
    with pytest.raises(voters.NoVote):
        votes.cast(decision, by=alternate, choice=Choice.FOR)
    votes.hand_over(decision, by=member)
    votes.hand_over(decision, by=member)
    assert Notice.objects.filter(person=alternate, key__contains=":vote:").count() == 1
    with pytest.raises(voters.NoVote):
        votes.cast(decision, by=member, choice=Choice.FOR)
    assert votes.cast(decision, by=alternate, choice=Choice.FOR).by_alternate
    votes.take_back(decision, by=member)
    with pytest.raises(voters.NoVote):
        votes.cast(decision, by=alternate, choice=Choice.AGAINST)
    assert Vote.objects.get().choice == Choice.FOR  # it stands until she changes it
    assert not votes.cast(decision, by=member, choice=Choice.AGAINST).by_alternate
    assert Vote.objects.count() == 1


def test_only_the_member_hands_over_and_only_to_somebody() -> None:
    decision, _member, alternate = in_writing()
    lonely = Term.objects.filter(seat__forum=decision.forum, alternate=None)[0].person
    for person in (alternate, lonely):
        with pytest.raises(voters.NoVote):
            votes.hand_over(decision, by=person)


def test_a_successor_changes_the_vote_of_the_seat_instead_of_adding_one() -> None:
    decision, member, _alternate = in_writing()
    votes.cast(decision, by=member, choice=Choice.AGAINST)
    old = Term.objects.get(person=member)
    today = decision.forum.today
    Term.objects.filter(pk=old.pk).update(ends_on=today - days(1))
    successor = PersonFactory()
    TermFactory(seat=old.seat, person=successor, starts_on=today)
    votes.cast(decision, by=successor, choice=Choice.FOR)
    assert Vote.objects.get().cast_by == successor


def test_a_vote_waits_for_those_who_have_one_until_they_cast_it() -> None:
    decision, member, alternate = in_writing()
    assert votes.waiting_for(Person.objects.get(pk=member.pk)) == [decision]
    assert votes.waiting_for(Person.objects.get(pk=alternate.pk)) == []
    assert votes.waiting_for(PersonFactory()) == []
    assert votes.waiting_for(member, now=timezone.now() + days(4)) == []
    votes.cast(decision, by=member, choice=Choice.ABSTAIN)
    assert votes.waiting_for(Person.objects.get(pk=member.pk)) == []


def test_the_database_keeps_one_vote_a_seat_and_none_after_the_close() -> None:
    decision, member, _alternate = in_writing()
    term = Term.objects.get(person=member)
    votes.cast(decision, by=member, choice=Choice.FOR)
    copy = {
        "decision": decision, "term": term, "sector": "civil_society", "choice": "for",
        "cast_by": member,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(**copy)
    decisions.close(decision, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.update(choice=Choice.AGAINST)


def together(*acts: Callable[[], object]) -> None:
    """Does these at once, each on a connection of its own."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait()
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_people_of_one_seat_who_vote_at_once_leave_one_vote() -> None:
    decision, member, alternate = in_writing()
    failed: list[BaseException] = []

    def cast(person: Person, choice: str) -> None:
        try:
            if person == alternate:
                votes.hand_over(decision, by=member)
            votes.cast(decision, by=person, choice=choice)
        except voters.NoVote as error:
            failed.append(error)

    together(
        lambda: cast(member, Choice.FOR),
        lambda: cast(alternate, Choice.AGAINST),
        lambda: cast(alternate, Choice.AGAINST),
    )
    assert Vote.objects.count() == 1
    assert Vote.objects.get().cast_by == alternate


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_give_one_result() -> None:
    decision, member, _alternate = in_writing()
    votes.cast(decision, by=member, choice=Choice.FOR)
    told: list[int] = []

    def close() -> None:
        told.append(decisions.close(Decision.objects.get(pk=decision.pk), by=None))

    together(close, close, close)
    assert sorted(told)[:2] == [0, 0]
    assert Notice.objects.filter(key=f"decision:{decision.pk}:result").count() == max(told)


def test_day_of_a_vote_in_writing_is_at_most_its_last_day() -> None:
    decision, _member, _alternate = in_writing()
    assert decision.vote_closes_at is not None
    later = decision.vote_closes_at + dt.timedelta(days=50)
    last = decision.vote_closes_at.astimezone(zoneinfo.ZoneInfo(decision.forum.time_zone))
    assert voters.day_of(decision, now=later) == last.date()


def two_seats() -> tuple[Decision, Person, list[Term]]:
    """An open vote in writing, and somebody who holds a seat and is alternate for another."""
    decision, member, _alternate = in_writing()
    own = Term.objects.get(person=member)
    other = Term.objects.exclude(pk=own.pk).filter(seat__sector="civil_society").get()
    Term.objects.filter(pk=other.pk).update(alternate=member)
    votes.hand_over(decision, by=other.person)
    return decision, member, [own, other]


def test_who_holds_two_seats_votes_for_each() -> None:
    decision, member, [own, other] = two_seats()
    with pytest.raises(voters.NoVote) as refused:
        votes.cast(decision, by=member, choice=Choice.FOR)
    assert "Say for which" in str(refused.value)
    assert votes.cast(decision, by=member, seat=own.pk, choice=Choice.FOR).term == own
    assert votes.waiting_for(Person.objects.get(pk=member.pk)) == [decision]
    vote = votes.cast(decision, by=member, seat=other.pk, choice=Choice.AGAINST)
    assert (vote.term, vote.by_alternate, vote.cast_by) == (other, True, member)
    assert votes.waiting_for(Person.objects.get(pk=member.pk)) == []
    assert Vote.objects.count() == 2
    decisions.close(decision, by=None)
    assert decision.presence == [["government", 2, 0], ["civil_society", 2, 2]]
    assert (decision.votes_for, decision.votes_against) == (1, 1)


def test_nobody_votes_for_a_seat_of_somebody_else_by_its_number() -> None:
    decision, member, [_own, other] = two_seats()
    votes.take_back(decision, by=other.person)
    with pytest.raises(voters.NoVote) as refused:
        votes.cast(decision, by=member, seat=other.pk, choice=Choice.FOR)
    assert "The member votes" in str(refused.value)
    with pytest.raises(voters.NoVote):
        votes.cast(decision, by=member, seat=0, choice=Choice.FOR)
    strange = Term.objects.filter(seat__sector="government")[0]
    with pytest.raises(voters.NoVote):
        votes.cast(decision, by=member, seat=strange.pk, choice=Choice.FOR)
    assert not Vote.objects.exists()


def test_the_alternate_of_two_absent_members_votes_for_both_at_a_meeting() -> None:
    forum, officials, society = table()
    alternate = PersonFactory()
    Term.objects.filter(person__in=society).update(alternate=alternate)
    decision = at_a_meeting(forum, officials + society)
    Attendance.objects.filter(term__person__in=society).update(presence=Presence.ALTERNATE)
    assert len(decisions.voting_people(decision)) == 3
    decisions.open_vote(decision, by=officials[0])
    for term in Term.objects.filter(person__in=society):
        assert votes.cast(decision, by=alternate, seat=term.pk, choice=Choice.FOR).by_alternate
    assert Vote.objects.count() == 2


def test_who_holds_two_seats_hands_over_the_one_that_she_names() -> None:
    decision, member, _alternate = in_writing()
    own = Term.objects.get(person=member)
    second = TermFactory(seat__forum=decision.forum, person=member, alternate=PersonFactory())
    with pytest.raises(voters.NoVote):
        votes.hand_over(decision, by=member)
    votes.hand_over(decision, by=member, seat=second.pk)
    assert votes.cast(decision, by=member, choice=Choice.FOR).term == own
    votes.take_back(decision, by=member, seat=second.pk)
    assert votes.cast(decision, by=member, seat=second.pk, choice=Choice.FOR).term == second


@pytest.mark.parametrize(
    ("presence", "votes_for_it"),
    [
        (Presence.PRESENT, voters.MEMBER),
        (Presence.ALTERNATE, voters.ALTERNATE),
        (Presence.EXCUSED, voters.NOBODY),
        (Presence.ABSENT, voters.NOBODY),
        ("", voters.NOBODY),
    ],
)
def test_at_a_meeting_attendance_says_who_votes_for_a_seat(
    presence: str, votes_for_it: str
) -> None:
    assert voters.at_a_meeting(presence) == votes_for_it


@pytest.mark.parametrize(
    ("handed_over", "has_alternate", "votes_for_it"),
    [
        (False, False, voters.MEMBER),
        (False, True, voters.MEMBER),
        (True, True, voters.ALTERNATE),
        (True, False, voters.MEMBER),  # whose alternate left since: the seat keeps its vote
    ],
)
def test_in_writing_a_seat_always_has_somebody_who_votes(
    handed_over: bool, has_alternate: bool, votes_for_it: str
) -> None:
    found = voters.in_writing(handed_over=handed_over, has_alternate=has_alternate)
    assert found == votes_for_it
