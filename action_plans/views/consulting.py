"""Coordinating a consultation: preparing it, the preview, publishing, giving more time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from action_plans.domain import consultation_notices, consultations
from action_plans.domain.passages import Passage, cut
from action_plans.domain.sections import headed
from action_plans.forms.consultations import ConsultationForm, MoreTimeForm
from action_plans.models import Consultation
from action_plans.views.consultations import AROUND, LETTERS_ON_A_PAGE, find
from action_plans.views.plans import find as find_plan
from forums.domain.errors import Refused
from forums.views.access import members_only, require


@members_only
@require_http_methods(["GET", "POST"])
def consultation_create(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Prepares a consultation; only the forum sees it."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.consult", found)
    form = ConsultationForm(request.POST or None, forum=found.forum)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        values.pop("seen")
        try:
            consultation = consultations.prepare(found, by=person, **values)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Look at the preview, then publish it."))
            return redirect(consultation)
    return render(
        request,
        "action_plans/consultations/form.html",
        {"forum": found.forum, "plan": found, "form": form},
    )


@members_only
@require_http_methods(["GET", "POST"])
def consultation_edit(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Changes what is being prepared."""
    found = find(request, forum, plan, number)
    person = require(request, "action_plans.consult", found)
    if found.published_at is not None:
        messages.error(request, _("This is published. It can only be given more time."))
        return redirect(found)
    form = ConsultationForm(request.POST or None, forum=found.plan.forum, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            consultations.change(found, by=person, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return render(request, "action_plans/consultations/form.html", _context(found, form=form))


@members_only
@require_http_methods(["GET", "POST"])
def consultation_publish(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The preview: the text as it would stand still, and who is told; then publishes."""
    found = find(request, forum, plan, number)
    person = require(request, "action_plans.consult", found)
    if request.method == "POST":
        try:
            consultations.publish(found, by=person, seen=request.POST.get("seen", ""))
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("action_plans:consultation-publish", forum, plan, number)
        messages.success(request, _said(found))
        return redirect(found)
    if found.published_at is not None:
        return redirect(found)
    text = consultations.draft_text(found)
    cuts = cut([len(str(row.text)) + AROUND for row in text], LETTERS_ON_A_PAGE)
    page = Paginator(cuts, 1).get_page(request.GET.get("page"))
    first, after = page.object_list[0]
    named = consultation_notices.audience(found.plan, by_name=True)
    numbered = [_Numbered(row, position) for position, row in enumerate(text, start=1)]
    return render(
        request,
        "action_plans/consultations/publish.html",
        _context(
            found,
            page=page,
            sections=headed(found.plan, numbered[first:after]),
            count=len(text),
            untranslated=_untranslated(found, text),
            recipients=named,
            unnamed=len(consultation_notices.audience(found.plan)) - len(named),
            seen=consultations.fingerprint(found),
        ),
    )


class _Numbered:
    """A passage with the number by which it will be cited."""

    def __init__(self, passage: Passage, position: int) -> None:
        self.text, self.kind, self.question = passage.text, passage.kind, passage.question
        self.position = position


def _untranslated(consultation: Consultation, text: list[Passage]) -> list[tuple[str, int]]:
    """How many paragraphs are missing in each language of the forum that lacks some."""
    languages = consultation.plan.forum.languages
    missing = {code: sum(not row.text.get(code) for row in text) for code in languages}
    return [(code, count) for code, count in missing.items() if count]


def _said(consultation: Consultation) -> str:
    if consultation.is_open:
        return _("Published. It is open now, and the members and contributors are told.")
    return _("Published. It opens by itself; the members and contributors are told on that day.")


@members_only
@require_http_methods(["GET", "POST"])
def consultation_extend(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Gives the public more time."""
    found = find(request, forum, plan, number)
    person = require(request, "action_plans.consult", found)
    form = MoreTimeForm(request.POST or None, now=found.closes_on)
    if request.method == "POST" and form.is_valid():
        try:
            consultations.give_more_time(found, by=person, closes_on=form.cleaned_data["closes_on"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Moved. Who was told of the opening is told of this too."))
            return redirect(found)
    return render(request, "action_plans/consultations/extend.html", _context(found, form=form))


@members_only
@require_POST
def consultation_discard(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Drops what was never published."""
    found = find(request, forum, plan, number)
    person = require(request, "action_plans.consult", found)
    try:
        consultations.discard(found, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, _("Dropped."))
    return redirect("action_plans:consultation-list", forum, plan)


def _context(found: Consultation, **more: Any) -> dict[str, Any]:
    return {"forum": found.plan.forum, "plan": found.plan, "consultation": found, **more}
