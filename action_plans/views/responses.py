"""Reasoned responses: what was heard and what was answered."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.domain import responses
from action_plans.forms.responses import ResponseForm
from action_plans.models import Contribution, ReasonedResponse
from action_plans.models.responses import ReasonedResponseQuerySet
from action_plans.views.plans import find as find_plan
from forums.domain.errors import Refused
from forums.views.access import members_only, number_asked, require, visible_or_404
from forums.views.comments import thread

ON_A_PAGE = 12


@require_safe
def response_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """All answers to what was heard, by theme, numbered so that they can be cited."""
    found = find_plan(request, forum, plan)
    rows = _with_contributions().filter(plan=found).order_by("theme__position", "position", "pk")
    received = Contribution.objects.public().filter(plan=found)
    return render(
        request,
        "action_plans/responses/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "received": received.count(),
            "answered": received.answered().count(),
        },
    )


@require_safe
def response_detail(request: HttpRequest, forum: str, plan: str, reference: str) -> HttpResponse:
    """One answer under its own address, with what is said of it."""
    response: ReasonedResponse = visible_or_404(
        _with_contributions(),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        reference=reference,
    )
    return render(
        request,
        "action_plans/responses/detail.html",
        {
            "forum": response.plan.forum,
            "plan": response.plan,
            "response": response,
            **thread(request, response),
        },
    )


def _with_contributions() -> ReasonedResponseQuerySet:
    """Public answers with the public contributions that they answer."""
    contributions = Contribution.objects.public().select_related("plan__forum", "author")
    return (
        ReasonedResponse.objects.public()
        .select_related("plan__forum", "theme", "answered_by")
        .prefetch_related(Prefetch("contributions", queryset=contributions))
    )


@members_only
@require_http_methods(["GET", "POST"])
def response_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Answers one or many contributions."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.answer_contribution", found)
    chosen = found.contributions.filter(number=number_asked(request, "contribution")).first()
    form = ResponseForm(
        request.POST or None,
        forum=found.forum,
        plan=found,
        initial={
            "contributions": [chosen.pk] if chosen else [],
            "theme": chosen.theme_id if chosen else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            answered = responses.answer(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Published. The authors are told by e-mail."))
            return redirect(answered)
    return render(
        request,
        "action_plans/responses/form.html",
        {"forum": found.forum, "plan": found, "form": form},
    )
