from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from action_plans.domain import merges, supports
from action_plans.domain.merges import NotMergeable
from action_plans.models import Contribution, ReasonedResponse
from forums.domain import moderation
from forums.domain.errors import NotPublished, Refused
from forums.models import Notice
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    PersonFactory,
    PhaseFactory,
    coordinator,
)


def several(count: int) -> list[Contribution]:
    """Public contributions to one plan that takes support."""
    plan = PhaseFactory(acts={"contribute": "anybody", "support": "anybody"}).plan
    return [ContributionFactory(plan=plan, number=number + 1) for number in range(count)]


def answer(contribution: Contribution) -> ReasonedResponse:
    """A published answer to one contribution."""
    response = ReasonedResponse.objects.create(
        plan=contribution.plan,
        reference=f"R{contribution.number}",
        heard={"en": "Heard."},
        answer={"en": "Answered."},
        disposition="included",
        published_at=timezone.now(),
    )
    contribution.response = response
    contribution.save()
    return response


def again(contribution: Contribution) -> Contribution:
    """As the database has it."""
    return Contribution.objects.for_lists().get(pk=contribution.pk)


@pytest.mark.django_db
def test_one_goes_on_for_both_and_both_authors_are_told() -> None:
    one, other = several(2)
    assert merges.merge(one, into=other, by=PersonFactory()) == other
    assert again(one).merged_into == other
    assert {notice.person for notice in Notice.objects.all()} == {one.author, other.author}


@pytest.mark.django_db
def test_an_author_of_both_is_told_once() -> None:
    one, other = several(2)
    Contribution.objects.filter(pk=other.pk).update(author=one.author)
    merges.merge(one, into=other, by=PersonFactory())
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_the_answer_to_the_one_that_goes_on_is_the_answer_to_both() -> None:
    one, other = several(2)
    merges.merge(one, into=other, by=PersonFactory())
    assert again(one).state == "waiting"
    response = answer(other)
    assert again(one).answer == response
    assert set(one.plan.contributions.answered()) == {one, other}
    assert not one.plan.contributions.waiting().exists()


@pytest.mark.django_db
def test_what_was_merged_into_it_goes_along() -> None:
    first, second, third = several(3)
    by = PersonFactory()
    merges.merge(first, into=second, by=by)
    merges.merge(second, into=third, by=by)
    assert {again(first).merged_into, again(second).merged_into} == {third}


@pytest.mark.django_db
def test_merging_into_one_that_was_merged_goes_on_where_that_one_goes_on() -> None:
    first, second, third = several(3)
    by = PersonFactory()
    merges.merge(second, into=third, by=by)
    assert merges.merge(first, into=second, by=by) == third


@pytest.mark.django_db
def test_support_is_counted_together_and_each_person_once() -> None:
    one, other = several(2)
    both, alone = PersonFactory(), PersonFactory()
    for contribution in (one, other):
        supports.give(contribution, by=both)
    supports.give(one, by=alone)
    merges.merge(one, into=other, by=PersonFactory())
    assert supports.supporters(other) == supports.supporters(again(one)) == 2
    counted: Any = Contribution.objects.with_supporters().get(pk=other.pk)
    assert counted.supporters == 2
    supports.take_back(other, by=both)
    assert supports.supporters(other) == 1


@pytest.mark.django_db
def test_support_of_a_merged_one_goes_to_the_one_that_goes_on() -> None:
    one, other = several(2)
    merges.merge(one, into=other, by=PersonFactory())
    supports.give(one, by=PersonFactory())
    assert other.supports.count() == 1


@pytest.mark.django_db
def test_merging_can_be_undone_and_the_author_is_told() -> None:
    one, other = several(2)
    by = PersonFactory()
    merges.merge(one, into=other, by=by)
    merges.undo(one, by=by)
    assert again(one).merged_into is None
    assert Notice.objects.filter(person=one.author).count() == 2
    merges.merge(one, into=other, by=by)
    assert Notice.objects.filter(person=one.author).count() == 3


