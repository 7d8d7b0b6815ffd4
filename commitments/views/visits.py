"""Monitoring visits and meetings with offices: reading and recording them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.views.plans import find as find_plan
from commitments.domain import monitoring_visits
from commitments.forms.proofs import ProofRows, TakenBack, rows_of
from commitments.forms.visits import VisitForm
from commitments.models import Commitment, MonitoringVisit
from commitments.models.visits import VisitKind
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Document
from forums.views.access import members_only, number_asked, require, visible_or_404
from forums.views.told import said

ON_A_PAGE = 20


@require_safe
def visit_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The visits and meetings of a plan, the latest first; `kind` filters."""
    found = find_plan(request, forum, plan)
    rows = MonitoringVisit.objects.visible_to(request.user).filter(plan=found)
    kind = request.GET.get("kind", "")
    kind = kind if kind in VisitKind.values else ""
    shown = (rows.filter(kind=kind) if kind else rows).select_related("plan__forum")
    commitments = Commitment.objects.visible_to(request.user).select_related("plan__forum")
    ordered = shown.prefetch_related(
        Prefetch("commitments", commitments.order_by("number"))
    ).order_by("-held_on", "-number")
    return render(
        request,
        "commitments/visits/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page")),
            "kind": kind,
            "kind_label": VisitKind(kind).label if kind else "",
            "kinds": VisitKind.choices,
        },
    )


def find(request: HttpRequest, forum: str, plan: str, number: int) -> MonitoringVisit:
    """The visit with what it leads to, where the reader may see it; 404 otherwise."""
    found: MonitoringVisit = visible_or_404(
        monitoring_visits.with_links(MonitoringVisit.objects.all(), reader=request.user),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@require_safe
def visit_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One visit: when, where, who, what was seen, and its documents."""
    visit = find(request, forum, plan, number)
    documents = list(visit.documents.all())
    return render(
        request,
        "commitments/visits/detail.html",
        {
            "forum": visit.plan.forum,
            "plan": visit.plan,
            "visit": visit,
            "photos": [
                row for row in documents if row.file and row.content_type.startswith("image/")
            ],
            "documents": [
                row for row in documents if not (row.file and row.content_type.startswith("image/"))
            ],
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def visit_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Records a visit; only the forum sees it until it is published."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.record_visit", found)
    about = found.commitments.filter(number=number_asked(request, "commitment")).first()
    form = VisitForm(
        request.POST or None,
        plan=found,
        initial={"commitments": [about], "offices": [about.lead_id]} if about else {},
    )
    proofs = rows_of(request)
    if request.method == "POST" and form.is_valid() and proofs.is_valid():
        try:
            visit = monitoring_visits.record(found, by=person, given=proofs.given, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Only the forum sees it until it is published."))
            return redirect(visit)
    return _form(request, form, proofs, {"forum": found.forum, "plan": found})


@members_only
@require_http_methods(["GET", "POST"])
def visit_edit(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Changes a record, or removes one that was never published."""
    visit = find(request, forum, plan, number)
    person = require(request, "commitments.change_visit", visit)
    if request.method == "POST" and "remove" in request.POST:
        try:
            monitoring_visits.remove(visit, by=person)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(visit)
        messages.success(request, _("The record is removed."))
        return redirect("commitments:visit-list", forum, plan)
    sent = request.POST if request.method == "POST" else None
    form = VisitForm(sent, plan=visit.plan, instance=_fresh(visit))
    proofs = rows_of(request)
    known = Document.objects.filter(visits=visit).select_related("forum")
    away = TakenBack(sent, known=known)
    context: dict[str, Any] = {"forum": visit.plan.forum, "plan": visit.plan, "visit": visit}
    if sent is not None and all(part.is_valid() for part in (form, proofs, away)):
        try:
            monitoring_visits.change(
                _fresh(visit),
                by=person,
                given=proofs.given,
                taken_back=[row.pk for row in away.cleaned_data["taken_back"]],
                **form.values(),
            )
        except ChangedMeanwhile as refused:
            standing = VisitForm(plan=visit.plan, instance=_fresh(visit))
            context["theirs"] = form.overtaken(refused, standing)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(visit)
    return _form(request, form, proofs, {**context, "away": away if known else None})


def _fresh(visit: MonitoringVisit) -> MonitoringVisit:
    """The row as it is stored, with all its links and not only those that the reader sees."""
    return MonitoringVisit.objects.select_related("plan__forum").get(pk=visit.pk)


def _form(
    request: HttpRequest, form: VisitForm, proofs: ProofRows, context: dict[str, Any]
) -> HttpResponse:
    return render(
        request, "commitments/visits/form.html", {"form": form, "proofs": proofs, **context}
    )


@members_only
@require_POST
def visit_publish(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Shows the record to everybody, as it stands on its page."""
    visit = find(request, forum, plan, number)
    person = require(request, "commitments.change_visit", visit)
    try:
        told = monitoring_visits.publish(_fresh(visit), by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said(_("Published. Everybody can read it now."), told))
    return redirect(visit)
