"""Removing a text, and what its author and another coordinator can do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import moderated, moderation, moderation_queue
from forums.domain.errors import Refused
from forums.domain.publication import forum_of
from forums.forms.moderation import AnswerForm, AppealForm, RemovalForm
from forums.models import Appeal, Moderation, ModerationAct, Person
from forums.views.access import forum_or_404, members_only, require
from forums.views.pace import too_often
from forums.views.reports import text_of_any_state


@members_only
@require_http_methods(["GET", "POST"])
def text_remove(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Removes a text by a rule, with a reason that everybody can read."""
    text = text_of_any_state(word, pk)
    person = require(request, "forums.moderate", text)
    forum = forum_of(text)
    form = RemovalForm(request.POST if request.method == "POST" else None, forum=forum)
    if form.is_valid():
        try:
            moderation.remove(text, by=person, **form.cleaned_data)
            messages.success(
                request, _("Removed. The reason stands in its place, and the author is told.")
            )
            return redirect(text)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/moderation/remove.html",
        {
            "forum": forum,
            "form": form,
            "text": text,
            "word": word,
            "words": moderated.words_of(text),
            "author": moderated.author_of(text),
        },
        status=422 if form.errors else 200,
    )


def _find(request: HttpRequest, forum: str, pk: int, permission: str) -> tuple[Moderation, Person]:
    found = forum_or_404(request, forum)
    row = get_object_or_404(
        Moderation.objects.select_related("forum", "rule", "by", "author"),
        forum=found,
        pk=pk,
        act=ModerationAct.REMOVED,
    )
    return row, require(request, permission, row)


@members_only
@require_safe
def removal(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """What was removed, by which rule and why; the author can appeal, a coordinator answer."""
    row, person = _find(request, forum, pk, "forums.see_removed_text")
    return _page(request, row, person)


def _page(
    request: HttpRequest,
    row: Moderation,
    person: Person,
    *,
    appeal_form: AppealForm | None = None,
    answer_form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    target: Any = row.target
    text = moderation_queue.texts(moderated.word_of(target), [target.pk]).get()
    made = Appeal.objects.filter(moderation=row).select_related("answered_by").first()
    stands = moderated.removal(text) == row
    moderates = person.has_perm("forums.moderate", row)
    waits = made is not None and made.answered_at is None and stands
    return render(
        request,
        "forums/moderation/removal.html",
        {
            "forum": row.forum,
            "row": row,
            "text": text,
            "words": moderated.words_of(text),
            "author": moderated.author_of(text),
            "is_mine": row.author_id == person.pk,
            "is_put_back": not stands,
            "appeal": made,
            "appeal_form": appeal_form or AppealForm()
            if stands and made is None and row.author_id == person.pk
            else None,
            "waits": waits,
            "moderates": moderates,
            "answer_form": answer_form or AnswerForm()
            if waits and moderates and made is not None and moderation.may_answer(made, person)
            else None,
            "may_restore": stands and moderates and not waits and moderation.may_rule(row, person),
        },
        status=status,
    )


@members_only
@require_POST
def appeal(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """The author asks for another look."""
    row, person = _find(request, forum, pk, "forums.appeal_removal")
    form = AppealForm(request.POST)
    limited = form.is_valid() and too_often(request, "appeal", form)
    if not form.is_valid():
        return _page(request, row, person, appeal_form=form, status=429 if limited else 422)
    try:
        moderation.appeal(row, by=person, text=form.cleaned_data["text"])
        messages.success(
            request, _("Your appeal is sent. A coordinator answers it, and you are told by e-mail.")
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(row)


@members_only
@require_POST
def answer(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """A coordinator answers an appeal, once."""
    row, person = _find(request, forum, pk, "forums.moderate")
    made = get_object_or_404(Appeal.objects.select_related("moderation__forum"), moderation=row)
    if not moderation.may_answer(made, person):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, row, person, answer_form=form, status=422)
    try:
        moderation.answer_appeal(made, by=person, **form.cleaned_data)
        messages.success(request, _("Answered. The author is told."))
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(row)


@members_only
@require_POST
def restore(request: HttpRequest, forum: str, pk: int) -> HttpResponse:
    """A coordinator puts a text back without an appeal."""
    row, person = _find(request, forum, pk, "forums.moderate")
    try:
        moderation.restore(row.target, by=person)
        messages.success(request, _("It is public again. The author is told."))
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(row)


def _back(row: Moderation) -> HttpResponse:
    return redirect(reverse("forums:removal", args=[row.forum.slug, row.pk]))
