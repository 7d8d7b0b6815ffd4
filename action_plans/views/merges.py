"""Merging contributions that say the same."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.domain import merges
from action_plans.domain.similar import similar
from action_plans.forms.contribution_filters import ContributionFilter
from action_plans.forms.contributions import MergeForm
from action_plans.models import Contribution
from action_plans.views.contributions import find
from forums.domain.errors import Refused
from forums.views.access import members_only, require

ON_A_PAGE = 10


@members_only
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Finds the contribution in which this one goes on, and merges them."""
    contribution = find(request, forum, plan, number)
    person = require(request, "action_plans.merge_contributions", contribution)
    form = MergeForm(request.POST if request.method == "POST" else None, contribution=contribution)
    if form.is_valid():
        try:
            goes_on = merges.merge(contribution, into=form.cleaned_data["into"], by=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Merged. Both authors are told by e-mail."))
            return redirect(goes_on)
    words = request.GET.get("q", "")
    others = (
        Contribution.objects.public().going_on().filter(plan=contribution.plan).for_lists()
    ).exclude(pk=contribution.pk)
    chosen = ContributionFilter(request.GET, queryset=others.order_by("number"))
    page = Paginator(chosen.qs if words else others.none(), ON_A_PAGE)
    return render(
        request,
        "action_plans/contributions/merge.html",
        {
            "forum": contribution.plan.forum,
            "plan": contribution.plan,
            "contribution": contribution,
            "form": form,
            "words": words,
            "page": page.get_page(request.GET.get("page")),
            "similar": similar(
                contribution.plan,
                title=contribution.title,
                problem=contribution.problem,
                but=contribution,
            ),
        },
    )


@members_only
@require_POST
def undo(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Lets a merged contribution stand for itself again."""
    contribution = find(request, forum, plan, number)
    person = require(request, "action_plans.merge_contributions", contribution)
    try:
        merges.undo(contribution, by=person)
        messages.success(request, _("It stands for itself again. Its author is told by e-mail."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(contribution)
