"""What the Independent Reporting Mechanism published of a plan: the list, one product, recording."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from action_plans.views.plans import find as find_plan
from commitments.domain import irm_products, irm_recommendations
from commitments.forms.irm_products import NewProductForm, ProductForm
from commitments.models import Commitment, IrmCoding, IrmProduct
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.domain.notices import written
from forums.domain.seats import members
from forums.views.access import members_only, require, visible_or_404
from forums.views.told import said

ON_A_PAGE = 50


def words_of(refused: Refused) -> str:
    """Why an act was refused; after a save in between also where to read what was saved."""
    if isinstance(refused, ChangedMeanwhile):
        return _(
            "Somebody else saved this while you were writing. What you typed is kept here; the "
            "page of the report shows what they saved. Save again to put yours in its place."
        )
    return str(refused)


def find(request: HttpRequest, forum: str, plan: str, kind: str, year: int) -> IrmProduct:
    """The product, where the reader may see it; 404 otherwise."""
    found: IrmProduct = visible_or_404(
        IrmProduct.objects.select_related("plan__forum", "document__forum"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        kind=kind,
        year=min(year, 32_767),
    )
    return found


@require_safe
def product_list(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """The products of a plan by year, the latest first, and how their recommendations fare."""
    found = find_plan(request, forum, plan)
    rows = IrmProduct.objects.visible_to(request.user).filter(plan=found)
    products: list[Any] = list(
        rows.select_related("document__forum")
        .annotate(coded=Count("codings"))
        .order_by("-year", "-issued_on", "kind")[:ON_A_PAGE]
    )
    counts = irm_recommendations.followed(products)
    for product in products:
        product.plan = found
        product.followed = counts.get(product.pk)
        product.takes_comments = irm_products.is_open_to_comment(product, found.forum.today)
    return render(
        request,
        "commitments/irm/list.html",
        {
            "forum": found.forum,
            "plan": found,
            "years": [(year, list(of)) for year, of in groupby(products, attrgetter("year"))],
            "followed": irm_recommendations.together(counts.values()),
        },
    )


@require_safe
def product_detail(
    request: HttpRequest, forum: str, plan: str, kind: str, year: int
) -> HttpResponse:
    """One product: where to read it, how it codes each commitment, what it recommends."""
    product = find(request, forum, plan, kind, year)
    codings = (
        IrmCoding.objects.filter(
            product=product, commitment__in=Commitment.objects.visible_to(request.user)
        )
        .select_related("commitment")
        .order_by("commitment__number")
    )
    page = Paginator(codings, ON_A_PAGE).get_page(request.GET.get("page"))
    for coding in page.object_list:
        coding.product, coding.commitment.plan = product, product.plan
    recommendations = product.recommendations.select_related(
        "decision__forum", "commitment__plan__forum"
    )
    return render(
        request,
        "commitments/irm/detail.html",
        {
            "forum": product.plan.forum,
            "plan": product.plan,
            "product": product,
            "takes_comments": irm_products.is_open_to_comment(product, product.plan.forum.today),
            "page": page,
            "recommendations": list(recommendations),
            "followed": irm_recommendations.followed([product]).get(product.pk),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def product_new(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Records a product; only the forum sees it until it is published."""
    found = find_plan(request, forum, plan)
    person = require(request, "commitments.record_irm", found)
    form = NewProductForm(request.POST or None, plan=found)
    if request.method == "POST" and form.is_valid():
        try:
            product = irm_products.record(found, by=person, **form.values())
        except Refused as refused:
            form.add_error("kind", str(refused))
        else:
            messages.success(request, _("Recorded. Only the forum sees it until you publish it."))
            return redirect(product)
    return _form(request, found, form, _("Record a product of the mechanism"))


@members_only
@require_http_methods(["GET", "POST"])
def product_edit(request: HttpRequest, forum: str, plan: str, kind: str, year: int) -> HttpResponse:
    """Corrects what is said of a product."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    form = ProductForm(
        request.POST or None,
        plan=product.plan,
        initial={name: getattr(product, name) for name in (*ProductForm.first, "summary")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            irm_products.change(
                product, by=person, before=request.POST.get("seen", ""), **form.values()
            )
        except Refused as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(product)
    seen = irm_products.seen(product)
    return _form(request, product.plan, form, str(product), product=product, seen=seen)


def _form(request: HttpRequest, plan: Any, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {"forum": plan.forum, "plan": plan, "form": form, "title": title, **more}
    return render(request, "commitments/irm/form.html", context)


@members_only
@require_http_methods(["GET", "POST"])
def product_publish(
    request: HttpRequest, forum: str, plan: str, kind: str, year: int
) -> HttpResponse:
    """Publishes a product, after a look at who will be told what."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    refusal = ""
    if request.method == "POST":
        try:
            told = irm_products.publish(product, by=person)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, said(_("Published."), told))
            return redirect(product)
    elif product.is_public:
        raise Http404
    recipients = members(product.plan.forum)
    values = {**irm_products.mail(product), "person": person, "forum": product.plan.forum}
    subject, text = written("commitments/mail/irm_product_published", values)
    return render(
        request,
        "commitments/irm/publish.html",
        {
            "forum": product.plan.forum,
            "plan": product.plan,
            "product": product,
            "count": len(recipients),
            "subject": subject,
            "text": text,
            "refusal": refusal,
        },
    )


@members_only
@require_POST
def product_drop(request: HttpRequest, forum: str, plan: str, kind: str, year: int) -> HttpResponse:
    """Takes back a product that was recorded by mistake."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    try:
        irm_products.drop(product, by=person)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(product)
    messages.success(request, _("Taken back."))
    return redirect("commitments:irm-product-list", forum, plan)
