"""A person's own data and account, and names that are taken off the record."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import anonymity, people
from forums.domain.errors import Refused
from forums.forms.people import ByCoordinatorForm, ByHerselfForm
from forums.models import Person, Term
from forums.views.access import forum_or_404, members_only, require


@login_required
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that the portal holds of the reader, as a file."""
    assert isinstance(request.user, Person)
    response = JsonResponse(
        people.own_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def delete_account(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays public, then deletes the reader's account."""
    person = request.user
    assert isinstance(person, Person)
    form = ByHerselfForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            anonymity.anonymise(person, by=person)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Thank you for taking part."))
            return redirect("home")
    return render(
        request,
        "forums/members/delete_account.html",
        {"form": form, "binding": anonymity.seats_that_bind(person)},
    )


@members_only
@require_http_methods(["GET", "POST"])
def member_anonymise(request: HttpRequest, forum: str, person: int) -> HttpResponse:
    """Takes a former member's name off the record, on her request."""
    found = forum_or_404(request, forum)
    by = require(request, "forums.manage_seats", found)
    member = Person.objects.filter(pk=person, anonymised_at=None).first()
    if member is None or not Term.objects.held_by(member).filter(seat__forum=found).exists():
        raise Http404
    form = ByCoordinatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            anonymity.anonymise(member, by=by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The name is removed from the record."))
            return redirect("forums:member-detail", found.slug, member.pk)
    return render(
        request,
        "forums/members/anonymise.html",
        {"forum": found, "member": member, "form": form},
    )
