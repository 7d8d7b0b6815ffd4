"""Reasoned responses: what was heard and what was answered."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from action_plans.domain import response_figures, text_changes
from action_plans.domain.response_sources import say_where, with_what_they_answer
from action_plans.domain.response_words import charts, sentences
from action_plans.forms.responses import ResponseFilter
from action_plans.models import (
    ActionPlan,
    ReasonedResponse,
)
from action_plans.models.responses import ReasonedResponseQuerySet
from action_plans.views.plans import find as find_plan
from forums.domain.session import languages_of
from forums.templatetags.portal import plain
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread
from forums.views.files import language_asked, pdf_response

ON_A_PAGE = 12
FOLDER = "responses"
WORDS_OF_A_TITLE = 18


@require_safe
def response_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """All answers to what was heard, by theme, numbered so that they can be cited."""
    found = find_plan(request, forum, plan)
    rows = in_order(found)
    filtered = ResponseFilter(request.GET or None, queryset=rows, plan=found)
    page = Paginator(filtered.qs, ON_A_PAGE).get_page(request.GET.get("page"))
    say_where(found, page.object_list)
    contributions = response_figures.of_contributions(found)
    comments = response_figures.of_comments(found)
    return render(
        request,
        "action_plans/responses/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "filter": filtered,
            "page": page,
            "figures": contributions,
            "comment_figures": comments,
            "sentences": sentences(
                contributions, comments, replies=response_figures.replies(found)
            ),
            "charts": charts(contributions),
        },
    )


def in_order(plan: ActionPlan) -> ReasonedResponseQuerySet:
    """The public answers of a plan by theme, with what a page shows of them."""
    return with_what_they_answer(ReasonedResponse.objects.public().filter(plan=plan)).order_by(
        "theme__position", "theme", "position", "pk"
    )


def find(request: HttpRequest, forum: str, plan: str, reference: str) -> ReasonedResponse:
    """The answer, where the reader may see it; 404 otherwise."""
    found: ReasonedResponse = visible_or_404(
        with_what_they_answer(
            ReasonedResponse.objects.select_related("decision__forum", "revision")
        ),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        reference=reference,
    )
    say_where(found.plan, [found])
    return found


@require_safe
def response_detail(request: HttpRequest, forum: str, plan: str, reference: str) -> HttpResponse:
    """One answer under its own address, with the change that it caused and what is said of it."""
    response = find(request, forum, plan, reference)
    decision = response.decision if response.decision and response.decision.is_public else None
    context = {
        "forum": response.plan.forum,
        "plan": response.plan,
        "response": response,
        "in_short": _in_short(response),
        "decision": decision,
        "change": text_changes.shown(response.revision, request.user),
        "corrections": list(response.corrections.select_related("corrected_by").order_by("-pk")),
    }
    if response.is_public:
        context |= thread(request, response)
    return render(request, "action_plans/responses/detail.html", context)


def _in_short(response: ReasonedResponse) -> str:
    """The first sentence of what was heard, cut where it is long."""
    first, *_rest = re.split(r"(?<=[.!?…])\s", plain(response.heard), maxsplit=1)
    return Truncator(first).words(WORDS_OF_A_TITLE)


@members_only
@require_safe
def response_remarks(request: HttpRequest, forum: str, plan: str, reference: str) -> HttpResponse:
    """What the forum says of an answer among itself, while it is prepared and after."""
    response = find(request, forum, plan, reference)
    require(request, "action_plans.see_prepared", response)
    return render(
        request,
        "action_plans/responses/remarks.html",
        {
            "forum": response.plan.forum,
            "plan": response.plan,
            "response": response,
            **thread(request, response, internal=True),
        },
    )


@require_safe
def response_pdf(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """All public answers set for paper, in the reader's language or in `?language=`."""
    found = get_object_or_404(
        ActionPlan.objects.public().select_related("forum"), forum__slug=forum, slug=plan
    )
    language = language_asked(request, languages_of(found.forum))
    with translation.override(language), timezone.override(found.forum.time_zone):
        rows = list(in_order(found))
        say_where(found, rows)
        contributions = response_figures.of_contributions(found)
        comments = response_figures.of_comments(found)
        html = render_to_string(
            "action_plans/responses/pdf.html",
            {
                "forum": found.forum,
                "plan": found,
                "responses": rows,
                "figures": contributions,
                "sentences": sentences(
                    contributions, comments, replies=response_figures.replies(found)
                ),
                "charts": charts(contributions),
                "written_at": max(
                    (row.published_at for row in rows if row.published_at), default=None
                ),
                "portal_url": settings.PORTAL_URL,
            },
        )
    return pdf_response(
        request,
        html=html,
        folder=FOLDER,
        name=f"{forum}-{plan}-{language}.pdf",
        language=language,
    )
