"""The queue of the moderators: a first look, reported texts, appeals; many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forums.domain import moderation_queue
from forums.domain.moderation_queue import Dealt
from forums.forms.moderation import QueueForm
from forums.models import Forum, Person
from forums.views.access import forum_or_404, members_only, require

TEXTS_ON_A_PAGE = 25
LISTS: dict[str, Any] = {
    "held": moderation_queue.held,
    "reported": moderation_queue.reported,
    "appeals": moderation_queue.appeals,
}


@members_only
@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, forum: str) -> HttpResponse:
    """What waits, in three lists. `show` names the list, `all` ticks every box of the page."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.moderate", found)
    form = QueueForm(request.POST if request.method == "POST" else None, forum=found)
    asked = request.GET.get("show", "")
    counts = {name: rows(found).count() for name, rows in LISTS.items()}
    show = asked if asked in LISTS else next((name for name in LISTS if counts[name]), "held")
    if form.is_valid():
        dealt = _deal(request, found, form, by=person)
        if not dealt.refused:
            address = reverse("forums:moderation-queue", args=[found.slug])
            return redirect(f"{address}?show={show}")
        for why in dealt.refused:
            form.add_error(None, why)
        counts = {name: rows(found).count() for name, rows in LISTS.items()}
    return render(
        request,
        "forums/moderation/queue.html",
        {
            "forum": found,
            "form": form,
            "show": show,
            "counts": counts,
            "all_ticked": "all" in request.GET,
            "page": (page := _page(request, found, show)),
            "entries": _entries(show, page),
        },
        status=422 if form.is_bound else 200,
    )


def _page(request: HttpRequest, forum: Forum, show: str) -> Any:
    return Paginator(LISTS[show](forum), TEXTS_ON_A_PAGE).get_page(request.GET.get("page"))


def _entries(show: str, page: Any) -> list[Any]:
    if show == "held":
        return list(moderation_queue.held_entries(page))
    return list(moderation_queue.reported_entries(page) if show == "reported" else page)


def _deal(request: HttpRequest, forum: Forum, form: QueueForm, *, by: Person) -> Dealt:
    """Does what was asked with the texts that were chosen, and says with how many."""
    clean = form.cleaned_data
    dealt = moderation_queue.deal(
        forum,
        by=by,
        act=clean["act"],
        keys=form.keys,
        rule=clean.get("rule") if form.removes else None,
        reason=clean["reason"] if form.removes else "",
    )
    if dealt.done:
        messages.success(request, _said(clean["act"], dealt.done))
    if dealt.before:
        messages.info(
            request,
            ngettext(
                "Somebody else had dealt with %(count)d text before you; nothing was done with it.",
                "Somebody else had dealt with %(count)d texts before you; nothing was done with"
                " them.",
                dealt.before,
            )
            % {"count": dealt.before},
        )
    return dealt


def _said(act: str, count: int) -> str:
    sentences = {
        "release": ngettext(
            "%(count)d text is published. Its author is told.",
            "%(count)d texts are published. Their authors are told.",
            count,
        ),
        "remove": ngettext(
            "%(count)d text is removed. Its author is told the rule, the reason and how to appeal.",
            "%(count)d texts are removed. Their authors are told the rule, the reason and how to"
            " appeal.",
            count,
        ),
        "keep": ngettext(
            "%(count)d text stays as it is.", "%(count)d texts stay as they are.", count
        ),
    }
    return sentences[act] % {"count": count}
