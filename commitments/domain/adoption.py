"""Adopting a plan: its proposed drafts become commitments, and its first version is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from action_plans.domain import plans
from action_plans.models import ActionPlan, Contribution, Draft, DraftState
from commitments.domain import continuations, plan_pdf, versions
from commitments.domain.plan_compiling import standing_answers
from commitments.models import Commitment, Milestone, PlanVersion, VersionCause
from forums.domain import notices
from forums.domain.seats import members
from forums.models import Decision, Person


@transaction.atomic
def adopt(
    plan: ActionPlan,
    *,
    by: Person,
    decision: Decision,
    numbers: Mapping[int, int] | None = None,
    seen: str | None = None,
) -> list[Commitment]:
    """Adopts the plan, turns each proposed draft into a commitment, and keeps version 1.

    `numbers` says by a draft's id which place its commitment takes; drafts without one follow in
    the order of their own numbers. The forum and everybody who contributed are told. `seen`, and
    what is raised: see `action_plans.domain.plans.adopt`.
    """
    wanted = numbers or {}
    drafts = sorted(
        plans.adopt(plan, by=by, decision=decision, seen=seen),
        key=lambda draft: (wanted.get(draft.pk, len(wanted) + draft.number), draft.number),
    )
    adopted = [commit(draft, number) for number, draft in enumerate(drafts, start=1)]
    version = versions.make(plan, by=by, cause=VersionCause.ADOPTED, decision=decision)
    plan_pdf.prepare(version)
    tell(version, adopted)
    return adopted


def commit(draft: Draft, number: int) -> Commitment:
    """The commitment that an adopted draft becomes, public at once."""
    commitment = Commitment.objects.create(
        plan=draft.plan,
        draft=draft,
        number=number,
        title=draft.title,
        theme=draft.theme,
        lead=draft.lead,
        values=draft.values,
        contact_name=draft.contact_name,
        contact_role=draft.contact_role,
        contact_email=draft.contact_email,
        answers=standing_answers(draft),
        starts_on=draft.plan.starts_on,
        ends_on=draft.plan.ends_on,
        original_starts_on=draft.plan.starts_on,
        original_ends_on=draft.plan.ends_on,
        published_at=timezone.now(),
    )
    commitment.supporting.set(draft.supporting.all())
    for step, planned in enumerate(draft.milestones.all(), start=1):
        Milestone.objects.create(
            commitment=commitment,
            number=f"{number}.{step}",
            position=step,
            title=planned.title,
            outputs=planned.outputs,
            responsible=planned.responsible or draft.lead,
            starts_on=planned.starts_on,
            due_on=planned.due_on,
            original_due_on=planned.due_on,
        )
    continuations.follow(commitment)
    return commitment


def proposed_drafts(plan: ActionPlan) -> list[Draft]:
    """What would become commitments, by theme in the plan's order and by number."""
    rows = plan.drafts.filter(state=DraftState.PROPOSED).select_related(
        "theme", "lead", "plan__forum"
    )
    last = max((draft.theme.position for draft in rows if draft.theme), default=0) + 1
    return sorted(
        rows, key=lambda draft: (draft.theme.position if draft.theme else last, draft.number)
    )


def contributors(plan: ActionPlan) -> list[Person]:
    """Everybody with an account who sent a public contribution to the plan."""
    sent = Contribution.objects.public().filter(plan=plan, author__isnull=False)
    people = Person.objects.filter(is_active=True, email__isnull=False)
    return list(people.filter(pk__in=sent.values("author")).order_by("pk"))


@dataclass(frozen=True)
class Told:
    """Who hears of an adopted or amended plan; nobody is told twice.

    Pages show how many contributors these are and not who: some are not named to anybody.
    """

    members: tuple[Person, ...]
    contributors: tuple[Person, ...]

    @property
    def everybody(self) -> list[Person]:
        return [*self.members, *self.contributors]


def told(plan: ActionPlan) -> Told:
    """The forum, and who else contributed to the plan."""
    forum = members(plan.forum)
    known = {person.pk for person in forum}
    others = (person for person in contributors(plan) if person.pk not in known)
    return Told(tuple(forum), tuple(others))


def tell(version: PlanVersion, adopted: Iterable[Commitment]) -> int:
    """Tells of the adopted plan, and each contributor what became of what she sent."""
    plan = version.plan
    mine = _what_became(plan)
    return notices.queue(
        told(plan).everybody,
        template="commitments/mail/plan_adopted",
        key=f"plan:{plan.pk}:adopted",
        context={
            "plan": plan,
            "version": version,
            "commitments": list(adopted),
            "url": notices.absolute(
                reverse("commitments:plan-text", args=[plan.forum.slug, plan.slug])
            ),
        },
        forum=plan.forum,
        own=lambda person: {"mine": mine.get(person.pk, [])},
    )


def _what_became(plan: ActionPlan) -> dict[int, list[dict[str, Any]]]:
    """By author: each contribution, its published answer, and the commitments that took it up."""
    found: dict[int, list[dict[str, Any]]] = {}
    sent = Contribution.objects.public().filter(plan=plan, author__isnull=False)
    for row in sent.select_related("response").prefetch_related("drafts__commitment"):
        response = row.response
        taken = [
            draft.commitment
            for draft in row.drafts.all()
            if draft.state == DraftState.ADOPTED and hasattr(draft, "commitment")
        ]
        found.setdefault(row.author_id or 0, []).append(
            {
                "contribution": row,
                "response": response if response and response.is_public else None,
                "commitments": taken,
            }
        )
    return found
