"""The recommendations of a product: recording them, answering them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commitments.domain import irm_recommendations
from commitments.forms.irm_recommendations import AnswerForm, RecommendationForm
from commitments.models import IrmProduct, IrmRecommendation
from commitments.views.irm_products import find, words_of
from forums.domain.errors import Refused
from forums.views.access import members_only, require


def _find(product: IrmProduct, number: int) -> IrmRecommendation:
    rows = IrmRecommendation.objects.select_related(
        "product__plan__forum", "decision", "commitment"
    )
    return get_object_or_404(rows, product=product, number=min(number, 32_767))


@members_only
@require_http_methods(["GET", "POST"])
def recommendation_new(
    request: HttpRequest, forum: str, plan: str, kind: str, year: int
) -> HttpResponse:
    """Records the next recommendation of a product."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    form = RecommendationForm(request.POST or None, forum=product.plan.forum)
    if request.method == "POST" and form.is_valid():
        try:
            made = irm_recommendations.add(product, by=person, text=form.text_of("text"))
        except Refused as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(
                request, _("Recommendation %(number)d is recorded.") % {"number": made.number}
            )
            return _back(product)
    return _form(request, product, form, _("Record a recommendation"))


@members_only
@require_http_methods(["GET", "POST"])
def recommendation_edit(
    request: HttpRequest, forum: str, plan: str, kind: str, year: int, number: int
) -> HttpResponse:
    """Corrects the words of a recommendation."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    row = _find(product, number)
    form = RecommendationForm(
        request.POST or None, forum=product.plan.forum, initial={"text": row.text}
    )
    if request.method == "POST" and form.is_valid():
        try:
            irm_recommendations.change(
                row,
                by=person,
                text=form.text_of("text"),
                before=request.POST.get("seen", ""),
            )
        except Refused as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("Saved."))
            return _back(product)
    title = _("Correct recommendation %(number)d") % {"number": row.number}
    return _form(request, product, form, title, row=row)


@members_only
@require_http_methods(["GET", "POST"])
def recommendation_answer(
    request: HttpRequest, forum: str, plan: str, kind: str, year: int, number: int
) -> HttpResponse:
    """Records the government's answer, and what became of the recommendation."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    row = _find(product, number)
    form = AnswerForm(
        request.POST or None,
        recommendation=row,
        initial=irm_recommendations.fields_of(row),
    )
    if request.method == "POST" and form.is_valid():
        try:
            irm_recommendations.answer(
                row, by=person, before=request.POST.get("seen", ""), **form.values()
            )
        except irm_recommendations.NotYet as refused:
            form.add_error("answered_on", str(refused))
        except Refused as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("The answer is recorded."))
            return _back(product)
    title = _("Answer recommendation %(number)d") % {"number": row.number}
    return _form(request, product, form, title, row=row, lead=row.text)


@members_only
@require_POST
def recommendation_remove(
    request: HttpRequest, forum: str, plan: str, kind: str, year: int, number: int
) -> HttpResponse:
    """Takes back a recommendation that was recorded by mistake."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    try:
        irm_recommendations.remove(_find(product, number), by=person)
        messages.success(request, _("Taken back."))
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(product)


def _back(product: IrmProduct) -> HttpResponse:
    return redirect(f"{product.get_absolute_url()}#recommendations")


def _form(
    request: HttpRequest,
    product: IrmProduct,
    form: Any,
    title: str,
    *,
    row: IrmRecommendation | None = None,
    lead: Any = "",
) -> HttpResponse:
    return render(
        request,
        "commitments/irm/form.html",
        {
            "forum": product.plan.forum,
            "plan": product.plan,
            "product": product,
            "form": form,
            "title": title,
            "lead": lead,
            "seen": irm_recommendations.seen(row) if row else "",
        },
    )
