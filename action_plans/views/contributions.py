"""Contributions: reading them, and putting one before the forum."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from action_plans.domain import contributions, phases, supports, text_changes
from action_plans.domain.phases import open_phase
from action_plans.domain.pseudonyms import pseudonyms
from action_plans.domain.similar import similar
from action_plans.forms.contribution_filters import InPlanFilter
from action_plans.models import Act, Contribution, Draft
from action_plans.views.plans import find as find_plan
from forums.domain import moderated
from forums.domain.errors import Refused
from forums.models import AgendaProposal, Meeting, ProposalState
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread

ON_A_PAGE = 20


@require_safe
def contribution_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """All contributions to a plan, with filters in the address; what was removed leaves a line."""
    found = find_plan(request, forum, plan)
    everything = Contribution.objects.listed().filter(plan=found)
    chosen = InPlanFilter(request.GET, queryset=everything, plan=found)
    rows = chosen.qs
    if not rows.query.order_by:
        rows = rows.order_by("-submitted_at", "-pk")
    page = Paginator(rows.for_lists().with_supporters(), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    removals = moderated.removals(list(page))
    for row in page:
        row.removal = removals.get(row.pk)
    return render(
        request,
        "action_plans/contributions/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "filter": chosen,
            "page": page,
            "total": everything.count(),
            "open_phase": open_phase(found, to=request.user),
        },
    )


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Contribution:
    """The contribution, where the reader may see it; 404 otherwise."""
    found: Contribution = visible_or_404(
        Contribution.objects.select_related(
            "plan__forum",
            "author__organisation",
            "theme",
            "entered_by",
            "response__answered_by",
            "response__revision__author",
            "response__revision__draft__plan__forum",
            "merged_into__response__answered_by",
            "merged_into__response__revision__author",
            "merged_into__response__revision__draft__plan__forum",
        ),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@require_safe
def contribution_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """One contribution, its answer, and the drafts that take it up; a trace where it was removed."""
    try:
        contribution = find(request, forum, plan, number)
    except Http404:
        return _trace(request, forum, plan, number)
    same = Q(contributions=contribution) | Q(contributions__merged_into=contribution)
    if contribution.merged_into:
        contribution.merged_into.plan = contribution.plan
        same |= Q(contributions=contribution.merged_into)
    if contribution.response:
        contribution.response.plan = contribution.plan
    if contribution.merged_into and contribution.merged_into.response:
        contribution.merged_into.response.plan = contribution.plan
    drafts = Draft.objects.visible_to(request.user).filter(plan=contribution.plan)
    may = {
        **_support(request, contribution),
        **_for_author_and_coordinators(request, contribution),
    }
    return render(
        request,
        "action_plans/contributions/detail.html",
        {
            "forum": contribution.plan.forum,
            "plan": contribution.plan,
            "contribution": contribution,
            "response": contribution.answer,
            "change": text_changes.shown(
                contribution.answer.revision if contribution.answer else None, request.user
            ),
            "removal": moderated.removal(contribution),
            "files": contribution.files.all(),
            "drafts": drafts.filter(same).select_related("plan__forum").distinct(),
            "merged": Contribution.objects.public()
            .filter(merged_into=contribution)
            .select_related("plan__forum", "author"),
            **may,
            "main": _main_action(request, contribution, may),
            **_proposals(request, contribution),
            **thread(request, contribution),
        },
    )


def _trace(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """What is left of a contribution that was public and was removed: number, day, rule, reason."""
    contribution = (
        Contribution.objects.listed()
        .filter(plan__forum__slug=forum, plan__slug=plan, number=number)
        .exclude(withdrawn_at=None)
        .select_related("plan__forum")
        .first()
    )
    if contribution is None:
        raise Http404
    return render(
        request,
        "action_plans/contributions/removed.html",
        {
            "forum": contribution.plan.forum,
            "plan": contribution.plan,
            "contribution": contribution,
            "removal": moderated.removal(contribution),
            **thread(request, contribution),
            "comment_form": None,
        },
    )


def _main_action(
    request: HttpRequest, contribution: Contribution, may: dict[str, Any]
) -> dict[str, Any]:
    """The one thing that this reader most likely came for; empty where there is none."""

    def at(name: str) -> str:
        args = [*_place(contribution), contribution.number]
        return reverse(f"action_plans:contribution-{name}", args=args)

    if "answer_url" in may:
        return {"name": "answer", "url": may["answer_url"], "label": _("Answer")}
    if may.get("may_correct"):
        return {"name": "correct", "url": at("correct"), "label": _("Correct it")}
    if may.get("is_hers") and contribution.is_public:
        return {"name": "add", "url": "#comments", "label": _("Add something to it")}
    if may["may_support"]:
        label = _("It matters to me too")
        return {"name": "support", "url": at("support"), "label": label, "is_post": True}
    if not request.user.is_authenticated and contribution.is_public and not contribution.answer:
        there = f"{contribution.get_absolute_url()}#support"
        return {
            "name": "sign_in",
            "url": f"{reverse('account_login')}?{urlencode({'next': there})}",
            "label": _("Sign in to support it"),
        }
    return {}


def _support(request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
    """How many support it, and whether the reader does and can."""
    goes_on = contribution.merged_into or contribution
    person = request.user
    reads_only = {
        "supporters": supports.supporters(contribution),
        "supports": False,
        "may_support": False,
    }
    if not contribution.is_public or not person.is_authenticated:
        return reads_only
    given = supports.of(contribution).filter(person=person).exists()
    can = Act.SUPPORT in phases.possible(contribution.plan, person)
    return {
        **reads_only,
        "supports": given,
        "may_support": can
        and not given
        and all(
            person.has_perm("action_plans.support_contribution", row)
            for row in (contribution, goes_on)
        ),
    }


def _for_author_and_coordinators(
    request: HttpRequest, contribution: Contribution
) -> dict[str, Any]:
    """What is hers and what is theirs: corrections, who is one person, what sounds alike, drafts."""
    person = request.user
    if not person.is_authenticated:
        return {}
    is_hers = contribution.author_id == person.pk
    sorts = person.has_perm("action_plans.sort_contributions", contribution)
    shown: dict[str, Any] = {
        "is_hers": is_hers,
        "may_sort": sorts,
        "may_correct": contributions.may_correct(contribution, person),
    }
    if (
        contribution.is_public
        and contribution.merged_into is None
        and contribution.response is None
        and person.has_perm("action_plans.answer_contribution", contribution)
    ):
        address = reverse("action_plans:response-create", args=_place(contribution))
        shown["answer_url"] = f"{address}?contribution={contribution.number}"
    is_unnamed = contribution.is_anonymous and contribution.entered_by_id is None
    if sorts and is_unnamed and contribution.author_id:
        shown["pseudonym"] = pseudonyms(contribution.plan).get(contribution.author_id)
    if (sorts or is_hers) and contribution.is_public and contribution.state == "waiting":
        shown["similar"] = similar(
            contribution.plan,
            title=contribution.title,
            problem=contribution.problem,
            but=contribution,
        )
    if contribution.is_public and person.has_perm("action_plans.write_draft", contribution):
        shown["own_drafts"] = Draft.objects.filter(plan=contribution.plan).select_related(
            "plan__forum"
        )
    return shown


def _place(contribution: Contribution) -> list[str]:
    return [contribution.plan.forum.slug, contribution.plan.slug]


def _proposals(request: HttpRequest, contribution: Contribution) -> dict[str, Any]:
    """What became of it before the forum, and whether the reader may put it there."""
    goes_on = contribution.merged_into or contribution
    rows = list(
        AgendaProposal.objects.from_source(goes_on).select_related("meeting__forum", "item")
    )
    meetings = {row.meeting_id for row in rows if row.meeting_id}
    shown = set(
        Meeting.objects.visible_to(request.user)
        .filter(pk__in=meetings)
        .values_list("pk", flat=True)
        if meetings
        else []
    )
    for row in rows:
        row.shown_meeting = row.meeting if row.meeting_id in shown else None  # type: ignore[attr-defined]
    under_way = any(row.state != ProposalState.DECLINED for row in rows)
    return {
        "proposals": rows,
        "may_put": contribution.is_public
        and contribution.merged_into is None
        and not under_way
        and request.user.has_perm("action_plans.put_before_forum", contribution),
    }


@members_only
@require_POST
def contribution_put(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Asks the forum to take a contribution up at one of its meetings."""
    contribution = find(request, forum, plan, number)
    person = require(request, "action_plans.put_before_forum", contribution)
    try:
        made = contributions.put_before_forum(contribution, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("It waits for the coordinator now. You will be told what becomes of it.")
            if made.proposed_by
            else _("It waits for the coordinator now. Your name does not stand there."),
        )
    return redirect(f"{contribution.get_absolute_url()}#answer")
