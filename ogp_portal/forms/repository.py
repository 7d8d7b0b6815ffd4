"""The filters of the repository, shared by the page, its feed and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import DateField, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan, Phase, PhaseKind
from commitments.domain import evidence_for
from commitments.models import Commitment
from forums.domain import document_search
from forums.models import Document, DocumentKind, Forum, Meeting, MeetingPaper

MOST = 200
"""Letters of a search that count."""
MOST_CHOICES = 100
"""Choices that one list offers; beyond them it offers the one that the address asks for."""
IMPLEMENTATION = "implementation"
PHASES = [*PhaseKind.choices, (IMPLEMENTATION, _("Implementation"))]
LINKS = [
    ("broken", _("No longer answers")),
    ("answers", pgettext_lazy("a link", "Answers")),
    ("unasked", _("Not asked yet")),
    ("archived", _("Has an archived copy")),
]
ORDERS = [("dated", _("By the document's own date"))]


def with_day(rows: QuerySet[Any]) -> Any:
    """Documents with `day`: their own date, else that on which they became public in their forum."""
    became = Coalesce("published_at", "created_at")
    local = Func(F("forum__time_zone"), became, function="timezone", output_field=DateTimeField())
    return rows.annotate(day=Coalesce("dated_on", Cast(local, DateField())))


class DocumentFilter(django_filters.FilterSet):
    """`q` words of title or file, `kind`, `year`, `plan`, `phase`, `commitment`, `meeting`, `link`.

    What a document is evidence for counts only where the reader may see it.
    """

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=DocumentKind.choices, empty_label=_("All")
    )
    year = django_filters.NumberFilter(
        label=_("Year"), method="in_year", min_value=1000, max_value=9999
    )
    plan = django_filters.CharFilter(label=_("Plan of which it is evidence"), method="of_plan")
    phase = django_filters.ChoiceFilter(
        label=_("Dated in the phase"), choices=PHASES, method="in_phase", empty_label=_("All")
    )
    commitment = django_filters.CharFilter(
        label=_("Commitment, as plan/number"), method="of_commitment"
    )
    meeting = django_filters.CharFilter(label=_("Meeting, by its number"), method="of_meeting")
    link = django_filters.ChoiceFilter(
        label=_("Link"), choices=LINKS, method="by_link", empty_label=_("All")
    )

    class Meta:
        model = Document
        fields = ("q", "kind", "year", "plan", "phase", "commitment", "meeting", "link")

    @property
    def reader(self) -> Any:
        """For whom it is filtered: without a request, everybody."""
        return self.request.user if self.request is not None else AnonymousUser()

    def filter_queryset(self, queryset: QuerySet[Document]) -> QuerySet[Document]:
        """Nothing where something is asked for that there is not, rather than everything."""
        if self.errors:
            return queryset.none()
        found: QuerySet[Document] = super().filter_queryset(with_day(queryset))
        return found

    def with_words(self, rows: QuerySet[Document], name: str, value: Any) -> Any:
        """Those whose title or file holds the words."""
        return rows.filter(pk__in=document_search.holding(str(value)[:MOST]))

    def in_year(self, rows: QuerySet[Any], name: str, value: Any) -> Any:
        """Those of a year."""
        return rows.filter(day__year=int(value))

    def of_plan(self, rows: QuerySet[Document], name: str, value: Any) -> Any:
        """Those on which something of the plan rests."""
        plans = ActionPlan.objects.visible_to(self.reader).filter(slug=str(value))
        return rows.filter(evidence_for.resting_on(self.reader, plan=plans))

    def in_phase(self, rows: QuerySet[Document], name: str, value: Any) -> Any:
        """Those dated in a phase of co-creation, or in the implementation, of a plan of the forum."""
        plans = ActionPlan.objects.visible_to(self.reader)
        day = OuterRef("day")
        if value == IMPLEMENTATION:
            found = plans.filter(forum=OuterRef("forum"), starts_on__lte=day, ends_on__gte=day)
            return rows.filter(Exists(found))
        phases = Phase.objects.filter(plan__in=plans, plan__forum=OuterRef("forum"), kind=value)
        return rows.filter(Exists(phases.filter(opens_on__lte=day, closes_on__gte=day)))

    def of_commitment(self, rows: QuerySet[Document], name: str, value: Any) -> Any:
        """Those on which something of a commitment rests, which is named as plan/number."""
        plan, _slash, number = str(value).partition("/")
        if not _is_number(number):
            return rows.none()
        found = Commitment.objects.visible_to(self.reader).filter(
            plan__slug=plan, number=int(number)
        )
        return rows.filter(evidence_for.resting_on(self.reader, commitment=found))

    def of_meeting(self, rows: QuerySet[Document], name: str, value: Any) -> Any:
        """Papers of the meeting, and what else rests on them of what was done at it."""
        if not _is_number(str(value)):
            return rows.none()
        found = Meeting.objects.visible_to(self.reader).filter(number=int(value))
        return rows.filter(evidence_for.resting_on(self.reader, meeting=found))

    def by_link(self, rows: QuerySet[Document], name: str, value: Any) -> Any:
        """Links by what they said when they were last asked."""
        if value == "archived":
            return rows.exclude(archived_url="")
        asked = Q(link_check__checked_at__isnull=False)
        broken = Q(link_check__broken_since__isnull=False)
        if value == "broken":
            return rows.filter(broken)
        return rows.exclude(url="").filter(asked & ~broken if value == "answers" else ~asked)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


class RepositoryFilter(DocumentFilter):
    """The filters of one forum's page: what there is can be chosen. `sort` is the order."""

    year = django_filters.ChoiceFilter(label=_("Year"), method="in_year", empty_label=_("All"))
    plan = django_filters.ChoiceFilter(label=_("Plan"), method="of_plan", empty_label=_("All"))
    commitment = django_filters.ChoiceFilter(
        label=_("Commitment"), method="of_commitment", empty_label=_("All")
    )
    meeting = django_filters.ChoiceFilter(
        label=_("Meeting"),
        method="of_meeting",
        empty_label=pgettext_lazy("meetings", "All"),
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=ORDERS,
        method="in_order",
        empty_label=pgettext_lazy("documents", "Newest first"),
    )

    class Meta:
        model = Document
        fields = (*("q", "kind", "plan", "commitment", "year", "phase", "meeting", "link", "sort"),)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forum = forum
        for name, choices in (
            ("year", self._years()),
            ("plan", self._plans()),
            ("commitment", self._commitments()),
            ("meeting", self._meetings()),
        ):
            self.filters[name].extra["choices"] = choices

    def in_order(self, rows: QuerySet[Any], name: str, value: Any) -> Any:
        """Not by the day on which they became public, which is the order where none is chosen."""
        return rows.order_by("-day", "-published_at", "pk")

    def _years(self) -> list[tuple[str, str]]:
        days = with_day(self.queryset.order_by()).dates("day", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in days]

    def _plans(self) -> list[tuple[str, str]]:
        rows = ActionPlan.objects.visible_to(self.reader).filter(forum=self.forum)
        return [(plan.slug, str(plan.title)) for plan in rows.order_by("-starts_on")[:MOST_CHOICES]]

    def _commitments(self) -> list[tuple[str, str]]:
        rows = Commitment.objects.visible_to(self.reader).filter(plan__forum=self.forum)
        plan, _slash, number = self._asked("commitment").partition("/")
        asked = Q(plan__slug=plan, number=int(number)) if _is_number(number) else Q(pk=None)
        newest = rows.order_by("-plan__starts_on", "number").values("pk")[:MOST_CHOICES]
        shown = rows.filter(Q(pk__in=newest) | asked).select_related("plan")
        return [
            (f"{row.plan.slug}/{row.number}", f"{row.number}. {row.title} ({row.plan.slug})")
            for row in shown.order_by("-plan__starts_on", "number")
        ]

    def _meetings(self) -> list[tuple[str, str]]:
        rows = Meeting.objects.visible_to(self.reader).filter(forum=self.forum)
        with_papers = rows.filter(Exists(MeetingPaper.objects.filter(meeting=OuterRef("pk"))))
        number = self._asked("meeting")
        asked = Q(number=int(number)) if _is_number(number) else Q(pk=None)
        newest = with_papers.order_by("-starts_at").values("pk")[:MOST_CHOICES]
        shown = rows.filter(Q(pk__in=newest) | asked)
        return [
            (str(row.number), f"{row.title} ({row.local_start.date():%Y-%m-%d})")
            for row in shown.order_by("-starts_at")
        ]

    def _asked(self, name: str) -> str:
        return str((self.data or {}).get(name, ""))
