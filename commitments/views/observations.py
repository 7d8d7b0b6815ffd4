"""What the public saw of a commitment: reading it, and sending something."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments.domain import observations
from commitments.forms.observations import ObservationForm
from commitments.models import Observation
from commitments.views.findings import find as find_commitment
from forums.domain import documents, moderated
from forums.domain.errors import Refused
from forums.views.access import members_only, require, visible_or_404
from forums.views.comments import thread
from forums.views.files import file_response
from forums.views.pace import too_often

ON_A_PAGE = 20


@require_safe
def observation_list(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """What people saw of a commitment, the latest first; what was removed leaves a line."""
    commitment = find_commitment(request, forum, plan, number)
    rows = Observation.objects.listed().filter(commitment=commitment)
    page = Paginator(
        rows.select_related("author__organisation", "milestone").order_by("-number"), ON_A_PAGE
    ).get_page(request.GET.get("page"))
    removals = moderated.removals(list(page))
    for row in page:
        row.commitment = commitment
        row.removal = removals.get(row.pk)  # type: ignore[attr-defined]
    return render(
        request,
        "commitments/observations/list.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "page": page,
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def observation_create(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """Sends an observation."""
    commitment = find_commitment(request, forum, plan, number)
    person = require(request, "commitments.observe", commitment)
    form = ObservationForm(request.POST or None, request.FILES or None, commitment=commitment)
    limited = form.is_valid() and too_often(request, "observation", form)
    if form.is_valid():
        try:
            sent = observations.submit(
                commitment, by=person, language=get_language() or "en", **form.values()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _sent(sent))
            return redirect(sent)
    return render(
        request,
        "commitments/observations/form.html",
        {
            "forum": commitment.plan.forum,
            "plan": commitment.plan,
            "commitment": commitment,
            "form": form,
        },
        status=429 if limited else 200,
    )


def _sent(observation: Observation) -> str:
    if observation.held_at:
        return _(
            "Thank you. A coordinator takes a first look, then your observation is published. You"
            " will be told."
        )
    return _("Thank you. Your observation is published. The office can answer it here.")


def find(request: HttpRequest, forum: str, plan: str, number: int, observation: int) -> Observation:
    """The observation, where the reader may see it; 404 otherwise."""
    found: Observation = visible_or_404(
        Observation.objects.select_related(
            "commitment__plan__forum", "author__organisation", "milestone"
        ),
        request,
        commitment__plan__forum__slug=forum,
        commitment__plan__slug=plan,
        commitment__number=number,
        number=observation,
    )
    return found


@require_safe
def observation_detail(
    request: HttpRequest, forum: str, plan: str, number: int, observation: int
) -> HttpResponse:
    """One observation with its discussion; a trace where it was removed."""
    try:
        found = find(request, forum, plan, number, observation)
    except Http404:
        return _trace(request, forum, plan, number, observation)
    return _page(request, found)


def _trace(
    request: HttpRequest, forum: str, plan: str, number: int, observation: int
) -> HttpResponse:
    """What is left of one that was public and was removed: number, day, rule, reason."""
    found = (
        Observation.objects.listed()
        .filter(commitment__plan__forum__slug=forum, commitment__plan__slug=plan)
        .filter(commitment__number=number, number=observation)
        .exclude(withdrawn_at=None)
        .select_related("commitment__plan__forum")
        .first()
    )
    if found is None:
        raise Http404
    return _page(request, found, is_trace=True)


def _page(request: HttpRequest, found: Observation, *, is_trace: bool = False) -> HttpResponse:
    context = {
        "forum": found.commitment.plan.forum,
        "plan": found.commitment.plan,
        "commitment": found.commitment,
        "observation": found,
        "is_trace": is_trace,
        "removal": moderated.removal(found),
        **thread(request, found),
    }
    if not found.is_public:
        context["comment_form"] = None
    return render(request, "commitments/observations/detail.html", context)


@require_safe
def observation_file(
    request: HttpRequest, forum: str, plan: str, number: int, observation: int, name: str
) -> HttpResponseBase:
    """The file itself, to whoever may read the observation; 404 to others."""
    found = find(request, forum, plan, number, observation)
    if not found.file or name != found.file_name:
        raise Http404
    try:
        with found.file.open("rb") as file:
            kind = documents.content_type_of(name, file.read(2048))
    except (FileNotFoundError, documents.FileRefused):
        raise Http404 from None
    return file_response(found.file, name=name, content_type=kind)
