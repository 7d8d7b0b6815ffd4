from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from action_plans.domain import outreach
from action_plans.domain.outreach import Reach, in_total
from action_plans.models import OutreachActivity, OutreachKind
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete
from tests.factories import (
    ActionPlanFactory,
    DocumentFactory,
    OutreachActivityFactory,
    PersonFactory,
)

VALUES: dict[str, Any] = {
    "kind": OutreachKind.WORKSHOP,
    "title": {"en": "Evening in the library"},
    "held_on": dt.date(2026, 3, 4),
}


def test_what_is_not_known_is_never_added_as_nothing() -> None:
    known = Reach(
        "Workshop", 3, people=120, people_known=2, organisations=None, organisations_known=0
    )
    unknown = Reach("Media", 2, people=None, people_known=0, organisations=4, organisations_known=1)
    total = in_total([known, unknown])
    assert (total.people, total.people_unknown) == (120, 3)
    assert (total.organisations, total.organisations_unknown) == (4, 4)
    assert in_total([]).people is None


@pytest.mark.django_db
def test_reach_is_added_up_by_kind_with_how_many_are_known() -> None:
    plan = ActionPlanFactory()
    OutreachActivityFactory(plan=plan, kind="workshop", people_reached=40)
    OutreachActivityFactory(plan=plan, kind="workshop", people_reached=None)
    OutreachActivityFactory(plan=plan, kind="media", people_reached=0)
    OutreachActivityFactory(kind="visit", people_reached=7)
    rows = outreach.reach_by_kind(plan.outreach.all())
    assert [(row.label, row.people, row.people_known) for row in rows] == [
        ("Workshop", 40, 1),
        ("Press, radio or television", 0, 1),
    ]


@pytest.mark.django_db
def test_an_activity_is_seen_by_the_forum_alone_until_it_is_published() -> None:
    plan = ActionPlanFactory()
    activity = outreach.record(plan, by=PersonFactory(), **VALUES)
    assert not OutreachActivity.objects.public().exists()
    outreach.publish(activity, by=PersonFactory())
    assert OutreachActivity.objects.public().get() == activity
    with pytest.raises(AlreadyPublished):
        outreach.publish(activity, by=PersonFactory())


@pytest.mark.django_db
def test_a_double_click_records_one_activity_and_another_day_another() -> None:
    plan, person = ActionPlanFactory(), PersonFactory()
    first = outreach.record(plan, by=person, **VALUES)
    assert outreach.record(plan, by=person, **VALUES) == first
    again = outreach.record(plan, by=person, **{**VALUES, "held_on": dt.date(2026, 3, 11)})
    assert [row.number for row in plan.outreach.order_by("number")] == [1, 2]
    assert again.number == 2


@pytest.mark.django_db
def test_a_number_says_how_it_was_counted_also_in_the_database() -> None:
    plan = ActionPlanFactory()
    with pytest.raises(Incomplete):
        outreach.record(plan, by=PersonFactory(), people_reached=9, counted_how="", **VALUES)
    activity = outreach.record(plan, by=PersonFactory(), **VALUES)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutreachActivity.objects.filter(pk=activity.pk).update(people_reached=9)


@pytest.mark.django_db
def test_a_file_becomes_evidence_that_is_public_once_the_activity_is() -> None:
    plan = ActionPlanFactory()
    activity = outreach.record(
        plan, by=PersonFactory(), file=SimpleUploadedFile("list.txt", b"40 people"), **VALUES
    )
    assert activity.document is not None
    assert activity.document.published_at is None
    outreach.publish(activity, by=PersonFactory())
    activity.document.refresh_from_db()
    assert activity.document.is_public


@pytest.mark.django_db
def test_evidence_that_was_withdrawn_stays_withdrawn() -> None:
    activity = OutreachActivityFactory(published_at=None)
    gone = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    activity.document = DocumentFactory(
        forum=activity.plan.forum,
        published_at=gone,
        withdrawn_at=gone,
        withdrawal_reason={"en": "Out of date."},
    )
    activity.save()
    outreach.publish(activity, by=PersonFactory())
    activity.document.refresh_from_db()
    assert not activity.document.is_public


@pytest.mark.django_db
def test_of_two_who_change_an_activity_the_second_is_stopped() -> None:
    activity = OutreachActivityFactory(published_at=None)
    seen = outreach.fingerprint(activity)
    outreach.change(activity, by=PersonFactory(), seen=seen, place="Colón")
    with pytest.raises(ChangedMeanwhile):
        outreach.change(activity, by=PersonFactory(), seen=seen, place="David")
    with pytest.raises(ChangedMeanwhile):
        outreach.remove(activity, by=PersonFactory(), seen=seen)
    activity.refresh_from_db()
    assert activity.place == "Colón"


@pytest.mark.django_db
def test_what_was_published_is_corrected_and_not_removed() -> None:
    with pytest.raises(AlreadyPublished):
        outreach.remove(OutreachActivityFactory(), by=PersonFactory())
    draft = OutreachActivityFactory(published_at=None)
    outreach.remove(draft, by=PersonFactory())
    assert not OutreachActivity.objects.filter(pk=draft.pk).exists()
