"""A first look, removal by a rule, reports, appeals."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from action_plans.models import Contribution
from forums.domain import comments, moderated, moderation
from forums.domain.errors import Incomplete, Refused
from forums.models import Appeal, Comment, Flag, Forum, Moderation, ModerationAct, Notice, Person
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    ForumFactory,
    MeetingFactory,
    ModerationRuleFactory,
    PersonFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db


def holding() -> Forum:
    """A forum that looks at first texts."""
    forum: Forum = ForumFactory(holds_first_texts=True)
    return forum


def said(forum: Forum | None = None, *, by: Person | None = None, text: str = "Buy!") -> Comment:
    """A comment on a meeting."""
    meeting = MeetingFactory(forum=forum or ForumFactory(), published=True)
    return comments.add(meeting, by=by or PersonFactory(), text=text)


def contributed(forum: Forum, **values: Any) -> Contribution:
    made: Contribution = ContributionFactory(plan=ActionPlanFactory(forum=forum), **values)
    return made


def held_contribution(forum: Forum) -> Contribution:
    made = contributed(forum, published_at=None)
    moderation.hold(made)
    return made


def told(person: Person) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("subject", flat=True))


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts gives or raises when they begin together."""
    begin = threading.Barrier(len(acts))
    found: list[Any] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            begin.wait(10)
            found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


# A first look


def test_nothing_is_held_where_the_forum_does_not_say_so() -> None:
    assert said().held_at is None


def test_the_first_text_of_a_new_account_waits_and_the_second_does_not_once_it_was_released() -> (
    None
):
    forum, author = holding(), PersonFactory()
    first = said(forum, by=author)
    assert first.held_at
    assert said(forum, by=author).held_at
    moderation.release(first, by=coordinator(forum))
    assert first.held_at is None
    assert said(forum, by=author).held_at is None


def test_who_has_a_seat_or_a_text_that_stands_is_not_held() -> None:
    forum, known, elsewhere = holding(), PersonFactory(), PersonFactory()
    contributed(forum, author=known)
    contributed(ForumFactory(), author=elsewhere)
    assert not moderation.holds(seated(forum), forum)
    assert not moderation.holds(known, forum)
    assert moderation.holds(elsewhere, forum)
    assert moderation.holds(seated(ForumFactory()), forum)


def test_who_was_released_once_stays_free_even_where_the_text_was_removed_later() -> None:
    forum, author = holding(), PersonFactory()
    by, first = coordinator(forum), said(forum, by=author)
    moderation.release(first, by=by)
    moderation.remove(first, by=by, reason="Advertising")
    assert not moderation.holds(author, forum)


def test_a_held_comment_is_there_for_its_author_alone() -> None:
    forum, author = holding(), PersonFactory()
    comment = said(forum, by=author)
    on: Any = comment.target
    assert list(Comment.objects.on(on)) == []
    assert list(Comment.objects.on(on, reader=PersonFactory())) == []
    assert list(Comment.objects.on(on, reader=author)) == [comment]


def test_who_is_answered_by_a_held_comment_is_told_when_it_is_released() -> None:
    forum, asker = holding(), PersonFactory()
    member = seated(forum)
    meeting = MeetingFactory(forum=forum, published=True)
    asked = comments.add(meeting, by=member, text="Why?")
    answer = comments.add(meeting, by=asker, text="So.", parent=asked)
    assert told(member) == []
    moderation.release(answer, by=coordinator(forum))
    assert told(member) == ["Answer to your comment: Ordinary meeting"]
    assert told(asker) == ["Your text is published"]


def test_a_remark_inside_the_forum_is_never_held() -> None:
    forum = holding()
    meeting = MeetingFactory(forum=forum, published=True)
    assert comments.add(meeting, by=PersonFactory(), text="x", internal=True).held_at is None


def test_a_held_contribution_is_published_on_the_day_of_its_release() -> None:
    forum = holding()
    made = held_contribution(forum)
    assert not made.is_public
    moderation.release(made, by=coordinator(forum))
    made.refresh_from_db()
    assert made.is_public
    assert made.held_at is None
    assert made.author is not None
    assert told(made.author) == ["Your text is published"]


