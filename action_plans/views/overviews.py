"""The overview of a co-creation: reading each version, and publishing the next."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.domain import overviews
from action_plans.domain.rule_settings import rules_of
from action_plans.forms.overviews import OverviewForm
from action_plans.models import ActionPlan, Overview, PlanState
from action_plans.views.plans import find as find_plan
from forums.domain import notices
from forums.domain.errors import Refused
from forums.domain.readable import readable_difference
from forums.models import Person, Translated
from forums.views.access import members_only, require
from forums.views.told import said


@require_safe
def overview_latest(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The overview that stands, and what changed in the plan's phases since."""
    found = find_plan(request, forum, plan)
    return _page(request, found, None)


@require_safe
def overview_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One version as it was published, and what it changed."""
    return _page(request, find_plan(request, forum, plan), number)


def _page(request: HttpRequest, plan: ActionPlan, number: int | None) -> HttpResponse:
    versions = list(
        Overview.objects.visible_to(request.user)
        .filter(plan=plan)
        .select_related("plan__forum", "published_by")
        .order_by("number")
    )
    shown = next(
        (row for row in reversed(versions) if number is None or row.number == number), None
    )
    if shown is None and number is not None:
        raise Http404
    before = [row for row in versions if shown and row.number < shown.number][-1:]
    return render(
        request,
        "action_plans/overviews/detail.html",
        {
            "forum": plan.forum,
            "plan": plan,
            "overview": shown,
            "entries": overviews.told_of(shown) if shown else [],
            "versions": versions,
            "is_latest": number is None,
            "before": before[0] if before else None,
            "changes": _changes(before[0], shown) if before and shown else [],
            "since": overviews.changes(overviews.told_of(shown), overviews.timeline(plan))
            if shown and number is None and plan.state == PlanState.CO_CREATION
            else [],
            "pieces": _pieces(before[0].text, shown.text) if before and shown else [],
            "evidence": evidence_of(plan, versions[:1]),
        },
    )


def evidence_of(plan: ActionPlan, versions: list[Overview]) -> overviews.Evidence | None:
    """How early the first of the versions was public, against what the plan's rules ask for."""
    asked = rules_of(plan.forum, plan.rule_set).get("notice_days")
    if asked is None:
        return None
    return overviews.evidence(plan, first=versions[0] if versions else None, asked=asked)


def _changes(before: Overview, now: Overview) -> list[overviews.Change]:
    return overviews.changes(overviews.told_of(before), overviews.told_of(now))


def _pieces(before: Translated, now: Translated) -> Any:
    """Word by word what a version says otherwise than the one before; nothing where it does not."""
    if before == now:
        return []
    return readable_difference(before.get(now.language) or str(before), str(now))


@members_only
@require_http_methods(["GET", "POST"])
def overview_publish(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Writes the text, shows what will be public and who will be told, then publishes."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.publish_overview", found)
    last = found.overviews.order_by("-number").first()
    form = OverviewForm(
        request.POST or None,
        forum=found.forum,
        initial={"text": last.text if last else {}},
    )
    preview: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        text = form.values()["text"]
        if "publish" in request.POST:
            try:
                overview = overviews.publish(found, by=person, text=text)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                told = len(overviews.read_by(found))
                messages.success(request, said(_("Published."), told))
                return redirect(overview)
        preview = _preview(found, person, text, number=last.number + 1 if last else 1)
    entries = overviews.timeline(found)
    return render(
        request,
        "action_plans/overviews/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "last": last,
            "entries": entries,
            "changes": overviews.changes(overviews.told_of(last), entries) if last else [],
            "evidence": evidence_of(found, list(found.overviews.order_by("number")[:1])),
            "recipients": overviews.read_by(found),
            "phases_url": reverse("action_plans:phase-list", args=[forum, plan]),
            **preview,
        },
    )


def _preview(plan: ActionPlan, person: Person, text: Translated, *, number: int) -> dict[str, Any]:
    """The text as it will be read, and the mail as this person would get it."""
    overview = Overview(plan=plan, number=number, text=text)
    overview.timeline = [entry.frozen() for entry in overviews.timeline(plan)]
    stop_url = notices.absolute(reverse("stop-mail", args=[notices.stop_token(person)]))
    values = {
        "person": person,
        "forum": plan.forum,
        "portal": settings.PORTAL_NAME,
        "stop_url": stop_url,
    }
    subject, mail = notices.written(overviews.MAIL, {**values, **overviews.mail_of(overview)})
    return {"preview": overview, "subject": subject, "mail": mail}
