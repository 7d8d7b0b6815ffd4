"""The filters of the lists of commitments, the same on pages and in the API."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import django_filters
from django.conf import settings
from django.core.validators import slug_re
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, OpenGovernmentValue, Theme
from commitments.domain.rounds import OPEN
from commitments.models import (
    DISPUTING,
    Commitment,
    CommitmentStatus,
    Completion,
    Evidence,
    Goal,
    GovernmentStatus,
    IrmCoding,
    IrmProduct,
    Milestone,
    PolicyArea,
    Update,
    Verification,
)
from forums.models import Document, Forum, Organisation
from forums.models.seats import today_in

MOST = 100
"""Choices that one list offers; beyond them it offers the one that the address asks for."""
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def overdue() -> Exists:
    """True of a commitment with a milestone that is open past its day, where its forum works."""
    today = today_in("commitment__plan__forum__time_zone")
    return Exists(
        Milestone.objects.filter(commitment=OuterRef("pk"), status__in=OPEN, due_on__lt=today)
    )


def proven() -> Exists:
    """True of a commitment with public evidence in a published update."""
    proofs = Evidence.objects.filter(
        update__milestone__commitment=OuterRef("pk"),
        update__in=Update.objects.public(),
        document__in=Document.objects.public(),
    )
    return Exists(proofs)


def disputed() -> Exists:
    """True of a commitment of which civil society finds otherwise than was reported, unsettled."""
    return Exists(
        Verification.objects.public().filter(
            update__milestone__commitment=OuterRef("pk"),
            verdict__in=DISPUTING,
            settled_on=None,
        )
    )


def coded(**marks: Any) -> Exists:
    """True of a commitment that a published product of the mechanism codes so."""
    products = IrmProduct.objects.public()
    return Exists(
        IrmCoding.objects.filter(commitment=OuterRef("pk"), product__in=products, **marks)
    )


class CommitmentFilter(django_filters.FilterSet):
    """What a commitment says, whose it is, how far it is, and what others found of it.

    `forum`, `plan`, `theme`, `office` and `area` are addresses; `goal` is a number. `status`
    follows from the milestones, `reported` is the government's word, `irm` the mechanism's.
    """

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    forum = django_filters.CharFilter(label=_("Forum"), field_name="plan__forum__slug")
    plan = django_filters.CharFilter(label=_("Plan"), field_name="plan__slug")
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=CommitmentStatus.choices, empty_label=_("All")
    )
    theme = django_filters.CharFilter(label=_("Theme"), field_name="theme__slug")
    office = django_filters.CharFilter(label=_("Office"), method="of_office")
    area = django_filters.CharFilter(label=_("Policy area"), method="of_area")
    value = django_filters.ChoiceFilter(
        label=_("Open government value"),
        choices=OpenGovernmentValue.choices,
        empty_label=_("All"),
        method="with_value",
    )
    goal = django_filters.ChoiceFilter(
        label=_("Sustainable Development Goal"),
        choices=[(str(goal.value), goal.label) for goal in Goal],
        empty_label=_("All"),
        method="with_goal",
    )
    reported = django_filters.ChoiceFilter(
        label=_("Reported by the government"),
        field_name="reported_status",
        choices=GovernmentStatus.choices,
        empty_label=_("All"),
    )
    irm = django_filters.ChoiceFilter(
        label=_("Completion by the IRM"),
        choices=Completion.choices,
        empty_label=_("All"),
        method="coded_complete",
    )
    mark = django_filters.ChoiceFilter(
        label=_("IRM's mark"),
        choices=[("promising", _("Promising")), ("starred", _("Starred"))],
        empty_label=_("All"),
        method="marked",
    )
    late = django_filters.ChoiceFilter(
        label=_("Overdue"), choices=YES_NO, empty_label=_("All"), method="that_is_late"
    )
    evidence = django_filters.ChoiceFilter(
        label=_("Evidence"), choices=YES_NO, empty_label=_("All"), method="with_evidence"
    )
    dispute = django_filters.ChoiceFilter(
        label=_("In dispute"), choices=YES_NO, empty_label=_("All"), method="in_dispute"
    )

    class Meta:
        model = Commitment
        fields = (
            "q", "forum", "plan", "status", "theme", "office", "area", "value", "goal",
            "reported", "irm", "mark", "late", "evidence", "dispute",
        )  # fmt: skip

    def with_words(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        """Commitments whose title, in any language of the portal, or OGP number holds the words."""
        found = Q(ogp_id__iexact=value)
        for code, _name in settings.LANGUAGES:
            found |= Q(**{f"title__{code}__icontains": value})
        return rows.filter(found)

    def of_office(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        """Those that the office leads, supports, or answers for a milestone of."""
        office = Organisation.objects.filter(slug=value).values("pk")
        steps = Milestone.objects.filter(responsible__in=office)
        supports = Commitment.supporting.through.objects.filter(organisation__in=office)
        return rows.filter(
            Q(lead__in=office)
            | Q(pk__in=steps.values("commitment"))
            | Q(pk__in=supports.values("commitment"))
        )

    def of_area(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        """Those of the policy area, and of what it was called before."""
        areas = PolicyArea.objects.filter(Q(slug=value) | Q(goes_on_as__slug=value))
        tagged = Commitment.policy_areas.through.objects.filter(policyarea__in=areas)
        return rows.filter(pk__in=tagged.values("commitment"))

    def with_value(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        return rows.filter(values__contains=[value])

    def with_goal(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        return rows.filter(goals__contains=[int(value)])

    def coded_complete(
        self, rows: QuerySet[Commitment], name: str, value: Any
    ) -> QuerySet[Commitment]:
        return rows.filter(coded(completion=value))

    def marked(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        return rows.filter(coded(**{value: True}))

    def that_is_late(
        self, rows: QuerySet[Commitment], name: str, value: Any
    ) -> QuerySet[Commitment]:
        return rows.filter(_is(value, overdue()))

    def with_evidence(
        self, rows: QuerySet[Commitment], name: str, value: Any
    ) -> QuerySet[Commitment]:
        return rows.filter(_is(value, proven()))

    def in_dispute(self, rows: QuerySet[Commitment], name: str, value: Any) -> QuerySet[Commitment]:
        return rows.filter(_is(value, disputed()))


def _is(answer: str, condition: Exists) -> Q:
    return Q(condition) if answer == "yes" else ~Q(condition)


class PageFilter(CommitmentFilter):
    """The filters of a list that people read: what there is can be chosen. Of a plan, its themes."""

    forum = django_filters.ChoiceFilter(
        label=_("Forum"), field_name="plan__forum__slug", empty_label=_("All")
    )
    plan = django_filters.ChoiceFilter(
        label=_("Plan"), field_name="plan__slug", empty_label=_("All")
    )
    theme = django_filters.ChoiceFilter(
        label=_("Theme"), field_name="theme__slug", empty_label=_("All")
    )
    office = django_filters.ChoiceFilter(
        label=_("Office"), method="of_office", empty_label=_("All")
    )
    area = django_filters.ChoiceFilter(
        label=_("Policy area"), method="of_area", empty_label=_("All")
    )

    def __init__(self, *args: Any, of: ActionPlan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = self.queryset.order_by()
        self._offer("theme", Theme.objects.filter(pk__in=listed.values("theme")))
        self._offer("office", Organisation.objects.filter(pk__in=listed.values("lead")))
        self._offer("area", PolicyArea.objects.filter(goes_on_as=None))
        if of is not None:
            del self.filters["forum"], self.filters["plan"]
            return
        plans = ActionPlan.objects.filter(pk__in=listed.values("plan"))
        self._offer("forum", Forum.objects.filter(pk__in=plans.values("forum")))
        self._offer("plan", plans, order="-slug", label=attrgetter("slug"))

    def filter_queryset(self, queryset: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """Nothing where something is asked for that there is not, rather than everything."""
        if self.errors:
            return queryset.none()
        found: QuerySet[Commitment] = super().filter_queryset(queryset)
        return found

    def _offer(
        self,
        name: str,
        rows: QuerySet[Any],
        *,
        order: str = "slug",
        label: Callable[[Any], str] = str,
    ) -> None:
        """The first of these things as choices, each address once, and the one asked for."""
        rows = rows.order_by(order, "pk").distinct("slug")
        found = {row.slug: label(row) for row in rows[:MOST]}
        asked = self.data.get(name, "")
        if len(found) == MOST and slug_re.match(asked):
            found |= {row.slug: label(row) for row in rows.filter(slug=asked)}
        choices = list(found.items())
        if order == "slug":
            choices.sort(key=lambda choice: choice[1].casefold())
        self.filters[name].extra["choices"] = choices
