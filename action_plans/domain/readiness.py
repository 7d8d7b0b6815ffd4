"""What a draft should have before it is proposed: advice, never a wall. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from action_plans.domain.templates import questions
from forums.models import Sector


@dataclass(frozen=True)
class Step:
    """A milestone as readiness sees it."""

    due_on: dt.date | None
    has_office: bool


@dataclass(frozen=True)
class Readiness:
    """One thing that a draft has or lacks, and the part of its page where it is mended."""

    label: str
    met: bool
    place: str = ""


def readiness(
    *,
    answers: Mapping[str, str],
    template: str,
    has_lead: bool,
    values: Collection[str],
    has_contact: bool,
    milestones: Sequence[Step],
    sectors: Collection[str],
    open_suggestions: int = 0,
    open_comments: int = 0,
) -> list[Readiness]:
    """What a draft has and lacks.

    `answers` by question in the forum's main language; `sectors` are those of its authors.
    """
    asked = questions(template)
    missing = next((item.key for item in asked if not answers.get(item.key)), "")
    both = {Sector.GOVERNMENT, Sector.CIVIL_SOCIETY} <= set(sectors)
    dated = bool(milestones) and all(step.due_on for step in milestones)
    led = bool(milestones) and all(step.has_office for step in milestones)
    return [
        Readiness(_("Every question has an answer"), not missing, missing),
        Readiness(_("One office is responsible"), has_lead, "about"),
        Readiness(_("It names a person to ask"), has_contact, "about"),
        Readiness(_("It serves at least one value of open government"), bool(values), "about"),
        Readiness(_("At least two milestones"), len(milestones) >= 2, "milestones"),
        Readiness(_("Every milestone has a date"), dated, "milestones"),
        Readiness(_("Every milestone has one responsible office"), led, "milestones"),
        Readiness(_("Both sectors write"), both, "authors"),
        Readiness(_("Every suggestion is answered"), not open_suggestions, "suggestions"),
        Readiness(_("Every comment on a question is resolved"), not open_comments),
    ]
