"""The coordinator's pages to seat people, and to renew and end their terms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.domain import people, terms
from forums.domain.errors import Refused
from forums.domain.rules_of_procedure import in_force
from forums.forms.seats import (
    ALTERNATE,
    MEMBER,
    AlternateForm,
    EndForm,
    FillForm,
    RenewForm,
    WhoField,
)
from forums.models import Forum, Person, Seat, Term
from forums.views.access import members_only
from forums.views.seats import done, form_page, managed_forum, seat_of


def term_of(forum: Forum, pk: int) -> Term:
    """The term on a seat of the forum; 404 otherwise."""
    return get_object_or_404(
        Term.objects.filter(seat__forum=forum).select_related(
            "person", "alternate", "seat__organisation", "seat__forum"
        ),
        pk=pk,
    )


def _who(form: Any, who: WhoField, *, by: Person, forum: Forum) -> Person | None:
    """Whom the form names, created where nobody has the address."""
    clean = form.cleaned_data
    chosen: Person | None = clean[who.person]
    if chosen is None and clean[who.email]:
        return people.invite(email=clean[who.email], name=clean[who.name], by=by, forum=forum)
    return chosen


def _next_day(seat: Seat, today: dt.date) -> dt.date:
    """The first day on which the seat is free: today, or after the last term with an end."""
    last = seat.terms.order_by("-starts_on").values_list("ends_on", flat=True).first()
    return max(today, last + dt.timedelta(days=1)) if last else today


@members_only
@require_http_methods(["GET", "POST"])
def seat_fill(request: HttpRequest, forum: str, seat: int) -> HttpResponse:
    """Seats somebody; she is told by e-mail."""
    found, by = managed_forum(request, forum)
    row = seat_of(found, seat)
    starts_on = _next_day(row, found.today)
    form = FillForm(
        request.POST or None,
        forum=found,
        seat=row,
        starts_on=starts_on,
        rules=in_force(found, starts_on),
    )

    def act() -> str:
        member = _who(form, MEMBER, by=by, forum=found)
        assert member is not None
        first = form.cleaned_data["starts_on"]
        terms.fill(
            row,
            by=by,
            person=member,
            alternate=_who(form, ALTERNATE, by=by, forum=found),
            starts_on=first,
            ends_on=form.last_day(first),
            exception=form.values()["exception"],
        )
        return _("Seated. %(name)s will be told by e-mail.") % {"name": member.name}

    return done(request, found, form, act) or form_page(
        request,
        form,
        forum=found,
        title=_("Seat somebody"),
        submit_label=_("Seat and tell by e-mail"),
        seat=row,
        fields_template="forums/members/_fill_fields.html",
    )


@members_only
@require_http_methods(["GET", "POST"])
def term_renew(request: HttpRequest, forum: str, term: int) -> HttpResponse:
    """Another term for the same person, who is told by e-mail."""
    found, by = managed_forum(request, forum)
    row = term_of(found, term)
    starts_on = (row.ends_on or found.today) + dt.timedelta(days=1)
    rules = in_force(found, starts_on)
    form = RenewForm(request.POST or None, forum=found, rules=rules)

    def act() -> str:
        terms.renew(
            row,
            by=by,
            ends_on=form.last_day(starts_on),
            exception=form.values()["exception"],
        )
        return _("Renewed. %(name)s will be told by e-mail.") % {"name": row.person.name}

    warning = terms.over_the_limit(row.seat, row.person, starts_on=starts_on, rules=rules)
    return done(request, found, form, act) or form_page(
        request,
        form,
        forum=found,
        title=_("Renew a term"),
        submit_label=_("Renew and tell by e-mail"),
        seat=row.seat,
        term=row,
        warning=warning,
    )


@members_only
@require_http_methods(["GET", "POST"])
def term_alternate(request: HttpRequest, forum: str, term: int) -> HttpResponse:
    """Names who comes in the member's place."""
    found, by = managed_forum(request, forum)
    row = term_of(found, term)
    form = AlternateForm(request.POST or None, term=row)

    def act() -> str:
        terms.name_alternate(row, by=by, alternate=_who(form, ALTERNATE, by=by, forum=found))
        return _("Saved.")

    return done(request, found, form, act) or form_page(
        request,
        form,
        forum=found,
        title=_("Name an alternate"),
        submit_label=_("Save and tell by e-mail"),
        seat=row.seat,
        term=row,
    )


@members_only
@require_http_methods(["GET", "POST"])
def term_end(request: HttpRequest, forum: str, term: int) -> HttpResponse:
    """Ends a term before its time."""
    found, by = managed_forum(request, forum)
    row = term_of(found, term)
    form = EndForm(request.POST or None, initial={"on": found.today})

    def act() -> str:
        terms.end(row, by=by, **form.cleaned_data)
        return _("The term ends. What was done in it stays on record.")

    return done(request, found, form, act) or form_page(
        request,
        form,
        forum=found,
        title=_("End a term"),
        submit_label=_("End the term"),
        seat=row.seat,
        term=row,
    )


@members_only
@require_POST
def term_take_back(request: HttpRequest, forum: str, term: int) -> HttpResponse:
    """Takes back a term that has not begun."""
    found, by = managed_forum(request, forum)
    try:
        terms.take_back(term_of(found, term), by=by)
        messages.success(request, _("Taken back."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forums:seat-list", found.slug)
