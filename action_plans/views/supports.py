"""Supporting a contribution with one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from action_plans.domain import supports
from action_plans.views.contributions import find
from forums.domain.errors import Refused
from forums.views.access import members_only, require


@members_only
@require_POST
def support(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Gives the reader's support, or takes it back."""
    contribution = find(request, forum, plan, number)
    person = require(request, "action_plans.support_contribution", contribution)
    try:
        if "back" in request.POST:
            supports.take_back(contribution, by=person)
        else:
            supports.give(contribution, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{contribution.get_absolute_url()}#support")
