"""Reporting how far a milestone is, and publishing it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from action_plans.views.plans import find as find_plan
from commitments.domain import progress, rounds
from commitments.forms.updates import RoundForm, UpdateForm
from commitments.models import Commitment, Milestone, ReportingRound, Update
from forums.domain import documents
from forums.domain.errors import Refused
from forums.models import DocumentKind, Person
from forums.views.access import members_only, require, visible_or_404


def _milestone(request: HttpRequest, forum: str, plan: str, number: int, pk: int) -> Milestone:
    commitment: Commitment = visible_or_404(
        Commitment.objects.all(), request, plan__forum__slug=forum, plan__slug=plan, number=number
    )
    return get_object_or_404(
        Milestone.objects.select_related("commitment__plan__forum", "responsible"),
        commitment=commitment,
        pk=pk,
    )


@members_only
@require_http_methods(["GET", "POST"])
def update_report(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str
) -> HttpResponse:
    """The responsible office's form for one milestone in one round."""
    milestone = _milestone(request, forum, plan, number, pk)
    person = require(request, "commitments.report_progress", milestone)
    found = milestone.commitment.plan
    opened = get_object_or_404(
        ReportingRound.objects.public(), plan=found, slug=round, opens_on__lte=found.forum.today
    )
    before = Update.objects.filter(milestone=milestone, round=opened).first()
    form = UpdateForm(
        request.POST or None,
        request.FILES or None,
        forum=found.forum,
        instance=before,
        initial={} if before else {"status": milestone.status},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, milestone, person, opened, hand_in="submit" in request.POST)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Handed in. The coordinator checks it and publishes it.")
                if "submit" in request.POST
                else _("Saved. Hand it in when it is ready."),
            )
            return redirect(milestone.commitment)
    return render(
        request,
        "commitments/updates/form.html",
        {
            "forum": found.forum,
            "plan": found,
            "milestone": milestone,
            "round": opened,
            "form": form,
            "proofs": before.evidence.select_related("forum") if before else [],
        },
    )


@transaction.atomic
def _save(
    form: UpdateForm, milestone: Milestone, person: Person, opened: ReportingRound, *, hand_in: bool
) -> None:
    values = form.values()
    title, url, file = (values.pop(f"evidence_{name}") for name in ("title", "url", "file"))
    update = progress.report(milestone, by=person, round=opened, **values)
    if url or file:
        document = documents.add(
            opened.plan.forum,
            by=person,
            title=title,
            kind=DocumentKind.EVIDENCE,
            file=file or None,
            url=url,
        )
        progress.attach(update, by=person, document=document)
    if hand_in:
        progress.submit(update, by=person)


@members_only
@require_http_methods(["GET", "POST"])
def update_review(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str
) -> HttpResponse:
    """The coordinator reads what was handed in, and publishes it."""
    milestone = _milestone(request, forum, plan, number, pk)
    person = require(request, "commitments.publish_update", milestone)
    update = get_object_or_404(
        Update.objects.select_related("round", "reported_by"),
        milestone=milestone,
        round__slug=round,
    )
    if request.method == "POST":
        try:
            progress.publish(update, by=person)
            messages.success(request, _("Published. The state of the commitment follows from it."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(milestone.commitment)
    return render(
        request,
        "commitments/updates/review.html",
        {
            "forum": milestone.commitment.plan.forum,
            "plan": milestone.commitment.plan,
            "milestone": milestone,
            "update": update,
            "proofs": update.evidence.select_related("forum"),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def round_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Opens a reporting round."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.open_round", found)
    form = RoundForm(
        request.POST or None, forum=found.forum, initial={"opens_on": found.forum.today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened, told = rounds.open_round(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("The round is open.")
                + " "
                + ngettext(
                    "%(count)d person will be told by e-mail.",
                    "%(count)d people will be told by e-mail.",
                    told,
                )
                % {"count": told},
            )
            return redirect(opened.plan)
    return render(
        request,
        "commitments/updates/round.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            "recipients": rounds.responsible_people(found),
        },
    )
