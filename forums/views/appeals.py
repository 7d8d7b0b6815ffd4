"""Appeals against a step of a selection, and their answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums.domain import appeals
from forums.domain.errors import Refused
from forums.domain.selection_steps import leaders
from forums.forms.selections import AppealForm, ReasonForm
from forums.models import StepKind
from forums.views.access import members_only, require
from forums.views.selections import find, step_page


@members_only
@require_http_methods(["GET", "POST"])
def appeal_create(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Objects to what was done in a selection."""
    selection = find(request, forum, slug)
    person = require(request, "forums.nominate", selection)
    if not appeals.may_appeal(person, selection):
        raise PermissionDenied
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = {(get_language() or "en").split("-")[0]: form.cleaned_data["text"]}
        try:
            appeals.appeal(selection, by=person, text=words)
            messages.success(request, _("Your appeal is public. Those who lead are told."))
            return redirect(f"{selection.get_absolute_url()}#account")
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Appeal"),
        recipients=leaders(selection),
    )


@members_only
@require_http_methods(["GET", "POST"])
def appeal_answer(request: HttpRequest, forum: str, slug: str, pk: int) -> HttpResponse:
    """Answers an appeal in public."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    step = get_object_or_404(selection.steps.select_related("by"), pk=pk, kind=StepKind.APPEAL)
    form = ReasonForm(request.POST or None, forum=selection.forum)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.answer(step, by=person, text=form.values()["reason"])
            messages.success(request, _("The answer is public."))
            return redirect(f"{selection.get_absolute_url()}#account")
        except Refused as refused:
            form.add_error(None, str(refused))
    return step_page(
        request,
        selection,
        form,
        title=_("Answer an appeal"),
        quoted=step,
        recipients=[step.by] if step.by else [],
    )
