"""The milestones of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from action_plans.domain import drafts
from action_plans.forms.drafts import MilestoneForm
from action_plans.views.drafts import find
from forums.domain.errors import Refused
from forums.views.access import members_only, require


@members_only
@require_http_methods(["GET", "POST"])
def milestone_add(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Adds a step to the draft."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    form = MilestoneForm(
        request.POST or None, forum=draft.plan.forum, initial={"responsible": draft.lead_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafts.add_milestone(draft, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The milestone is added."))
            return redirect(f"{draft.get_absolute_url()}#milestones")
    return render(
        request,
        "action_plans/drafts/milestone.html",
        {"forum": draft.plan.forum, "plan": draft.plan, "draft": draft, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def milestone_edit(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Changes or removes a step of the draft."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    milestone = get_object_or_404(draft.milestones.all(), pk=pk)
    form = MilestoneForm(request.POST or None, forum=draft.plan.forum, instance=milestone)
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            if "remove" in request.POST:
                drafts.remove_milestone(milestone, by=person)
                messages.success(request, _("The milestone is removed."))
            else:
                drafts.change_milestone(milestone, by=person, **form.values())
                messages.success(request, _("Saved."))
            return redirect(f"{draft.get_absolute_url()}#milestones")
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "action_plans/drafts/milestone.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "form": form,
            "milestone": milestone,
        },
    )
