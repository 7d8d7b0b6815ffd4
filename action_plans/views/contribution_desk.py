"""The coordinators' desk: what waits, for how long, and what can be done with many at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from action_plans.domain import contributions
from action_plans.domain.pseudonyms import pseudonyms
from action_plans.forms.contributions import SortingForm
from action_plans.models import ActionPlan, Contribution
from action_plans.models.contributions import ContributionQuerySet
from action_plans.views.plans import find as find_plan
from forums.views.access import members_only, require

ON_A_PAGE = 40
WAITING, HELD, UNSORTED = "waiting", "held", "unsorted"


@members_only
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Contributions that wait for an answer, the oldest first; held ones; those without a theme."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.sort_contributions", found)
    form = SortingForm(request.POST if request.method == "POST" else None, plan=found)
    if form.is_valid():
        chosen = form.cleaned_data["contributions"]
        if "answer" in request.POST:
            address = reverse("action_plans:response-create", args=[forum, plan])
            return redirect(f"{address}?{'&'.join(f'contribution={row.number}' for row in chosen)}")
        count = contributions.put_under(form.cleaned_data["theme"], by=person, contributions=chosen)
        messages.success(
            request,
            ngettext(
                "The theme of %(count)d contribution was changed.",
                "The theme of %(count)d contributions was changed.",
                count,
            )
            % {"count": count},
        )
        return redirect(request.get_full_path())
    return render(
        request,
        "action_plans/contributions/desk.html",
        {"forum": found.forum, "plan": found, "form": form, **_rows(request, found)},
    )


def _rows(request: HttpRequest, plan: ActionPlan) -> dict[str, object]:
    """A page of the pile that is looked at, with ages, and how many lie on each."""
    piles = _piles(plan)
    asked = request.GET.get("pile", "")
    pile = asked if asked in piles else WAITING
    page = Paginator(piles[pile].for_lists(), ON_A_PAGE).get_page(request.GET.get("page"))
    unnamed = pseudonyms(plan) if any(row.is_anonymous for row in page) else {}
    now = timezone.now()
    for row in page:
        row.age = (now - row.submitted_at).days  # type: ignore[attr-defined]
        is_unnamed = row.is_anonymous and row.entered_by_id is None
        row.pseudonym = unnamed.get(row.author_id) if is_unnamed else None  # type: ignore[attr-defined, arg-type]
    return {
        "pile": pile,
        "page": page,
        "piles": [
            (WAITING, _("Waiting for an answer"), piles[WAITING].count()),
            (UNSORTED, _("Without a theme"), piles[UNSORTED].count()),
            (HELD, _("Held for a first look"), piles[HELD].count()),
        ],
    }


def _piles(plan: ActionPlan) -> dict[str, ContributionQuerySet]:
    rows = Contribution.objects.filter(plan=plan).order_by("submitted_at", "pk")
    public = Contribution.objects.public().going_on().filter(plan=plan)
    return {
        WAITING: public.waiting().order_by("submitted_at", "pk"),
        UNSORTED: public.filter(theme=None).order_by("submitted_at", "pk"),
        HELD: rows.filter(held_at__isnull=False, withdrawn_at=None),
    }
