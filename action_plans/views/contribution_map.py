"""Which draft takes up which contribution, and what was answered."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from action_plans.domain import taking_up
from action_plans.models import Contribution, Draft
from action_plans.views.contributions import find
from action_plans.views.drafts import find as find_draft
from action_plans.views.plans import find as find_plan
from forums.domain.errors import Refused
from forums.views.access import members_only, number_posted, require

ON_A_PAGE = 25


@require_safe
def contribution_map(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """By theme: each contribution, the drafts that take it up, and its answer."""
    found = find_plan(request, forum, plan)
    every = Contribution.objects.public().filter(plan=found)
    rows = every.going_on()
    paginator = Paginator(
        rows.for_lists().order_by(F("theme__position").asc(nulls_last=True), "theme", "number"),
        ON_A_PAGE,
    )
    page = paginator.get_page(request.GET.get("page"))
    taken = _drafts(request, [row.pk for row in page])
    for row in page:
        row.shown_drafts = taken.get(row.pk, [])  # type: ignore[attr-defined]
    return render(
        request,
        "action_plans/contributions/map.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": page,
            "total": paginator.count,
            "taken_up": rows.taken_up().count(),
            "answered": rows.answered().count(),
            "merged": every.exclude(merged_into=None).count(),
        },
    )


def _drafts(request: HttpRequest, contributions: list[int]) -> dict[int, list[Draft]]:
    """The drafts that the reader may see, by the contributions that go on in them."""
    links = Draft.contributions.through.objects.filter(
        contribution__in=Contribution.objects.filter(pk__in=contributions)
        | Contribution.objects.filter(merged_into__in=contributions)
    ).values_list("draft_id", "contribution_id", "contribution__merged_into")
    drafts = (
        Draft.objects.visible_to(request.user)
        .select_related("plan__forum")
        .in_bulk({draft for draft, *_rest in links})
    )
    taken: dict[int, list[Draft]] = {}
    for draft_id, contribution, merged_into in links:
        rows = taken.setdefault(merged_into or contribution, [])
        if draft_id in drafts and drafts[draft_id] not in rows:
            rows.append(drafts[draft_id])
    return taken


@members_only
@require_POST
def take_up(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Says that a draft takes the contribution up, or no longer."""
    contribution = find(request, forum, plan, number)
    draft = find_draft(request, forum, plan, number_posted(request, "draft"))
    person = require(request, "action_plans.write_draft", draft)
    try:
        if "release" in request.POST:
            taking_up.let_go(contribution, draft=draft, by=person)
            messages.success(request, _("The draft does not take it up any more."))
        else:
            taking_up.take_up(contribution, draft=draft, by=person)
            messages.success(request, _("The draft takes it up now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{contribution.get_absolute_url()}#answer")
