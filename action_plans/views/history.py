"""What an answer said before, step by step, and who wrote which words of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from action_plans.domain import drafts
from action_plans.domain.authorship import Attributed, Run, Written, attribute
from action_plans.domain.history import Step, steps
from action_plans.models import Draft, RevisionKind
from action_plans.models.revisions import BESIDE
from action_plans.views.drafts import find, language_or_404, may_write, question_or_404
from forums.domain.errors import Refused
from forums.domain.readable import readable_difference
from forums.models import Person
from forums.views.access import members_only, number_asked, require

STEPS_ON_A_PAGE = 10
MOST_EDITS = 300
"""Words by which a text differs before the page shows it as a new one."""
MOST_STEPS = 40
"""Steps through which words are followed back to who wrote them."""
KEPT_SECONDS = 24 * 60 * 60


def _steps(draft: Draft, question: str, language: str) -> list[Step]:
    rows = (
        draft.revisions.filter(question=question, language=language)
        .select_related("author", "source")
        .defer("text")
        .order_by("number")
    )
    return steps(list(rows))


def _texts(draft: Draft, question: str, language: str, numbers: set[int]) -> dict[int, str]:
    rows = draft.revisions.filter(question=question, language=language, number__in=numbers)
    return dict(rows.values_list("number", "text"))


@require_safe
def answer_history(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """Every revision of an answer, with what each step changed; `?revision=` opens its page."""
    draft = find(request, forum, plan, number)
    asked = question_or_404(draft, question)
    language_or_404(draft, language)
    found = _steps(draft, question, language)[::-1]
    page = Paginator(found, STEPS_ON_A_PAGE).get_page(
        _page_of(found, number_asked(request, "revision")) or request.GET.get("page")
    )
    on_page = list(page)
    wanted = {step.last.number for step in on_page} | {step.before for step in on_page}
    texts = _texts(draft, question, language, wanted)
    shown = [
        {
            "step": step,
            "pieces": readable_difference(
                texts.get(step.before, ""),
                texts.get(step.last.number, ""),
                most_edits=MOST_EDITS,
            ),
            "suggestions": [],
        }
        for step in on_page
    ]
    _name_suggestions(draft, shown)
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
            "steps": shown,
            "standing": next((step.last for step in found if step.last.kind not in BESIDE), None),
            "may_write": may_write(request, draft),
        },
    )


def _page_of(found: list[Step], revision: int) -> int:
    """The page on which a revision stands; 0 where there is none."""
    for place, step in enumerate(found):
        if step.first.number <= revision <= step.last.number:
            return place // STEPS_ON_A_PAGE + 1
    return 0


def _name_suggestions(draft: Draft, shown: list[dict[str, Any]]) -> None:
    """Puts to each step the accepted suggestions from which it came."""
    by_row = {row.pk: each for each in shown for row in each["step"].rows}
    accepted = draft.suggestions.filter(revision__in=by_row).select_related("answered_by")
    for suggestion in accepted.order_by("number"):
        by_row[suggestion.revision_id]["suggestions"].append(suggestion)


@require_safe
def answer_words(
    request: HttpRequest, forum: str, plan: str, number: int, question: str, language: str
) -> HttpResponse:
    """The text that stands, with the name of who wrote each part of it."""
    draft = find(request, forum, plan, number)
    asked = question_or_404(draft, question)
    language_or_404(draft, language)
    runs, cut = _runs(draft, question, language)
    people = Person.objects.select_related("organisation").in_bulk({run.author for run in runs})
    numbers = {pk: place for place, pk in enumerate(dict.fromkeys(run.author for run in runs), 1)}
    return render(
        request,
        "action_plans/drafts/words.html",
        {
            "forum": draft.plan.forum,
            "plan": draft.plan,
            "draft": draft,
            "question": asked,
            "language": language,
            "runs": [
                {"text": run.text, "person": people.get(run.author), "number": numbers[run.author]}
                for run in runs
            ],
            "people": [{"person": people.get(pk), "number": numbers[pk]} for pk in numbers],
            "cut": cut,
        },
    )


def _runs(draft: Draft, question: str, language: str) -> tuple[list[Run], bool]:
    """The words by author, and whether the history is too long to follow all of them.

    Words older than what is followed are nobody's (author 0). What was beside another's text and
    is restored is its author's. Kept for a day: a text that stands stays as it is.
    """
    every = _steps(draft, question, language)
    stood = [step.last for step in every if step.last.kind not in BESIDE]
    if not stood:
        return [], False
    key = f"authorship:{draft.pk}:{question}:{language}:{stood[-1].number}"
    kept = cache.get(key)
    if kept is None:
        found = _followed(draft, question, language, every)
        kept = [(run.author, run.text) for run in found.runs], found.cut
        cache.set(key, kept, KEPT_SECONDS)
    pairs, cut = kept
    return [Run(*pair) for pair in pairs], cut


def _followed(draft: Draft, question: str, language: str, every: list[Step]) -> Attributed:
    wrote = {row.number: row.author_id for step in every for row in step.rows}
    stood = [step.last for step in every if step.last.kind not in BESIDE]
    followed = stood[-MOST_STEPS:]
    cut = len(stood) > len(followed)
    texts = _texts(draft, question, language, {row.number for row in followed})
    chain = []
    for place, row in enumerate(followed):
        restores = row.base_number if row.kind == RevisionKind.RESTORED else 0
        author = 0 if cut and not place else wrote.get(restores, row.author_id)
        chain.append(Written(row.number, texts.get(row.number, ""), author, restores))
    found = attribute(chain)
    return Attributed(found.runs, found.cut or cut)


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
