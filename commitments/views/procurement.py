"""Contracts behind commitments: the search across forums, one of them, taking in, untying."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.domain import procurement
from commitments.domain.contracting.faults import Broken
from commitments.domain.contracting.tags import in_words
from commitments.domain.procurement import Imported
from commitments.forms.contract_filters import ContractPageFilter
from commitments.forms.procurement import ImportContractsForm, TieContractForm
from commitments.models import Commitment, ContractingProcess, ContractingRelease
from forums.domain.errors import Refused
from forums.views.access import members_only, require, visible_or_404

ON_A_PAGE = 25
MOST_RELEASES = 100


@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """Public contracts of all forums, the latest first, with filters in the address."""
    everything = ContractingProcess.objects.public()
    chosen = ContractPageFilter(request.GET, queryset=everything)
    rows = chosen.qs.select_related("forum").defer("compiled", "words", "description")
    paginator = Paginator(rows.order_by("-released_at", "-pk"), ON_A_PAGE)
    return render(
        request,
        "commitments/procurement/list.html",
        {
            "filter": chosen,
            "page": paginator.get_page(request.GET.get("page")),
            "total": everything.count(),
        },
    )


@require_safe
def contract_detail(request: HttpRequest, forum: str, ocid: str) -> HttpResponse:
    """One contracting process: who buys what from whom, for which commitments, release by release."""
    process: ContractingProcess = visible_or_404(
        ContractingProcess.objects.select_related("forum").defer("compiled", "words"),
        request,
        forum__slug=forum,
        ocid=ocid,
    )
    commitments = Commitment.objects.visible_to(request.user).filter(procurements__process=process)
    return render(
        request,
        "commitments/procurement/detail.html",
        {
            "forum": process.forum,
            "process": process,
            "commitments": commitments.select_related("plan__forum").order_by("plan", "number"),
            "releases": _releases(process),
        },
    )


def _releases(process: ContractingProcess) -> list[dict[str, Any]]:
    """The last releases, the latest first: when, what each tells of, where it was published."""
    rows = ContractingRelease.objects.filter(process=process).order_by("-dated_at", "-pk")
    told = rows.values_list("dated_at", "content__tag", "source")[:MOST_RELEASES]
    return [
        {"date": date, "what": [in_words(tag) for tag in tags or []], "source": source}
        for date, tags, source in told
    ]


def _commitment(request: HttpRequest, forum: str, plan: str, number: int) -> Commitment:
    found: Commitment = visible_or_404(
        Commitment.objects.select_related("plan__forum"),
        request,
        plan__forum__slug=forum,
        plan__slug=plan,
        number=number,
    )
    return found


@members_only
@require_http_methods(["GET", "POST"])
def contract_import(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Takes in files of contracts for a commitment, or ties one that is known already."""
    commitment = _commitment(request, forum, plan, number)
    person = require(request, "commitments.import_contracts", commitment)
    ties = "ocid" in request.POST
    upload = ImportContractsForm(
        request.POST if request.method == "POST" and not ties else None, request.FILES or None
    )
    known = TieContractForm(request.POST if ties else None)
    if ties and known.is_valid():
        process = ContractingProcess.objects.filter(
            forum=commitment.plan.forum, ocid=known.cleaned_data["ocid"]
        ).first()
        if process is not None:
            procurement.tie(commitment, by=person, process=process)
            messages.success(request, _("Tied. The contract stands behind this commitment now."))
            return redirect("commitments:contract-import", forum, plan, number)
        known.add_error("ocid", _("The forum knows no contract with this id. Send its file."))
    elif request.method == "POST" and not ties and upload.is_valid():
        try:
            done = procurement.import_files(
                commitment.plan.forum,
                by=person,
                files=[(file.name, file.read()) for file in upload.cleaned_data["sent"]],
                commitment=commitment,
                only=upload.cleaned_data["only"],
                replace=upload.cleaned_data["replace"],
            )
        except Broken as broken:
            upload.add_error("sent", [_("Nothing was saved."), *broken.lines()])
        except Refused as refused:
            upload.add_error("only", str(refused))
        else:
            messages.success(request, _said(done))
            return redirect("commitments:contract-import", forum, plan, number)
    return render(
        request,
        "commitments/procurement/import.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "upload": upload,
            "known": known,
            "contracts": procurement.behind(commitment),
        },
    )


def _said(done: Imported) -> str:
    """What became of the contracts in the files."""
    counted = ngettext(
        "The files tell of %(count)d contract: %(new)d new, %(changed)d changed, "
        "%(unchanged)d known already.",
        "The files tell of %(count)d contracts: %(new)d new, %(changed)d changed, "
        "%(unchanged)d known already.",
        done.count,
    )
    return counted % {
        "count": done.count,
        "new": len(done.new),
        "changed": len(done.changed),
        "unchanged": len(done.unchanged),
    }


@members_only
@require_POST
def contract_untie(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int
) -> HttpResponse:
    """Takes a contract from behind a commitment."""
    commitment = _commitment(request, forum, plan, number)
    person = require(request, "commitments.import_contracts", commitment)
    process = ContractingProcess.objects.filter(forum=commitment.plan.forum, pk=pk).first()
    if process is not None and procurement.untie(commitment, by=person, process=process):
        messages.success(request, _("Taken away. It can be tied again by its id."))
    return redirect("commitments:contract-import", forum, plan, number)
