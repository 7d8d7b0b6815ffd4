"""One search over everything that the reader may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
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
from commitments.domain import procurement
from commitments.models import Commitment, ContractingProcess, MonitoringVisit, Observation
from forums.domain import document_search, full_text
from forums.models import Decision, Document, Meeting, RulesVersion, Selection, WorkingGroup

MOST = 10
MOST_KINDS = 8  # whose rows one page shows; it names the others and leads to them
MOST_WEIGHED = 1000  # matches of a kind that are put in order; beyond them words say too little


@dataclass(frozen=True)
class Parts:
    """Rows that a thing consists of: in their `texts` it is found too, `whole` leads to it."""

    rows: QuerySet[Any]
    whole: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """A kind of thing that can be found: its rows, translated columns and plain ones.

    `also` gives the keys of further rows that hold the words, such as in their files.
    """

    label: str | Promise
    rows: QuerySet[Any]
    texts: tuple[str, ...]
    plain: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    parts: Parts | None = None
    also: Callable[[str], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `more` says that there is more than is shown.

    `rows` is empty for a kind that the page only leads to, by its `word`.
    """

    word: str
    label: str | Promise
    rows: list[Any]
    count: int
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
        Subject(
            _("Monitoring visits"),
            visible(MonitoringVisit),
            ("title", "place", "notes"),
            (),
            ("plan__forum",),
        ),
        Subject(
            _("Observations"),
            visible(Observation),
            (),
            ("text", "place"),
            ("commitment__plan__forum",),
        ),
        Subject(_("Drafts"), visible(Draft), ("title",), (), ("plan__forum",)),
        Subject(
            _("Documents"),
            visible(Document),
            ("title",),
            related=("forum",),
            also=document_search.holding,
        ),
        Subject(
            _("Contracts"),
            procurement.holding(
                visible(ContractingProcess).defer("compiled"), request.GET.get("q", "")[:200]
            ),
            (),
            ("words",),
            ("forum",),
        ),
        Subject(_("Working groups"), visible(WorkingGroup), ("name", "mandate"), (), ("forum",)),
        Subject(_("Selections"), visible(Selection), ("title", "call"), (), ("forum",)),
        Subject(_("Rules of procedure"), visible(RulesVersion), ("text",), (), ("forum",)),
    ]


def _word(subject: Subject) -> str:
    """The kind of a subject as it stands in an address."""
    return str(subject.rows.model._meta.model_name)


def _matches(subject: Subject, words: str) -> QuerySet[Any]:
    """The rows of one kind that hold the words, with their `rank`."""
    vector, query = full_text.compared(words, texts=subject.texts, plain=subject.plain)
    matches = Q(vector=query)
    if subject.parts is not None:
        said, _query = full_text.compared(words, texts=subject.parts.texts)
        parts = subject.parts.rows.annotate(vector=said).filter(vector=query)
        matches |= Q(pk__in=parts.order_by().values(subject.parts.whole))
    if subject.also is not None:
        matches |= Q(pk__in=subject.also(words))
    held = subject.rows.annotate(vector=vector).filter(matches).order_by().values("pk")
    everything: QuerySet[Any] = subject.rows.model._default_manager.all()
    everything = everything.filter(pk__in=held[:MOST_WEIGHED])
    ranked: QuerySet[Any] = everything.annotate(rank=SearchRank(vector, query))
    return ranked.order_by("-rank", "pk")


def find(kinds: list[Subject], words: str) -> list[Found]:
    """The best matches of each kind: one query for all of them, and one for each that is shown."""
    best = [
        _matches(subject, words)[: MOST + 1].values_list(
            Value(number, IntegerField()), Cast("pk", TextField())
        )
        for number, subject in enumerate(kinds)
    ]
    keys: dict[int, list[str]] = {}
    for number, key in best[0].union(*best[1:], all=True):
        keys.setdefault(number, []).append(key)
    return [
        _shown(kinds[number], found, shown=place < MOST_KINDS)
        for place, (number, found) in enumerate(sorted(keys.items()))
    ]


def _shown(subject: Subject, keys: list[str], *, shown: bool) -> Found:
    rows = subject.rows.model._default_manager.select_related(*subject.related)
    by_key = {str(row.pk): row for row in rows.filter(pk__in=keys[:MOST])} if shown else {}
    return Found(
        word=_word(subject),
        label=subject.label,
        rows=[by_key[key] for key in keys if key in by_key],
        count=min(len(keys), MOST),
        more=len(keys) > MOST,
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by kind; `kind` asks for one alone."""
    words = request.GET.get("q", "").strip()[:200]
    asked = request.GET.get("kind", "")
    kinds = subjects(request)
    kinds = [subject for subject in kinds if _word(subject) == asked] or kinds
    found = find(kinds, words) if words else []
    return render(
        request,
        "ogp_portal/search.html",
        {
            "words": words,
            "found": [group for group in found if group.rows],
            "elsewhere": [group for group in found if not group.rows],
            "count": sum(group.count for group in found),
        },
    )
