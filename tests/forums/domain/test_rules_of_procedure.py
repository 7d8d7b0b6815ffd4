from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from forums.domain import rules_of_procedure as rules
from forums.domain.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    Incomplete,
    NotPublished,
    Refused,
)
from forums.models import Decision, Notice, RulesVersion
from tests.factories import (
    ForumFactory,
    RulesVersionFactory,
    adopting,
    coordinator,
    days,
    seated,
)

pytestmark = pytest.mark.django_db
TEXT = {"en": "1. The forum meets.", "es": "1. El foro se reúne."}


def proposal(**fields: Any) -> RulesVersion:
    """A proposal whose comments closed ten days ago, in a forum with rules for a year."""
    forum = ForumFactory()
    RulesVersionFactory(forum=forum, number=1, in_force=forum.today - days(365))
    closed = {"comments_close_on": forum.today - days(10), "published": True}
    return RulesVersionFactory(forum=forum, number=2, **{**closed, **fields})


def adopted(version: RulesVersion, *, ago: int = 3, **fields: Any) -> Decision:
    decision = adopting(version.forum, version.forum.today - days(ago))
    for name, value in fields.items():
        setattr(decision, name, value)
    return decision


def test_a_proposal_gets_the_next_number_and_its_author() -> None:
    forum = ForumFactory()
    by = seated(forum)
    made = [rules.propose(forum, by=by, text=TEXT) for _ in range(2)]
    assert [row.number for row in made] == [1, 2]
    assert made[0].proposed_by == by
    assert not RulesVersion.objects.public().exists()


def test_publishing_opens_the_comments_and_tells_each_member_once() -> None:
    version = proposal(published_at=None, published=False)
    by = coordinator(version.forum)
    seated(version.forum)
    told = rules.publish(version, by=by, comments_close_on=version.forum.today + days(14))
    assert told == 2
    assert Notice.objects.filter(key=f"rules:{version.pk}:proposed").count() == 2
    with pytest.raises(AlreadyPublished):
        rules.publish(version, by=by, comments_close_on=version.forum.today + days(20))


def test_a_comment_period_lies_ahead_and_only_the_first_rules_need_none() -> None:
    version = proposal(published_at=None, published=False)
    by = coordinator(version.forum)
    with pytest.raises(rules.TooEarly):
        rules.publish(version, by=by, comments_close_on=version.forum.today)
    with pytest.raises(Incomplete):
        rules.publish(version, by=by, comments_close_on=None)
    first = RulesVersionFactory(number=1)
    rules.publish(first, by=coordinator(first.forum), comments_close_on=None)
    assert first.is_public


def test_published_rules_are_not_changed_by_the_verb_nor_by_the_database() -> None:
    version = proposal()
    with pytest.raises(AlreadyPublished):
        rules.change(version, by=coordinator(version.forum), text={"en": "Other."})
    with pytest.raises(DatabaseError), transaction.atomic():
        RulesVersion.objects.filter(pk=version.pk).update(notice_days=3)


def test_two_people_who_change_one_draft_do_not_write_over_each_other() -> None:
    draft = RulesVersionFactory(number=1)
    by = seated(draft.forum)
    seen = rules.fingerprint(RulesVersion.objects.get(pk=draft.pk))
    rules.change(draft, by=by, seen=seen, text={"en": "Mine."})
    with pytest.raises(ChangedMeanwhile):
        rules.change(draft, by=seated(draft.forum), seen=seen, text={"en": "Theirs."})
    draft.refresh_from_db()
    assert str(draft.text) == "Mine."


def test_adopted_rules_are_in_force_from_their_day_and_the_ones_before_until_then() -> None:
    version = proposal()
    forum = version.forum
    day = forum.today + days(1)
    rules.adopt(version, by=coordinator(forum), decision=adopted(version), in_force_from=day)
    assert rules.in_force(forum, forum.today).number == 1
    assert rules.in_force(forum, day).number == 2
    first = RulesVersion.objects.with_end().get(forum=forum, number=1)
    assert first.in_force_until == forum.today
    assert Notice.objects.filter(key=f"rules:{version.pk}:adopted").count() == 1


