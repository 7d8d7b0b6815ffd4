"""Answering: preparing answers, publishing and correcting them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import responses, text_changes
from action_plans.domain.response_notices import authors, comments_of, contributions_of
from action_plans.domain.response_sources import say_where, with_what_they_answer
from action_plans.forms.responses import MOST_CHOSEN, ChangedResponseForm, NewResponseForm
from action_plans.models import ActionPlan, ReasonedResponse
from action_plans.views.plans import find as find_plan
from action_plans.views.responses import find
from forums.domain.errors import Refused
from forums.models import Person
from forums.views.access import members_only, require

ON_A_PAGE = 30
OFFERED = 20  # of the oldest, where none was chosen before


@members_only
@require_safe
def response_prepared(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Answers that the forum prepares, to be read, discussed and published."""
    found = find_plan(request, forum, plan)
    require(request, "action_plans.see_prepared", found)
    rows = with_what_they_answer(ReasonedResponse.objects.filter(plan=found, published_at=None))
    page = Paginator(rows.order_by("position", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    say_where(found, page.object_list)
    return render(
        request,
        "action_plans/responses/prepared.html",
        {"forum": found.forum, "plan": found, "page": page},
    )


@members_only
@require_http_methods(["GET", "POST"])
def response_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Answers one or many contributions and comments, at once or to be read by the forum first."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.answer_contribution", found)
    form = _new_form(request, found)
    if request.method == "POST" and form.is_valid():
        at_once = "publish" in request.POST
        verb = responses.answer if at_once else responses.prepare
        try:
            answered = verb(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Published. The authors are told by e-mail.")
                if at_once
                else _("Kept. Only the forum sees it until it is published."),
            )
            return redirect(answered)
    return render(
        request,
        "action_plans/responses/form.html",
        {"forum": found.forum, "plan": found, "form": form},
    )


def _new_form(request: HttpRequest, plan: ActionPlan) -> NewResponseForm:
    """The form with what was chosen in the address or the form before; else with the oldest."""
    if request.method == "POST":
        contributions = _numbers(request.POST.getlist("contributions"))
        comments = _numbers(request.POST.getlist("comments"))
    else:
        asked = _numbers(request.GET.getlist("contribution"))
        rows = plan.contributions.filter(number__in=asked)
        chosen = rows.values_list("merged_into", "pk")
        contributions = [into or pk for into, pk in chosen[:MOST_CHOSEN]]
        comments = _numbers(request.GET.getlist("comment"))
    offered = list(contributions)
    if not contributions and not comments:
        oldest = responses.waiting_contributions(plan).values_list("pk", flat=True)
        offered = list(oldest[:OFFERED])
    waiting = responses.waiting_contributions(plan).filter(pk__in=contributions)
    said = responses.waiting_comments(plan).filter(pk__in=comments)
    first = waiting.first()
    return NewResponseForm(
        request.POST or None,
        forum=plan.forum,
        plan=plan,
        contributions=offered,
        comments=comments,
        changes=text_changes.choices(text_changes.drafts_for(waiting, said)),
        initial={
            "contributions": contributions,
            "comments": comments,
            "theme": first.theme_id if first else None,
        },
    )


def _numbers(texts: list[str]) -> list[int]:
    """Whole numbers that a database holds; whatever else was sent is left out."""
    kept = [text for text in texts if text.isascii() and text.isdecimal() and len(text) < 10]
    return [int(text) for text in kept[:MOST_CHOSEN]]


@members_only
@require_http_methods(["GET", "POST"])
def response_edit(request: HttpRequest, forum: str, plan: str, reference: str) -> HttpResponse:
    """Changes a prepared answer, or corrects a published one."""
    response = find(request, forum, plan, reference)
    person = require(request, "action_plans.answer_contribution", response)
    changes = text_changes.choices(
        text_changes.drafts_for(contributions_of(response), comments_of(response))
    )
    if response.revision is not None and response.revision not in changes:
        changes.append(response.revision)
    form = ChangedResponseForm(
        request.POST or None, forum=response.plan.forum, response=response, changes=changes
    )
    if request.method == "POST" and form.is_valid():
        try:
            corrected = responses.change(response, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Corrected. The authors are told by e-mail.") if corrected else _("Saved."),
            )
            return redirect(response)
    return render(
        request,
        "action_plans/responses/form.html",
        {"forum": response.plan.forum, "plan": response.plan, "response": response, "form": form},
    )


@members_only
@require_POST
def response_publish(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Publishes the prepared answers that were chosen, after a look at who is told."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.answer_contribution", found)
    numbers = _numbers(request.POST.getlist("response"))
    chosen = list(found.responses.filter(pk__in=numbers, published_at=None).order_by("position"))
    if "confirmed" not in request.POST and chosen:
        people = {each.pk for row in chosen for each in authors(row)}
        named = {each.pk: each for row in chosen for each in authors(row, by_name=True)}
        return render(
            request,
            "action_plans/responses/publish.html",
            {
                "forum": found.forum,
                "plan": found,
                "chosen": chosen,
                "recipients": list(named.values()),
                "unnamed": len(people) - len(named),
            },
        )
    _publish(request, found, chosen, by=person)
    return redirect("action_plans:response-prepared", forum, plan)


def _publish(
    request: HttpRequest, plan: ActionPlan, chosen: list[ReasonedResponse], *, by: Person
) -> None:
    try:
        told = responses.publish(plan, chosen, by=by)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            ngettext(
                "Published. %(count)s e-mail will be sent.",
                "Published. %(count)s e-mails will be sent.",
                told,
            )
            % {"count": told},
        )


@members_only
@require_POST
def response_discard(request: HttpRequest, forum: str, plan: str, reference: str) -> HttpResponse:
    """Drops a prepared answer; what it was to answer waits again."""
    response = find(request, forum, plan, reference)
    person = require(request, "action_plans.answer_contribution", response)
    try:
        responses.discard(response, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(response)
    messages.success(request, _("Dropped. What it was to answer waits on the desk again."))
    return redirect("action_plans:response-desk", forum, plan)
