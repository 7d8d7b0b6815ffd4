"""The milestones of a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from action_plans.domain import milestones
from action_plans.forms.milestones import MilestoneForm
from action_plans.models import Draft, DraftMilestone
from action_plans.views.drafts import find
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Person
from forums.views.access import members_only, require


def _page(request: HttpRequest, draft: Draft, **context: Any) -> HttpResponse:
    return render(
        request,
        "action_plans/drafts/milestone.html",
        {"forum": draft.plan.forum, "plan": draft.plan, "draft": draft, **context},
    )


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
            milestones.add(draft, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The milestone is added."))
            return redirect(f"{draft.get_absolute_url()}#milestones")
    return _page(request, draft, form=form)


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
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            said = _change(request, milestone, form, by=person)
        except ChangedMeanwhile as refused:
            theirs = _theirs(refused, form, draft, pk)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(f"{draft.get_absolute_url()}#milestones")
    return _page(request, draft, form=form, milestone=milestone, theirs=theirs)


def _change(
    request: HttpRequest, milestone: DraftMilestone, form: MilestoneForm, *, by: Person
) -> str:
    """Does what the button says; returns what happened in a sentence."""
    if "remove" in request.POST:
        milestones.remove(milestone, by=by)
        return _("The milestone is removed.")
    milestones.change(milestone, by=by, **form.values())
    return _("Saved.")


def _theirs(
    refused: ChangedMeanwhile, form: MilestoneForm, draft: Draft, pk: int
) -> list[tuple[str, str]]:
    """What stands now, for who typed over an older one; her next save is on top of it."""
    stored = DraftMilestone.objects.filter(pk=pk).first()
    if stored is None:
        form.add_error(None, str(refused))
        return []
    return form.overtaken(refused, MilestoneForm(forum=draft.plan.forum, instance=stored))
