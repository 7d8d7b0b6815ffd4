"""Commitments: the list across forums, the list of a plan, and one commitment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from action_plans.domain.templates import questions
from action_plans.models import Contribution, Draft, Revision
from action_plans.views.plans import find as find_plan
from commitments.domain import verifications
from commitments.domain.amendments import is_open
from commitments.domain.commitment_facts import facts, with_facts
from commitments.domain.status import tally
from commitments.forms.filters import PageFilter
from commitments.models import (
    Amendment,
    Commitment,
    Goal,
    Milestone,
    MilestoneStatus,
    OpenGovernmentValue,
    ReportingRound,
    Update,
)
from forums.models import Document, Translated
from forums.views.access import visible_or_404
from forums.views.comments import thread

MOST = 50
"""Contributions that a commitment's page names; its draft names all."""


def with_progress(
    rows: QuerySet[Commitment], *, today: dt.date | None = None
) -> QuerySet[Commitment]:
    """Commitments with `done`, `total` and `overdue` milestones counted, for a list.

    `today` is the day in the forum's time zone; across forums it is the day by UTC.
    """
    waiting = Q(
        status__in=[MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS],
        due_on__lt=today or timezone.localdate(),
    )
    return rows.select_related("plan__forum", "theme", "lead").annotate(
        done=_milestones(Q(status=MilestoneStatus.COMPLETE)),
        total=_milestones(~Q(status=MilestoneStatus.WITHDRAWN)),
        overdue=_milestones(waiting),
    )


def _milestones(condition: Q) -> Coalesce:
    """How many of a commitment's milestones fulfil it: counted for the rows of a page alone, where
    a join would be counted for all rows of the list."""
    rows = Milestone.objects.filter(condition, commitment=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("commitment").annotate(n=Count("pk")).values("n")), 0)


@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Public commitments of all forums, with filters in the address."""
    everything = Commitment.objects.public()
    chosen = PageFilter(request.GET, queryset=everything)
    rows = with_progress(chosen.qs).order_by("plan__forum__slug", "-plan__starts_on", "number")
    paginator = Paginator(rows, 25)
    return render(
        request,
        "commitments/commitments/list.html",
        {
            "filter": chosen,
            "page": paginator.get_page(request.GET.get("page")),
            "total": everything.count(),
        },
    )


@require_safe
def plan_commitments(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The commitments of one plan; `status` and `theme` filter."""
    found = find_plan(request, forum, plan)
    everything = Commitment.objects.visible_to(request.user).filter(plan=found)
    chosen = PageFilter(request.GET, queryset=everything, of=found)
    paginator = Paginator(with_progress(chosen.qs, today=found.forum.today).order_by("number"), 50)
    return render(
        request,
        "commitments/commitments/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "filter": chosen,
            "page": paginator.get_page(request.GET.get("page")),
            "total": everything.count(),
        },
    )


