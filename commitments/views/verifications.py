"""What civil society finds of an update: saying it, reading both views, and settling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.domain import differences, verifications
from commitments.forms.monitoring import SettlementForm, VerificationForm
from commitments.forms.proofs import TakenBack, rows_of
from commitments.models import Update, Verification
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.models import AgendaProposal, Document, Meeting, Organisation, ProposalState
from forums.views.access import members_only, require, visible_or_404
from forums.views.told import said


def _public_documents() -> Prefetch[str, Any, str]:
    rows = Document.objects.public().select_related("forum")
    return Prefetch("evidence", rows, to_attr="shown_evidence")


def find_update(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str
) -> Update:
    """The published update; 404 where there is none."""
    found: Update = visible_or_404(
        Update.objects.public()
        .select_related(
            "round", "reported_by", "milestone__responsible", "milestone__commitment__plan__forum"
        )
        .prefetch_related(_public_documents()),
        request,
        milestone__commitment__plan__forum__slug=forum,
        milestone__commitment__plan__slug=plan,
        milestone__commitment__number=number,
        milestone=min(pk, 2**62),
        round__slug=round,
    )
    return found


def _place(update: Update) -> dict[str, Any]:
    commitment = update.milestone.commitment
    return {
        "forum": commitment.plan.forum,
        "plan": commitment.plan,
        "commitment": commitment,
        "milestone": update.milestone,
        "update": update,
    }


@members_only
@require_http_methods(["GET", "POST"])
def update_verify(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, round: str
) -> HttpResponse:
    """An organisation of civil society says whether what the office reports is so."""
    update = find_update(request, forum, plan, number, pk, round)
    person = require(request, "commitments.verify_update", update)
    held_in = update.milestone.commitment.plan.forum
    mine = _mine(update, person.organisation)
    sent = request.POST if request.method == "POST" else None
    form = VerificationForm(sent, forum=held_in, instance=mine)
    proofs = rows_of(request)
    known = mine.evidence.select_related("forum") if mine else Document.objects.none()
    away = TakenBack(sent, known=known)
    theirs: list[tuple[str, str]] = []
    if sent is not None and all(part.is_valid() for part in (form, proofs, away)):
        values = form.values()
        try:
            row = verifications.verify(
                update,
                by=person,
                given=proofs.given,
                taken_back=[document.pk for document in away.cleaned_data["taken_back"]],
                **values,
            )
        except ChangedMeanwhile as refused:
            standing = VerificationForm(forum=held_in, instance=_mine(update, person.organisation))
            theirs = form.overtaken(refused, standing)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Published beside the update. The office and the coordinators are told.")
            )
            return redirect(row)
    return render(
        request,
        "commitments/verifications/form.html",
        {
            **_place(update),
            "form": form,
            "proofs": proofs,
            "away": away if known else None,
            "theirs": theirs,
            "verification": mine,
        },
    )


def _mine(update: Update, organisation: Organisation | None) -> Verification | None:
    rows = Verification.objects.filter(update=update, organisation=organisation)
    return rows.first() if organisation else None


def find(
    request: HttpRequest,
    forum: str,
    plan: str,
    number: int,
    pk: int,
    round: str,
    organisation: str,
) -> Verification:
    """What an organisation found of an update, where the reader may see it; 404 otherwise."""
    rows = (
        Verification.objects.public()
        .with_place()
        .select_related(
            "settled_in__forum",
            "settled_by",
            "update__reported_by",
            "update__milestone__responsible",
        )
    )
    found: Verification = visible_or_404(
        rows.prefetch_related(
            _public_documents(),
            Prefetch(
                "update__evidence",
                Document.objects.public().select_related("forum"),
                to_attr="shown_evidence",
            ),
        ),
        request,
        update__milestone__commitment__plan__forum__slug=forum,
        update__milestone__commitment__plan__slug=plan,
        update__milestone__commitment__number=number,
        update__milestone=min(pk, 2**62),
        update__round__slug=round,
        organisation__slug=organisation,
    )
    return found


@require_safe
def verification_detail(request: HttpRequest, **place: Any) -> HttpResponse:
    """Both views side by side, what stood before, and what became of the difference."""
    row = find(request, **place)
    return render(
        request,
        "commitments/verifications/detail.html",
        {
            **_place(row.update),
            "verification": row,
            "earlier": _earlier(row),
            **_discussed(request, row),
            **_may(request, row),
        },
    )


def _earlier(row: Verification) -> list[Any]:
    """What the organisation said before, by the history, the latest first."""
    kept = (
        row.events.exclude(pgh_label="delete")  # type: ignore[attr-defined]
        .order_by("pgh_id")
        .values_list("pgh_created_at", "verdict", "reason", "settled_on")
    )
    steps: list[Any] = []
    for at, verdict, reason, _settled in kept:
        if not steps or (steps[-1]["verdict"], steps[-1]["reason"]) != (verdict, reason):
            steps.append({"at": at, "verdict": verdict, "reason": reason})
    return steps[-2::-1]


def _discussed(request: HttpRequest, row: Verification) -> dict[str, Any]:
    """What became of it before the forum, a draft meeting being named only to its readers."""
    rows = list(AgendaProposal.objects.from_source(row).select_related("meeting", "item"))
    asked = [proposal.meeting_id for proposal in rows if proposal.meeting_id]
    visible = Meeting.objects.visible_to(request.user).filter(pk__in=asked).select_related("forum")
    seen = {meeting.pk: meeting for meeting in visible} if asked else {}
    for proposal in rows:
        proposal.shown_meeting = seen.get(proposal.meeting_id or 0)  # type: ignore[attr-defined]
    under_way = any(proposal.state != ProposalState.DECLINED for proposal in rows)
    return {"proposals": rows, "may_put": not under_way}


def _may(request: HttpRequest, row: Verification) -> dict[str, Any]:
    person = request.user
    own = person.is_authenticated and person.organisation_id == row.organisation_id
    return {
        "may_put_it": row.is_unsettled and person.has_perm("commitments.put_difference", row),
        "may_settle": row.is_unsettled and person.has_perm("commitments.settle_difference", row),
        "change_url": verifications.verify_url(row.update, row.update.milestone.commitment)
        if own and person.has_perm("commitments.verify_update", row.update)
        else "",
    }


@members_only
@require_POST
def difference_put(request: HttpRequest, **place: Any) -> HttpResponse:
    """Asks the forum to talk about a difference at a meeting."""
    row = find(request, **place)
    person = require(request, "commitments.put_difference", row)
    try:
        differences.propose_discussion(row, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("Proposed for the agenda. The coordinator answers; you will be told.")
        )
    return redirect(row)


@members_only
@require_http_methods(["GET", "POST"])
def difference_settle(request: HttpRequest, **place: Any) -> HttpResponse:
    """Says how a difference was settled, with the meeting in which it was."""
    row = find(request, **place)
    person = require(request, "commitments.settle_difference", row)
    on_agenda = (
        AgendaProposal.objects.from_source(row).exclude(item=None).values_list("meeting", flat=True)
    )
    form = SettlementForm(
        request.POST or None,
        forum=row.update.milestone.commitment.plan.forum,
        initial={"meeting": on_agenda.first()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            told = differences.settle(row, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, said(_("Settled. Both views stay readable, with what was agreed."), told)
            )
            return redirect(row)
    return render(
        request,
        "commitments/verifications/settle.html",
        {**_place(row.update), "verification": row, "form": form},
    )
