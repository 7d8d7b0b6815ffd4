"""One search over everything that the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from action_plans.models import (
    ActionPlan,
    Consultation,
    ConsultationParagraph,
    Contribution,
    Draft,
    ReasonedResponse,
)
from commitments.models import Commitment
from forums.domain import full_text
from forums.models import Decision, Document, Meeting, RulesVersion, Selection, WorkingGroup

MOST = 10


@dataclass(frozen=True)
class Parts:
    """Rows that a thing consists of: in their `texts` it is found too, `whole` leads to it."""

    rows: QuerySet[Any]
    whole: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """A kind of thing that can be found: its rows, translated columns and plain ones."""

    label: str | Promise
    rows: QuerySet[Any]
    texts: tuple[str, ...]
    plain: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    parts: Parts | None = None


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `more` says that there is more than is shown."""

    label: str | Promise
    rows: list[Any]
    more: bool


def subjects(request: HttpRequest) -> list[Subject]:
    """What is searched: only rows that the reader may see."""

    def visible(model: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.visible_to(request.user)
        return rows

    return [
        Subject(
            _("Commitments"),
            visible(Commitment),
            ("title",),
            ("ogp_id", "answers"),
            ("plan__forum",),
        ),
        Subject(_("Plans"), visible(ActionPlan), ("title", "introduction"), (), ("forum",)),
        Subject(_("Meetings"), visible(Meeting), ("title", "description"), (), ("forum",)),
        Subject(_("Decisions"), visible(Decision), ("title", "text"), (), ("forum",)),
        Subject(
            _("Contributions"),
            visible(Contribution),
            (),
            ("title", "problem", "proposal"),
            ("plan__forum",),
        ),
        Subject(
            _("Reasoned responses"),
            visible(ReasonedResponse),
            ("heard", "answer"),
            ("reference",),
            ("plan__forum",),
        ),
        Subject(
            _("Consultations"),
            Consultation.objects.public(),
            ("title", "text"),
            (),
            ("plan__forum",),
            Parts(ConsultationParagraph.objects.all(), "consultation", ("text",)),
        ),
        Subject(_("Drafts"), visible(Draft), ("title",), (), ("plan__forum",)),
        Subject(_("Documents"), visible(Document), ("title",), (), ("forum",)),
        Subject(_("Working groups"), visible(WorkingGroup), ("name", "mandate"), (), ("forum",)),
        Subject(_("Selections"), visible(Selection), ("title", "call"), (), ("forum",)),
        Subject(_("Rules of procedure"), visible(RulesVersion), ("text",), (), ("forum",)),
    ]


def find(subject: Subject, words: str) -> Found:
    """The best matches of one kind."""
    vector, query = full_text.compared(words, texts=subject.texts, plain=subject.plain)
    matches = Q(vector=query)
    if subject.parts is not None:
        said, _query = full_text.compared(words, texts=subject.parts.texts)
        parts = subject.parts.rows.annotate(vector=said).filter(vector=query)
        matches |= Q(pk__in=parts.order_by().values(subject.parts.whole))
    rows = list(
        subject.rows.select_related(*subject.related)
        .annotate(vector=vector, rank=SearchRank(vector, query))
        .filter(matches)
        .order_by("-rank", "pk")[: MOST + 1]
    )
    return Found(subject.label, rows[:MOST], len(rows) > MOST)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by kind."""
    words = request.GET.get("q", "").strip()[:200]
    found = [find(subject, words) for subject in subjects(request)] if words else []
    return render(
        request,
        "ogp_portal/search.html",
        {
            "words": words,
            "found": [group for group in found if group.rows],
            "count": sum(len(group.rows) for group in found),
        },
    )
