"""Letting everybody read a draft while it is written, with all that was said and written of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from action_plans.domain.drafts import require_going_on
from action_plans.models import ActionPlan, Draft
from forums.domain import publication
from forums.models import Comment, Person


@dataclass(frozen=True)
class BecomesPublic:
    """How much that only the forum reads so far everybody reads once the draft is public."""

    versions: int
    comments: int
    suggestions: int


def becomes_public(draft: Draft) -> BecomesPublic:
    """What is published with a draft. What is held or was removed stays out of sight."""
    return BecomesPublic(
        versions=draft.revisions.count(),
        comments=Comment.objects.on(draft).filter(removed_at=None).count(),
        suggestions=draft.suggestions.filter(held_at=None, removed_at=None).count(),
    )


@transaction.atomic
def publish(draft: Draft, *, by: Person) -> None:
    """Lets everybody read the draft, its history and what is said of it.

    Raises NotWritable for one that is closed, NotInCoCreation for one that was left over when its
    plan was adopted, AlreadyPublished.
    """
    plan = ActionPlan.objects.select_for_update(of=("self",)).get(pk=draft.plan_id)
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    locked.plan = plan
    require_going_on(locked)
    publication.publish(draft)
