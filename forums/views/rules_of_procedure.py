"""Rules of procedure: every version, and how one becomes the rules in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import rules_of_procedure
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.domain.readable import readable_difference
from forums.domain.rules_in_words import changes, in_words
from forums.domain.rules_of_procedure import fingerprint, state
from forums.domain.seats import members, voting_seats
from forums.forms.rules_of_procedure import AdoptionForm, ProposalForm, RulesForm
from forums.models import Forum, RulesVersion
from forums.models.rules_of_procedure import CONTENT
from forums.views.access import (
    forum_or_404,
    members_only,
    number_asked,
    require,
    visible_or_404,
)
from forums.views.comments import thread
from forums.views.told import said

VERSIONS_ON_A_PAGE = 30


@require_safe
def rules(request: HttpRequest, forum: str) -> HttpResponse:
    """The rules in force, what is proposed, and every version that there was."""
    found = forum_or_404(request, forum)
    rows = (
        RulesVersion.objects.visible_to(request.user)
        .filter(forum=found)
        .select_related("forum", "decision")
        .defer("text")
        .with_end()
    )
    current = _current(found)
    page = Paginator(rows, VERSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    by_state = _with_state(page.object_list, found, current)
    return render(
        request,
        "forums/rules/list.html",
        {
            "forum": found,
            "current": current,
            "settings": in_words(current, voting_seats(found)) if current else [],
            "open": [*by_state.get("proposed", []), *by_state.get("closed", [])],
            "coming": by_state.get("adopted", []),
            "page": page,
        },
    )


def _current(forum: Forum) -> RulesVersion | None:
    """The version in force today, with what a page shows of it."""
    return (
        RulesVersion.objects.public()
        .filter(forum=forum)
        .in_force(forum.today)
        .select_related("forum", "decision")
        .with_end()
        .first()
    )


def _with_state(
    rows: Iterable[Any], forum: Forum, current: RulesVersion | None
) -> dict[str, list[RulesVersion]]:
    """Says of each row where it stands, as `state`; returns the rows by state."""
    found: dict[str, list[RulesVersion]] = {}
    for row in rows:
        row.state = state(row, today=forum.today, current=current.number if current else 0)
        found.setdefault(row.state, []).append(row)
    return found


def find(request: HttpRequest, forum: str, number: int) -> RulesVersion:
    """The version, where the reader may see it; 404 otherwise."""
    found: RulesVersion = visible_or_404(
        RulesVersion.objects.select_related("forum", "proposed_by", "decision").with_end(),
        request,
        forum__slug=forum,
        number=number,
    )
    return found


@require_safe
def version(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """One version: its text, what it changes, who proposed it, how it was adopted."""
    found = find(request, forum, number)
    current = _current(found.forum)
    _with_state([found], found.forum, current)
    others = (
        RulesVersion.objects.visible_to(request.user)
        .filter(forum=found.forum, number__lt=number)
        .select_related("forum")
    )
    before = _before(others, number_asked(request, "against"))
    decision = found.decision if found.decision and found.decision.is_public else None
    seats = voting_seats(found.forum)
    return render(
        request,
        "forums/rules/version.html",
        {
            "forum": found.forum,
            "version": found,
            "decision": decision,
            "settings": in_words(found, seats),
            "before": before,
            "others": others.values_list("number", flat=True),
            "changes": changes(before, found, seats) if before else [],
            "pieces": _pieces(before, found) if before else [],
            **(thread(request, found) if found.is_public else {}),
        },
    )


def _before(others: Any, asked: int) -> RulesVersion | None:
    """The version to compare with: the one that is asked for, else the last that was adopted."""
    chosen = others.filter(number=asked).first() if asked else None
    found: RulesVersion | None = chosen or others.filter(in_force_from__isnull=False).first()
    return found


def _pieces(before: RulesVersion, after: RulesVersion) -> Any:
    """What differs, in the reader's language where both have it."""
    language = after.text.language
    return readable_difference(before.text.get(language) or str(before.text), str(after.text))


@members_only
@require_http_methods(["GET", "POST"])
def version_create(request: HttpRequest, forum: str) -> HttpResponse:
    """Drafts another version, on the ground of the one in force."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.propose_rules", found)
    current = _current(found)
    draft = RulesVersion(forum=found)
    if current:
        for name in CONTENT:
            setattr(draft, name, getattr(current, name))
        draft.summary = {}
    form = RulesForm(request.POST or None, forum=found, instance=draft)
    if request.method == "POST" and form.is_valid():
        saved = rules_of_procedure.propose(found, by=person, **form.values())
        messages.success(request, _("Saved. Only the forum sees it until it is published."))
        return redirect(saved)
    return render(request, "forums/rules/form.html", {"forum": found, "form": form})


@members_only
@require_http_methods(["GET", "POST"])
def version_edit(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Changes a draft until it is published."""
    found = find(request, forum, number)
    person = require(request, "forums.propose_rules", found)
    if found.published_at is not None:
        messages.error(request, _("Published rules are not changed. Propose another version."))
        return redirect(found)
    stored = fingerprint(found)
    form = RulesForm(
        request.POST or None, forum=found.forum, instance=found, initial={"seen": stored}
    )
    theirs = None
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            rules_of_procedure.change(found, by=person, seen=seen, **form.values())
        except ChangedMeanwhile as refused:
            form.add_error(None, str(refused))
            form.data = {**request.POST.dict(), "seen": stored}
            theirs = found.text
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return render(
        request,
        "forums/rules/form.html",
        {"forum": found.forum, "form": form, "version": found, "theirs": theirs},
    )


@members_only
@require_http_methods(["GET", "POST"])
def version_publish(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Opens a proposal to comments, after a look at who will be told."""
    found = find(request, forum, number)
    person = require(request, "forums.publish_rules", found)
    first = not found.forum.rules_versions.filter(in_force_from__isnull=False).exists()
    form = ProposalForm(request.POST or None, forum=found.forum, first=first)
    if request.method == "POST" and form.is_valid():
        try:
            told = rules_of_procedure.publish(found, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("Published."), told))
            return redirect(found)
    return render(
        request,
        "forums/rules/publish.html",
        {
            "forum": found.forum,
            "version": found,
            "form": form,
            "recipients": members(found.forum),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def version_adopt(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Brings a version into force by a decision, after a look at who will be told."""
    found = find(request, forum, number)
    person = require(request, "forums.adopt_rules", found)
    form = AdoptionForm(request.POST or None, forum=found.forum)
    if request.method == "POST" and form.is_valid():
        try:
            told = rules_of_procedure.adopt(found, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said(_("Adopted."), told))
            return redirect(found)
    return render(
        request,
        "forums/rules/adopt.html",
        {
            "forum": found.forum,
            "version": found,
            "form": form,
            "has_decision": form.has_decision,
            "recipients": members(found.forum),
        },
    )
