"""What others said already, shown while somebody types."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from action_plans.domain.similar import similar
from action_plans.views.plans import find as find_plan
from forums.views.access import members_only

MOST_LETTERS = 6000


@members_only
@require_http_methods(["GET", "POST"])
def similar_ones(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Public contributions that sound like the title and problem typed so far, as a part of a page.

    Changes nothing. Who asks very often is shown none.
    """
    found = find_plan(request, forum, plan)
    sent = request.POST if request.method == "POST" else request.GET
    title, problem = (sent.get(name, "")[:MOST_LETTERS] for name in ("title", "problem"))
    rows = []
    if ratelimit.consume(request, action="similar"):
        rows = similar(found, title=title, problem=problem)
    return render(
        request,
        "action_plans/contributions/_similar.html",
        {"forum": found.forum, "plan": found, "similar": rows},
    )
