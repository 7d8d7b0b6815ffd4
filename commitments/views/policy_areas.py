"""Policy areas: how many members advance on each."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from commitments.domain import advancing
from commitments.models import PolicyArea
from commitments.views.commitments import with_progress

MOST_MEMBERS = 30
ON_A_PAGE = 25


@require_safe
def policy_area_list(request: HttpRequest) -> HttpResponse:
    """Every area with the members that advance on it."""
    rows = advancing.by_area()
    return render(
        request,
        "commitments/policy_areas/list.html",
        {
            "rows": [row for row in rows if row.commitments],
            "empty": [row.area for row in rows if not row.commitments],
        },
    )


@require_safe
def policy_area(request: HttpRequest, slug: str) -> HttpResponse:
    """One area: what counts, which members advance, and the commitments."""
    area = get_object_or_404(PolicyArea.objects.select_related("goes_on_as"), slug=slug)
    if area.goes_on_as is not None:
        return redirect(area.goes_on_as)
    rows = with_progress(advancing.commitments_on(area))
    members = Paginator(advancing.members_on(area), MOST_MEMBERS)
    return render(
        request,
        "commitments/policy_areas/detail.html",
        {
            "area": area,
            "earlier": list(area.earlier_names.all()),
            "members": members.get_page(request.GET.get("members")),
            "advancing": advancing.members_on(area).filter(under_way__gt=0).count(),
            "page": Paginator(
                rows.order_by("plan__forum__slug", "-plan__starts_on", "number"), ON_A_PAGE
            ).get_page(request.GET.get("page")),
        },
    )
