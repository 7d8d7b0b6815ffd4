"""Drafts: reading them, and writing them together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.domain import drafts
from action_plans.domain.templates import Question, questions
from action_plans.forms.drafts import AnswerForm, DraftForm, MilestoneForm
from action_plans.models import Draft, DraftState, Revision
from action_plans.views.plans import find as find_plan
from forums.domain import publication
from forums.domain.difference import difference
from forums.domain.errors import Refused
from forums.models import Comment, Person, Translated
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import remarks, thread

REVISIONS_ON_A_PAGE = 10


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


def _question(draft: Draft, key: str) -> Question:
    for question in questions(draft.plan.template):
        if question.key == key:
            return question
    raise Http404


@members_only
@require_http_methods(["GET", "POST"])
def answer_edit(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Writes one answer. What somebody else saved meanwhile is merged, or shown beside it."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    if language not in draft.plan.forum.languages:
        raise Http404
    asked = _question(draft, question)
    standing = drafts.head(draft, question, language)
    context: dict[str, Any] = {
        "forum": draft.plan.forum,
        "plan": draft.plan,
        "draft": draft,
        "question": asked,
        "language": language,
        "standing": standing,
        "remarks": Comment.objects.on(draft).threads().filter(question=question),
    }
    form = AnswerForm(
        request.POST or None,
        initial={
            "text": standing.text if standing else "",
            "base_number": standing.number if standing else 0,
        },
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            saved = drafts.save(draft, by=person, question=question, language=language, **clean)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 422
        else:
            if not saved.conflict:
                if saved.merged:
                    messages.success(
                        request,
                        _(
                            "Saved. Somebody else had saved meanwhile; both changes are in the text."
                        ),
                    )
                else:
                    messages.success(request, _("Saved."))
                return redirect(f"{draft.get_absolute_url()}#{question}")
            form = AnswerForm(
                initial={"text": saved.revision.text, "base_number": saved.standing.number}
            )
            context |= {
                "conflict": saved,
                "pieces": difference(saved.standing.text, saved.revision.text),
                "standing": saved.standing,
            }
            status = 409
    return render(
        request, "action_plans/drafts/answer.html", {**context, "form": form}, status=status
    )


@require_safe
def answer_history(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Every revision of an answer, with what it changed word by word."""
    draft = find(request, forum, plan, number)
    asked = _question(draft, question)
    rows = list(
        draft.revisions.filter(question=question, language=language)
        .select_related("author")
        .order_by("number")
    )
    texts = {row.number: row.text for row in rows}
    steps = []
    before = ""
    for row in rows:
        beside = row.kind in ("conflict", "typed")
        steps.append((row, texts.get(row.base_number, "") if beside else before))
        if not beside:
            before = row.text
    page = Paginator(steps[::-1], REVISIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    standing = next((row for row in reversed(rows) if row.kind not in ("conflict", "typed")), None)
    return render(
        request,
        "action_plans/drafts/history.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "question": asked,
            "language": language,
            "page": page,
            "steps": [{"revision": row, "pieces": difference(old, row.text)} for row, old in page],
            "standing": standing,
            "may_write": may_write(request, draft),
        },
    )


@members_only
@require_POST
def revision_restore(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Makes an earlier text the one that stands."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    revision = get_object_or_404(draft.revisions.all(), pk=pk)
    try:
        drafts.restore(revision, by=person)
        messages.success(request, _("Restored. The text before stays in the history."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{draft.get_absolute_url()}#{revision.question}")


@members_only
@require_http_methods(["GET", "POST"])
def milestone_add(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Adds a step to the draft."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    form = MilestoneForm(
        request.POST or None, forum=draft.plan.forum, initial={"responsible": draft.lead_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafts.add_milestone(draft, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The milestone is added."))
            return redirect(f"{draft.get_absolute_url()}#milestones")
    return render(
        request,
        "action_plans/drafts/milestone.html",
        {"forum": draft.plan.forum, "plan": draft.plan, "draft": draft, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def milestone_edit(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Changes or removes a step of the draft."""
    draft = find(request, forum, plan, number)
    person = require(request, "action_plans.write_draft", draft)
    milestone = get_object_or_404(draft.milestones.all(), pk=pk)
    form = MilestoneForm(request.POST or None, forum=draft.plan.forum, instance=milestone)
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            if "remove" in request.POST:
                drafts.remove_milestone(milestone, by=person)
                messages.success(request, _("The milestone is removed."))
            else:
                drafts.change_milestone(milestone, by=person, **form.values())
                messages.success(request, _("Saved."))
            return redirect(f"{draft.get_absolute_url()}#milestones")
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "action_plans/drafts/milestone.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "form": form,
            "milestone": milestone,
        },
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
