"""Drafts: reading them, and writing them together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import drafts
from action_plans.domain.templates import questions
from action_plans.forms.drafts import DraftForm
from action_plans.models import Draft, DraftState, Revision
from action_plans.views.plans import find as find_plan
from forums.domain import publication
from forums.domain.errors import Refused
from forums.models import Person, Translated
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import remarks, thread


@require_safe
def draft_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The drafts of a plan that the reader may see."""
    found = find_plan(request, forum, plan)
    rows = Draft.objects.visible_to(request.user).filter(plan=found)
    return render(
        request,
        "action_plans/drafts/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "page": Paginator(rows.select_related("theme", "lead", "plan__forum"), 30).get_page(
                request.GET.get("page")
            ),
        },
    )


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Draft:
    """The draft, where the reader may see it; 404 otherwise."""
    found: Draft = visible_or_404(
        Draft.objects.select_related("plan__forum", "theme", "lead", "created_by"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


def may_write(request: HttpRequest, draft: Draft) -> bool:
    """Whether the reader may change the draft as it stands now."""
    return draft.state in (DraftState.DRAFTING, DraftState.PROPOSED) and request.user.has_perm(
        "action_plans.write_draft", draft
    )


def answers_of(draft: Draft) -> list[dict[str, Any]]:
    """Each question with the text that stands in each language of the forum."""
    heads: dict[str, dict[str, Revision]] = {}
    for row in draft.revisions.standing().heads().select_related("author"):
        heads.setdefault(row.question, {})[row.language] = row
    main = draft.plan.forum.main_language
    answers = []
    for question in questions(draft.plan.template):
        rows = heads.get(question.key, {})
        text = Translated({code: row.text for code, row in rows.items()} | {"_": main})
        answers.append({"question": question, "text": text, "heads": rows})
    return answers


@require_safe
def draft_detail(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The draft as it stands, question by question."""
    draft = find(request, forum, plan, number)
    answers = answers_of(draft)
    said = remarks(draft)
    for row in answers:
        row["remarks"] = said.get(row["question"].key, [])
    milestones = list(draft.milestones.select_related("responsible"))
    main = draft.plan.forum.main_language
    return render(
        request,
        "action_plans/drafts/detail.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "answers": answers,
            "milestones": milestones,
            "contributions": draft.contributions.public().select_related("plan__forum", "author"),
            "may_write": may_write(request, draft),
            "authors": Person.objects.filter(revisions__draft=draft)
            .select_related("organisation")
            .distinct(),
            "readiness": drafts.readiness(
                answers={row["question"].key: row["text"].get(main, "") for row in answers},
                template=draft.plan.template,
                has_lead=draft.lead_id is not None,
                due_dates=[milestone.due_on for milestone in milestones],
            ),
            **thread(request, draft, apart=[row["question"].key for row in answers]),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def draft_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Starts a draft; only the forum sees it."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.write_draft", found)
    form = DraftForm(request.POST or None, forum=found.forum, plan=found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        taken_up = values.pop("contributions")
        try:
            with transaction.atomic():
                draft = drafts.start(found, by=person, **values)
                draft.contributions.set(taken_up)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Started. Answer the questions one by one."))
            return redirect(draft)
    return render(
        request,
        "action_plans/drafts/form.html",
        {"forum": found.forum, "plan": found, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def draft_edit(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Changes the draft's title, theme, lead and the contributions it takes up."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    form = DraftForm(request.POST or None, forum=draft.plan.forum, plan=draft.plan, instance=draft)
    if request.method == "POST" and form.is_valid():
        try:
            drafts.describe(draft, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(draft)
    return render(
        request,
        "action_plans/drafts/form.html",
        {"forum": draft.plan.forum, "plan": draft.plan, "draft": draft, "form": form},
    )


@members_only
@require_POST
def draft_publish(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Lets everybody read the draft while it is written."""
    draft = find(request, forum, plan, number)
    require(request, "action_plans.publish_draft", draft)
    try:
        publication.publish(draft)
        messages.success(request, _("Published. Everybody can read the draft now."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(draft)


@members_only
@require_POST
def draft_propose(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Puts the draft before the forum."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.propose_draft", draft)
    try:
        drafts.propose(draft, by=person)
        messages.success(request, _("Proposed. The forum can adopt it with the plan."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(draft)
