from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from action_plans.domain import drafts, responses, text_changes
from action_plans.models import (
    CommentAnswer,
    Contribution,
    ReasonedResponse,
    ResponseCorrection,
    Revision,
)
from forums.domain import comments, moderation
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete
from forums.models import Notice
from tests.action_plans.consulting import REASON, opened, plan_with_draft, remark, write
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    DecisionFactory,
    DraftFactory,
    PersonFactory,
    ThemeFactory,
    adopting,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db

WHAT: dict[str, Any] = {
    "disposition": "included",
    "heard": {"en": "Water.", "es": "Agua."},
    "reason": REASON,
}
CHANGED = {"en": "We looked again.", "es": "Miramos otra vez."}


def told(key: str) -> list[str]:
    return sorted(row.person.email or "" for row in Notice.objects.filter(key=key))


def test_contributions_and_comments_are_answered_together_and_each_author_is_told() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    sent = [ContributionFactory(plan=plan, number=n) for n in (1, 2)]
    said = remark(consultation, PersonFactory(), "A date is missing.")
    response = responses.answer(plan, by=who, contributions=sent, comments=[said], **WHAT)
    assert response.is_public
    assert list(plan.contributions.answered()) == list(plan.contributions.all())
    assert said.reasoned_answer.response == response
    for row in sent:
        assert told(f"contribution:{row.pk}:answered") == [row.author.email]
    assert told(f"comment:{said.pk}:reasoned") == [said.author.email]


def test_a_prepared_answer_is_of_the_forum_alone_and_nobody_is_told() -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.prepare(plan, by=who, contributions=[sent], **WHAT)
    assert not ReasonedResponse.objects.public().exists()
    assert not plan.contributions.answered().exists()
    assert not Notice.objects.exists()
    assert responses.publish(plan, [response], by=who) == 1
    assert plan.contributions.answered().get() == sent


@pytest.mark.parametrize("verb", [responses.prepare, responses.answer])
def test_a_contribution_and_a_comment_have_one_answer_each(verb: Any) -> None:
    plan, _draft, who = plan_with_draft()
    said = remark(opened(plan, who), PersonFactory(), "A date is missing.")
    sent = ContributionFactory(plan=plan)
    verb(plan, by=who, contributions=[sent], comments=[said], **WHAT)
    with pytest.raises(responses.AnsweredAlready):
        verb(plan, by=who, contributions=[sent], **WHAT)
    with pytest.raises(responses.AnsweredAlready):
        verb(plan, by=who, comments=[said], **WHAT)
    with pytest.raises(DatabaseError), transaction.atomic():
        CommentAnswer.objects.create(comment=said, response=plan.responses.get())


def test_an_answer_needs_a_reason_and_something_to_answer() -> None:
    plan, _draft, who = plan_with_draft()
    with pytest.raises(Incomplete):
        responses.answer(plan, by=who, **WHAT)
    sent = ContributionFactory(plan=plan)
    with pytest.raises(Incomplete):
        responses.answer(plan, by=who, contributions=[sent], **{**WHAT, "reason": {}})


def test_a_merged_contribution_is_answered_with_the_one_that_goes_on() -> None:
    plan, _draft, who = plan_with_draft()
    one = ContributionFactory(plan=plan, number=1)
    merged = ContributionFactory(plan=plan, number=2, merged_into=one, merged_at=timezone.now())
    assert list(responses.waiting_contributions(plan)) == [one]
    responses.answer(plan, by=who, contributions=[merged], **WHAT)
    assert set(plan.contributions.answered()) == {one, merged}
    assert told(f"contribution:{merged.pk}:answered") == [merged.author.email]
    assert Contribution.objects.get(number=2).response is None


def test_what_belongs_elsewhere_or_is_not_public_is_not_pointed_at() -> None:
    plan, draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    elsewhere = adopting(coordinator_forum(), plan.forum.today)
    stranger = DraftFactory()
    write(stranger, coordinator(stranger.plan.forum), problem={"en": "Other."})
    wrong: list[dict[str, Any]] = [
        {"decision": DecisionFactory(forum=plan.forum)},
        {"decision": elsewhere},
        {"revision": stranger.revisions.get()},
    ]
    for link in wrong:
        with pytest.raises(responses.NotOfThisPlan):
            responses.prepare(plan, by=who, contributions=[sent], **WHAT, **link)
    other = remark(opened(*_other()), PersonFactory(), "Elsewhere.")
    with pytest.raises(responses.NotOfThisPlan):
        responses.prepare(plan, by=who, comments=[other], **WHAT)
    assert draft.plan == plan


def coordinator_forum() -> Any:
    return ActionPlanFactory().forum


def _other() -> Any:
    plan, _draft, who = plan_with_draft()
    return plan, who


def test_a_published_answer_changes_by_a_correction_that_keeps_what_it_said() -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.answer(plan, by=who, contributions=[sent], **WHAT)
    seen = responses.fingerprint(response)
    better = {**WHAT, "disposition": "not_included", "reason": {"en": "No money."}}
    with pytest.raises(Incomplete):
        responses.change(response, by=who, seen=seen, **better)
    assert responses.change(response, by=who, seen=seen, why=CHANGED, **better)
    correction = ResponseCorrection.objects.get()
    assert (correction.disposition, correction.answer["en"]) == ("included", "Because.")
    assert told(f"response:{response.pk}:corrected:{correction.pk}") == [sent.author.email]
    with pytest.raises(ChangedMeanwhile):
        responses.change(response, by=who, seen=seen, why=CHANGED, **WHAT)


