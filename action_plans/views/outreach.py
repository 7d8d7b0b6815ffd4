"""Outreach: what was done so that people know, and recording it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.domain import outreach
from action_plans.forms.outreach import OutreachForm
from action_plans.models import OutreachActivity, OutreachKind
from action_plans.views.plans import find as find_plan
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Document, Meeting
from forums.views.access import members_only, require, visible_or_404

ON_A_PAGE = 20


@require_safe
def outreach_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The activities, the latest first, and whom they reached; `kind` filters the list."""
    found = find_plan(request, forum, plan)
    rows = OutreachActivity.objects.visible_to(request.user).filter(plan=found)
    by_kind = outreach.reach_by_kind(rows.public())
    kind = request.GET.get("kind", "")
    kind = kind if kind in OutreachKind.values else ""
    shown = (rows.filter(kind=kind) if kind else rows).select_related("plan__forum", "phase")
    meetings = Meeting.objects.visible_to(request.user).select_related("forum")
    documents = Document.objects.visible_to(request.user).select_related("forum")
    ordered = (
        shown.prefetch_related(Prefetch("meeting", meetings))
        .prefetch_related(Prefetch("document", documents))
        .order_by("-held_on", "-number")
    )
    return render(
        request,
        "action_plans/outreach/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page")),
            "by_kind": by_kind,
            "together": outreach.in_total(by_kind),
            "kind": kind,
            "kind_label": OutreachKind(kind).label if kind else "",
            "kinds": OutreachKind.choices,
        },
    )


def find(request: HttpRequest, forum: str, plan: str, number: int) -> OutreachActivity:
    """The activity, where the reader may see it; 404 otherwise."""
    found: OutreachActivity = visible_or_404(
        OutreachActivity.objects.select_related("plan__forum", "document", "meeting", "phase"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@members_only
@require_http_methods(["GET", "POST"])
def outreach_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Records an activity; only the forum sees it until it is published."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.record_outreach", found)
    form = OutreachForm(request.POST or None, request.FILES or None, plan=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        del values["seen"]
        try:
            activity = outreach.record(found, by=person, **values)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, activity)
    return render(
        request,
        "action_plans/outreach/form.html",
        {"forum": found.forum, "plan": found, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def outreach_edit(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Changes an activity, or removes one that was never published."""
    activity = find(request, forum, plan, number)
    person = require(request, "action_plans.change_outreach", activity)
    stored = outreach.fingerprint(activity)
    form = OutreachForm(
        request.POST or None,
        request.FILES or None,
        plan=activity.plan,
        instance=activity,
        initial={"seen": stored},
    )
    theirs = None
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            if "remove" in request.POST:
                outreach.remove(activity, by=person, seen=request.POST.get("seen", ""))
                messages.success(request, _("The activity is removed."))
                return redirect("action_plans:outreach-list", forum, plan)
            outreach.change(activity, by=person, **form.values())
        except ChangedMeanwhile as refused:
            form.add_error(None, str(refused))
            form.data = {**request.POST.dict(), "seen": stored}
            theirs = OutreachActivity.objects.filter(pk=activity.pk).first()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, activity)
    return render(
        request,
        "action_plans/outreach/form.html",
        {
            "forum": activity.plan.forum,
            "plan": activity.plan,
            "form": form,
            "activity": activity,
            "theirs": theirs,
        },
    )


def _saved(request: HttpRequest, activity: OutreachActivity) -> HttpResponse:
    messages.success(request, _("Saved."))
    if "publish" in request.POST and not activity.is_public:
        plan = activity.plan
        return redirect(
            "action_plans:outreach-publish", plan.forum.slug, plan.slug, activity.number
        )
    return redirect(activity)


@members_only
@require_http_methods(["GET", "POST"])
def outreach_publish(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Shows what everybody will read, then publishes it."""
    activity = find(request, forum, plan, number)
    person = require(request, "action_plans.publish_outreach", activity)
    if request.method == "POST":
        try:
            outreach.publish(activity, by=person)
            messages.success(request, _("Published. Everybody can read it now."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(activity)
    return render(
        request,
        "action_plans/outreach/publish.html",
        {"forum": activity.plan.forum, "plan": activity.plan, "activity": activity},
    )
