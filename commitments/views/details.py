"""The details of a commitment: OGP's number, policy areas, goals, whom to ask."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commitments.domain import details
from commitments.forms.details import DetailsForm
from commitments.models import Commitment
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.views.access import members_only, require, visible_or_404


def find(request: HttpRequest, forum: str, plan: str, number: int) -> Commitment:
    """The commitment, where the reader may see it; 404 otherwise."""
    found: Commitment = visible_or_404(
        Commitment.objects.select_related("plan__forum", "lead"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@members_only
@require_http_methods(["GET", "POST"])
def commitment_details(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """The coordinator's form."""
    commitment = find(request, forum, plan, number)
    person = require(request, "commitments.describe_commitment", commitment)
    form = DetailsForm(request.POST or None, instance=commitment)
    standing: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            details.describe(commitment, by=person, **form.cleaned_data)
        except ChangedMeanwhile as changed:
            stored = DetailsForm(instance=find(request, forum, plan, number))
            standing = form.overtaken(changed, stored)
        except Refused as refused:
            form.add_error("ogp_id", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(commitment)
    return render(
        request,
        "commitments/commitments/details.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "form": form,
            "standing": standing,
        },
    )
