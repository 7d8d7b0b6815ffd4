"""Documents: the file itself, adding one, changing what is said of it, withdrawing it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import documents, publication
from forums.domain.errors import ChangedMeanwhile, Refused
from forums.forms.agenda import PaperForm
from forums.forms.documents import DocumentChangeForm, DocumentForm, WithdrawalForm
from forums.models import Document, DocumentKind, Meeting, MeetingPaper
from forums.views.access import (
    forum_or_404,
    members_only,
    number_asked,
    require,
    visible_or_404,
)
from forums.views.files import file_response


@require_safe
def document(request: HttpRequest, forum: str, pk: uuid.UUID) -> HttpResponseBase:
    """The file itself, or the way to the link; 404 to who may not see it."""
    found: Document = visible_or_404(Document.objects.all(), request, forum__slug=forum, pk=pk)
    if found.url:
        return redirect(found.url)
    assert found.file.name is not None
    name = found.file.name.rpartition("/")[2]
    return file_response(found.file, name=name, content_type=found.content_type)


@members_only
@require_http_methods(["GET", "POST"])
def document_add(request: HttpRequest, forum: str) -> HttpResponse:
    """Puts a file or a link into the repository, perhaps as a meeting's paper."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.add_document", found)
    meeting = Meeting.objects.filter(forum=found, number=number_asked(request, "meeting")).first()
    kind = request.GET.get("kind", "")
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        forum=found,
        initial={"kind": kind if kind in DocumentKind.values else DocumentKind.OTHER},
    )
    item = PaperForm(request.POST or None, meeting=meeting) if meeting else None
    if request.method == "POST" and form.is_valid() and (item is None or item.is_valid()):
        may_publish = person.has_perm("forums.publish_document", found)
        try:
            with transaction.atomic():
                added = documents.add(
                    found,
                    by=person,
                    publish="publish" in request.POST and may_publish,
                    **form.values(),
                )
                if meeting:
                    MeetingPaper.objects.create(
                        meeting=meeting,
                        document=added,
                        agenda_item=item.cleaned_data["item"] if item else None,
                    )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(
                request, _("Published.") if added.is_public else _("Saved. Only the forum sees it.")
            )
            return (
                redirect(meeting) if meeting else redirect("document-about", found.slug, added.pk)
            )
    return render(
        request,
        "forums/documents/form.html",
        {"forum": found, "form": form, "item": item, "meeting": meeting},
    )


@members_only
@require_POST
def document_publish(request: HttpRequest, forum: str, pk: uuid.UUID) -> HttpResponse:
    """Makes a document public."""
    found = _find(request, forum, pk)
    require(request, "forums.publish_document", found)
    try:
        publication.publish(found)
        messages.success(request, _("Published."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("document-about", forum, pk)


def _find(request: HttpRequest, forum: str, pk: uuid.UUID) -> Document:
    """The document, where the reader may see it; 404 otherwise."""
    found: Document = visible_or_404(
        Document.objects.select_related("forum"), request, forum__slug=forum, pk=pk
    )
    return found


@members_only
@require_http_methods(["GET", "POST"])
def document_edit(request: HttpRequest, forum: str, pk: uuid.UUID) -> HttpResponse:
    """Changes what is said of a document, published or not; the history keeps what it was."""
    found = _find(request, forum, pk)
    person = require(request, "forums.change_document", found)
    form = DocumentChangeForm(request.POST or None, forum=found.forum, instance=found)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            documents.change(found, by=person, **form.values())
        except ChangedMeanwhile as refused:
            stored = _find(request, forum, pk)
            theirs = form.overtaken(
                refused, DocumentChangeForm(forum=stored.forum, instance=stored)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. The history keeps what it was before."))
            return redirect("document-about", forum, pk)
    return render(
        request,
        "forums/documents/edit.html",
        {"forum": found.forum, "document": found, "form": form, "theirs": theirs},
    )


@members_only
@require_http_methods(["GET", "POST"])
def document_withdraw(request: HttpRequest, forum: str, pk: uuid.UUID) -> HttpResponse:
    """Takes a document out of the public's sight, with a reason."""
    found = _find(request, forum, pk)
    person = require(request, "forums.publish_document", found)
    form = WithdrawalForm(request.POST or None, forum=found.forum)
    if request.method == "POST" and form.is_valid():
        try:
            documents.withdraw(found, by=person, reason=form.values()["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Withdrawn. Its address says so, and why."))
            return redirect("document-about", forum, pk)
    return render(
        request,
        "forums/documents/withdraw.html",
        {"forum": found.forum, "document": found, "form": form},
    )
