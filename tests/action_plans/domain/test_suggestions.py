from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from action_plans.domain import drafts, phases, suggestions
from action_plans.domain.authorship import Run, Written, attribute
from action_plans.models import Draft, DraftState, Suggestion, SuggestionState
from forums.domain import moderation, moderation_figures, moderation_queue, publication
from forums.domain.errors import Incomplete, Refused
from forums.models import Notice, Person
from ogp_portal.waiting.moderation import own_texts
from tests.factories import DraftFactory, PersonFactory, PhaseFactory, seated

BASE = "The office publishes contracts every year in one place."
WEEK = BASE.replace("year", "week")


def written(text: str = BASE) -> tuple[Draft, Person]:
    """A draft with one answer, and its author."""
    draft = DraftFactory()
    author = seated(draft.plan.forum)
    drafts.save(draft, by=author, question="problem", language="en", text=text, base_number=0)
    return draft, author


def suggest(draft: Draft, text: str = WEEK, *, by: Person | None = None, **more: Any) -> Suggestion:
    values: dict[str, Any] = {"question": "problem", "language": "en", "base_number": 1, **more}
    return suggestions.suggest(draft, by=by or PersonFactory(), text=text, **values)


def standing(draft: Draft) -> str:
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    return head.text


def rewrite(draft: Draft, by: Person, text: str) -> None:
    head = drafts.head(draft, "problem", "en")
    assert head is not None
    drafts.save(draft, by=by, question="problem", language="en", text=text, base_number=head.number)


@pytest.mark.django_db
def test_a_suggestion_changes_nothing_until_it_is_accepted() -> None:
    draft, _author = written()
    made = suggest(draft)
    assert (made.number, made.state) == (1, SuggestionState.OPEN)
    assert standing(draft) == BASE


@pytest.mark.django_db
def test_an_accepted_suggestion_is_the_text_under_its_authors_name_and_she_is_told() -> None:
    draft, author = written()
    ben = PersonFactory()
    made = suggest(draft, by=ben)
    suggestions.accept(made, by=author)
    made.refresh_from_db()
    assert standing(draft) == WEEK
    assert made.state == SuggestionState.ACCEPTED
    assert made.answered_by == author
    assert made.revision is not None
    assert made.revision.author == ben
    chain = [Written(row.number, row.text, row.author_id) for row in draft.revisions.standing()]
    assert Run(ben.pk, "week ") in attribute(chain).runs
    assert Notice.objects.filter(person=ben, key=f"suggestion:{made.pk}:answered").count() == 1


@pytest.mark.django_db
def test_an_accepted_suggestion_is_merged_with_what_was_written_since() -> None:
    draft, author = written()
    made = suggest(draft)
    rewrite(draft, author, BASE.replace("office", "ministry"))
    assert not suggestions.accept(made, by=author).conflict
    assert standing(draft) == WEEK.replace("office", "ministry")


@pytest.mark.django_db
def test_where_it_touches_a_later_edit_nothing_changes_until_an_author_settles_it() -> None:
    draft, author = written()
    made = suggest(draft)
    rewrite(draft, author, BASE.replace("year", "month"))
    outcome = suggestions.accept(made, by=author)
    assert outcome.conflict
    assert outcome.standing is not None
    assert standing(draft) == BASE.replace("year", "month")
    assert Suggestion.objects.get().state == SuggestionState.OPEN
    settled = BASE.replace("year", "week or month")
    suggestions.accept(made, by=author, text=settled, base_number=outcome.standing.number)
    assert standing(draft) == settled
    assert Suggestion.objects.get().state == SuggestionState.ACCEPTED


@pytest.mark.django_db
def test_a_settling_that_meets_another_edit_is_shown_again() -> None:
    draft, author = written()
    made = suggest(draft)
    rewrite(draft, author, BASE.replace("year", "month"))
    seen = suggestions.accept(made, by=author).standing
    assert seen is not None
    rewrite(draft, author, BASE.replace("year", "day"))
    again = suggestions.accept(
        made, by=author, text=BASE.replace("year", "week or month"), base_number=seen.number
    )
    assert again.conflict
    assert standing(draft) == BASE.replace("year", "day")


