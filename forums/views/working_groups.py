"""Working groups: the list, a group's page, joining and leaving, and what its leads do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import working_groups
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.forms.documents import DocumentForm
from forums.forms.working_groups import MemberForm, RecommendationForm, WorkingGroupForm
from forums.models import (
    LEADING,
    Document,
    GroupMembership,
    GroupRole,
    Meeting,
    Recommendation,
    WorkingGroup,
)
from forums.views.access import forum_or_404, members_only, number_posted, require, visible_or_404
from forums.views.told import said

MOST_LISTED = 100


@require_safe
def group_list(request: HttpRequest, forum: str) -> HttpResponse:
    """The groups of a forum."""
    found = forum_or_404(request, forum)
    rows = (
        WorkingGroup.objects.visible_to(request.user)
        .filter(forum=found)
        .select_related("forum")
        .annotate(people=Count("memberships", filter=Q(memberships__until=None)))
        .order_by("slug")
    )
    return render(
        request,
        "forums/working_groups/list.html",
        {"forum": found, "page": Paginator(rows, 50).get_page(request.GET.get("page"))},
    )


def find(request: HttpRequest, forum: str, slug: str) -> WorkingGroup:
    """The group, where the reader may see it; 404 otherwise."""
    found: WorkingGroup = visible_or_404(
        WorkingGroup.objects.select_related("forum"), request, forum__slug=forum, slug=slug
    )
    return found


@require_safe
def group_detail(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Mandate, leads, members, meetings, documents and recommendations of a group."""
    group = find(request, forum, slug)
    memberships = list(
        group.memberships.filter(until=None).select_related("person__organisation")[:500]
    )
    meetings = (
        Meeting.objects.visible_to(request.user).filter(working_group=group).select_related("forum")
    )
    recommendations = (
        Recommendation.objects.visible_to(request.user)
        .filter(group=group)
        .select_related("group__forum", "made_by", "proposal")
    )
    return render(
        request,
        "forums/working_groups/detail.html",
        {
            "forum": group.forum,
            "group": group,
            "is_over": working_groups.is_over(group),
            "leads": _leads(memberships),
            "members": [row for row in memberships if row.role == GroupRole.MEMBER],
            "participants": [row for row in memberships if row.role == GroupRole.PARTICIPANT],
            "mine": next((m for m in memberships if m.person_id == request.user.pk), None),
            "upcoming": list(meetings.upcoming()[:10]),
            "past": list(meetings.past()[:10]),
            "documents": list(
                Document.objects.visible_to(request.user)
                .filter(working_groups=group)
                .select_related("forum", "link_check")[:MOST_LISTED]
            ),
            "recommendations": _with_meetings(request, list(recommendations[:MOST_LISTED])),
        },
    )


def _with_meetings(request: HttpRequest, rows: list[Recommendation]) -> list[Recommendation]:
    """Tells each its `shown_meeting`: on whose agenda it stands, where the reader may see that."""
    asked = [row.proposal.meeting_id or 0 for row in rows if row.proposal and row.proposal.item_id]
    found = Meeting.objects.visible_to(request.user).filter(pk__in=asked).select_related("forum")
    meetings = {meeting.pk: meeting for meeting in found} if asked else {}
    for row in rows:
        row.shown_meeting = (  # type: ignore[attr-defined]
            meetings.get(row.proposal.meeting_id or 0) if row.proposal else None
        )
    return rows


def _leads(memberships: list[GroupMembership]) -> list[dict[str, Any]]:
    """Both sides in order, each with its lead or None."""
    by_role = {row.role: row for row in memberships}
    return [{"role": role.label, "membership": by_role.get(role)} for role in LEADING]


@members_only
@require_http_methods(["GET", "POST"])
def group_create(request: HttpRequest, forum: str) -> HttpResponse:
    """A new group, as a draft."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.create_working_group", found)
    form = WorkingGroupForm(request.POST or None, forum=found, instance=WorkingGroup(forum=found))
    if request.method == "POST" and form.is_valid():
        group = working_groups.create(found, by=person, **form.values())
        messages.success(request, _("Saved. Appoint the two leads, then publish it."))
        return redirect("forums:working-group-members", found.slug, group.slug)
    return render(request, "forums/working_groups/form.html", {"forum": found, "form": form})


@members_only
@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Changes what a group is for."""
    group = find(request, forum, slug)
    person = require(request, "forums.lead_working_group", group)
    form = WorkingGroupForm(request.POST or None, forum=group.forum, instance=group)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            working_groups.change(group, by=person, **form.values())
        except ChangedMeanwhile as refused:
            stored = find(request, forum, slug)
            theirs = form.overtaken(refused, WorkingGroupForm(forum=stored.forum, instance=stored))
        else:
            messages.success(request, _("Saved."))
            return redirect(group)
    return render(
        request,
        "forums/working_groups/form.html",
        {"forum": group.forum, "group": group, "form": form, "theirs": theirs},
    )


