"""The coordinator's pages for seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch, Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import balance, organisations, seats
from forums.domain.errors import Refused
from forums.domain.rules_of_procedure import in_force
from forums.domain.sector_figures import figures
from forums.forms.seats import CloseForm, SeatForm
from forums.models import Forum, Person, Seat, Term
from forums.views.access import forum_or_404, members_only, require
from forums.views.members import by_sector


def managed_forum(request: HttpRequest, slug: str) -> tuple[Forum, Person]:
    """The forum and the reader, where she manages its seats."""
    found = forum_or_404(request, slug)
    return found, require(request, "forums.manage_seats", found)


def seat_of(forum: Forum, pk: int) -> Seat:
    """The seat of the forum; 404 otherwise."""
    return get_object_or_404(forum.seats.select_related("organisation", "forum"), pk=pk)


@members_only
@require_safe
def seat_list(request: HttpRequest, forum: str) -> HttpResponse:
    """All seats with what can be done with each."""
    found, _person = managed_forum(request, forum)
    today = found.today
    running = Term.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    named = running.select_related("person", "alternate").order_by("starts_on")
    rows = list(
        found.seats.open(today)
        .select_related("organisation")
        .prefetch_related(Prefetch("terms", queryset=named, to_attr="named"))
    )
    for row in rows:
        terms_of: list[Term] = row.named  # type: ignore[attr-defined]
        row.holders = [term for term in terms_of if term.starts_on <= today]  # type: ignore[attr-defined]
        row.coming = [term for term in terms_of if term.starts_on > today]  # type: ignore[attr-defined]
    shown = figures(found, rows, today=today)
    configured = in_force(found, today).seats_by_sector
    in_order = [seat for _sector, group in by_sector(rows) for seat in group]
    page = Paginator(in_order, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "forums/members/manage.html",
        {
            "forum": found,
            "page": page,
            "sectors": by_sector(list(page)),
            "warnings": balance.warnings(shown.rows, configured),
        },
    )


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    forum: Forum,
    title: str,
    submit_label: str,
    **context: Any,
) -> HttpResponse:
    """The page of one form."""
    return render(
        request,
        "forums/members/form.html",
        {"forum": forum, "form": form, "title": title, "submit_label": submit_label, **context},
    )


def done(
    request: HttpRequest, forum: Forum, form: Any, act: Callable[[], str]
) -> HttpResponse | None:
    """Runs the act of a valid form; what it refuses stands above the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            said = act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, said)
    return redirect("forums:seat-list", forum.slug)


def _values(form: SeatForm, forum: Forum) -> dict[str, Any]:
    values = form.values()
    name = values.pop("organisation_name")
    if name:
        values["organisation"] = organisations.called(name, sector=values["sector"], forum=forum)
    return values


@members_only
@require_http_methods(["GET", "POST"])
def seat_create(request: HttpRequest, forum: str) -> HttpResponse:
    """Adds a seat, which is vacant at first."""
    found, person = managed_forum(request, forum)
    form = SeatForm(request.POST or None, forum=found, instance=Seat(forum=found))

    def act() -> str:
        seats.add(found, by=person, **_values(form, found))
        return _("Added. The seat is vacant.")

    return done(request, found, form, act) or form_page(
        request, form, forum=found, title=_("Add a seat"), submit_label=_("Add the seat")
    )


@members_only
@require_http_methods(["GET", "POST"])
def seat_edit(request: HttpRequest, forum: str, seat: int) -> HttpResponse:
    """Changes what a seat is for."""
    found, person = managed_forum(request, forum)
    row = seat_of(found, seat)
    form = SeatForm(request.POST or None, forum=found, instance=row)

    def act() -> str:
        seats.change(row, by=person, **_values(form, found))
        return _("Saved.")

    return done(request, found, form, act) or form_page(
        request, form, forum=found, title=_("Change a seat"), submit_label=_("Save"), seat=row
    )


@members_only
@require_http_methods(["GET", "POST"])
def seat_close(request: HttpRequest, forum: str, seat: int) -> HttpResponse:
    """The forum has the seat no more; its history stays."""
    found, person = managed_forum(request, forum)
    row = seat_of(found, seat)
    form = CloseForm(request.POST or None, initial={"on": found.today})

    def act() -> str:
        seats.close(row, by=person, on=form.cleaned_data["on"])
        return _("Closed. Who sat on it stays on record.")

    return done(request, found, form, act) or form_page(
        request, form, forum=found, title=_("Close a seat"), submit_label=_("Close"), seat=row
    )
