"""The secret vote: casting, looking up a receipt, the roll, the ballots as a file."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import ballots, tally
from forums.domain import roll as rolls
from forums.domain.errors import Refused
from forums.domain.selection_steps import leaders
from forums.forms.ballots import BallotForm, ReceiptForm, ReplacementForm, RollForm
from forums.models import Person, RollEntry, Selection, SelectionModel
from forums.views.access import members_only, number_asked, number_posted, require
from forums.views.panels import csv_file
from forums.views.selections import find
from forums.views.told import said


@never_cache
@members_only
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Casts the ballot of the reader's organisation. The answer shows the receipt, once."""
    selection = find(request, forum, slug)
    person = require(request, "forums.nominate", selection)
    entry = selection.roll.filter(voter=person).select_related("organisation").first()
    if entry is None:
        raise PermissionDenied
    most = ballots.seats_at_stake(selection)
    candidates = list(
        selection.nominations.filter(number__in=ballots.candidates(selection)).select_related(
            "candidate"
        )
    )
    form = BallotForm(
        request.POST or None,
        candidates=candidates,
        most=most,
        receipt=partial(ballots.fresh_receipt, selection, person),
    )
    context = {
        "forum": selection.forum,
        "selection": selection,
        "entry": entry,
        "form": form,
        "candidates": candidates,
        "is_open": ballots.takes_ballots(selection),
    }
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            receipt = ballots.cast(
                selection, by=person, choices=clean["choices"], receipt=clean["receipt"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "forums/selections/voted.html", {**context, "receipt": receipt})
    return render(request, "forums/selections/vote.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Says whether a ballot with this receipt is in the urn; after the vote also what it chose.

    Asked by POST, so that no log of addresses keeps a receipt, and without an account.
    """
    selection = find(request, forum, slug)
    if selection.model != SelectionModel.ELECTION:
        raise Http404
    form = ReceiptForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = ballots.look_up(selection, form.cleaned_data["receipt"])
        if found is None:
            form.add_error("receipt", _("There is no ballot with this receipt in the urn."))
    over = found is not None and ballots.is_over(selection, found.round)
    chosen = (
        selection.nominations.filter(number__in=found.choices) if found is not None and over else []
    )
    return render(
        request,
        "forums/selections/receipt.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "form": form,
            "found": found,
            "over": over,
            "chosen": chosen,
        },
    )


@require_safe
def ballots_csv(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """Receipt and choices of every ballot once the vote is over; `round` names an earlier one."""
    selection = find(request, forum, slug)
    number = number_asked(request, "round") or len(selection.result.get("rounds", []))
    if selection.model != SelectionModel.ELECTION or not ballots.is_over(selection, number):
        raise Http404
    text = tally.ballots_file(ballots.pairs(selection, number=number))
    return csv_file(text, f"{slug}-ballots-{number}.csv")


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, forum: str, slug: str) -> HttpResponse:
    """The organisations that may vote, and how many have; those who lead add and strike."""
    selection = find(request, forum, slug)
    if selection.model != SelectionModel.ELECTION:
        raise Http404
    leads = request.user.has_perm("forums.lead_selection", selection)
    is_open = selection.stage in rolls.KEPT_IN
    form = RollForm(request.POST if "lines" in request.POST else None) if leads else None
    if request.method == "POST" and (answer := _change_roll(request, selection, form)):
        return answer
    voted, whole = rolls.turnout(selection)
    rows = selection.roll.select_related("organisation", "voter")
    return render(
        request,
        "forums/selections/roll.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "form": form if is_open else None,
            "leads": leads,
            "is_open": is_open,
            "may_replace": leads and ballots.takes_ballots(selection),
            "voted": voted,
            "roll": whole,
            "page": Paginator(rows, 100).get_page(request.GET.get("page")),
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def roll_replace(request: HttpRequest, forum: str, slug: str, entry: int) -> HttpResponse:
    """Lets somebody else vote for an organisation, in public and before it has voted.

    Whether it has is not told before it is tried.
    """
    selection = find(request, forum, slug)
    person = require(request, "forums.lead_selection", selection)
    row = get_object_or_404(selection.roll.select_related("organisation", "voter"), pk=entry)
    form = ReplacementForm(request.POST or None, forum=selection.forum)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            told = rolls.replace(row, by=person, voter=values["voter"], reason=values["reason"])
            messages.success(request, said(_("Somebody else votes for this organisation."), told))
            return redirect("forums:selection-roll", forum, slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "forums/selections/step.html",
        {
            "forum": selection.forum,
            "selection": selection,
            "form": form,
            "title": _("Let somebody else vote"),
            "lead": _("%(organisation)s, until now by %(name)s")
            % {"organisation": row.organisation, "name": row.voter.name},
            "recipients": _heard_of_a_replacement(row),
        },
    )


def _heard_of_a_replacement(entry: RollEntry) -> list[Person]:
    """Who votes until now and those who lead; beside them the one who is named in the form."""
    people = {person.pk: person for person in (entry.voter, *leaders(entry.selection))}
    return [person for person in people.values() if person.is_active and person.email]


def _change_roll(
    request: HttpRequest, selection: Selection, form: RollForm | None
) -> HttpResponse | None:
    person = require(request, "forums.lead_selection", selection)
    assert form is not None
    try:
        if "strike" in request.POST:
            entry = get_object_or_404(selection.roll, pk=number_posted(request, "strike"))
            rolls.strike(entry, by=person)
            messages.success(request, _("Taken off the roll."))
            return redirect(request.path)
        if form.is_bound and form.is_valid():
            added = rolls.enrol(selection, by=person, rows=form.cleaned_data["lines"])
            messages.success(
                request,
                ngettext(
                    "%(count)d organisation is new on the roll.",
                    "%(count)d organisations are new on the roll.",
                    added,
                )
                % {"count": added},
            )
            return redirect(request.path)
    except Refused as refused:
        if form.is_bound:
            form.add_error(None, str(refused))
        else:
            messages.error(request, str(refused))
    return None