def test_coordinators_hear_of_the_queue_once_a_day() -> None:
    forum = holding()
    by = coordinator(forum)
    for _ in range(3):
        said(forum)
    assert told(by) == ["Texts wait for the moderators"]


# Removal


def test_a_removed_comment_keeps_its_place_with_the_reason_and_its_answers() -> None:
    forum = ForumFactory()
    rule = ModerationRuleFactory(forum=forum)
    first = said(forum)
    answer = comments.add(first.target, by=PersonFactory(), text="No.", parent=first)  # type: ignore[arg-type]
    moderation.remove(first, by=coordinator(forum), rule=rule, reason="It sells a car.")
    assert list(Comment.objects.on(first.target)) == [first, answer]  # type: ignore[arg-type]
    row = moderated.removal(first)
    assert row is not None
    assert (row.rule, row.reason) == (rule, "It sells a car.")
    mail = Notice.objects.get(person=first.author, subject="Your text was removed")
    for words in ("Advertising", "It sells a car.", f"/moderation/removals/{row.pk}/"):
        assert words in mail.text
        assert words in mail.html


def test_a_removal_needs_a_reason_and_a_rule_where_there_are_rules() -> None:
    forum = ForumFactory()
    by, text = coordinator(forum), said(forum)
    with pytest.raises(Incomplete):
        moderation.remove(text, by=by, reason="  ")
    rule = ModerationRuleFactory(forum=forum)
    with pytest.raises(Incomplete):
        moderation.remove(text, by=by, reason="Because")
    for wrong in (
        ModerationRuleFactory(),
        ModerationRuleFactory(forum=forum, published_at=None),
        ModerationRuleFactory(forum=forum, retired_on=forum.today),
    ):
        with pytest.raises(Refused):
            moderation.remove(text, by=by, reason="Because", rule=wrong)
    moderation.remove(text, by=by, reason="Because", rule=rule)
    assert text.removed_at


def test_a_removed_contribution_is_not_public_and_its_day_of_publication_stands() -> None:
    forum = ForumFactory()
    made = contributed(forum)
    moderation.remove(made, by=coordinator(forum), reason="Advertising")
    made.refresh_from_db()
    assert not Contribution.objects.public().filter(pk=made.pk)
    assert made.published_at
    assert made.withdrawn_at


def test_what_was_removed_before_it_was_ever_shown_leaves_no_trace_and_no_waiting() -> None:
    forum = holding()
    by, comment, made = coordinator(forum), said(forum), held_contribution(forum)
    for text in (comment, made):
        moderation.remove(text, by=by, reason="Advertising")
        assert not moderated.is_held(text)
        assert "Your text was removed" in told(text.author)  # type: ignore[arg-type]
    assert list(Comment.objects.on(comment.target)) == []  # type: ignore[arg-type]
    made.refresh_from_db()
    assert made.published_at is None


def test_a_text_is_put_back_once_and_counts_its_day_of_publication_from_the_first() -> None:
    forum = ForumFactory()
    by, comment, made = coordinator(forum), said(forum), contributed(forum)
    before = made.published_at
    for text in (comment, made):
        moderation.remove(text, by=by, reason="Advertising")
        moderation.restore(text, by=by, reason="It was a quotation.")
        assert moderated.is_standing(text)
        assert moderated.removal(text) is None
        with pytest.raises(moderation.LookedAtAlready):
            moderation.restore(text, by=by)
    assert Contribution.objects.get(pk=made.pk).published_at == before
    assert "Your text is public again" in told(comment.author)


def test_who_removes_her_own_text_is_not_written_to() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    moderation.remove(said(forum, by=by), by=by, reason="Wrong page")
    assert told(by) == []


def test_a_contribution_of_somebody_without_an_account_can_be_removed() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    made = contributed(
        forum, author=None, author_name="Ana", channel="letter", source="A letter", entered_by=by
    )
    assert moderation.remove(made, by=by, reason="Private data").author is None


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_do_one_thing() -> None:
    forum = holding()
    one, other = coordinator(forum), coordinator(forum)
    text = said(forum)
    found = at_once(
        lambda: moderation.release(Comment.objects.get(pk=text.pk), by=one),
        lambda: moderation.remove(
            Comment.objects.get(pk=text.pk), by=other, reason="Advertising", only_waiting=True
        ),
    )
    assert [type(each) for each in found if isinstance(each, Exception)] == [
        moderation.LookedAtAlready
    ]
    acts = Moderation.objects.exclude(act=ModerationAct.HELD)
    text.refresh_from_db()
    assert (text.removed_at is not None) == (acts.get().act == ModerationAct.REMOVED)
    assert len(told(text.author)) == 1


