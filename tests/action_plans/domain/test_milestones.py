from __future__ import annotations

import datetime as dt

import pytest

from action_plans.domain import drafts, milestones
from action_plans.models import Draft, DraftState
from forums.domain.errors import ChangedMeanwhile
from tests.factories import DraftFactory, seated

pytestmark = pytest.mark.django_db
DUE = dt.date(2028, 5, 1)


def test_milestones_follow_one_another() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    for title in ("First", "Second"):
        milestones.add(draft, by=ana, title={"en": title})
    assert [str(row.title) for row in draft.milestones.all()] == ["First", "Second"]


def test_a_change_made_over_somebody_elses_is_refused_and_nothing_is_lost() -> None:
    draft = DraftFactory()
    ana, ben = seated(draft.plan.forum), seated(draft.plan.forum)
    step = milestones.add(draft, by=ana, title={"en": "A law"}, due_on=DUE)
    seen = milestones.fingerprint(step)
    milestones.change(step, by=ben, seen=seen, title={"en": "A law in force"}, due_on=DUE)
    with pytest.raises(ChangedMeanwhile):
        milestones.change(step, by=ana, seen=seen, title={"en": "A bill"})
    assert str(draft.milestones.get().title) == "A law in force"


def test_a_change_of_a_step_that_is_gone_is_refused() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    step = milestones.add(draft, by=ana, title={"en": "A law"})
    draft.milestones.all().delete()
    with pytest.raises(ChangedMeanwhile):
        milestones.change(step, by=ana, title={"en": "A bill"})


def test_a_closed_draft_takes_no_milestone() -> None:
    draft = DraftFactory(state=DraftState.ADOPTED)
    with pytest.raises(drafts.NotWritable):
        milestones.add(draft, by=seated(draft.plan.forum), title={"en": "Late"})


def test_a_description_written_over_somebody_elses_is_refused() -> None:
    draft = DraftFactory()
    ana = seated(draft.plan.forum)
    seen = drafts.fingerprint(draft)
    drafts.describe(Draft.objects.get(), by=ana, seen=seen, title={"en": "Another title"})
    with pytest.raises(ChangedMeanwhile):
        drafts.describe(Draft.objects.get(), by=ana, seen=seen, values=["transparency"])
    assert Draft.objects.get().values == []
