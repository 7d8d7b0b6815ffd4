"""The text of a plan, of a commitment and of a draft, as the database has it now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import translation

from action_plans.domain.templates import questions
from action_plans.models import ActionPlan, Contribution, Draft, OutreachActivity
from commitments.domain.plan_text import (
    AnswerText,
    CommitmentText,
    Office,
    PhaseText,
    PlanText,
    Process,
    StepText,
    ThemeText,
)
from commitments.models import Commitment, Milestone
from forums.models import Forum, Meeting, Organisation, Translated
from forums.models.translation import MAIN


def languages_of(forum: Forum) -> list[str]:
    """The languages in which a plan can be had: the forum's, its main one first, and English."""
    known = dict(settings.LANGUAGES)
    codes = dict.fromkeys([forum.main_language, *forum.languages, "en"])
    return [code for code in codes if code in known]


def compile_plan(plan: ActionPlan) -> PlanText:
    """The plan with its public commitments. The number of queries does not follow theirs."""
    rows = (
        Commitment.objects.public()
        .filter(plan=plan)
        .select_related("theme", "lead", "plan__forum")
        .prefetch_related("supporting", "milestones__responsible")
        .order_by("number")
    )
    return PlanText(
        title=plan.title,
        forum=plan.forum.name,
        member=plan.forum.member,
        number=plan.number,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        introduction=plan.introduction,
        efforts=plan.efforts,
        process=plan.process,
        figures=_figures(plan),
        themes=tuple(ThemeText(theme.slug, theme.name) for theme in plan.themes.all()),
        commitments=tuple(commitment_text(row) for row in rows),
    )


def commitment_text(commitment: Commitment) -> CommitmentText:
    """One commitment as it stands now."""
    plan = commitment.plan
    return CommitmentText(
        number=commitment.number,
        title=commitment.title,
        theme=commitment.theme.slug if commitment.theme else "",
        lead=_office(commitment.lead),
        supporting=_offices(commitment.supporting.all()),
        contact_name=commitment.contact_name,
        contact_role=commitment.contact_role,
        contact_email=commitment.contact_email,
        values=tuple(commitment.values),
        starts_on=commitment.starts_on,
        ends_on=commitment.ends_on,
        answers=_answers(plan, commitment.answers),
        milestones=tuple(_step(row) for row in commitment.milestones.all()),
        taken_out_on=commitment.taken_out_on,
    )


def draft_text(draft: Draft, number: int = 0) -> CommitmentText:
    """The commitment that the draft would be, under this number."""
    planned = draft.milestones.select_related("responsible")
    return CommitmentText(
        number=number,
        title=draft.title,
        theme=draft.theme.slug if draft.theme else "",
        lead=_office(draft.lead),
        supporting=_offices(draft.supporting.all()),
        contact_name=draft.contact_name,
        contact_role=draft.contact_role,
        contact_email=draft.contact_email,
        values=tuple(draft.values),
        starts_on=draft.plan.starts_on,
        ends_on=draft.plan.ends_on,
        answers=_answers(draft.plan, standing_answers(draft)),
        milestones=tuple(
            StepText(
                number=f"{number}.{step}",
                title=row.title,
                outputs=row.outputs,
                starts_on=row.starts_on,
                due_on=row.due_on,
                first_due_on=row.due_on,
                office=_office(row.responsible or draft.lead),
            )
            for step, row in enumerate(planned, start=1)
        ),
    )


def standing_answers(draft: Draft) -> dict[str, dict[str, str]]:
    """The answers of a draft that stand now, `{question: {language: text}}`; none is empty."""
    answers: dict[str, dict[str, str]] = {}
    for revision in draft.revisions.standing().heads():
        if revision.text:
            answers.setdefault(revision.question, {})[revision.language] = revision.text
    return answers


def _figures(plan: ActionPlan) -> Process:
    contributions = Contribution.objects.public().filter(plan=plan)
    reached = (
        OutreachActivity.objects.public()
        .filter(plan=plan)
        .aggregate(rows=Count("pk"), known=Count("people_reached"), people=Sum("people_reached"))
    )
    phases = tuple(
        PhaseText(phase.title, phase.opens_on, phase.closes_on) for phase in plan.phases.all()
    )
    return Process(
        phases=phases,
        activities=reached["rows"],
        people_reached=reached["people"] or 0,
        people_counted_in=reached["known"],
        contributions=contributions.count(),
        answered=contributions.answered().count(),
        meetings=_meetings(plan, phases),
    )


def _meetings(plan: ActionPlan, phases: tuple[PhaseText, ...]) -> int:
    """Public meetings of the forum from the start of co-creation until the plan was adopted."""
    begins = [plan.co_creation_starts_on, *(phase.opens_on for phase in phases)]
    first = min((day for day in begins if day), default=None)
    if first is None:
        return 0
    last: dt.date = plan.adopted_at.date() if plan.adopted_at else plan.starts_on
    held = Meeting.objects.public().filter(forum=plan.forum, cancelled_at=None)
    return held.filter(starts_at__date__range=(first, last)).count()


def _answers(plan: ActionPlan, answers: Mapping[str, Mapping[str, str]]) -> tuple[AnswerText, ...]:
    """The answered questions of the plan's template, and any text outside it, in order."""
    asked = {question.key: question for question in questions(plan.template)}
    keys = [key for key in asked if answers.get(key)]
    keys += [key for key in answers if key not in asked and answers[key]]
    main = plan.forum.main_language
    return tuple(
        AnswerText(
            key=key,
            question=in_all(plan.forum, asked[key].label) if key in asked else Translated(),
            text=_written_in(main, answers[key]),
        )
        for key in keys
    )


def _written_in(main: str, text: Mapping[str, str]) -> Translated:
    own = {} if main == settings.LANGUAGE_CODE else {MAIN: main}
    return Translated({**text, **own})


def in_all(forum: Forum, words: Any) -> Translated:
    """Words of the portal in each language of the plan."""
    found = {}
    for code in languages_of(forum):
        with translation.override(code):
            found[code] = str(words)
    return Translated(found)


def _office(organisation: Organisation | None) -> Office | None:
    if organisation is None:
        return None
    return Office(organisation.slug, organisation.name, organisation.sector)


def _offices(rows: Iterable[Organisation]) -> tuple[Office, ...]:
    found = (Office(row.slug, row.name, row.sector) for row in rows)
    return tuple(sorted(found, key=lambda row: (row.sector, row.slug)))


def _step(milestone: Milestone) -> StepText:
    return StepText(
        number=milestone.number,
        title=milestone.title,
        outputs=milestone.outputs,
        starts_on=milestone.starts_on,
        due_on=milestone.due_on,
        first_due_on=milestone.original_due_on,
        office=_office(milestone.responsible),
        unit=milestone.responsible_unit,
        taken_out_on=milestone.taken_out_on,
    )
