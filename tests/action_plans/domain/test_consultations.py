from __future__ import annotations

import threading

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from action_plans.domain import consultation_notices, consultations
from action_plans.domain.consultation_comments import comments_on, replies_to
from action_plans.models import Consultation, ConsultationParagraph, PlanState
from forums.domain import comments, moderation, publication
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete
from forums.models import Notice
from tests.action_plans.consulting import opened, plan_with_draft, prepared, remark, write
from tests.factories import ContributionFactory, DraftFactory, PersonFactory, days, seated

pytestmark = pytest.mark.django_db


def told(key: str) -> list[str]:
    rows = Notice.objects.filter(key__contains=key)
    return sorted(row.person.email or "" for row in rows)


def test_what_is_published_is_the_text_of_that_day_in_every_language() -> None:
    plan, draft, who = plan_with_draft()
    consultation = opened(plan, who)
    write(draft, who, problem={"en": "Quite another text."})
    rows = consultation.paragraphs.values_list("position", "key", "question")
    assert list(rows) == [
        (1, "plan-1", "introduction"),
        (2, "d1-2", "title"),
        (3, "d1-3", "problem"),
        (4, "d1-4", "problem"),
        (5, "d1-5", "milestones"),
    ]
    third = consultation.paragraphs.get(position=3)
    assert third.text.texts() == {"en": "The water is brown.", "es": "El agua es marrón."}