def test_a_published_answer_cannot_be_changed_behind_the_readers_back() -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.answer(plan, by=who, contributions=[sent], **WHAT)
    with pytest.raises(DatabaseError, match="correction"), transaction.atomic():
        ReasonedResponse.objects.update(answer={"en": "Something else."})
    with pytest.raises(AlreadyPublished):
        responses.discard(response, by=who)


def test_theme_and_time_for_comments_change_without_a_correction() -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.answer(plan, by=who, contributions=[sent], **WHAT)
    theme, until = ThemeFactory(plan=plan), plan.forum.today + days(5)
    corrected = responses.change(response, by=who, theme=theme, comments_until=until, **WHAT)
    assert not corrected
    response.refresh_from_db()
    assert (response.theme, response.comments_until) == (theme, until)


def test_a_prepared_answer_changes_without_a_reason_and_can_be_dropped() -> None:
    plan, _draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    response = responses.prepare(plan, by=who, contributions=[sent], **WHAT)
    assert not responses.change(response, by=who, **{**WHAT, "heard": {"en": "Milk."}})
    responses.discard(response, by=who)
    assert list(responses.waiting_contributions(plan)) == [sent]


def test_many_are_published_at_once_or_none() -> None:
    plan, _draft, who = plan_with_draft()
    rows = [
        responses.prepare(plan, by=who, contributions=[ContributionFactory(plan=plan)], **WHAT)
        for _ in range(2)
    ]
    plan.contributions.filter(response=rows[1]).update(response=None)
    with pytest.raises(Incomplete):
        responses.publish(plan, rows, by=who)
    assert not ReasonedResponse.objects.public().exists()


def test_the_change_that_an_answer_caused_is_that_of_the_whole_sitting() -> None:
    plan, draft, who = plan_with_draft()
    for text in ("The water is brown. Warn", "The water is brown. Warn us by"):
        write(draft, who, problem={"en": text})
    other = coordinator(plan.forum)
    write(draft, other, problem={"en": "The water is brown. Warn us by telephone."})
    choices = text_changes.choices(plan.drafts.all())
    assert (choices[0].language, choices[0].author) == ("en", other)
    assert len([row for row in choices if row.language == "en"]) == 2
    change = text_changes.of(choices[0])
    assert change.before == "The water is brown. Warn us by"
    assert change.revision.text == "The water is brown. Warn us by telephone."


def test_a_change_of_a_draft_that_is_not_public_is_shown_to_the_forum_alone() -> None:
    plan, _draft, who = plan_with_draft()
    secret = DraftFactory(plan=plan, number=2)
    write(secret, who, problem={"en": "Secret."})
    revision = secret.revisions.get()
    assert text_changes.shown(revision, AnonymousUser()) is None
    assert text_changes.shown(revision, who) is not None
    assert text_changes.shown(None, who) is None


def test_the_changes_to_choose_from_are_of_the_drafts_that_take_a_contribution_up() -> None:
    plan, draft, who = plan_with_draft()
    sent = ContributionFactory(plan=plan)
    draft.contributions.add(sent)
    consultation = opened(plan, who)
    said = remark(consultation, PersonFactory(), "A date is missing.")
    other = DraftFactory(plan=plan, number=2)
    write(other, who, problem={"en": "Not it."})
    assert list(text_changes.drafts_for([sent], [])) == [draft]
    assert list(text_changes.drafts_for([], [said])) == [draft]
    assert Revision.objects.filter(draft=other).exists()
    assert drafts.head(other, "problem", "en") is not None


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_give_one_answer() -> None:
    plan, _draft, who = plan_with_draft()
    other = coordinator(plan.forum)
    said = remark(opened(plan, who), PersonFactory(), "A date is missing.")
    sent = ContributionFactory(plan=plan)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def work(person: Any) -> None:
        try:
            barrier.wait()
            responses.answer(plan, by=person, contributions=[sent], comments=[said], **WHAT)
            outcomes.append("answered")
        except responses.AnsweredAlready:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(person,)) for person in (who, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["answered", "refused"]
    assert CommentAnswer.objects.count() == ReasonedResponse.objects.count() == 1


def test_words_that_were_removed_before_the_answer_is_published_are_mailed_to_nobody_else() -> None:
    plan, _draft, who = plan_with_draft()
    consultation, replier = opened(plan, who), PersonFactory()
    said = remark(consultation, PersonFactory(name="Ana Loud"), "You are all thieves.")
    comments.add(consultation, by=replier, text="Calm down.", parent=said)
    sent = ContributionFactory(plan=plan)
    response = responses.prepare(plan, by=who, contributions=[sent], comments=[said], **WHAT)
    moderation.remove(said, by=who, reason="It insults.")
    responses.publish(plan, [response], by=who)
    assert told(f"comment:{said.pk}:reasoned") == sorted([said.author.email, replier.email])
    for notice in Notice.objects.exclude(person=said.author):
        for text in (notice.text, notice.html, str(notice.others)):
            assert "thieves" not in text
            assert "Ana Loud" not in text
    assert "thieves" in Notice.objects.get(person=said.author, key__endswith=":reasoned").text


def test_an_answer_to_nothing_but_a_removed_comment_is_not_published() -> None:
    plan, _draft, who = plan_with_draft()
    said = remark(opened(plan, who), PersonFactory(), "You are all thieves.")
    response = responses.prepare(plan, by=who, comments=[said], **WHAT)
    moderation.remove(said, by=who, reason="It insults.")
    with pytest.raises(Incomplete, match="answers nothing any more"):
        responses.publish(plan, [response], by=who)
