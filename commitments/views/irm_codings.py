"""The codings of a product, all commitments of its plan in one form."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commitments.domain import irm_codings
from commitments.forms.irm_codings import CodingForm
from commitments.models import Commitment
from commitments.views.irm_products import find, words_of
from forums.domain.errors import Refused
from forums.views.access import members_only, require

ON_A_PAGE = 40


@members_only
@require_http_methods(["GET", "POST"])
def codings_edit(request: HttpRequest, forum: str, plan: str, kind: str, year: int) -> HttpResponse:
    """Codes the commitments of a plan in the scales of the product, a page of them at a time."""
    product = find(request, forum, plan, kind, year)
    person = require(request, "commitments.record_irm", product)
    rows = Commitment.objects.filter(plan=product.plan_id).order_by("number")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    known = {row.commitment_id: row for row in product.codings.all()}
    forms = [
        CodingForm(request.POST or None, product=product, commitment=row, coding=known.get(row.pk))
        for row in page.object_list
    ]
    checked = [form.is_valid() for form in forms]  # each, so that all faults are told
    refusal = ""
    if request.method == "POST" and all(checked):
        try:
            changed = irm_codings.save(
                product,
                by=person,
                codings={form.commitment.pk: form.coding() for form in forms},
                before=request.POST.get("seen", ""),
            )
        except Refused as refused:
            refusal = words_of(refused)
        else:
            said = ngettext("%(count)d coding changed.", "%(count)d codings changed.", changed)
            messages.success(request, said % {"count": changed})
            return redirect(product)
    elif request.method == "POST":
        refusal = _("Something is missing or wrong. Look at the marked fields.")
    return render(
        request,
        "commitments/irm/codings.html",
        {
            "forum": product.plan.forum,
            "plan": product.plan,
            "product": product,
            "rows": forms,
            "page": page,
            "refusal": refusal,
            "seen": irm_codings.seen(product),
        },
    )
