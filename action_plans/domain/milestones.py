"""The milestones of a draft: adding, changing, removing."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from action_plans.domain.drafts import writable
from action_plans.models import Draft, DraftMilestone
from forums.domain import fingerprints
from forums.domain.errors import ChangedMeanwhile
from forums.models import Person

DESCRIBED = ("title", "outputs", "starts_on", "due_on", "responsible_id")


def fingerprint(milestone: DraftMilestone) -> str:
    """Tells one version of a milestone from another."""
    return fingerprints.fingerprint(milestone, DESCRIBED)


@transaction.atomic
def add(draft: Draft, *, by: Person, **fields: Any) -> DraftMilestone:
    """Adds a step at the end of the draft's. Raises NotWritable."""
    writable(draft, by=by)
    last = draft.milestones.aggregate(last=Max("position"))["last"] or 0
    return DraftMilestone.objects.create(draft=draft, position=last + 1, **fields)


@transaction.atomic
def change(milestone: DraftMilestone, *, by: Person, seen: str = "", **fields: Any) -> None:
    """Changes a step of the draft. Raises NotWritable.

    `seen` is the fingerprint of what the person had before her; where somebody else changed or
    removed the step in between, ChangedMeanwhile, and nothing is lost.
    """
    writable(milestone.draft, by=by)
    locked = DraftMilestone.objects.select_for_update(of=("self",)).filter(pk=milestone.pk).first()
    if locked is None:
        raise ChangedMeanwhile(_("Somebody else removed this milestone. The history keeps it."))
    fingerprints.check_seen(seen, fingerprint(locked))
    for name, value in fields.items():
        setattr(milestone, name, value)
    milestone.save(update_fields=list(fields))


@transaction.atomic
def remove(milestone: DraftMilestone, *, by: Person) -> None:
    """Takes a step out of the draft; the history keeps it. Raises NotWritable."""
    writable(milestone.draft, by=by)
    milestone.delete()