@members_only
@require_POST
def group_act(request: HttpRequest, forum: str, slug: str, act: str) -> HttpResponse:
    """Publishes a group, or takes the reader into it or out of it."""
    group = find(request, forum, slug)
    permission = "forums.appoint_leads" if act == "publish" else "forums.join_working_group"
    person = require(request, permission, group)
    done = {
        "publish": (working_groups.publish, _("Published. Everybody can read it now.")),
        "join": (working_groups.join, _("You take part in the group.")),
        "leave": (working_groups.leave, _("You have left the group.")),
    }
    verb, words = done[act]
    try:
        verb(group, by=person)
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(group)


@members_only
@require_http_methods(["GET", "POST"])
def group_members(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Leads add members and end a part; the coordinator appoints leads."""
    group = find(request, forum, slug)
    person = require(request, "forums.lead_working_group", group)
    may_appoint = person.has_perm("forums.appoint_leads", group)
    adding = "person" in request.POST
    form = MemberForm(request.POST if adding else None, may_appoint=may_appoint)
    try:
        if "remove" in request.POST:
            row = get_object_or_404(group.memberships, pk=number_posted(request, "remove"))
            working_groups.remove(row, by=person)
            messages.success(request, _("The part in the group has ended."))
            return redirect(request.path)
        if adding and form.is_valid():
            clean = form.cleaned_data
            if clean["role"] in LEADING:
                working_groups.appoint(group, by=person, person=clean["person"], role=clean["role"])
            else:
                working_groups.add_member(group, by=person, person=clean["person"])
            messages.success(request, _("Saved. The person is told."))
            return redirect(request.path)
    except Refused as refused:
        if adding:
            form.add_error(None, str(refused))
        else:
            messages.error(request, str(refused))
    rows = group.memberships.filter(until=None).select_related("person")
    return render(
        request,
        "forums/working_groups/members.html",
        {
            "forum": group.forum,
            "group": group,
            "form": form,
            "page": Paginator(rows, MOST_LISTED).get_page(request.GET.get("page")),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def group_document(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Adds a document of the group."""
    group = find(request, forum, slug)
    person = require(request, "forums.lead_working_group", group)
    form = DocumentForm(request.POST or None, request.FILES or None, forum=group.forum)
    if request.method == "POST" and form.is_valid():
        try:
            working_groups.add_document(group, by=person, **form.values())
            messages.success(request, _("Saved."))
            return redirect(group)
        except Refused as refused:
            form.add_error("file", str(refused))
    return _form(request, group, form, title=_("Add a document"))


@members_only
@require_http_methods(["GET", "POST"])
def recommendation_create(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Writes a recommendation to the forum; as a draft the group and the forum see it."""
    group = find(request, forum, slug)
    person = require(request, "forums.lead_working_group", group)
    form = RecommendationForm(request.POST or None, forum=group.forum)
    if request.method == "POST" and form.is_valid():
        made = working_groups.recommend(group, by=person, **form.values())
        messages.success(request, _("Saved as a draft of the group."))
        return redirect(made.get_absolute_url())
    return _form(request, group, form, title=_("Write a recommendation"))


@members_only
@require_http_methods(["GET", "POST"])
def recommendation_publish(
    request: HttpRequest, forum: str, slug: str, number: int
) -> HttpResponse:
    """Publishes a recommendation, which lays it before the forum."""
    group = find(request, forum, slug)
    person = require(request, "forums.lead_working_group", group)
    found = get_object_or_404(group.recommendations.select_related("group__forum"), number=number)
    if request.method == "POST":
        try:
            told = working_groups.publish_recommendation(found, by=person)
            messages.success(
                request, said(_("Published. It waits among the proposals for an agenda."), told)
            )
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(found.get_absolute_url())
    return render(
        request,
        "forums/working_groups/publish.html",
        {
            "forum": group.forum,
            "group": group,
            "recommendation": found,
            "recipients": working_groups.coordinators(group.forum),
        },
    )


def _form(request: HttpRequest, group: WorkingGroup, form: Any, *, title: str) -> HttpResponse:
    return render(
        request,
        "forums/working_groups/form.html",
        {"forum": group.forum, "group": group, "form": form, "title": title},
    )
