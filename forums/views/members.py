"""Who sits in a forum, who sat before, and what each of them did there."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.domain import balance, vacancies
from forums.domain.rules_of_procedure import in_force
from forums.domain.seats import seats_of
from forums.domain.sector_figures import figures
from forums.models import Forum, Person, Seat, Term
from forums.views.access import forum_or_404

FORMER_ON_A_PAGE = 50
SEATS_ON_A_PAGE = 100


@require_safe
def member_list(request: HttpRequest, forum: str) -> HttpResponse:
    """Who sits in the forum, by sector, how the sectors balance, and who sat before."""
    found = forum_or_404(request, forum)
    seats = seats_of(found, on=found.today)
    former = (
        Term.objects.filter(seat__forum=found, ends_on__lt=found.today)
        .select_related("person", "seat__organisation")
        .order_by("-ends_on", "pk")
    )
    asked = request.GET.get("q", "").strip()[:80]
    if asked:
        former = former.filter(person__name__icontains=asked)
    page = Paginator(former, FORMER_ON_A_PAGE).get_page(request.GET.get("page"))
    in_order = [seat for _sector, group in by_sector(seats) for seat in group]
    seated = Paginator(in_order, SEATS_ON_A_PAGE).get_page(request.GET.get("seats"))
    return render(
        request,
        "forums/members/list.html",
        {
            "forum": found,
            "sectors": by_sector(list(seated)),
            "seated": seated,
            "page": page,
            "q": asked,
        }
        | _at_the_table(found, seats),
    )


def by_sector(seats: list[Seat]) -> list[tuple[str, list[Seat]]]:
    """The seats under the names of their sectors, in the order of their first seat."""
    found: dict[str, list[Seat]] = {}
    for seat in seats:
        found.setdefault(seat.get_sector_display(), []).append(seat)
    return list(found.items())


def _at_the_table(forum: Forum, seats: list[Seat]) -> dict[str, Any]:
    """Figures by sector with what is off, and the seats that are or soon will be empty."""
    today = forum.today
    rules = in_force(forum, today)
    shown = figures(forum, seats, today=today)
    return {
        "rules": rules,
        "figures": shown,
        "warnings": balance.warnings(shown.rows, rules.seats_by_sector),
        "vacant": [seat for seat in seats if not seat.holders],  # type: ignore[attr-defined]
        "ending": list(
            vacancies.ending(forum, today).select_related("person", "seat__organisation")
        ),
    }


@require_safe
def person_detail(request: HttpRequest, forum: str, person: int) -> HttpResponse:
    """A person's seats in the forum over time: name, roles and terms, and nothing else."""
    found = forum_or_404(request, forum)
    member = Person.objects.filter(pk=person).only("name", "anonymised_at").first()
    terms = (
        Term.objects.filter(Q(person=person) | Q(alternate=person), seat__forum=found)
        .select_related("seat__organisation", "seat__forum", "person")
        .order_by("-starts_on", "pk")
    )
    page = Paginator(terms, FORMER_ON_A_PAGE).get_page(request.GET.get("page"))
    if member is None or not page.paginator.count:
        raise Http404
    return render(
        request,
        "forums/members/person.html",
        {
            "forum": found,
            "member": member,
            "page": page,
            "sits": any(_runs(term, found) for term in page.object_list),
        },
    )


def _runs(term: Term, forum: Forum) -> bool:
    """Whether the term has not ended yet."""
    return term.ends_on is None or term.ends_on >= forum.today
