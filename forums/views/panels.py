"""The panel of a selection by invitation: its members, their scores."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import panels, tally
from forums.domain.errors import Refused
from forums.forms.nominations import PanelForm, ScoreForm
from forums.models import PanelMember
from forums.views.access import members_only, number_posted, require
from forums.views.nominations import find_nomination
from forums.views.selections import find


@members_only
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Names who scores, before the panel begins."""
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    form = PanelForm(request.POST if "person" in request.POST else None)
    try:
        if "remove" in request.POST:
            member = get_object_or_404(selection.panel, pk=number_posted(request, "remove"))
            panels.remove(member, by=person)
            messages.success(request, _("Taken off the panel."))
            return redirect(request.path)
        if form.is_bound and form.is_valid():
            panels.add(selection, by=person, person=form.cleaned_data["person"])
            messages.success(request, _("Named to the panel."))
            return redirect(request.path)
    except Refused as refused:
        form.add_error(None, str(refused)) if form.is_bound else messages.error(
            request, str(refused)
        )
    return render(
        request,
        "forums/selections/panel.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "form": form,
            "panel": selection.panel.select_related("person__organisation"),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, forum: str, slug: str, number: int) -> HttpResponse:
    """A member of the panel scores one candidate; nobody else sees it before all are in."""
    nomination = find_nomination(request, forum, slug, number)
    selection = nomination.selection
    member = PanelMember.objects.filter(
        selection=selection, person=getattr(request.user, "pk", None)
    ).first()
    if member is None:
        raise PermissionDenied
    form = ScoreForm(request.POST or None, nomination=nomination, member=member)
    if request.method == "POST" and form.is_valid():
        try:
            panels.score(nomination, by=member.person, points=form.points(), reasons=form.reasons())
            messages.success(
                request, _("Saved. Nobody sees it before all scores are in or the panel is closed.")
            )
            return redirect(selection)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/selections/score.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "nomination": nomination,
            "form": form,
        },
    )


@require_safe
def scores_csv(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """All scores, once they are public; the lot is drawn from this very file."""
    selection = find(request, forum, slug)
    if not panels.are_public(selection):
        raise Http404
    return csv_file(tally.scores_file(panels.rows(selection)), f"{slug}-scores.csv")


def csv_file(text: str, name: str) -> HttpResponse:
    """A CSV file to download, byte by byte as given."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
