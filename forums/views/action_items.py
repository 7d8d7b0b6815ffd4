"""Action items: the list of what is promised, recording it, and saying that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import action_items
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.forms.action_items import ActionItemForm, DoneForm
from forums.models import ActionItem, Meeting
from forums.views.access import (
    forum_or_404,
    meeting_or_404,
    members_only,
    require,
    visible_or_404,
)

STATES = ("open", "done")
ON_A_PAGE = 25


def seen(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What a meeting's page shows: what was promised there and, on the next, what is open."""
    visible = ActionItem.objects.visible_to(request.user)
    recorded, before = action_items.around(meeting, among=visible)
    return {"action_items": recorded, "open_before": before}


@require_safe
def action_item_list(request: HttpRequest, forum: str) -> HttpResponse:
    """What is open, the first to be done first; `?state=done` shows what is done."""
    found = forum_or_404(request, forum)
    rows = ActionItem.objects.visible_to(request.user).filter(forum=found)
    state = request.GET.get("state", "")
    state = state if state in STATES else "open"
    shown = rows.done() if state == "done" else rows.open()
    page = Paginator(shown.select_related("forum", "meeting__forum", "owner"), ON_A_PAGE)
    return render(
        request,
        "forums/action_items/list.html",
        {"forum": found, "page": page.get_page(request.GET.get("page")), "state": state},
    )


@members_only
@require_http_methods(["GET", "POST"])
def action_item_create(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Records what somebody promised at a meeting."""
    meeting = meeting_or_404(request, forum, number)
    person = require(request, "forums.record_action", meeting)
    form = ActionItemForm(
        request.POST or None, meeting=meeting, instance=ActionItem(forum=meeting.forum)
    )
    if request.method == "POST" and form.is_valid():
        try:
            action_items.record(meeting, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded."))
            if "another" in request.POST:
                return redirect("forums:action-item-create", forum, number)
            return redirect(f"{meeting.get_absolute_url()}#actions")
    return _form(request, meeting, form)


@members_only
@require_http_methods(["GET", "POST"])
def action_item_edit(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """Changes what is to be done, by whom or until when."""
    item = _find(request, forum, pk)
    person = require(request, "forums.record_action", item)
    form = ActionItemForm(request.POST or None, meeting=item.meeting, instance=item)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            action_items.change(item, by=person, **form.values())
        except ChangedMeanwhile as refused:
            stored = _find(request, forum, pk)
            theirs = form.overtaken(
                refused, ActionItemForm(meeting=stored.meeting, instance=stored)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(item)
    return _form(request, item.meeting, form, item, theirs)


def _form(
    request: HttpRequest,
    meeting: Meeting,
    form: ActionItemForm,
    item: ActionItem | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    return render(
        request,
        "forums/action_items/form.html",
        {
            "forum": meeting.forum,
            "meeting": meeting,
            "form": form,
            "item": item,
            "theirs": theirs,
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def action_item_done(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """Says that it is done and what came of it."""
    item = _find(request, forum, pk)
    person = require(request, "forums.finish_action", item)
    form = DoneForm(request.POST or None, forum=item.forum)
    if request.method == "POST" and form.is_valid():
        try:
            action_items.finish(item, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done. Everybody can read what came of it."))
            return redirect(f"{item.meeting.get_absolute_url()}#actions")
    return render(
        request, "forums/action_items/done.html", {"forum": item.forum, "item": item, "form": form}
    )


@members_only
@require_POST
def action_item_reopen(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """Takes back that it is done."""
    item = _find(request, forum, pk)
    action_items.reopen(item, by=require(request, "forums.finish_action", item))
    messages.success(request, _("It is open again."))
    return redirect(item)


def _find(request: HttpRequest, forum: str, pk: int) -> ActionItem:
    found: ActionItem = visible_or_404(
        ActionItem.objects.select_related("forum", "meeting__forum", "owner"),
        request,
        forum__slug=forum,
        pk=pk,
    )
    return found
