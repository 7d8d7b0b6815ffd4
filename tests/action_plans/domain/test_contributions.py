from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

import factory
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone
from time_machine import TimeMachineFixture

from action_plans.domain import contributions, responses
from action_plans.domain.phases import NotOpen, open_phase
from action_plans.domain.pseudonyms import Pseudonym, pseudonyms
from action_plans.domain.similar import fingerprint
from action_plans.models import ActionPlan, Contribution
from forums.domain import comments, documents, moderation
from forums.domain.errors import Incomplete
from forums.models import Notice
from tests.factories import (
    ActionPlanFactory,
    ContributionFactory,
    PersonFactory,
    PhaseFactory,
    RunningPlanFactory,
    ThemeFactory,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
TEXT: dict[str, Any] = {"title": "Slow answers", "problem": "Requests wait for months."}
ELSEWHERE: dict[str, Any] = {
    "channel": "letter",
    "source": "A letter of 3 May",
    "entered_by": factory.SubFactory(PersonFactory),
}


def open_plan() -> ActionPlan:
    plan: ActionPlan = PhaseFactory().plan
    return plan


def test_a_contribution_is_published_and_its_author_gets_a_receipt() -> None:
    plan, author = open_plan(), PersonFactory()
    sent = contributions.submit(plan, by=author, **TEXT)
    assert sent in Contribution.objects.public()
    assert Notice.objects.filter(person=author, key=f"contribution:{sent.pk}:received").exists()


def test_a_double_click_is_one_contribution() -> None:
    plan, author, submission = open_plan(), PersonFactory(), uuid.uuid4()
    first = contributions.submit(plan, by=author, submission=submission, **TEXT)
    second = contributions.submit(plan, by=author, submission=submission, **TEXT)
    assert first == second
    assert plan.contributions.count() == 1


def test_outside_an_open_phase_contributions_are_refused() -> None:
    with pytest.raises(NotOpen):
        contributions.submit(ActionPlanFactory(), by=PersonFactory(), **TEXT)
    closed = PhaseFactory()
    closed.closes_on = closed.opens_on + days(1)
    closed.save()
    with pytest.raises(NotOpen):
        contributions.submit(closed.plan, by=PersonFactory(), **TEXT)


def test_a_plan_that_is_not_public_takes_no_contributions() -> None:
    phase = PhaseFactory(plan__published_at=None)
    with pytest.raises(NotOpen):
        contributions.submit(phase.plan, by=PersonFactory(), **TEXT)


def answer(plan: ActionPlan, rows: Iterable[Contribution], reason: str = "Because.") -> None:
    responses.answer(
        plan,
        by=PersonFactory(),
        contributions=rows,
        disposition="included",
        heard={"en": "You said."},
        reason={"en": reason},
    )


def test_an_answer_is_published_and_every_author_is_told_once() -> None:
    plan = ActionPlanFactory()
    rows = [ContributionFactory(plan=plan) for _ in range(3)]
    answer(plan, rows)
    assert plan.contributions.answered().count() == 3
    assert not plan.contributions.waiting().exists()
    assert Notice.objects.filter(key__endswith=":answered").count() == 3


def test_a_contribution_is_answered_once() -> None:
    contribution = ContributionFactory()
    answer(contribution.plan, [contribution])
    with pytest.raises(responses.AnsweredAlready):
        answer(contribution.plan, [contribution])


def test_an_answer_without_a_reason_is_none() -> None:
    contribution = ContributionFactory()
    with pytest.raises(Incomplete):
        answer(contribution.plan, [contribution], reason="")
    assert contribution.plan.contributions.waiting().exists()


def test_a_contribution_to_another_plan_is_not_answered_here() -> None:
    with pytest.raises(Incomplete):
        answer(ActionPlanFactory(), [ContributionFactory()])


def test_another_text_from_a_form_that_was_sent_before_is_not_lost() -> None:
    plan, author, submission = open_plan(), PersonFactory(), uuid.uuid4()
    contributions.submit(plan, by=author, submission=submission, **TEXT)
    contributions.submit(plan, by=author, submission=submission, **{**TEXT, "title": "Another"})
    contributions.submit(plan, by=PersonFactory(), submission=submission, **TEXT)
    assert plan.contributions.count() == 3


def test_a_phase_closes_at_midnight_in_the_forums_own_time_zone(
    time_machine: TimeMachineFixture,
) -> None:
    phase = PhaseFactory(
        plan__forum__time_zone="America/Panama",
        opens_on=dt.date(2027, 3, 1),
        closes_on=dt.date(2027, 3, 4),
    )
    time_machine.move_to(dt.datetime(2027, 3, 5, 4, 59, tzinfo=dt.UTC))
    assert open_phase(phase.plan) == phase
    time_machine.move_to(dt.datetime(2027, 3, 5, 5, 1, tzinfo=dt.UTC))
    assert open_phase(phase.plan) is None


def holding_plan() -> ActionPlan:
    """Open, in a forum that holds first texts."""
    plan: ActionPlan = PhaseFactory(plan__forum__holds_first_texts=True).plan
    return plan


def test_a_first_text_is_held_where_the_forum_says_so_and_the_receipt_tells_it() -> None:
    plan, author = holding_plan(), PersonFactory()
    held = contributions.submit(plan, by=author, **TEXT)
    assert held.held_at is not None
    assert held.published_at is None
    assert held not in Contribution.objects.public()
    assert "first look" in Notice.objects.get(key=f"contribution:{held.pk}:received").text


def test_a_held_text_is_seen_by_its_author_and_the_coordinators_alone() -> None:
    plan, author = holding_plan(), PersonFactory()
    member, chair = seated(plan.forum), coordinator(plan.forum)
    held = contributions.submit(plan, by=author, **TEXT)
    assert held in Contribution.objects.visible_to(author)
    assert held in Contribution.objects.visible_to(chair)
    for other in (AnonymousUser(), PersonFactory(), member):
        assert held not in Contribution.objects.visible_to(other)


def test_a_held_text_that_is_released_is_published() -> None:
    held = contributions.submit(holding_plan(), by=PersonFactory(), **TEXT)
    moderation.release(held, by=coordinator(held.plan.forum))
    assert held in Contribution.objects.public()


def entered(plan: ActionPlan, **fields: Any) -> Contribution:
    values: dict[str, Any] = {
        "channel": "workshop",
        "source": "Workshop in San Telmo, table 3",
        "received_on": plan.forum.today,
        **TEXT,
        **fields,
    }
    return contributions.enter(plan, by=coordinator(plan.forum), **values)


def test_what_was_said_in_a_workshop_is_entered_with_its_source() -> None:
    row = entered(ActionPlanFactory(), author_name="Table 3")
    assert row in Contribution.objects.public()
    assert row.public_author == "Table 3"
    assert row.entered_by is not None


def test_what_is_entered_waits_since_the_day_on_which_it_came_in() -> None:
    plan = ActionPlanFactory()
    row = entered(plan, received_on=plan.forum.today - days(12))
    assert row.submitted_at.date() == plan.forum.today - days(12)


def test_an_author_with_an_account_gets_the_receipt_of_what_was_entered() -> None:
    author = PersonFactory()
    row = entered(ActionPlanFactory(), author=author)
    assert Notice.objects.filter(person=author, key=f"contribution:{row.pk}:received").exists()


def test_nothing_is_entered_into_a_plan_that_is_adopted() -> None:
    with pytest.raises(NotOpen):
        entered(RunningPlanFactory())


def test_the_database_wants_a_source_of_what_did_not_come_through_the_portal() -> None:
    with pytest.raises(IntegrityError, match="contribution_says_where_it_comes_from"):
        ContributionFactory(channel="letter", source="")


def test_whoever_asked_not_to_be_named_is_named_nowhere() -> None:
    assert (
        "Rosa"
        not in ContributionFactory(
            author=PersonFactory(name="Rosa"), is_anonymous=True
        ).public_author
    )
    row = ContributionFactory(author_name="Rosa", author=None, is_anonymous=True, **ELSEWHERE)
    assert "Rosa" not in row.public_author


def test_one_person_without_a_name_has_one_number_in_a_plan() -> None:
    plan, first, second = ActionPlanFactory(), PersonFactory(), PersonFactory()
    for number, author in enumerate([first, second, first], start=1):
        ContributionFactory(plan=plan, number=number, author=author, is_anonymous=True)
    ContributionFactory(plan=plan, number=4, author=second)
    ContributionFactory(author=second, is_anonymous=True)
    assert pseudonyms(plan) == {first.pk: Pseudonym(1, 2), second.pk: Pseudonym(2, 1)}


def test_an_author_who_is_not_named_is_not_named_before_the_forum_either() -> None:
    row = ContributionFactory(is_anonymous=True)
    assert contributions.put_before_forum(row, by=row.author).proposed_by is None


def test_what_was_entered_can_be_put_before_the_forum() -> None:
    row = ContributionFactory(author=None, **ELSEWHERE)
    member = seated(row.plan.forum)
    assert contributions.put_before_forum(row, by=member).proposed_by == member


def test_what_was_merged_is_put_before_the_forum_as_the_one_that_goes_on() -> None:
    goes_on = ContributionFactory()
    merged = ContributionFactory(
        plan=goes_on.plan, merged_into=goes_on, merged_at=goes_on.submitted_at
    )
    with pytest.raises(contributions.MergedAlready, match=str(goes_on.number)):
        contributions.put_before_forum(merged, by=merged.author)


def test_an_author_corrects_her_text_for_a_day(time_machine: TimeMachineFixture) -> None:
    row = ContributionFactory()
    corrected = contributions.correct(row, by=row.author, **{**TEXT, "title": "Slower answers"})
    assert corrected.title == "Slower answers"
    assert corrected.changed_at is not None
    assert corrected.fingerprint == fingerprint("Slower answers", TEXT["problem"])
    time_machine.move_to(timezone.now() + days(1.01))
    with pytest.raises(contributions.TooLateToCorrect):
        contributions.correct(row, by=row.author, **TEXT)


def test_nobody_corrects_what_others_have_supported_or_somebody_else_wrote() -> None:
    supported = ContributionFactory()
    supported.supports.create(person=PersonFactory())
    for row, by in ((supported, supported.author), (ContributionFactory(), PersonFactory())):
        with pytest.raises(contributions.TooLateToCorrect):
            contributions.correct(row, by=by, **TEXT)


def test_many_are_put_under_a_theme_of_their_own_plan() -> None:
    theme = ThemeFactory()
    rows = [ContributionFactory(plan=theme.plan) for _ in range(2)]
    elsewhere = ContributionFactory()
    changed = contributions.put_under(
        theme, by=coordinator(theme.plan.forum), contributions=[*rows, elsewhere]
    )
    assert changed == 2
    assert theme.contributions.count() == 2


def test_a_file_that_is_not_what_its_name_says_is_refused_and_nothing_is_sent() -> None:
    plan = open_plan()
    with pytest.raises(documents.FileRefused):
        contributions.submit(
            plan, by=PersonFactory(), file=SimpleUploadedFile("a.pdf", b"MZ\x90"), **TEXT
        )
    assert not plan.contributions.exists()


def test_a_file_comes_with_its_checksum() -> None:
    file = SimpleUploadedFile("a table.csv", b"a,b\n1,2\n")
    row = contributions.submit(open_plan(), by=PersonFactory(), file=file, **TEXT)
    kept = row.files.get()
    assert (kept.name, kept.size, kept.content_type) == ("a_table.csv", 8, "text/csv")
    assert kept.sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()


def test_what_a_coordinator_enters_for_somebody_says_nothing_of_what_she_sent_unnamed() -> None:
    plan, author = ActionPlanFactory(), PersonFactory()
    ContributionFactory(plan=plan, number=1, author=author, is_anonymous=True)
    entered(plan, author=author, is_anonymous=True)
    entered(plan, author=PersonFactory(), is_anonymous=True)
    assert pseudonyms(plan) == {author.pk: Pseudonym(1, 1)}


@pytest.mark.parametrize("what", ["held", "released", "reported", "kept", "discussed"])
def test_nobody_corrects_what_was_looked_at_or_spoken_of(what: str) -> None:
    row = ContributionFactory()
    by = coordinator(row.plan.forum)
    if what in ("held", "released"):
        row = ContributionFactory(published_at=None)
        moderation.hold(row)
    if what == "released":
        moderation.release(row, by=by)
    if what in ("reported", "kept"):
        moderation.flag(row, by=PersonFactory())
    if what == "kept":
        moderation.keep(row, by=by)
    if what == "discussed":
        comments.add(row, by=PersonFactory(), text="I agree.")
    with pytest.raises(contributions.TooLateToCorrect):
        contributions.correct(row, by=row.author, **TEXT)


def test_the_receipt_of_a_held_text_does_not_promise_that_it_can_be_corrected() -> None:
    held = contributions.submit(holding_plan(), by=PersonFactory(), **TEXT)
    text = Notice.objects.get(key=f"contribution:{held.pk}:received").text
    assert "You can correct it" not in text


def test_a_proposal_to_the_forum_falls_with_the_text_that_it_repeats() -> None:
    row, member = ContributionFactory(title="A car for sale"), PersonFactory()
    proposal = contributions.put_before_forum(row, by=member)
    moderation.remove(row, by=coordinator(row.plan.forum), reason="It sells.")
    proposal.refresh_from_db()
    assert proposal.state == "declined"
    assert str(proposal.title).startswith("A text that was removed by the moderators on ")
    assert str(proposal.description) == ""
    told = Notice.objects.get(person=member)
    assert "A car for sale" not in told.subject + told.text + told.html
    moderation.restore(row, by=coordinator(row.plan.forum))
    proposal.refresh_from_db()
    assert (str(proposal.title), proposal.state) == ("A car for sale", "declined")
    assert contributions.put_before_forum(row, by=member).state == "waiting"