# Reports


def test_a_reader_reports_once_and_not_her_own_text() -> None:
    text, reader = said(), PersonFactory()
    moderation.flag(text, by=reader, reason="It sells.")
    with pytest.raises(moderation.ReportedAlready):
        moderation.flag(text, by=reader)
    with pytest.raises(moderation.NotYours):
        moderation.flag(text, by=text.author)
    assert Flag.objects.get().reason == "It sells."


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_report() -> None:
    text, reader = said(), PersonFactory()
    found = at_once(*[lambda: moderation.flag(Comment.objects.get(pk=text.pk), by=reader)] * 2)
    assert sum(isinstance(each, moderation.ReportedAlready) for each in found) == 1
    assert Flag.objects.count() == 1


def test_only_what_the_public_reads_can_be_reported() -> None:
    forum, reader = holding(), PersonFactory()
    meeting = MeetingFactory(forum=forum, published=True)
    removed = comments.add(meeting, by=seated(forum), text="x")
    moderation.remove(removed, by=coordinator(forum), reason="Advertising")
    internal = comments.add(meeting, by=seated(forum), text="x", internal=True)
    for text in (said(forum), removed, internal, held_contribution(forum)):
        with pytest.raises(moderation.LookedAtAlready):
            moderation.flag(text, by=reader)


@pytest.mark.parametrize("act", ["keep", "remove"])
def test_whatever_is_done_settles_all_reports(act: str) -> None:
    forum = ForumFactory()
    by, text = coordinator(forum), said(forum)
    for reader in PersonFactory.create_batch(2):
        moderation.flag(text, by=reader)
    row = (
        moderation.keep(text, by=by)
        if act == "keep"
        else moderation.remove(text, by=by, reason="Advertising", only_waiting=True)
    )
    assert {flag.settled_by for flag in Flag.objects.all()} == {row}
    with pytest.raises(moderation.LookedAtAlready):
        moderation.keep(text, by=by)
    assert len(told(text.author)) == (act == "remove")


# Appeals


def removed() -> tuple[Comment, Moderation]:
    forum = ForumFactory()
    text = said(forum, by=PersonFactory(language="es"))
    return text, moderation.remove(text, by=coordinator(forum), reason="Advertising")


def test_the_author_appeals_once() -> None:
    text, row = removed()
    with pytest.raises(moderation.NotYours):
        moderation.appeal(row, by=PersonFactory(), text="Let it stand.")
    with pytest.raises(Incomplete):
        moderation.appeal(row, by=text.author, text=" ")
    moderation.appeal(row, by=text.author, text="It is a quotation.")
    with pytest.raises(moderation.AppealedAlready):
        moderation.appeal(row, by=text.author, text="And again.")


def test_nobody_appeals_against_what_was_put_back() -> None:
    text, row = removed()
    assert row.by is not None
    moderation.restore(text, by=row.by)
    with pytest.raises(moderation.AppealedAlready):
        moderation.appeal(row, by=text.author, text="Let it stand.")


def test_another_coordinator_answers_where_there_is_one() -> None:
    text, row = removed()
    assert row.by is not None
    appeal = moderation.appeal(row, by=text.author, text="It is a quotation.")
    assert moderation.may_answer(appeal, row.by)
    other = coordinator(row.forum)
    assert not moderation.may_answer(appeal, row.by)
    with pytest.raises(moderation.NotYours):
        moderation.answer_appeal(appeal, by=row.by, granted=True, answer="So it is.")
    moderation.answer_appeal(appeal, by=other, granted=True, answer="So it is.")
    text.refresh_from_db()
    assert text.removed_at is None
    assert appeal.answered_by == other


