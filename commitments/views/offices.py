"""An office and a theme: which commitments they have, and what happened to them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from action_plans.views.plans import find as find_plan
from commitments.domain import offices
from commitments.models import Commitment
from commitments.views.commitments import with_progress
from forums.domain.happened import Found
from forums.domain.happenings import Entry, Topic, Wanted, gathered

MOST_OVERDUE = 20
MOST_NEWS = 15


def latest(topic: Topic) -> list[Entry]:
    """What happened lately, in one query."""
    found = Found(Wanted(frozenset({topic}), until=timezone.now()))[:MOST_NEWS]
    return gathered(found, zone=timezone.get_current_timezone())


@require_safe
def office_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What an office leads, supports and carries out in all public forums, and what is overdue."""
    office = get_object_or_404(offices.public_offices(), slug=slug)
    rows = with_progress(offices.commitments_of(office))
    ordered = rows.order_by("-plan__starts_on", "plan", "number")
    page = Paginator(ordered, 25).get_page(request.GET.get("page"))
    parts = offices.parts(office, page.object_list)
    overdue = list(offices.overdue_of(office)[: MOST_OVERDUE + 1])
    context = {
        "office": office,
        "page": page,
        "rows": [(row, parts[row.pk]) for row in page.object_list],
        "overdue": overdue[:MOST_OVERDUE],
        "more_overdue": len(overdue) > MOST_OVERDUE,
        "entries": latest(("office", office.pk)),
    }
    return render(request, "commitments/offices/detail.html", context)


@require_safe
def theme_detail(request: HttpRequest, forum: str, plan: str, theme: str) -> HttpResponse:
    """The commitments of a theme, and what happened to them."""
    found = find_plan(request, forum, plan)
    row = found.themes.select_related("plan__forum").filter(slug=theme).first()
    if row is None:
        raise Http404
    everything = Commitment.objects.visible_to(request.user).filter(plan=found, theme=row)
    rows = with_progress(everything, today=found.forum.today).order_by("number")
    context = {
        "forum": found.forum,
        "plan": found,
        "theme": row,
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "entries": latest(("theme", row.pk)),
    }
    return render(request, "commitments/themes/detail.html", context)