@pytest.mark.django_db
def test_a_declined_suggestion_says_why_and_the_suggester_is_told() -> None:
    draft, author = written()
    made = suggest(draft)
    with pytest.raises(Incomplete):
        suggestions.decline(made, by=author, why="  ")
    suggestions.decline(made, by=author, why="A week is too short for the small offices.")
    made.refresh_from_db()
    assert made.state == SuggestionState.DECLINED
    assert "too short" in Notice.objects.get(person=made.author).text
    assert standing(draft) == BASE


@pytest.mark.django_db
def test_a_suggestion_is_answered_once() -> None:
    draft, author = written()
    made = suggest(draft)
    suggestions.decline(made, by=author, why="No.")
    with pytest.raises(suggestions.AlreadyAnswered):
        suggestions.accept(made, by=author)


@pytest.mark.django_db
def test_only_the_suggester_takes_it_back_and_nobody_answers_it_then() -> None:
    draft, author = written()
    made = suggest(draft)
    with pytest.raises(Refused):
        suggestions.withdraw(made, by=author)
    suggestions.withdraw(made, by=made.author)
    with pytest.raises(suggestions.AlreadyAnswered):
        suggestions.accept(made, by=author)


@pytest.mark.django_db
def test_a_double_click_makes_one_suggestion() -> None:
    draft, _author = written()
    ben, submission = PersonFactory(), uuid.uuid4()
    first = suggest(draft, by=ben, submission=submission)
    assert suggest(draft, by=ben, submission=submission) == first
    assert Suggestion.objects.count() == 1


@pytest.mark.django_db
def test_somebody_elses_submission_is_nobodys_suggestion_but_her_own() -> None:
    draft, _author = written()
    submission = uuid.uuid4()
    first = suggest(draft, submission=submission)
    second = suggest(draft, BASE.replace("office", "ministry"), submission=submission)
    assert first.author != second.author


@pytest.mark.django_db
def test_the_text_that_stands_is_no_suggestion() -> None:
    draft, _author = written()
    with pytest.raises(suggestions.NothingChanged):
        suggest(draft, f"  {BASE}\r\n")


@pytest.mark.django_db
def test_a_closed_draft_takes_no_suggestion_and_no_question_that_is_not_asked() -> None:
    draft, _author = written()
    with pytest.raises(Incomplete):
        suggest(draft, question="nothing")
    Draft.objects.update(state=DraftState.ADOPTED)
    with pytest.raises(drafts.NotWritable):
        suggest(draft)


@pytest.mark.django_db
def test_where_first_texts_are_held_a_new_accounts_suggestion_waits_for_its_first_look() -> None:
    draft, author = written()
    moderation.hold_first_texts(draft.plan.forum, by=author, holds=True)
    made = suggest(draft, by=(newcomer := PersonFactory()))
    assert made.held_at
    assert not draft.suggestions.open()
    with pytest.raises(suggestions.NotShown):
        suggestions.accept(made, by=author)
    moderation.release(made, by=author)
    assert [*draft.suggestions.open()] == [made]
    assert Notice.objects.filter(person=newcomer, text__contains=WEEK).exists()
    assert not suggest(draft, BASE.replace("one", "two"), by=newcomer).held_at
    suggestions.accept(made, by=author)
    assert standing(draft) == WEEK


@pytest.mark.django_db
def test_a_held_suggestion_that_is_taken_back_waits_no_more_and_is_never_released() -> None:
    draft, author = written()
    moderation.hold_first_texts(draft.plan.forum, by=author, holds=True)
    made = suggest(draft, by=(newcomer := PersonFactory()))
    assert moderation_queue.held(draft.plan.forum).count() == 1
    assert len(list(own_texts(newcomer))) == 1
    suggestions.withdraw(made, by=newcomer)
    assert not moderation_queue.held(draft.plan.forum).count()
    assert not list(own_texts(newcomer))
    before = Notice.objects.count()
    with pytest.raises(moderation.LookedAtAlready):
        moderation.release(made, by=author)
    made.refresh_from_db()
    assert (made.is_shown, made.is_waiting) == (False, False)
    assert Notice.objects.count() == before