def test_a_version_in_force_stays_as_it_was_adopted() -> None:
    version = proposal()
    by = coordinator(version.forum)
    today = version.forum.today
    rules.adopt(version, by=by, decision=adopted(version), in_force_from=today)
    with pytest.raises(rules.AlreadyAdopted):
        rules.adopt(version, by=by, decision=adopted(version), in_force_from=today + days(9))
    with pytest.raises(DatabaseError), transaction.atomic():
        RulesVersion.objects.filter(pk=version.pk).update(in_force_from=today + days(5))


WRONG: dict[str, tuple[type[Refused], dict[str, Any], dict[str, Any], int]] = {
    # what is wrong: the error, of the version, of the decision, in force how many days from now
    "a draft": (NotPublished, {"published_at": None}, {}, 0),
    "comments still come": (rules.CommentsOpen, {"close": 5}, {}, 0),
    "decided before the comments closed": (rules.CommentsOpen, {}, {"ago": 11}, 0),
    "a rejected decision": (rules.NotADecision, {}, {"outcome": "rejected"}, 0),
    "a decision that is not public": (rules.NotADecision, {}, {"published_at": None}, 0),
    "a decision of another forum": (rules.NotADecision, {}, {"forum_id": 0}, 0),
    "before the decision": (rules.TooEarly, {}, {}, -4),
    "on the day of the version before": (rules.TooEarly, {}, {"ago": 400}, -365),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_adopted_is_refused(case: str) -> None:
    error, of_version, of_decision, days_from_now = WRONG[case]
    fields = dict(of_version)
    version = proposal(
        **({"published_at": None, "published": False} if "published_at" in fields else {}),
        **({"comments_close_on": None} if of_decision.get("ago") == 400 else {}),
    )
    if "close" in fields:
        version.comments_close_on = version.forum.today + days(fields["close"])
        version.save(update_fields=["comments_close_on"])
    by = coordinator(version.forum)
    decision = adopted(version, **of_decision)
    with pytest.raises(error):
        rules.adopt(
            version,
            by=by,
            decision=decision,
            in_force_from=version.forum.today + days(days_from_now),
        )
    assert rules.in_force(version.forum, version.forum.today).number == 1


def test_a_decision_adopts_one_version() -> None:
    version = proposal()
    first = RulesVersion.objects.get(forum=version.forum, number=1)
    assert first.decision is not None
    version.comments_close_on = None
    version.save()
    with pytest.raises(rules.NotADecision):
        rules.adopt(
            version,
            by=coordinator(version.forum),
            decision=first.decision,
            in_force_from=version.forum.today,
        )


def test_a_forum_without_rules_is_judged_by_those_that_the_portal_starts_with() -> None:
    found = rules.in_force(ForumFactory(), dt.date(2026, 1, 1))
    assert found.pk is None
    assert (found.number, found.notice_days) == (0, 10)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "draft"),
        ({"published_at": True, "comments_close_on": 5}, "proposed"),
        ({"published_at": True, "comments_close_on": 0}, "proposed"),
        ({"published_at": True, "comments_close_on": -1}, "closed"),
        ({"published_at": True}, "closed"),
        ({"published_at": True, "number": 1}, "not_adopted"),
        ({"published_at": True, "in_force_from": 1}, "adopted"),
        ({"published_at": True, "in_force_from": 0, "number": 2}, "in_force"),
        ({"published_at": True, "in_force_from": -9, "number": 1}, "past"),
    ],
)
def test_where_a_version_stands(fields: dict[str, Any], expected: str) -> None:
    today = dt.date(2026, 5, 4)
    version = RulesVersion(number=fields.get("number", 3), proposed_on=today)
    for name in ("comments_close_on", "in_force_from"):
        if name in fields:
            setattr(version, name, today + days(fields[name]))
    if fields.get("published_at"):
        version.published_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert rules.state(version, today=today, current=2) == expected


@pytest.mark.django_db(transaction=True)
def test_of_two_versions_adopted_at_once_for_one_day_one_is_in_force() -> None:
    one = proposal()
    other = RulesVersionFactory(forum=one.forum, number=3, published=True)
    by = coordinator(one.forum)
    day = one.forum.today
    decisions = {version.pk: adopted(version) for version in (one, other)}
    begin = threading.Barrier(2)
    refused: list[str] = []

    def act(version: RulesVersion) -> None:
        try:
            begin.wait(10)
            rules.adopt(version, by=by, decision=decisions[version.pk], in_force_from=day)
        except Refused as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[version]) for version in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert RulesVersion.objects.filter(forum=one.forum, in_force_from=day).count() == 1
