"""Drafts as they are read: the list, and one draft question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from action_plans.domain import advice, authors, phases, visits
from action_plans.domain.drafts import OPEN, goes_on
from action_plans.domain.readiness import Readiness, Step, readiness
from action_plans.domain.templates import Question, questions
from action_plans.models import (
    Act,
    Draft,
    DraftMilestone,
    OpenGovernmentValue,
    Revision,
    Suggestion,
)
from action_plans.views.plans import find as find_plan
from forums.domain.errors import Refused
from forums.models import Comment, Translated
from forums.views.access import visible_or_404
from forums.views.comments import AtQuestion, remarks, thread

THREADS_ON_A_PAGE = 10
"""Comments on the whole draft that stand below its questions; each has a form to answer it."""


@require_safe
def draft_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The drafts of a plan that the reader may see."""
    found = find_plan(request, forum, plan)
    rows = Draft.objects.visible_to(request.user).filter(plan=found)
    return render(
        request,
        "action_plans/drafts/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(rows.select_related("theme", "lead", "plan__forum"), 30).get_page(
                request.GET.get("page")
            ),
        },
    )


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Draft:
    """The draft, where the reader may see it; 404 otherwise."""
    found: Draft = visible_or_404(
        Draft.objects.select_related("plan__forum", "theme", "lead", "created_by"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


def question_or_404(draft: Draft, key: str) -> Question:
    """The question of the plan's template with this key."""
    for question in questions(draft.plan.template):
        if question.key == key:
            return question
    raise Http404


def language_or_404(draft: Draft, language: str) -> str:
    """The language, where the forum works in it."""
    if language not in draft.plan.forum.languages:
        raise Http404
    return language


def may_write(request: HttpRequest, draft: Draft) -> bool:
    """Whether the reader may change the draft as it stands now."""
    return _may(request, draft, "action_plans.write_draft", Act.DRAFT)


def may_suggest(request: HttpRequest, draft: Draft) -> bool:
    """Whether the reader can suggest a change today."""
    return _may(request, draft, "action_plans.suggest_change", Act.SUGGEST)


def _may(request: HttpRequest, draft: Draft, permission: str, act: Act) -> bool:
    """By permission, by the draft's state, and by the phases of its plan, which are read once."""
    if draft.state not in OPEN or not request.user.has_perm(permission, draft):
        return False
    known = getattr(request, "possible_acts", None)
    if known is None or known[0] != draft.plan_id:
        known = draft.plan_id, phases.possible(draft.plan, request.user)
        request.possible_acts = known  # type: ignore[attr-defined]
    return act in known[1]


def closed_because(request: HttpRequest, draft: Draft, act: Act) -> str:
    """Why nobody, or not the reader, can do it today, in a sentence; empty where she can."""
    person: Any = request.user
    if draft.state not in OPEN:
        return _("This draft is closed; it cannot be changed any more.")
    try:
        phases.require(draft.plan, act, by=person)
    except Refused as refused:
        return str(refused)
    return ""


def answers_of(draft: Draft) -> list[dict[str, Any]]:
    """Each question with the text that stands in each language of the forum."""
    heads: dict[str, dict[str, Revision]] = {}
    for row in draft.revisions.standing().heads().select_related("author"):
        heads.setdefault(row.question, {})[row.language] = row
    main = draft.plan.forum.main_language
    answers = []
    for question in questions(draft.plan.template):
        rows = heads.get(question.key, {})
        text = Translated({code: row.text for code, row in rows.items()} | {"_": main})
        versions = [(code, rows.get(code)) for code in draft.plan.forum.languages]
        answers.append({"question": question, "text": text, "heads": rows, "versions": versions})
    return answers


def readiness_of(
    draft: Draft,
    *,
    answers: list[dict[str, Any]],
    milestones: Iterable[DraftMilestone],
    authors: Iterable[Any],
    suggestions: int,
    comments: int,
) -> list[Readiness]:
    """What the draft has and lacks, from what its page has read already."""
    main = draft.plan.forum.main_language
    return readiness(
        answers={row["question"].key: row["text"].get(main, "") for row in answers},
        template=draft.plan.template,
        has_lead=draft.lead_id is not None,
        values=draft.values,
        has_contact=bool(draft.contact_name and draft.contact_email),
        milestones=[Step(row.due_on, row.responsible_id is not None) for row in milestones],
        sectors={row.sector for row in authors},
        open_suggestions=suggestions,
        open_comments=comments,
    )


@require_safe
def draft_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The draft as it stands, question by question."""
    draft = find(request, forum, plan, number)
    writes = may_write(request, draft)
    answers = answers_of(draft)
    said = remarks(draft, reader=request.user)
    at_none = AtQuestion()
    asked = Counter(
        Suggestion.objects.filter(draft=draft).open().values_list("question", flat=True)
    )
    for row in answers:
        row["said"] = said.get(row["question"].key, at_none)
        row["suggestions"] = asked[row["question"].key]
    milestones = list(draft.milestones.select_related("responsible"))
    written_by = list(authors.of(draft))
    writing = [row for row in written_by if row.writes]
    points = readiness_of(
        draft,
        answers=answers,
        milestones=milestones,
        authors=writing,
        suggestions=sum(asked.values()),
        comments=sum(row["said"].open for row in answers),
    )
    context = {
        "forum": draft.plan.forum,
        "plan": draft.plan,
        "draft": draft,
        "answers": answers,
        "milestones": milestones,
        "contributions": draft.contributions.public().select_related("plan__forum", "author"),
        "supporting": draft.supporting.all(),
        "values_served": [
            value.label for value in OpenGovernmentValue if value.value in draft.values
        ],
        "may_write": writes,
        "may_suggest": may_suggest(request, draft),
        "authors": written_by if _knows_who_was_asked(request, draft, written_by) else writing,
        "who_writes": authors.balance(row.sector for row in writing),
        "goes_on": goes_on(draft),
        "open_suggestions": sum(asked.values()),
        "readiness": points,
        "ready": [point for point in points if point.met],
        "not_ready": [point for point in points if not point.met],
        **thread(
            request,
            draft,
            apart=[row["question"].key for row in answers],
            on_a_page=THREADS_ON_A_PAGE,
        ),
    }
    if writes:
        context |= _for_authors(request, draft, answers, milestones)
    return render(request, "action_plans/drafts/detail.html", context)


def _knows_who_was_asked(request: HttpRequest, draft: Draft, authors: list[Any]) -> bool:
    """Whether the reader is told of those who were asked to write and have not written yet."""
    person = request.user
    return person.is_authenticated and (
        any(row.person_id == person.pk for row in authors)
        or person.has_perm("action_plans.see_drafts", draft)
    )


def _for_authors(
    request: HttpRequest,
    draft: Draft,
    answers: list[dict[str, Any]],
    milestones: list[DraftMilestone],
) -> dict[str, Any]:
    """What an author sees besides: advice, and what others changed since she was here."""
    person: Any = request.user
    visits.come(draft, by=person)
    since = visits.left_at(draft, by=person)
    labels = {row["question"].key: row["question"].label for row in answers}
    changed = visits.changes(draft, since=since, apart_from=person) if since else []
    for row in answers:
        row["advice"] = advice.on_answer(row["question"].key, str(row["text"]))
    steps = [
        advice.Step(str(row.title), row.due_on, row.responsible_id is not None)
        for row in milestones
    ]
    return {
        "since": since,
        "changes": [(labels.get(change.question, ""), change) for change in changed],
        "milestone_advice": advice.on_milestones(steps),
        "values_advice": advice.on_values(draft.values),
    }


def open_items(draft: Draft) -> list[Readiness]:
    """What the draft lacks before it is proposed."""
    found = readiness_of(
        draft,
        answers=answers_of(draft),
        milestones=draft.milestones.all(),
        authors=[row for row in authors.of(draft) if row.writes],
        suggestions=Suggestion.objects.filter(draft=draft).open().count(),
        comments=Comment.objects.on(draft)
        .filter(parent=None, resolved_at=None, removed_at=None)
        .filter(question__in=[asked.key for asked in questions(draft.plan.template)])
        .count(),
    )
    return [item for item in found if not item.met]