@require_safe
def commitment_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One commitment: the promise, the steps, and what each side says of them with its proof."""
    commitment: Commitment = visible_or_404(
        with_facts(
            Commitment.objects.select_related("plan__forum", "theme", "lead", "draft__plan__forum")
        ),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    milestones = milestones_of(commitment, request.user)
    main = commitment.plan.forum.main_language
    today = commitment.plan.forum.today
    return render(
        request,
        "commitments/commitments/detail.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "facts": facts(commitment),
            "answers": answers_of(commitment, main),
            "values": [OpenGovernmentValue(value).label for value in commitment.values],
            "goals": [(goal, Goal(goal).label) for goal in commitment.goals],
            "milestones": milestones,
            "tally": tally(milestone.status for milestone in milestones),
            "overdue": sum(milestone.is_overdue for milestone in milestones),
            "reporting": reporting(request, commitment, today),
            "origin": origin(commitment),
            "can_be_amended": request.user.is_authenticated and is_open(commitment.plan),
            "amendments": list(
                Amendment.objects.visible_to(request.user)
                .filter(commitment=commitment)
                .select_related("plan__forum", "commitment", "draft", "version")
                .defer("before", "after", "version__content")
            ),
            "handed_in": _handed_in(request, commitment),
            **thread(request, commitment),
        },
    )


def milestones_of(commitment: Commitment, reader: Any) -> list[Milestone]:
    """The milestones with `shown_updates`: what is public of each, the latest first, with what
    civil society finds of it."""
    updates = (
        Update.objects.public()
        .select_related("round", "reported_by")
        .prefetch_related(
            Prefetch("evidence", queryset=Document.objects.public().select_related("forum"))
        )
        .order_by("-round__as_of")
    )
    milestones: list[Any] = list(
        commitment.milestones.select_related("responsible").prefetch_related(
            Prefetch("updates", queryset=updates, to_attr="shown_updates")
        )
    )
    for milestone in milestones:
        milestone.commitment = commitment
        for update in milestone.shown_updates:
            update.milestone = milestone
    shown = [update for milestone in milestones for update in milestone.shown_updates]
    verifications.beside(shown, commitment=commitment, reader=reader)
    return milestones


def _handed_in(request: HttpRequest, commitment: Commitment) -> list[Update]:
    """The updates that wait for the coordinator's check; none for anybody else."""
    if not request.user.has_perm("commitments.publish_update", commitment):
        return []
    rows = Update.objects.filter(milestone__commitment=commitment, state="submitted")
    return list(rows.select_related("milestone", "round"))


@dataclass(frozen=True)
class Origin:
    """How a commitment came about: the contributions it takes up, who wrote it, its revisions.

    `authors` are names with the organisation, if any. `histories` names each answer that has a
    history: the question, its key, and in each language how many revisions there are.
    """

    draft: Draft
    contributions: tuple[Contribution, ...]
    authors: tuple[tuple[str, Translated], ...]
    histories: tuple[tuple[str, str, tuple[tuple[str, int], ...]], ...]


def origin(commitment: Commitment) -> Origin | None:
    """How it came about, as far as it is public; None where it was not written here."""
    draft = commitment.draft
    if draft is None or not draft.is_public:
        return None
    rows = (
        Revision.objects.standing()
        .filter(draft=draft)
        .order_by("question", "language", "author__name", "author")
        .values_list("question", "language", "author", "author__name", "author__organisation__name")
        .annotate(count=Count("pk"))
    )
    authors: dict[int, tuple[str, Translated]] = {}
    counts: dict[str, Counter[str]] = {}
    for question, language, author, name, organisation, count in rows:
        authors[author] = (name, Translated.of(organisation))
        counts.setdefault(question, Counter())[language] += count
    return Origin(
        draft=draft,
        contributions=tuple(
            draft.contributions.public().select_related("plan__forum").order_by("number")[:MOST]
        ),
        authors=tuple(sorted(authors.values(), key=lambda row: row[0])),
        histories=tuple(
            (str(asked.label), asked.key, tuple(sorted(counts[asked.key].items())))
            for asked in questions(commitment.plan.template)
            if asked.key in counts
        ),
    )


def answers_of(commitment: Commitment, main: str) -> list[dict[str, Any]]:
    """The answered questions of the commitment's template, and any text outside it, in order."""
    labels = {asked.key: asked.label for asked in questions(commitment.plan.template)}
    keys = [key for key in labels if key in commitment.answers]
    keys += [key for key in commitment.answers if key not in labels]
    return [
        {
            "label": labels.get(key, ""),
            "text": Translated({**commitment.answers[key], "_": main}),
        }
        for key in keys
    ]


def reporting(request: HttpRequest, commitment: Commitment, today: Any) -> ReportingRound | None:
    """The round that is open to the reader for this commitment; None where she does not report."""
    if not request.user.has_perm("commitments.report_progress", commitment):
        return None
    return (
        ReportingRound.objects.public()
        .filter(plan=commitment.plan, opens_on__lte=today)
        .order_by("-as_of")
        .first()
    )
