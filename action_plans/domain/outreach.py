"""Outreach: recording what was done so that people know, and adding up whom it reached."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, OutreachActivity, OutreachKind
from action_plans.models.outreach import OutreachQuerySet
from forums.domain import documents, publication
from forums.domain.errors import AlreadyPublished, ChangedMeanwhile, Incomplete
from forums.models import Document, DocumentKind, Person, Translated

CONTENT = (
    "phase_id",
    "kind",
    "title",
    "description",
    "held_on",
    "until",
    "place",
    "audience",
    "people_reached",
    "organisations_reached",
    "counted_how",
    "meeting_id",
    "document_id",
)


@dataclass(frozen=True)
class Reach:
    """How many people and organisations were reached, and of how many activities that is known.

    Who came twice is counted twice. `people` is None where it is known of none.
    """

    label: str
    activities: int
    people: int | None
    people_known: int
    organisations: int | None
    organisations_known: int

    @property
    def people_unknown(self) -> int:
        """Activities of which nobody knows how many people they reached."""
        return self.activities - self.people_known

    @property
    def organisations_unknown(self) -> int:
        """The same of organisations."""
        return self.activities - self.organisations_known


def reach_by_kind(rows: OutreachQuerySet) -> list[Reach]:
    """What the activities reached, one row for each kind that there is, in one query."""
    counted = (
        rows.order_by()
        .values("kind")
        .annotate(
            activities=Count("pk"),
            people=Sum("people_reached"),
            people_known=Count("people_reached"),
            organisations=Sum("organisations_reached"),
            organisations_known=Count("organisations_reached"),
        )
    )
    by_kind = {row["kind"]: row for row in counted}
    return [
        Reach(
            label=str(kind.label),
            activities=row["activities"],
            people=row["people"],
            people_known=row["people_known"],
            organisations=row["organisations"],
            organisations_known=row["organisations_known"],
        )
        for kind in OutreachKind
        if (row := by_kind.get(kind))
    ]


def in_total(rows: list[Reach]) -> Reach:
    """The rows together; what is known of none stays unknown. Pure."""
    people = [row.people for row in rows if row.people is not None]
    organisations = [row.organisations for row in rows if row.organisations is not None]
    return Reach(
        label=_("Together"),
        activities=sum(row.activities for row in rows),
        people=sum(people) if people else None,
        people_known=sum(row.people_known for row in rows),
        organisations=sum(organisations) if organisations else None,
        organisations_known=sum(row.organisations_known for row in rows),
    )


@transaction.atomic
def record(
    plan: ActionPlan, *, by: Person, file: UploadedFile[bytes] | None = None, **fields: Any
) -> OutreachActivity:
    """One activity with the plan's next number, which only the forum sees; a double click is one.

    `file` goes into the repository as its evidence. Raises Incomplete where a number does not say
    how it was counted, FileRefused.
    """
    _check(fields)
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    same = {name: fields[name] for name in ("kind", "title", "held_on")}
    twin = plan.outreach.filter(recorded_by=by, **same).first()
    if twin is not None and all(
        getattr(twin, name) == fields[name] for name in fields if name != "document"
    ):
        return twin
    if file is not None:
        fields["document"] = _evidence(plan, by=by, file=file, **same)
    number = (plan.outreach.aggregate(last=Max("number"))["last"] or 0) + 1
    return OutreachActivity.objects.create(plan=plan, number=number, recorded_by=by, **fields)


@transaction.atomic
def change(
    activity: OutreachActivity,
    *,
    by: Person,
    seen: str = "",
    file: UploadedFile[bytes] | None = None,
    **fields: Any,
) -> None:
    """Changes what is recorded; the history keeps what stood before.

    Raises Incomplete and FileRefused as `record` does, and ChangedMeanwhile where somebody changed
    it since the fingerprint `seen`.
    """
    _check(fields)
    locked = _as_seen(activity, seen)
    if file is not None:
        fields["document"] = _evidence(
            activity.plan, by=by, file=file, title=fields["title"], held_on=fields["held_on"]
        )
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*fields])
    if file is not None and locked.is_public:
        publication.publish(fields["document"])


@transaction.atomic
def publish(activity: OutreachActivity, *, by: Person) -> None:
    """Shows the activity, and its evidence where that is not public yet. Raises AlreadyPublished."""
    publication.publish(activity)
    document = activity.document
    if document is not None and document.published_at is None:
        publication.publish(document)


@transaction.atomic
def remove(activity: OutreachActivity, *, by: Person, seen: str = "") -> None:
    """Takes away what was recorded by mistake; the history keeps it.

    Raises AlreadyPublished: what was shown once is corrected and not removed.
    """
    locked = _as_seen(activity, seen)
    if locked.published_at is not None:
        raise AlreadyPublished(_("What was published is corrected, not removed."))
    locked.delete()


def fingerprint(activity: OutreachActivity) -> str:
    """Tells one content of an activity from another."""
    state = list(OutreachActivity.objects.filter(pk=activity.pk).values_list(*CONTENT))
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _as_seen(activity: OutreachActivity, seen: str) -> OutreachActivity:
    rows = OutreachActivity.objects.select_for_update(of=("self",))
    locked = rows.filter(pk=activity.pk).first()
    if locked is None:
        raise ChangedMeanwhile(_("Somebody else removed this activity while you were writing."))
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else changed this activity while you were writing. What they saved stands "
                "below; take over what you need and save again."
            )
        )
    return locked


def _evidence(
    plan: ActionPlan,
    *,
    by: Person,
    file: UploadedFile[bytes],
    title: Any,
    held_on: dt.date,
    **_: Any,
) -> Document:
    """The file in the repository; it becomes public with the activity."""
    return documents.add(
        plan.forum, by=by, title=title, kind=DocumentKind.EVIDENCE, file=file, dated_on=held_on
    )


def _check(fields: dict[str, Any]) -> None:
    counted = (
        fields.get("people_reached") is not None or fields.get("organisations_reached") is not None
    )
    if counted and not Translated.of(fields.get("counted_how")):
        raise Incomplete(_("Say how this was counted: a list of names, an estimate, a print run."))
