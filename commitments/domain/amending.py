"""How an amendment changes a commitment and its milestones."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from commitments.domain.plan_text import CommitmentText, StepText
from commitments.domain.status import commitment_status
from commitments.models import Commitment, Milestone, MilestoneStatus
from forums.models import Organisation

CONTACT = ("contact_name", "contact_role", "contact_email")


def promise(text: CommitmentText) -> tuple[Any, ...]:
    """What the forum decides of when it amends, whatever offices are called now. Pure."""
    return (
        text.title.texts(),
        text.theme,
        text.lead.slug if text.lead else "",
        sorted(row.slug for row in text.supporting),
        sorted(text.values),
        (text.contact_name, text.contact_role, text.contact_email),
        {row.key: row.text.texts() for row in text.answers if row.text},
        [
            (
                *(row.number, row.title.texts(), row.outputs.texts(), row.starts_on, row.due_on),
                *(row.office.slug if row.office else "", row.taken_out_on),
            )
            for row in text.milestones
        ],
    )


def fingerprint(text: CommitmentText) -> str:
    """Tells one text of a commitment from another, as far as an amendment can change it."""
    said = json.dumps(promise(text), sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rewrite(commitment: Commitment, after: CommitmentText, today: dt.date) -> None:
    """Gives the commitment the text `after`; the first date of each milestone stands.

    A milestone that is not in `after`, or is taken out there, is withdrawn and stays readable.
    """
    offices = _offices(after)
    commitment.title = after.title
    commitment.theme = commitment.plan.themes.filter(slug=after.theme).first()
    commitment.lead = offices[after.lead.slug] if after.lead else None
    commitment.supporting.set([offices[row.slug] for row in after.supporting])
    commitment.values = list(after.values)
    for name in CONTACT:
        setattr(commitment, name, getattr(after, name))
    commitment.answers = {row.key: row.text.texts() for row in after.answers if row.text}
    standing = {
        row.number: row
        for row in commitment.milestones.select_for_update(of=("self",)).order_by("position", "pk")
    }
    named = {step.number: step for step in after.milestones}
    for number, milestone in standing.items():
        step = named.get(number)
        if step is None or (step.taken_out_on and not milestone.taken_out_on):
            take_out(milestone, today)
        if step is not None:
            _set(milestone, step, offices)
    for position, step in enumerate(after.milestones, start=len(standing) + 1):
        if step.number not in standing:
            added = Milestone(
                commitment=commitment,
                number=step.number,
                position=position,
                original_due_on=step.due_on,
            )
            _set(added, step, offices)
    commitment.status = commitment_status(
        commitment.milestones.values_list("status", flat=True).order_by("pk")
    )
    commitment.save(
        update_fields=["title", "theme", "lead", "values", *CONTACT, "answers", "status"]
    )


def take_out(milestone: Milestone, today: dt.date) -> None:
    """The milestone is no longer part of the plan; what was reported of it stays."""
    if milestone.taken_out_on is None:
        milestone.taken_out_on = today
        milestone.status, milestone.completed_on = MilestoneStatus.WITHDRAWN, None
        milestone.save(update_fields=["taken_out_on", "status", "completed_on"])


def _set(milestone: Milestone, step: StepText, offices: dict[str, Organisation]) -> None:
    milestone.title = step.title
    milestone.outputs = step.outputs
    milestone.starts_on = step.starts_on
    milestone.due_on = step.due_on
    milestone.responsible = offices[step.office.slug] if step.office else None
    milestone.responsible_unit = step.unit
    milestone.save()


def _offices(text: CommitmentText) -> dict[str, Organisation]:
    """The organisations that the text names, by their addresses."""
    named = {row.office.slug for row in text.milestones if row.office}
    named |= {row.slug for row in text.supporting}
    if text.lead:
        named.add(text.lead.slug)
    return {row.slug: row for row in Organisation.objects.filter(slug__in=named)}
