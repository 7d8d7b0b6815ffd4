from __future__ import annotations

import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from commitments.domain import assessment_comments, assessment_days, assessments
from commitments.domain.assessment_parts import ACCOUNT, REQUIRED, missing, written
from commitments.models import SelfAssessment
from forums.domain import comments
from forums.domain.errors import ChangedMeanwhile, Incomplete, NotPublished
from forums.models import Notice, Person
from tests.factories import (
    CommitmentFactory,
    PersonFactory,
    RunningPlanFactory,
    SelfAssessmentFactory,
    coordinator,
    days,
)

pytestmark = pytest.mark.django_db
TEXT = {"en": "What we did.", "es": "Lo que hicimos."}


def written_one(plan: Any, by: Person, kind: str = "mid-term") -> SelfAssessment:
    texts: dict[str, Any] = dict.fromkeys(REQUIRED[kind], TEXT)
    return assessments.write(plan, by=by, kind=kind, **texts)


def stage(assessment: SelfAssessment) -> str:
    return str(assessment.stage)


def later(count: float) -> Any:
    return time_machine.travel(timezone.now() + days(count), tick=False)


def test_a_draft_goes_to_the_public_and_is_final_once_every_comment_is_answered() -> None:
    plan = RunningPlanFactory()
    chair, citizen = coordinator(plan.forum), PersonFactory()
    today = plan.forum.today
    assessment = written_one(plan, chair)
    with pytest.raises(assessments.NotInConsultation):
        assessments.finish(assessment, by=chair)
    with pytest.raises(Incomplete):
        assessments.open_consultation(assessment, by=chair, closes_on=today + days(13))

    assert assessments.open_consultation(assessment, by=chair, closes_on=today + days(14)) > 0
    assert stage(assessment) == "consultation"
    with pytest.raises(assessments.TextStands):
        assessments.write(plan, by=chair, kind="mid-term", lessons=TEXT)
    with pytest.raises(assessments.StillOpen):
        assessments.finish(assessment, by=chair)
    entry = next(iter(assessment_days.of_forums([plan.forum_id])))
    assert (entry.first, entry.last) == (today, today + days(14))

    said = comments.add(assessment, by=citizen, text="The bridge?", question="conclusion")
    removed = comments.add(assessment, by=citizen, text="Rubbish.")
    removed.removed_at, removed.removed_reason = timezone.now(), "Insult."
    removed.save()
    comments.add(assessment, by=citizen, text="Not seen yet.").__class__.objects.filter(
        text="Not seen yet."
    ).update(held_at=timezone.now())
    assessments.give_more_time(assessment, by=chair, closes_on=today + days(20))

    with later(21):
        assert stage(assessment) == "answering"
        with pytest.raises(assessments.Unanswered, match="1 comment"):
            assessments.finish(assessment, by=chair)
        assessment_comments.answer(assessment, by=chair, text="In May.", comment=said)
        assessments.write(plan, by=chair, kind="mid-term", lessons=TEXT)
        assert assessments.finish(assessment, by=chair) > 0
        assert stage(assessment) == "final"
        with pytest.raises(assessments.TextStands):
            assessments.write(plan, by=chair, kind="mid-term", lessons=TEXT)
        with pytest.raises(assessment_comments.NotToAnswer):
            assessment_comments.answer(assessment, by=chair, text="More.", comment=said)
    (row,) = assessment_comments.all_answered(assessment)
    assert (row.comment.text, row.part, row.answers[0].text) == (
        "The bridge?",
        "Conclusion",
        "In May.",
    )
    assert Notice.objects.filter(person=citizen, key__endswith=":final").exists()


def test_a_general_answer_answers_what_has_none_of_its_own() -> None:
    plan = RunningPlanFactory()
    chair, citizen = coordinator(plan.forum), PersonFactory()
    assessment = written_one(plan, chair)
    with pytest.raises(NotPublished):
        assessment_comments.answer_in_general(assessment, by=chair, text="Thanks.")
    assessments.open_consultation(assessment, by=chair, closes_on=plan.forum.today + days(14))
    first = comments.add(assessment, by=citizen, text="One.")
    comments.add(assessment, by=citizen, text="Two.")
    own = assessment_comments.answer(assessment, by=chair, text="To one.", comment=first)
    again = comments.add(assessment, by=citizen, text="But why?", parent=first)
    assert [row.text for row in assessment_comments.unanswered(assessment)] == ["Two."]

    general = assessment_comments.answer_in_general(assessment, by=chair, text="Thanks.")
    assert not assessment_comments.unanswered(assessment).exists()
    rows = assessment_comments.all_answered(assessment)
    assert [(row.comment.text, row.answers) for row in rows] == [
        ("One.", (own,)),
        ("Two.", (general,)),
    ]
    assert again.parent == first  # answered with the talk that it stands in


def test_two_people_write_two_sections_and_one_of_them_is_told_of_the_other() -> None:
    plan = RunningPlanFactory()
    chair = coordinator(plan.forum)
    before = assessments.fingerprint(SelfAssessment(), ["lessons"])
    first = assessments.write(plan, by=chair, kind="mid-term", seen=before, lessons=TEXT)
    assessments.write(plan, by=chair, kind="mid-term", seen=before, next_steps=TEXT)
    with pytest.raises(ChangedMeanwhile):
        assessments.write(
            plan, by=chair, kind="mid-term", seen=before, lessons={"en": "Other words."}
        )
    commitment = CommitmentFactory(plan=plan)
    account = assessments.give_account(
        plan, by=chair, kind="mid-term", commitment=commitment, results=TEXT
    )
    with pytest.raises(ChangedMeanwhile):
        assessments.give_account(
            plan, by=chair, kind="mid-term", commitment=commitment,
            seen=assessments.fingerprint(type(account)(), ACCOUNT),
            results={"en": "Other words."},
        )  # fmt: skip
    first.refresh_from_db()
    assert [(row.language, row.count) for row in written(first, ["en", "fr"])] == [
        ("en", 2),
        ("fr", 0),
    ]


@pytest.mark.parametrize(
    ("kind", "asked"), [("mid-term", "development"), ("end-of-term", "lessons")]
)
def test_each_kind_asks_for_its_own_parts(kind: str, asked: str) -> None:
    plan = RunningPlanFactory()
    chair = coordinator(plan.forum)
    texts: dict[str, Any] = dict.fromkeys(REQUIRED[kind] - {asked}, TEXT)
    assessment = assessments.write(plan, by=chair, kind=kind, **texts)
    assert [section.key for section in missing(assessment)] == [asked]
    with pytest.raises(Incomplete, match=str(missing(assessment)[0].title)):
        assessments.open_consultation(assessment, by=chair, closes_on=plan.forum.today + days(14))


def test_what_was_published_before_consultations_is_called_what_it_is() -> None:
    assessment = SelfAssessmentFactory(published_at=timezone.now())
    assert stage(assessment) == "published"
    assert assessment.takes_comments
    with pytest.raises(assessments.NotInConsultation):
        assessments.finish(assessment, by=PersonFactory())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_same_section_at_once_one_is_told_and_one_row_is_made() -> None:
    plan = RunningPlanFactory()
    chair = coordinator(plan.forum)
    before = assessments.fingerprint(SelfAssessment(), ["lessons"])
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def act(words: str) -> None:
        ready.wait(timeout=20)
        try:
            assessments.write(plan, by=chair, kind="mid-term", seen=before, lessons={"en": words})
            outcomes.append("saved")
        except ChangedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(words,)) for words in ("One.", "Two.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["saved", "told"]
    assert SelfAssessment.objects.count() == 1