@pytest.mark.parametrize("granted", [True, False])
def test_the_author_is_told_what_becomes_of_the_appeal(granted: bool) -> None:
    text, row = removed()
    appeal = moderation.appeal(row, by=text.author, text="It is a quotation.")
    moderation.answer_appeal(appeal, by=coordinator(row.forum), granted=granted, answer="Read it.")
    mail = Notice.objects.get(person=text.author, key=f"moderation:{row.pk}:appeal")
    assert "Read it." in mail.text
    assert ("#comment-" in mail.text) == granted
    assert moderated.is_removed(Comment.objects.get(pk=text.pk)) != granted
    with pytest.raises(moderation.LookedAtAlready):
        moderation.answer_appeal(appeal, by=coordinator(row.forum), granted=True, answer="Again.")


def test_a_text_is_not_put_back_past_an_appeal_that_waits() -> None:
    text, row = removed()
    moderation.appeal(row, by=text.author, text="It is a quotation.")
    with pytest.raises(Refused, match="Answer the appeal"):
        moderation.restore(text, by=coordinator(row.forum))


@pytest.mark.django_db(transaction=True)
def test_an_appeal_is_answered_once_when_two_answer_together() -> None:
    text, row = removed()
    one, other = coordinator(row.forum), coordinator(row.forum)
    appeal = moderation.appeal(row, by=text.author, text="It is a quotation.")

    def answer(by: Person, granted: bool) -> Callable[[], Any]:
        return lambda: moderation.answer_appeal(
            Appeal.objects.get(pk=appeal.pk), by=by, granted=granted, answer="So."
        )

    found = at_once(answer(one, True), answer(other, False))
    assert sum(isinstance(each, moderation.LookedAtAlready) for each in found) == 1
    appeal.refresh_from_db()
    text.refresh_from_db()
    assert (text.removed_at is None) == appeal.granted


# Her own text


def test_nobody_rules_on_her_own_text_where_somebody_else_can() -> None:
    forum = ForumFactory()
    by, other = coordinator(forum), coordinator(forum)
    text = said(forum, by=by)
    moderation.flag(text, by=PersonFactory())
    with pytest.raises(moderation.NotYours):
        moderation.keep(text, by=by)
    moderation.remove(text, by=other, reason="Advertising")
    with pytest.raises(moderation.NotYours):
        moderation.restore(text, by=by)
    moderation.restore(text, by=other)
    made = contributed(forum, author=by, published_at=None)
    moderation.hold(made)
    with pytest.raises(moderation.NotYours):
        moderation.release(made, by=by)


def test_the_only_coordinator_rules_on_her_own_text_too() -> None:
    forum = ForumFactory()
    by = coordinator(forum)
    text = said(forum, by=by)
    moderation.flag(text, by=PersonFactory())
    moderation.keep(text, by=by)
    moderation.remove(text, by=by, reason="Wrong page")
    moderation.restore(text, by=by)
    assert moderated.is_standing(text)


def test_an_author_who_coordinates_does_not_answer_her_own_appeal() -> None:
    forum = ForumFactory()
    author, remover = coordinator(forum), coordinator(forum)
    row = moderation.remove(said(forum, by=author), by=remover, reason="Advertising")
    appeal = moderation.appeal(row, by=author, text="It is a quotation.")
    with pytest.raises(moderation.NotYours):
        moderation.answer_appeal(appeal, by=author, granted=True, answer="So it is.")
    assert moderation.may_answer(appeal, remover)  # nobody else is left
    third = coordinator(forum)
    assert not moderation.may_answer(appeal, remover)
    assert moderation.may_answer(appeal, third)


# What the database holds


def test_what_was_done_is_never_changed() -> None:
    _text, row = removed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Moderation.objects.filter(pk=row.pk).update(reason="Something else")


def test_a_removal_has_a_reason_whoever_writes_it() -> None:
    text = said()
    with pytest.raises(DatabaseError), transaction.atomic():
        Moderation.objects.create(forum=text.forum, target=text, act=ModerationAct.REMOVED)


def test_an_appeal_is_answered_whole_or_not_at_all() -> None:
    text, row = removed()
    appeal = moderation.appeal(row, by=text.author, text="It is a quotation.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(answered_at=timezone.now() + days(1))