def test_a_paragraph_that_was_put_to_the_public_never_changes() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    with pytest.raises(DatabaseError), transaction.atomic():
        consultation.paragraphs.update(text={"en": "Another."})
    with pytest.raises(DatabaseError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("UPDATE action_plans_consultationparagraph SET position = position + 100")
    assert ConsultationParagraph.objects.filter(text__en="Another.").count() == 0


def test_only_proposed_drafts_are_put_to_the_public_unless_all_public_ones_are_asked_for() -> None:
    plan, _draft, who = plan_with_draft()
    DraftFactory(plan=plan, number=2, title={"en": "Public"}, published_at=timezone.now())
    DraftFactory(plan=plan, number=3, title={"en": "Secret"})
    proposed = prepared(plan, who)
    public = prepared(plan, who, drafts="public")
    parts = [{row.part for row in consultations.draft_text(each)} for each in (proposed, public)]
    assert parts == [{"plan", "d1"}, {"plan", "d1", "d2"}]


def test_a_text_that_changed_after_the_preview_is_looked_at_again() -> None:
    plan, draft, who = plan_with_draft()
    consultation = prepared(plan, who)
    seen = consultations.fingerprint(consultation)
    write(draft, who, problem={"en": "Changed meanwhile."})
    with pytest.raises(ChangedMeanwhile):
        consultations.publish(consultation, by=who, seen=seen)
    assert not ConsultationParagraph.objects.exists()


def test_it_opens_on_its_first_day_and_is_over_after_its_last() -> None:
    plan, _draft, who = plan_with_draft()
    today = plan.forum.today
    consultation = opened(plan, who, opens_on=today + days(1), closes_on=today + days(2))
    states = []
    for ahead in (0, 1, 2, 3):
        with time_machine.travel(timezone.now() + days(ahead), tick=False):
            states.append((consultation.takes_comments, consultation.is_over))
    assert states == [(False, False), (True, False), (True, False), (False, True)]


def test_it_cannot_be_published_for_a_day_that_is_past_nor_for_an_adopted_plan() -> None:
    plan, _draft, who = plan_with_draft()
    late = prepared(plan, who, opens_on=plan.forum.today - days(1))
    with pytest.raises(Incomplete):
        consultations.publish(late, by=who)
    plan.state = PlanState.IMPLEMENTATION
    plan.save()
    with pytest.raises(consultations.NotConsultable):
        prepared(plan, who)


def test_members_and_contributors_are_told_at_the_opening_once() -> None:
    plan, _draft, who = plan_with_draft()
    member = seated(plan.forum, email="member@example.org")
    contributor = ContributionFactory(plan=plan).author
    first = plan.forum.today + days(2)
    opened(plan, who, opens_on=first, closes_on=first + days(10))
    assert consultation_notices.mind() == 0
    with time_machine.travel(timezone.now() + days(2), tick=False):
        assert consultation_notices.mind() == 3
        assert consultation_notices.mind() == 0
    assert told("opened") == sorted([who.email, member.email, contributor.email])


def test_nobody_is_told_of_the_opening_of_what_is_over() -> None:
    plan, _draft, who = plan_with_draft()
    first = plan.forum.today + days(1)
    opened(plan, who, opens_on=first, closes_on=first)
    with time_machine.travel(timezone.now() + days(5), tick=False):
        consultation_notices.mind()
    assert told("opened") == []
    assert told("over") == [who.email]


def test_the_mail_of_the_end_counts_what_the_public_said() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    first = remark(consultation, PersonFactory(), "A date is missing.")
    comments.add(consultation, by=PersonFactory(), text="Which one?", parent=first)
    comments.add(consultation, by=who, text="Officially.", is_official=True)
    with time_machine.travel(timezone.now() + days(60), tick=False):
        consultation_notices.mind()
    assert "1 comment " in Notice.objects.get(key__contains="over").text


def test_only_a_member_who_said_nothing_is_reminded_shortly_before_the_end() -> None:
    plan, _draft, who = plan_with_draft()
    silent = seated(plan.forum, email="silent@example.org")
    consultation = opened(plan, who)
    remark(consultation, who, "I miss a date.")
    with time_machine.travel(timezone.now() + days(6), tick=False):
        consultation_notices.mind()
        assert told("ends") == []
    with time_machine.travel(timezone.now() + days(8), tick=False):
        assert consultation_notices.mind() == 1
        assert consultation_notices.mind() == 0
    assert told("ends") == [silent.email]


def test_the_end_moves_to_a_later_day_alone_and_who_was_told_hears_of_it() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    last = consultation.closes_on
    for day in (last, last - days(1)):
        with pytest.raises(consultations.NotLater):
            consultations.give_more_time(consultation, by=who, closes_on=day)
    consultations.give_more_time(consultation, by=who, closes_on=last + days(7))
    assert Consultation.objects.get().closes_on == last + days(7)
    assert told("until") == [who.email]
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultation.objects.update(closes_on=last)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultation.objects.update(opens_on=last + days(1))


def test_a_consultation_that_is_over_gets_no_more_time() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    with (
        time_machine.travel(timezone.now() + days(11), tick=False),
        pytest.raises(consultations.NotLater),
    ):
        consultations.give_more_time(
            consultation, by=who, closes_on=consultation.closes_on + days(30)
        )


def test_what_is_prepared_can_be_changed_and_dropped_until_it_is_published() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = prepared(plan, who)
    seen = consultations.announcement(consultation)
    fields = {name: getattr(consultation, name) for name in consultations.FIELDS}
    consultations.change(consultation, by=who, seen=seen, **{**fields, "title": {"en": "New"}})
    with pytest.raises(ChangedMeanwhile):
        consultations.change(consultation, by=who, seen=seen, **fields)
    consultations.publish(consultation, by=who)
    with pytest.raises(AlreadyPublished):
        consultations.change(consultation, by=who, **fields)
    with pytest.raises(AlreadyPublished):
        consultations.discard(consultation, by=who)
    other = prepared(plan, who)
    consultations.discard(other, by=who)
    assert Consultation.objects.count() == 1


def test_what_the_forum_says_officially_and_what_answers_another_is_owed_no_response() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    first = remark(consultation, PersonFactory(), "A date is missing.")
    comments.add(consultation, by=who, text="Which one?", parent=first)
    comments.add(consultation, by=who, text="Officially.", is_official=True)
    assert list(comments_on(Consultation.objects.all())) == [first]
    assert [row.text for row in replies_to(comments_on(Consultation.objects.all()))] == [
        "Which one?"
    ]
    publication.withdraw(consultation, by=who)
    assert not comments_on(Consultation.objects.public()).exists()


def test_a_reply_to_which_no_answer_can_come_with_its_talk_is_owed_one_itself() -> None:
    plan, _draft, who = plan_with_draft()
    consultation = opened(plan, who)
    official = comments.add(consultation, by=who, text="Officially.", is_official=True)
    asked = comments.add(consultation, by=PersonFactory(), text="Since when?", parent=official)
    first = remark(consultation, PersonFactory(), "Idiots.")
    reply = comments.add(consultation, by=PersonFactory(), text="A date is missing.", parent=first)
    every = Consultation.objects.all()
    assert list(comments_on(every).order_by("pk")) == [asked, first]
    moderation.remove(first, by=who, reason="It insults.")
    assert list(comments_on(every).order_by("pk")) == [asked, reply]
    assert not replies_to(comments_on(every)).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_of_an_opening_once() -> None:
    plan, _draft, who = plan_with_draft()
    first = plan.forum.today + days(1)
    consultation = opened(plan, who, opens_on=first, closes_on=first + days(9))
    counts: list[int] = []
    barrier = threading.Barrier(2)

    def work() -> None:
        try:
            barrier.wait()
            counts.append(consultation_notices.mind())
        finally:
            connection.close()

    with time_machine.travel(timezone.now() + days(1), tick=False):
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(counts) == [0, 1]
    assert Notice.objects.filter(key=f"consultation:{consultation.pk}:opened").count() == 1