@pytest.mark.django_db
def test_what_was_answered_together_stays_together() -> None:
    one, other = several(2)
    merges.merge(one, into=other, by=PersonFactory())
    answer(other)
    with pytest.raises(NotMergeable, match="answered together"):
        merges.undo(one, by=PersonFactory())


@pytest.mark.django_db
def test_what_cannot_be_merged_says_why() -> None:
    one, other, answered = several(3)
    by = PersonFactory()
    answer(answered)
    for first, second in ((one, one), (one, ContributionFactory()), (answered, one)):
        with pytest.raises(NotMergeable):
            merges.merge(first, into=second, by=by)
    merges.merge(one, into=other, by=by)
    for first, second in ((one, answered), (other, one)):
        with pytest.raises(NotMergeable):
            merges.merge(first, into=second, by=by)
    with pytest.raises(NotMergeable):
        merges.undo(other, by=by)


@pytest.mark.django_db
def test_a_held_or_removed_one_is_not_merged() -> None:
    one, _other = several(2)
    held = ContributionFactory(plan=one.plan, published_at=None, held_at=timezone.now())
    removed = ContributionFactory(plan=one.plan, withdrawn_at=timezone.now())
    for row in (held, removed):
        with pytest.raises(NotPublished):
            merges.merge(row, into=one, by=PersonFactory())
        with pytest.raises(NotPublished):
            merges.merge(one, into=row, by=PersonFactory())


@pytest.mark.django_db
def test_the_database_refuses_one_that_is_merged_into_itself_or_on_no_day() -> None:
    row = ContributionFactory(plan=ActionPlanFactory())
    row.merged_into = row
    with pytest.raises(IntegrityError, match="contribution_"):
        row.save()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Begins the acts in the same moment; the names of what was refused."""
    begin, refused = threading.Barrier(len(acts)), []

    def act(verb: Callable[[], object]) -> None:
        try:
            begin.wait(10)
            verb()
        except Refused as error:
            refused.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[verb]) for verb in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return refused


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_merge_two_into_each_other_leave_one_that_goes_on() -> None:
    one, other = several(2)
    by = [PersonFactory(), PersonFactory()]
    refused = at_once(
        lambda: merges.merge(one, into=other, by=by[0]),
        lambda: merges.merge(other, into=one, by=by[1]),
    )
    assert refused == ["NotMergeable"]
    assert one.plan.contributions.going_on().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_merge_one_after_the_other_leave_no_chain() -> None:
    first, second, third = several(3)
    by = [PersonFactory(), PersonFactory()]
    at_once(
        lambda: merges.merge(first, into=second, by=by[0]),
        lambda: merges.merge(second, into=third, by=by[1]),
    )
    assert {again(first).merged_into, again(second).merged_into} == {third}


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_support_once() -> None:
    (row,) = several(1)
    person = PersonFactory()
    refused = at_once(*[lambda: supports.give(row, by=person)] * 2)
    assert refused == []
    assert row.supports.count() == 1


@pytest.mark.django_db
def test_what_was_merged_into_a_text_that_is_removed_stands_for_itself_again() -> None:
    one, other = several(2)
    Contribution.objects.filter(pk=other.pk).update(title="A car for sale")
    merges.merge(one, into=again(other), by=PersonFactory())
    Notice.objects.all().delete()
    moderation.remove(again(other), by=coordinator(one.plan.forum), reason="It sells.")
    assert again(one).merged_into is None
    assert again(one) in Contribution.objects.public().going_on().waiting()
    told = Notice.objects.get(person=one.author)
    assert "stands for itself again" in told.text
    assert "A car for sale" not in told.subject + told.text + told.html


@pytest.mark.django_db
def test_what_was_answered_together_with_a_text_that_is_removed_keeps_its_answer() -> None:
    one, other = several(2)
    merges.merge(one, into=other, by=PersonFactory())
    response = answer(other)
    moderation.remove(again(other), by=coordinator(one.plan.forum), reason="It sells.")
    assert again(one).answer == response