@pytest.mark.django_db
def test_a_removed_suggestion_is_not_taken_back() -> None:
    draft, author = written()
    made = suggest(draft)
    moderation.remove(made, by=author, reason="It sells.")
    with pytest.raises(suggestions.NotShown):
        suggestions.withdraw(made, by=made.author)
    made.refresh_from_db()
    assert made.state == SuggestionState.OPEN


@pytest.mark.django_db
def test_a_removed_suggestion_is_answered_by_nobody_until_it_is_put_back() -> None:
    draft, author = written()
    coordinator = seated(draft.plan.forum)
    made = suggest(draft)
    removal = moderation.remove(made, by=coordinator, reason="It names a patient.")
    assert not draft.suggestions.open()
    for act in (suggestions.accept, partial(suggestions.decline, why="No.")):
        with pytest.raises(suggestions.NotShown):
            act(made, by=author)
    appeal = moderation.appeal(removal, by=made.author, text="She is my aunt.")
    moderation.answer_appeal(appeal, by=author, granted=True, answer="She agreed.")
    assert [*draft.suggestions.open()] == [made]
    suggestions.accept(made, by=author)
    assert standing(draft) == WEEK


@pytest.mark.django_db
def test_a_suggestion_counts_among_what_was_moderated() -> None:
    draft, author = written()
    publication.publish(draft)
    made = suggest(draft)
    moderation.flag(made, by=PersonFactory(), reason="It names a patient.")
    moderation.remove(made, by=author, reason="It names a patient.")
    (quarter,) = moderation_figures.by_quarter(draft.plan.forum)
    assert (quarter.came_in, quarter.reported, quarter.removed) == (1, 1, 1)


@pytest.mark.django_db
def test_who_has_a_suggestion_that_stands_is_known() -> None:
    draft, author = written()
    known = suggest(draft).author
    moderation.hold_first_texts(draft.plan.forum, by=author, holds=True)
    assert not moderation.holds(known, draft.plan.forum)


@pytest.mark.django_db
def test_a_phase_that_names_suggestions_says_who_makes_them() -> None:
    draft, _author = written()
    PhaseFactory(plan=draft.plan, acts={"suggest": "members"})
    with pytest.raises(phases.NotOpen):
        suggest(draft)
    assert suggest(draft, by=seated(draft.plan.forum)).number == 1


@pytest.mark.django_db
def test_the_database_refuses_a_declined_suggestion_without_a_word() -> None:
    draft, _author = written()
    made = suggest(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=made.pk).update(state=SuggestionState.DECLINED)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What came of acts that begin in the same instant: a value or the refusal."""
    start = threading.Barrier(len(acts))
    found: list[Any] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            found.append(act())
        except Refused as refused:
            found.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_authors_answering_at_once_give_one_answer() -> None:
    draft, author = written()
    made = suggest(draft)
    other = seated(draft.plan.forum)
    found = at_once(
        lambda: suggestions.accept(made, by=author),
        lambda: suggestions.decline(made, by=other, why="No."),
    )
    assert sum(isinstance(row, suggestions.AlreadyAnswered) for row in found) == 1
    made.refresh_from_db()
    assert (made.state == SuggestionState.ACCEPTED) == (standing(draft) == WEEK)
    assert Notice.objects.filter(person=made.author).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_removed_while_an_author_accepts_it_is_either_refused_or_in_the_text() -> None:
    draft, author = written()
    made = suggest(draft)
    found = at_once(
        lambda: suggestions.accept(made, by=author),
        lambda: moderation.remove(made, by=seated(draft.plan.forum), reason="No."),
    )
    made.refresh_from_db()
    assert made.removed_at
    refused = any(isinstance(row, suggestions.NotShown) for row in found)
    assert standing(draft) == (BASE if refused else WEEK)


@pytest.mark.django_db(transaction=True)
def test_two_suggestions_at_once_have_two_numbers() -> None:
    draft, _author = written()
    ben, eva = PersonFactory(), PersonFactory()
    at_once(
        lambda: suggest(draft, by=ben),
        lambda: suggest(draft, BASE.replace("one", "two"), by=eva),
    )
    assert sorted(Suggestion.objects.values_list("number", flat=True)) == [1, 2]
