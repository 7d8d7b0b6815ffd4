"""Choosing one of a forum's decisions or documents: the newest first, each with its day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.domain.dates import full_date
from forums.models import Decision, Document, Forum, Outcome

MOST = 200
"""Rows that one chooses from."""


class DecisionChoice(forms.ModelChoiceField[Decision]):
    """Public decisions that a forum has taken."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Decision.objects.none(), empty_label=_("Choose a decision"), **kwargs
        )

    def offer(self, forum: Forum, *, only: Q | None = None, chosen: int | None = None) -> None:
        """Offers the latest of them that fulfil `only`, and the one that is chosen already."""
        rows = Decision.objects.public().filter(only or Q(), forum=forum)
        latest = rows.exclude(outcome=Outcome.OPEN).order_by("-decided_on", "-number")
        among = Q(pk__in=latest.values("pk")[:MOST]) | Q(pk=chosen)
        self.queryset = Decision.objects.filter(among).order_by("-decided_on", "-number")

    def label_from_instance(self, row: Decision) -> str:
        return f"{row.number}: {row.title} ({full_date(row.decided_on)})"


class DocumentChoice(forms.ModelChoiceField[Document]):
    """Public documents of a forum."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Document.objects.none(), empty_label=_("Choose a document"), **kwargs
        )

    def offer(self, forum: Forum) -> None:
        """Offers the latest of them."""
        latest = Document.objects.public().filter(forum=forum).order_by("-published_at", "-pk")
        self.queryset = Document.objects.filter(pk__in=latest.values("pk")[:MOST]).order_by(
            "-published_at", "-pk"
        )

    def label_from_instance(self, row: Document) -> str:
        return f"{row.title} ({full_date(row.published_at)})"
