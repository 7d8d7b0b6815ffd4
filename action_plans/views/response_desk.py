"""The coordinators' desk: what waits for an answer, for how long, and acts with many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from action_plans.domain import contributions, merges, response_desk, taking_up
from action_plans.domain.pseudonyms import pseudonyms
from action_plans.domain.response_desk import Waiting
from action_plans.forms.response_desk import ANSWER, LINK, MERGE, DeskForm
from action_plans.models import ActionPlan, Contribution
from action_plans.models.contributions import ContributionQuerySet
from action_plans.views.plans import find as find_plan
from forums.domain.errors import Refused
from forums.models import Person
from forums.views.access import members_only, require

ON_A_PAGE = 30
WAITING, UNSORTED, HELD = "waiting", "unsorted", "held"


@members_only
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """What waits for an answer, by theme, the oldest first; `pile` shows what has no theme, or is
    held, instead."""
    found = find_plan(request, forum, plan)
    person = require(request, "action_plans.answer_contribution", found)
    prefetch_related_objects([found], "themes")
    form = DeskForm(request.POST if request.method == "POST" else None, plan=found)
    if form.is_valid():
        try:
            return redirect(_deal(request, found, form.cleaned_data, by=person))
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "action_plans/responses/desk.html",
        {
            "forum": found.forum,
            "plan": found,
            "form": form,
            **_pile(request, found),
            "prepared_count": found.responses.filter(published_at=None).count(),
        },
        status=422 if form.is_bound else 200,
    )


def _deal(request: HttpRequest, plan: ActionPlan, clean: dict[str, Any], *, by: Person) -> str:
    """Does with the chosen ones what was asked, says so, and returns the address that follows."""
    rows = list(clean["contributions"])
    if clean["act"] == ANSWER:
        asked = [f"contribution={row.number}" for row in rows]
        asked += [f"comment={row.pk}" for row in clean["comments"]]
        address = reverse("action_plans:response-create", args=[plan.forum.slug, plan.slug])
        return f"{address}?{'&'.join(asked)}"
    if clean["act"] == MERGE:
        require(request, "action_plans.merge_contributions", plan)
        goes_on = merges.merge_all(rows, by=by)
        said = _("Merged into contribution %(number)d. The authors are told by e-mail.") % {
            "number": goes_on.number
        }
    elif clean["act"] == LINK:
        require(request, "action_plans.write_draft", clean["draft"])
        taking_up.take_up_all(rows, draft=clean["draft"], by=by)
        said = ngettext(
            "The draft takes %(count)d contribution up now.",
            "The draft takes %(count)d contributions up now.",
            len(rows),
        ) % {"count": len(rows)}
    else:
        require(request, "action_plans.sort_contributions", plan)
        count = contributions.put_under(clean["theme"], by=by, contributions=rows)
        said = ngettext(
            "The theme of %(count)d contribution was changed.",
            "The theme of %(count)d contributions was changed.",
            count,
        ) % {"count": count}
    messages.success(request, said)
    return request.get_full_path()


def _pile(request: HttpRequest, plan: ActionPlan) -> dict[str, Any]:
    """A page of the pile that is looked at, and how many lie on each."""
    asked = request.GET.get("pile", "")
    pile = asked if asked in (UNSORTED, HELD) else WAITING
    others = {UNSORTED: _unsorted(plan), HELD: _held(plan)}
    theme = None
    if pile == WAITING:
        wanted = request.GET.get("theme", "")
        theme = next((row for row in plan.themes.all() if row.slug == wanted), None)
    waiting = response_desk.waiting(plan, theme=theme)
    rows: Any = waiting if pile == WAITING else others[pile].for_lists()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    counts = {name: page.paginator.count if name == pile else None for name in (WAITING, *others)}
    if pile != WAITING or theme is not None:
        counts[WAITING] = response_desk.waiting(plan).count()
    for name, query in others.items():
        if counts[name] is None:
            counts[name] = query.count()
    return {
        "pile": pile,
        "theme": theme,
        "page": page,
        "rows": _shown(plan, pile, page),
        "piles": [
            (WAITING, _("Waiting for an answer"), counts[WAITING]),
            (UNSORTED, _("Without a theme"), counts[UNSORTED]),
            (HELD, _("Held for a first look"), counts[HELD]),
        ],
    }


def _shown(plan: ActionPlan, pile: str, page: Page[Any]) -> list[Waiting]:
    """The rows of a page; each unnamed author with the pseudonym by which coordinators know her."""
    if pile == WAITING:
        rows = response_desk.loaded(plan, list(page))
    else:
        rows = response_desk.of_contributions(page)
    unnamed: list[Any] = [row.thing for row in rows if _is_unnamed(row.thing)]
    names = pseudonyms(plan) if unnamed else {}
    for thing in unnamed:
        thing.pseudonym = names.get(thing.author_id)
    return rows


def _is_unnamed(thing: Any) -> bool:
    return isinstance(thing, Contribution) and thing.is_anonymous and thing.entered_by_id is None


def _unsorted(plan: ActionPlan) -> ContributionQuerySet:
    rows = Contribution.objects.public().going_on().filter(plan=plan, theme=None)
    return rows.order_by("submitted_at", "pk")


def _held(plan: ActionPlan) -> ContributionQuerySet:
    held = Q(held_at__isnull=False, withdrawn_at=None)
    return Contribution.objects.filter(held, plan=plan).order_by("submitted_at", "pk")
