"""Reporting how far a milestone is, checking it and publishing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commitments.domain import progress, rounds
from commitments.domain.report_notices import update_address
from commitments.forms.rounds import AskForm
from commitments.forms.updates import EvidenceFormSet, UpdateForm
from commitments.models import Commitment, Milestone, ReportingRound, Update
from forums.domain import documents
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import Document, Person
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


def open_round(milestone: Milestone, slug: str) -> ReportingRound:
    """The round of the plan in which its offices may report already; 404 otherwise."""
    plan = milestone.commitment.plan
    return get_object_or_404(
        ReportingRound.objects.public().select_related("plan__forum"),
        plan=plan,
        slug=slug,
        opens_on__lte=plan.forum.today,
    )


@members_only
@require_http_methods(["GET", "POST"])
def update_report(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str
) -> HttpResponse:
    """The responsible office's form for one milestone in one round."""
    milestone = _milestone(request, forum, plan, number, pk)
    person = require(request, "commitments.report_progress", milestone)
    opened = open_round(milestone, round)
    standing = Update.objects.filter(milestone=milestone, round=opened).first()
    form, evidence = _forms(request, milestone, opened, standing)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and _are_valid(form, evidence, standing):
        try:
            update = _save(form, evidence, milestone, person, opened)
        except ChangedMeanwhile as refused:
            stored = Update.objects.get(milestone=milestone, round=opened)
            theirs = form.overtaken(refused, _blank(milestone, opened, stored))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, update, hand_in=form.hand_in)
    return render(
        request,
        "commitments/updates/form.html",
        {
            "forum": milestone.commitment.plan.forum,
            "plan": milestone.commitment.plan,
            "milestone": milestone,
            "round": opened,
            "form": form,
            "evidence": evidence,
            "theirs": theirs,
            "update": standing,
            "proofs": list(standing.evidence.select_related("forum")) if standing else [],
            "last": _last(milestone, opened),
        },
    )


def _forms(
    request: HttpRequest, milestone: Milestone, round: ReportingRound, standing: Update | None
) -> tuple[UpdateForm, Any]:
    form = _blank(
        milestone,
        round,
        standing,
        data=request.POST or None,
        hand_in="submit" in request.POST,
    )
    evidence = EvidenceFormSet(request.POST or None, request.FILES or None, prefix="evidence")
    return form, evidence


def _blank(
    milestone: Milestone, round: ReportingRound, standing: Update | None, **options: Any
) -> UpdateForm:
    before = progress.status_before(milestone, round)
    initial = {} if standing else {"status": before or milestone.status}
    return UpdateForm(
        milestone=milestone,
        round=round,
        before=before,
        instance=standing,
        initial=initial,
        **options,
    )


def _are_valid(form: UpdateForm, evidence: Any, standing: Update | None) -> bool:
    """Checks both, and what has to be there where it is to be handed in."""
    valid = form.is_valid() & evidence.is_valid()
    if valid and form.hand_in:
        proofs = sum(each.is_given for each in evidence.forms)
        proofs += form.cleaned_data.get("from_repository") is not None
        proofs += progress.proofs_of(standing) if standing else 0
        form.check(proofs=proofs)
    return valid and form.is_valid()


@transaction.atomic
def _save(
    form: UpdateForm, evidence: Any, milestone: Milestone, person: Person, round: ReportingRound
) -> Update:
    update = progress.report(milestone, by=person, round=round, **form.values())
    progress.read(update, by=person, values=form.readings())
    if chosen := form.cleaned_data.get("from_repository"):
        progress.attach(update, by=person, document=chosen)
    for each in evidence.forms:
        if each.is_given:
            values = {**each.cleaned_data, "kind": each.cleaned_data["kind"] or "evidence"}
            document = documents.add(milestone.commitment.plan.forum, by=person, **values)
            progress.attach(update, by=person, document=document)
    if form.hand_in:
        progress.submit(update, by=person)
    return update


def _saved(request: HttpRequest, update: Update, *, hand_in: bool) -> HttpResponse:
    """On to the office's list; a draft stays where it is, so that more evidence can be added."""
    if hand_in:
        messages.success(request, _("Handed in. The coordinator checks it and publishes it."))
        return redirect(rounds.address(update.round, "report"))
    messages.success(request, _("Saved. Hand it in when it is ready."))
    return redirect(update_address(update.milestone, update.round))


def _last(milestone: Milestone, round: ReportingRound) -> Update | None:
    """The last published update of an earlier round, to read beside the form."""
    rows = Update.objects.public().filter(milestone=milestone, round__as_of__lt=round.as_of)
    return rows.select_related("round").order_by("-round__as_of").first()


@members_only
@require_POST
def evidence_remove(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str, document: Any
) -> HttpResponse:
    """Takes a document away from an update that is not public."""
    milestone = _milestone(request, forum, plan, number, pk)
    person = require(request, "commitments.report_progress", milestone)
    update = get_object_or_404(
        Update.objects.select_related("round__plan__forum", "milestone__commitment__plan__forum"),
        milestone=milestone,
        round__slug=round,
    )
    proof = get_object_or_404(Document, pk=document, updates=update)
    try:
        progress.detach(update, by=person, document=proof)
        messages.success(
            request, _("“%(title)s” is no longer evidence of this update.") % {"title": proof.title}
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(update_address(milestone, update.round))


@members_only
@require_http_methods(["GET", "POST"])
def update_review(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str
) -> HttpResponse:
    """The coordinator reads what was handed in, and publishes it or sends it back; what is
    published she can take back."""
    milestone = _milestone(request, forum, plan, number, pk)
    person = require(request, "commitments.publish_update", milestone)
    update = get_object_or_404(
        Update.objects.select_related(
            "round__plan__forum", "reported_by", "milestone__commitment__plan__forum"
        ),
        milestone=milestone,
        round__slug=round,
    )
    asks = "asks" in request.POST
    form = AskForm(request.POST if asks else None)
    if request.method == "POST" and (not asks or form.is_valid()):
        try:
            seen = request.POST.get("seen", "")
            messages.success(request, _act(update, person, form if asks else None, seen=seen))
        except progress.HandedInAnew as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
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
            "seen": progress.fingerprint(update),
            "form": form,
            "proofs": update.evidence.select_related("forum"),
        },
    )


def _act(update: Update, person: Person, form: AskForm | None, *, seen: str) -> str:
    """Publishes it, sends it back or takes it back, and says what happens next."""
    if form is None:
        progress.publish(update, by=person, seen=seen)
        return _("Published. The state of the commitment follows from it.")
    asks = form.cleaned_data["asks"]
    if update.is_public:
        progress.take_back(update, by=person, asks=asks)
        return _("Taken back. Nobody else reads it until it is handed in and published again.")
    progress.send_back(update, by=person, asks=asks)
    return _("Sent back. Who reported it is told what you ask for.")
