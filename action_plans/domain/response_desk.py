"""What waits for an answer: contributions and comments of consultations together, by theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from action_plans.domain.response_sources import say_on_which
from action_plans.domain.responses import waiting_comments, waiting_contributions
from action_plans.models import ActionPlan, ConsultationParagraph, Contribution, Theme
from forums.models import Comment

CONTRIBUTION, COMMENT = "contribution", "comment"


@dataclass(frozen=True)
class Waiting:
    """One thing without an answer, for how many days, and the theme under which it stands."""

    thing: Contribution | Comment
    days: int
    theme: Theme | None

    @property
    def is_comment(self) -> bool:
        """Whether it was said in a consultation."""
        return isinstance(self.thing, Comment)

    @property
    def key(self) -> str:
        """By which its box is known: the kind, and the number or id of the thing."""
        if isinstance(self.thing, Contribution):
            return f"contributions-{self.thing.number}"
        return f"comments-{self.thing.pk}"


def waiting(plan: ActionPlan, *, theme: Theme | None = None) -> QuerySet[Any, Any]:
    """What waits, by theme, the oldest first; `loaded` makes a page of it.

    A comment stands under the theme of the draft on which it was made.
    """
    contributions = waiting_contributions(plan).order_by()
    drafts = ConsultationParagraph.objects.filter(
        consultation=OuterRef("object_id"), key=OuterRef("question")
    )
    comments = (
        waiting_comments(plan)
        .order_by()
        .annotate(
            of_theme=Subquery(drafts.values("draft__theme")[:1]),
            rank=Subquery(drafts.values("draft__theme__position")[:1]),
        )
    )
    if theme is not None:
        contributions = contributions.filter(theme=theme)
        comments = comments.filter(of_theme=theme.pk)
    under = contributions.annotate(of_theme=F("theme"), rank=F("theme__position"))
    both: QuerySet[Any, Any] = _rows(under, CONTRIBUTION, "submitted_at").union(
        _rows(comments, COMMENT, "created_at"), all=True
    )
    return both.order_by("rank", "of_theme", "since", "id")


def _rows(rows: QuerySet[Any], kind: str, sent: str) -> Any:
    return rows.annotate(kind=Value(kind, output_field=CharField()), since=F(sent)).values(
        "kind", "id", "since", "of_theme", "rank"
    )


def loaded(plan: ActionPlan, page: list[dict[str, Any]]) -> list[Waiting]:
    """The rows of one page with all that is shown of them, in four queries."""
    contributions = Contribution.objects.for_lists().in_bulk(_ids(page, CONTRIBUTION))
    comments = Comment.objects.select_related("author__organisation").in_bulk(_ids(page, COMMENT))
    if comments:
        say_on_which(plan, comments.values())
    themes = {theme.pk: theme for theme in plan.themes.all()}
    now = timezone.now()
    found: dict[str, dict[int, Any]] = {CONTRIBUTION: contributions, COMMENT: comments}
    return [
        Waiting(
            found[row["kind"]][row["id"]], (now - row["since"]).days, themes.get(row["of_theme"])
        )
        for row in page
        if row["id"] in found[row["kind"]]
    ]


def of_contributions(rows: Iterable[Contribution]) -> list[Waiting]:
    """Contributions alone, each with the days since it was sent."""
    now = timezone.now()
    return [Waiting(row, (now - row.submitted_at).days, row.theme) for row in rows]


def _ids(page: list[dict[str, Any]], kind: str) -> list[int]:
    return [row["id"] for row in page if row["kind"] == kind]
