"""The filters of the contributions to a plan, shared by the page and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan, Channel, Contribution, Disposition, Voice
from forums.domain.activity import span

MOST = 200
"""Letters of a search that count."""
STATES = [
    ("waiting", _("Waiting for an answer")),
    ("answered", _("Answered")),
    *Disposition.choices,
]
VOICES = [
    (value, _("A person alone") if value == Voice.PERSON else label)
    for value, label in Voice.choices
]
"""For whom somebody else speaks: "myself" would be the reader."""
TAKEN_UP = [("yes", _("In a draft")), ("no", _("In no draft"))]
ORDERS = [("supported", _("Most supported first")), ("oldest", _("Oldest first"))]


class ContributionFilter(django_filters.FilterSet):
    """`q` words, `state`, `voice`, `channel`, `place`, and whether a draft takes it up (`taken_up`)."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("All")
    )
    voice = django_filters.ChoiceFilter(
        label=_("For whom"), choices=VOICES, empty_label=pgettext_lazy("contributions", "All")
    )
    channel = django_filters.ChoiceFilter(
        label=_("Came by"), choices=Channel.choices, empty_label=_("All")
    )
    place = django_filters.CharFilter(label=_("Place"), lookup_expr="icontains")
    taken_up = django_filters.ChoiceFilter(
        label=_("Taken up"),
        choices=TAKEN_UP,
        method="in_a_draft",
        empty_label=pgettext_lazy("contributions", "All"),
    )

    def with_words(self, rows: QuerySet[Contribution], name: str, value: Any) -> Any:
        """Those whose title, problem or proposal holds the words, or that have this number."""
        words = str(value)[:MOST]
        found = Q()
        for column in ("title", "problem", "proposal"):
            found |= Q(**{f"{column}__icontains": words})
        if words.isascii() and words.isdecimal() and len(words) < 10:
            found |= Q(number=int(words))
        return rows.filter(found)

    def in_state(self, rows: QuerySet[Contribution], name: str, value: Any) -> Any:
        """Those that wait, that are answered, or of which the answer says this."""
        answered = Contribution.objects.answered()
        if value == "waiting":
            return rows.public().exclude(pk__in=answered.values("pk"))  # type: ignore[attr-defined]
        if value != "answered":
            answered = answered.filter(
                Q(response__disposition=value) | Q(merged_into__response__disposition=value)
            )
        return rows.public().filter(pk__in=answered.values("pk"))  # type: ignore[attr-defined]

    def in_a_draft(self, rows: QuerySet[Contribution], name: str, value: Any) -> Any:
        """Those that a draft which everybody can read takes up, or those that none takes up."""
        taken = Contribution.objects.taken_up().values("pk")
        return rows.filter(pk__in=taken) if value == "yes" else rows.exclude(pk__in=taken)


class InPlanFilter(ContributionFilter):
    """The filters of one plan's list, with its themes, the years, and the order."""

    theme = django_filters.ChoiceFilter(
        label=_("Theme"), field_name="theme__slug", empty_label=_("All")
    )
    year = django_filters.ChoiceFilter(label=_("Year"), method="in_year", empty_label=_("All"))
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=ORDERS, method="in_order", empty_label=_("Newest first")
    )

    class Meta:
        model = Contribution
        fields = (
            *("q", "theme", "state", "sort"),
            *("voice", "channel", "place", "year", "taken_up"),
        )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        themes = [(theme.slug, str(theme.name)) for theme in plan.themes.all()]
        days = self.queryset.order_by().datetimes("submitted_at", "year")
        years = {day.year for day in days} | {self._year_asked()} - {0}
        for name, choices in (
            ("theme", themes),
            ("year", [(str(year), str(year)) for year in sorted(years, reverse=True)]),
        ):
            self.filters[name].extra["choices"] = choices

    def _year_asked(self) -> int:
        """A year in which nothing came in can be asked for too, in an address; 0 where it is none."""
        asked = (self.data or {}).get("year", "")
        is_year = len(asked) == 4 and asked.isascii() and asked.isdecimal()
        return int(asked) if is_year and 1900 < int(asked) < 9999 else 0

    def filter_queryset(self, queryset: QuerySet[Contribution]) -> Any:
        """What was removed leaves its trace in the whole list; no filter tells what it said."""
        telling = ("q", "state", "voice", "channel", "place", "taken_up")
        if any(self.form.cleaned_data.get(name) for name in telling):
            queryset = queryset.filter(withdrawn_at=None)
        return super().filter_queryset(queryset)

    def in_year(self, rows: QuerySet[Contribution], name: str, value: Any) -> Any:
        """Those that came in during a year, in the forum's time zone."""
        begins, ends = span(self.plan.forum, int(value))
        return rows.filter(submitted_at__gte=begins, submitted_at__lt=ends)

    def in_order(self, rows: QuerySet[Contribution], name: str, value: Any) -> Any:
        """Not the newest first, which is the order where none is chosen."""
        if value == "oldest":
            return rows.order_by("submitted_at", "pk")
        return rows.with_supporters().order_by("-supporters", "-submitted_at", "-pk")  # type: ignore[attr-defined]
