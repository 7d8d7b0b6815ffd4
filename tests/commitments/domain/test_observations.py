from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.domain import observations
from commitments.models import Observation
from forums.domain import comments, moderation, people
from forums.domain.documents import FileRefused
from forums.domain.errors import NotHeld
from forums.models import Notice
from tests import factories as new
from tests.commitments.monitoring import world
from tests.factories import days

pytestmark = pytest.mark.django_db


def test_an_observation_is_moderated_and_answered_as_a_contribution_is() -> None:
    here = world()
    citizen = new.PersonFactory()
    values: dict[str, Any] = {
        "by": citizen, "text": "The door was locked.", "seen_on": here.forum.today,
        "submission": uuid.uuid4(),
    }  # fmt: skip
    seen = observations.submit(here.commitment, **values)
    assert observations.submit(here.commitment, **values) == seen
    assert (seen.number, seen.is_public) == (1, True)
    assert Notice.objects.get().person == citizen
    with pytest.raises(NotHeld):
        observations.submit(
            here.commitment, **{**values, "text": "?", "seen_on": here.forum.today + days(1)}
        )
    with pytest.raises(FileRefused):
        observations.submit(
            here.commitment, **{**values, "text": "?"}, file=SimpleUploadedFile("a.png", b"MZ")
        )
    assert "commitments.Observation.author" in people.own_data(citizen)

    assert here.officer.has_perm("forums.answer_officially", seen)
    assert not here.watcher.has_perm("forums.answer_officially", seen)
    assert list(observations.unanswered(Observation.objects.public())) == [seen]
    comments.add(seen, by=here.officer, text="It is open now.", is_official=True)
    assert not observations.unanswered(Observation.objects.public()).exists()

    moderation.flag(seen, by=here.watcher)
    moderation.remove(seen, by=here.coordinator, reason="It names a person.")
    assert not Observation.objects.public().exists()
    assert list(Observation.objects.listed()) == [seen]
    moderation.restore(seen, by=here.coordinator)
    assert list(Observation.objects.public()) == [seen]


def test_the_first_text_of_a_new_account_is_held_and_released() -> None:
    here = world()
    here.forum.holds_first_texts = True
    here.forum.save()
    here.commitment.plan.forum = here.forum
    seen = observations.submit(
        here.commitment, by=new.PersonFactory(), text="Closed.", seen_on=here.forum.today
    )
    assert (seen.is_public, seen.held_at is not None) == (False, True)
    assert seen not in Observation.objects.visible_to(here.watcher)
    assert seen in Observation.objects.visible_to(here.coordinator)
    moderation.release(seen, by=here.coordinator)
    assert seen.is_public
