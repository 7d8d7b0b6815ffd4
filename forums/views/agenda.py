"""The agenda of a meeting, and what people propose for one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import agenda, presenters
from forums.domain.errors import Refused
from forums.domain.timetable import beginnings
from forums.forms.agenda import AcceptForm, DeclineForm, ProposalForm
from forums.models import (
    AgendaItem,
    AgendaProposal,
    DocumentKind,
    Forum,
    Meeting,
    MeetingPaper,
    Precision,
    ProposalState,
)
from forums.models.publication import PublicationQuerySet
from forums.views.access import (
    forum_or_404,
    members_only,
    number_asked,
    require,
)


def seen(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """What a meeting's page shows of its agenda: points with their times and papers.

    Papers that belong to no point stand apart, and so do recordings.
    """
    insider = request.user.has_perm("forums.see_drafts", meeting)
    papers = MeetingPaper.objects.filter(meeting=meeting).select_related(
        "document__forum", "document__link_check"
    )
    if not insider:
        papers = papers.filter(
            document__published_at__isnull=False, document__withdrawn_at__isnull=True
        )
    by_item: dict[int | None, list[MeetingPaper]] = {}
    for paper in papers:
        by_item.setdefault(paper.agenda_item_id, []).append(paper)
    loose = by_item.get(None, [])
    items = timed(meeting)
    _lead_back(request, items)
    for item in items:
        item.shown_papers = by_item.get(item.pk, [])  # type: ignore[attr-defined]
    return {
        "agenda": items,
        "papers": [row for row in loose if row.document.kind != DocumentKind.RECORDING],
        "recordings": [row for row in loose if row.document.kind == DocumentKind.RECORDING],
        **proposing(request, meeting.forum, meeting=meeting),
    }


def _lead_back(request: HttpRequest, items: list[AgendaItem]) -> None:
    """Tells each point its `source`: the thing that it comes from, where the reader may see it.

    No query where the points come from nothing else, one for each kind of thing otherwise.
    """
    asked: dict[ContentType, list[int]] = {}
    for item in items:
        proposal = getattr(item, "proposal", None)
        if proposal is not None and proposal.source_type and proposal.source_id:
            asked.setdefault(proposal.source_type, []).append(proposal.source_id)
    found: dict[tuple[int, int], Any] = {}
    for kind, ids in asked.items():
        model: Any = kind.model_class()
        rows = model._default_manager.all() if model is not None else None
        if isinstance(rows, PublicationQuerySet):
            visible = rows.visible_to(request.user).filter(pk__in=ids)
            if hasattr(visible, "with_place"):
                visible = visible.with_place()
            elif visible.forum_path:
                visible = visible.select_related(visible.forum_path)
            found |= {(kind.pk, row.pk): row for row in visible}
    for item in items:
        proposal = getattr(item, "proposal", None)
        key = (proposal.source_type_id, proposal.source_id) if proposal is not None else None
        item.source = found.get(key) if key else None  # type: ignore[attr-defined]


def timed(meeting: Meeting) -> list[AgendaItem]:
    """The points of the agenda, each with `begins`: its hour in the meeting's zone, or None."""
    items = list(meeting.agenda.select_related("proposal__source_type"))
    times = beginnings(meeting.starts_at, [item.duration for item in items])
    tells = meeting.precision == Precision.TIME and any(item.duration for item in items)
    for item, at in zip(items, times, strict=True):
        item.begins = at.astimezone(meeting.zone) if at and tells else None  # type: ignore[attr-defined]
    return items


def proposing(
    request: HttpRequest, forum: Forum, *, meeting: Meeting | None = None
) -> dict[str, Any]:
    """The form to propose something, for those who may, and how much waits for an answer."""
    if not request.user.has_perm("forums.propose_agenda", forum):
        return {}
    waiting = AgendaProposal.objects.filter(forum=forum).waiting()
    if meeting is not None and meeting.state not in ("draft", "scheduled"):
        return {}
    return {
        "proposal_form": ProposalForm(forum=forum, initial={"meeting": meeting}),
        "waiting_proposals": waiting.count(),
    }


@members_only
@require_safe
def proposal_list(request: HttpRequest, forum: str) -> HttpResponse:
    """What was proposed, what waits first, and what became of the rest."""
    found = forum_or_404(request, forum)
    require(request, "forums.see_drafts", found)
    rows = AgendaProposal.objects.filter(forum=found).select_related(
        "proposed_by", "meeting__forum", "source_type"
    )
    answered = rows.exclude(state=ProposalState.WAITING).order_by("-proposed_at", "-pk")
    page = Paginator(answered, 20).get_page(request.GET.get("page"))
    return render(
        request,
        "forums/agenda/list.html",
        {
            "forum": found,
            "waiting": rows.waiting().prefetch_related("source"),
            "page": page,
            **proposing(request, found),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def proposal_create(request: HttpRequest, forum: str) -> HttpResponse:
    """Proposes something for an agenda."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.propose_agenda", found)
    meeting = agenda.open_meetings(found).filter(number=number_asked(request, "meeting")).first()
    form = ProposalForm(request.POST or None, forum=found, initial={"meeting": meeting})
    if request.method == "POST" and form.is_valid():
        try:
            proposal = agenda.propose(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Proposed. The coordinator answers; you will be told by e-mail.")
            )
            return redirect(proposal.meeting or "forums:proposal-list", *_to(proposal, found))
    return render(request, "forums/agenda/propose.html", {"forum": found, "form": form})


def _to(proposal: AgendaProposal, forum: Forum) -> list[str]:
    return [] if proposal.meeting else [forum.slug]


def _proposal_or_404(request: HttpRequest, forum: str, pk: int) -> AgendaProposal:
    found = forum_or_404(request, forum)
    require(request, "forums.answer_proposal", found)
    proposal = (
        AgendaProposal.objects.filter(forum=found, pk=pk)
        .select_related("forum", "proposed_by", "meeting")
        .first()
    )
    if proposal is None:
        raise Http404
    return proposal


@members_only
@require_http_methods(["GET", "POST"])
def proposal_accept(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """Puts a proposal on the agenda of a meeting."""
    proposal = _proposal_or_404(request, forum, pk)
    person = require(request, "forums.answer_proposal", proposal)
    initial: dict[str, Any] = {
        "meeting": proposal.meeting or agenda.open_meetings(proposal.forum).first()
    }
    proposer = proposal.proposed_by
    if proposer is not None and proposer.has_perm("forums.see_drafts", proposal.forum):
        initial["presenter"] = proposer.name
    form = AcceptForm(request.POST or None, forum=proposal.forum, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            item = agenda.accept(proposal, by=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is on the agenda. Who proposed it is told."))
            return redirect(item.meeting)
    return render(
        request,
        "forums/agenda/accept.html",
        {
            "forum": proposal.forum,
            "proposal": proposal,
            "form": form,
            "presenters": presenters.names(proposal.forum, on=proposal.forum.today),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def proposal_decline(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """Does not take a proposal up, with a reason."""
    proposal = _proposal_or_404(request, forum, pk)
    person = require(request, "forums.answer_proposal", proposal)
    form = DeclineForm(request.POST or None, forum=proposal.forum)
    if request.method == "POST" and form.is_valid():
        try:
            agenda.decline(proposal, by=person, reason=form.values()["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Declined. Who proposed it is told why."))
            return redirect("forums:proposal-list", forum)
    return render(
        request,
        "forums/agenda/decline.html",
        {"forum": proposal.forum, "proposal": proposal, "form": form},
    )
