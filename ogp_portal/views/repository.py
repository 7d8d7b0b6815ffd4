"""The repository of a forum, its feed, and the page that tells everything of one document."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commitments.domain import evidence_for
from commitments.domain.evidence_for import Proof
from forums.domain import document_history, document_search, document_texts, licences, link_checks
from forums.domain.document_search import Piece
from forums.models import Document, Forum
from forums.views.access import forum_or_404
from forums.views.feeds import for_xml
from ogp_portal.forms.repository import RepositoryFilter

ON_A_PAGE = 25
NEWEST = 50


@dataclass(frozen=True)
class Line:
    """A document of the list: what it is evidence for, and where its file says what was asked."""

    document: Document
    proofs: list[Proof]
    excerpt: list[Piece]


@require_safe
def repository(request: HttpRequest, forum: str) -> HttpResponse:
    """Every document of the forum that the reader may see, with filters in the address."""
    found = forum_or_404(request, forum)
    everything = Document.objects.visible_to(request.user).filter(forum=found)
    chosen = RepositoryFilter(_asked(request), queryset=everything, request=request, forum=found)
    rows = _ordered(chosen.qs).select_related("forum", "link_check")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "ogp_portal/repository/list.html",
        {
            "forum": found,
            "filter": chosen,
            "page": page,
            "lines": _lines(page.object_list, request.user, request.GET.get("q", "")),
            "total": everything.count(),
            "feed_query": _without_page(request),
        },
    )


@require_safe
def document_about(request: HttpRequest, forum: str, pk: uuid.UUID) -> HttpResponse:
    """All facts of a document. What was withdrawn says that and why, and nothing else."""
    rows = Document.objects.filter(forum__slug=forum, pk=pk)
    found = (
        rows.visible_to(request.user)
        .select_related("forum", "link_check", "content", "added_by")
        .defer("content__text", "content__words_english", "content__words_spanish")
        .first()
    )
    if found is None:
        return _withdrawn(request, rows)
    may_see_drafts = request.user.has_perm("forums.see_drafts", found)
    check = getattr(found, "link_check", None)
    content = getattr(found, "content", None)
    return render(
        request,
        "ogp_portal/repository/about.html",
        {
            "forum": found.forum,
            "document": found,
            "check": check,
            "link_said": link_checks.in_words(check.said) if check and check.said else "",
            "problem": document_texts.PROBLEMS.get(content.problem) if content else None,
            "licence": licences.name_of(found.licence),
            "licence_url": licences.address_of(found.licence),
            "proofs": evidence_for.of_documents([pk], reader=request.user)[pk],
            "changes": document_history.changes(found, all_of_them=may_see_drafts),
        },
    )


def _withdrawn(request: HttpRequest, rows: QuerySet[Document]) -> HttpResponse:
    gone = rows.filter(
        published_at__isnull=False,
        withdrawn_at__isnull=False,
        forum__in=Forum.objects.visible_to(request.user),
    )
    found = gone.select_related("forum").first()
    if found is None:
        raise Http404
    context = {"forum": found.forum, "document": found}
    return render(request, "ogp_portal/repository/withdrawn.html", context, status=410)


class RepositoryFeed(Feed[Any, Any]):
    """The public documents of a forum, with the filters of the page, the newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        forum = get_object_or_404(Forum.objects.public(), slug=kwargs["forum"])
        everything = Document.objects.public().filter(forum=forum)
        request.user = AnonymousUser()  # a feed tells everybody the same
        chosen = RepositoryFilter(
            _asked(request), queryset=everything, request=request, forum=forum
        )
        return forum, _without_page(request), chosen

    def title(self, obj: Any) -> str:
        return for_xml(_("Repository of %(forum)s") % {"forum": obj[0].name})

    def link(self, obj: Any) -> str:
        return f"{reverse('repository', args=[obj[0].slug])}{obj[1]}"

    def feed_url(self, obj: Any) -> str:
        return f"{reverse('repository-feed', args=[obj[0].slug])}{obj[1]}"

    def subtitle(self, obj: Any) -> str:
        return _("Documents and evidence, as they are published.")

    def items(self, obj: Any) -> list[Any]:
        rows = _ordered(obj[2].qs).select_related("forum", "link_check")[:NEWEST]
        return _lines(rows, AnonymousUser(), "")

    def item_title(self, item: Any) -> str:
        return for_xml(str(item.document.title))

    def item_link(self, item: Any) -> str:
        return _about(item.document)

    def item_description(self, item: Any) -> str:
        rests = format_html_join(
            "",
            '<li>{}: <a href="{}">{}</a></li>',
            ((proof.label, proof.url, proof.title) for proof in item.proofs),
        )
        kind = item.document.get_kind_display()
        return for_xml(format_html("<p>{}</p><ul>{}</ul>", kind, rests) if rests else kind)

    def item_pubdate(self, item: Any) -> Any:
        return item.document.published_at

    def item_updateddate(self, item: Any) -> Any:
        return item.document.published_at


def _asked(request: HttpRequest) -> Any:
    """What the address asks for; `links` is taken for `link` as well."""
    if "links" not in request.GET or "link" in request.GET:
        return request.GET
    asked = request.GET.copy()
    asked.setlist("link", asked.pop("links"))
    return asked


def _without_page(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"?{asked.urlencode()}" if asked else ""


def _ordered(rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows if rows.query.order_by else rows.order_by("-published_at", "-created_at", "pk")


def _lines(documents: Iterable[Document], reader: Any, words: str) -> list[Line]:
    shown = list(documents)
    proofs = evidence_for.of_documents([document.pk for document in shown], reader=reader)
    excerpts = document_search.excerpts(shown, words[:200]) if words.strip() else {}
    return [
        Line(document, proofs.get(document.pk, []), excerpts.get(document.pk, []))
        for document in shown
    ]


def _about(document: Document) -> str:
    return reverse("document-about", args=[document.forum.slug, document.pk])
