"""Public consultations: the text that stands still, what is said of it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from action_plans.domain import consulted
from action_plans.domain.consultation_comments import comments_on
from action_plans.domain.passages import cut
from action_plans.domain.sections import Section, headed
from action_plans.models import (
    Consultation,
    ConsultationParagraph,
    Draft,
    ParagraphKind,
    PlanState,
)
from action_plans.views.plans import find as find_plan
from forums.views.access import visible_or_404
from forums.views.comments import thread

LETTERS_ON_A_PAGE = 30_000
LETTERS_TO_COMPARE = 40_000
AROUND = 300  # letters that a paragraph takes besides its text
ON_A_PAGE = 20


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Consultation:
    """The consultation, where the reader may see it; 404 otherwise."""
    found: Consultation = visible_or_404(
        Consultation.objects.with_plan(),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@require_safe
def consultation_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The consultations of a plan, the latest first."""
    found = find_plan(request, forum, plan)
    rows = Consultation.objects.visible_to(request.user).with_plan().filter(plan=found)
    page = Paginator(rows.order_by("-number"), ON_A_PAGE).get_page(request.GET.get("page"))
    counts = dict(comments_on(rows).order_by().values_list("object_id").annotate(count=Count("pk")))
    return render(
        request,
        "action_plans/consultations/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": page,
            "rows": [(row, counts.get(row.pk, 0)) for row in page],
        },
    )


@require_safe
def consultation_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One part of the text, each paragraph numbered; `?at=` opens what is said of one of them."""
    found = find(request, forum, plan, number)
    context: dict[str, Any] = {"forum": found.plan.forum, "plan": found.plan, "consultation": found}
    if found.published_at is None:
        return render(request, "action_plans/consultations/prepared.html", context)
    rows = list(found.paragraphs.select_related("draft").order_by("position"))
    at = request.GET.get("at", "")
    opened = next((row for row in rows if row.key == at), None)
    names = list(dict.fromkeys(_part(row) for row in rows))
    name = _part(opened) if opened else request.GET.get("part", names[0])
    if name not in names:
        raise Http404
    chosen = [row for row in rows if _part(row) == name]
    page = _page(request, chosen, opened)
    sections = headed(found.plan, chosen[slice(*page.object_list[0])])
    counts = _counted(found)
    drafts = {_part(row): row for row in rows if row.kind == ParagraphKind.HEADING}
    return render(
        request,
        "action_plans/consultations/detail.html",
        {
            **context,
            "part": name,
            "parts": [(each, drafts.get(each), counts["parts"].get(each, 0)) for each in names],
            "draft": _readable_draft(request, chosen),
            "sections": _with_counts(sections, counts["paragraphs"]),
            "page": page,
            "opened": opened,
            "comment_total": sum(counts["paragraphs"].values()),
            **_talk(request, found, rows, opened),
        },
    )


def _part(row: ConsultationParagraph) -> str:
    return row.key.rpartition("-")[0]


def _page(
    request: HttpRequest, rows: Sequence[ConsultationParagraph], opened: Any
) -> Page[tuple[int, int]]:
    """Which of the paragraphs are on this page, as (first, after)."""
    cuts = cut([len(str(row.text)) + AROUND for row in rows], LETTERS_ON_A_PAGE)
    pages = Paginator(cuts, 1)
    if opened is None:
        return pages.get_page(request.GET.get("page"))
    place = rows.index(opened)
    return pages.get_page(next(n for n, (first, after) in enumerate(cuts, 1) if place < after))


def _counted(consultation: Consultation) -> dict[str, dict[str, int]]:
    """How many comments to which a response is due stand at each paragraph and in each part."""
    counts = dict(
        comments_on(Consultation.objects.filter(pk=consultation.pk))
        .order_by()
        .values_list("question")
        .annotate(count=Count("pk"))
    )
    parts: dict[str, int] = {}
    for key, count in counts.items():
        name = key.rpartition("-")[0]
        parts[name] = parts.get(name, 0) + count
    return {"paragraphs": counts, "parts": parts}


def _with_counts(
    sections: list[Section[ConsultationParagraph]], counts: dict[str, int]
) -> list[dict[str, Any]]:
    return [
        {"label": section.label, "rows": [(row, counts.get(row.key, 0)) for row in section.rows]}
        for section in sections
    ]


def _readable_draft(request: HttpRequest, rows: Sequence[ConsultationParagraph]) -> Any:
    """The draft as it is now, where the reader may see it."""
    numbers = [row.draft_id for row in rows if row.draft_id]
    if not numbers:
        return None
    drafts = Draft.objects.visible_to(request.user).select_related("plan__forum")
    return drafts.filter(pk=numbers[0]).first()


def _talk(
    request: HttpRequest, consultation: Consultation, rows: Any, opened: Any
) -> dict[str, Any]:
    """What is said of the opened paragraph; with none opened, of the whole."""
    if opened is not None:
        return thread(request, consultation, at=opened.key)
    return thread(request, consultation, apart=[row.key for row in rows])


@require_safe
def consultation_differences(
    request: HttpRequest, forum: str, plan: str, number: int
) -> HttpResponse:
    """What was consulted against what was adopted, or as it is today."""
    found = find(request, forum, plan, number)
    if found.published_at is None:
        raise Http404
    parts = consulted.parts(found)
    name = request.GET.get("part", "")
    part = next((row for row in parts if row.name == name), None)
    if name and part is None:
        raise Http404
    context = {
        "forum": found.plan.forum,
        "plan": found.plan,
        "consultation": found,
        "is_adopted": found.plan.state != PlanState.CO_CREATION,
        "parts": parts,
        "part": part,
    }
    if part is not None:
        cuts = cut([pair.size + AROUND for pair in part.pairs], LETTERS_TO_COMPARE)
        page = Paginator(cuts, 1).get_page(request.GET.get("page"))
        sections = headed(found.plan, part.pairs[slice(*page.object_list[0])])
        context |= {"page": page, "sections": sections}
    return render(request, "action_plans/consultations/differences.html", context)
