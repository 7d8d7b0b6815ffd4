"""Starting a draft, changing what stands beside its answers, publishing and proposing it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.domain import drafts
from action_plans.domain.draft_publication import becomes_public, publish
from action_plans.forms.drafts import DraftForm
from action_plans.models import Draft, DraftState
from action_plans.views.drafts import find, open_items
from action_plans.views.plans import find as find_plan
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.views.access import members_only, require


@members_only
@require_http_methods(["GET", "POST"])
def draft_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Starts a draft; only the forum sees it."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.write_draft", found)
    form = DraftForm(request.POST or None, forum=found.forum, plan=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        taken_up, supporting = values.pop("contributions"), values.pop("supporting")
        try:
            with transaction.atomic():
                draft = drafts.start(found, by=person, **values)
                draft.contributions.set(taken_up)
                draft.supporting.set(supporting)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Started. Answer the questions one by one."))
            return redirect(draft)
    return render(
        request,
        "action_plans/drafts/form.html",
        {"forum": found.forum, "plan": found, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def draft_edit(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Changes the draft's title, theme, offices, values and the contributions it takes up."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    form = DraftForm(request.POST or None, forum=draft.plan.forum, plan=draft.plan, instance=draft)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            drafts.describe(draft, by=person, **form.values())
        except ChangedMeanwhile as refused:
            stored = Draft.objects.get(pk=draft.pk)
            theirs = form.overtaken(
                refused, DraftForm(forum=draft.plan.forum, plan=draft.plan, instance=stored)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(draft)
    return render(
        request,
        "action_plans/drafts/form.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "form": form,
            "theirs": theirs,
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def draft_publish(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Says what becomes public with the draft; then lets everybody read it while it is written."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.publish_draft", draft)
    if request.method == "GET":
        if draft.is_public or not drafts.goes_on(draft):
            return redirect(draft)
        return _asks_first(request, "publish", draft, becomes_public=becomes_public(draft))
    try:
        publish(draft, by=person)
        messages.success(request, _("Published. Everybody can read the draft now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(draft)


def _asks_first(
    request: HttpRequest, template: str, draft: Draft, **context: object
) -> HttpResponse:
    return render(
        request,
        f"action_plans/drafts/{template}.html",
        {"forum": draft.plan.forum, "plan": draft.plan, "draft": draft, **context},
    )


@members_only
@require_POST
def draft_propose(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Puts the draft before the forum and the public; says first what is open, and what is new."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.propose_draft", draft)
    if (
        "anyway" not in request.POST
        and draft.state == DraftState.DRAFTING
        and drafts.goes_on(draft)
    ):
        still_open = open_items(draft)
        new = None if draft.is_public else becomes_public(draft)
        if still_open or new:
            return _asks_first(request, "propose", draft, open=still_open, becomes_public=new)
    try:
        drafts.propose(draft, by=person)
        messages.success(request, _("Proposed. The forum can adopt it with the plan."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(draft)
