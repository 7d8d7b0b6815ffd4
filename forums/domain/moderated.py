"""What is moderated: comments and, by the names of their models, what other apps take in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from forums.domain import publication
from forums.models import Comment, Forum, Moderation, ModerationAct


def of_kind(model: type[Model]) -> Q:
    """True of rows whose generic link leads to such a thing."""
    named = {"app_label": model._meta.app_label, "model": model._meta.model_name}
    return Q(**{f"content_type__{key}": value for key, value in named.items()})


@dataclass(frozen=True)
class Kind:
    """A kind of text that people send.

    Its model has an `author`, `held_at`, and a column that says since when it is removed.
    """

    label: str
    forum: str  # the way to the forum
    sent: str  # when it came
    removed: str  # since when it is removed
    parts: tuple[str, ...]  # what was written, in order
    published: bool = False  # whether it is published on a day of its own
    taken_back: str = ""  # the `state` of one that its author took back
    draft: str = ""  # the way to the draft of which it speaks

    @property
    def rows(self) -> QuerySet[Any]:
        """All of them."""
        rows: QuerySet[Any] = apps.get_model(self.label)._default_manager.all()
        return rows

    def of(self, forum: Forum) -> QuerySet[Any]:
        """Those that were sent to the forum, without what it says among itself.

        Who may read the thing of which one speaks may read it; not everything is public.
        """
        rows = self.rows.filter(**{self.forum: forum})
        return rows.filter(internal=False) if rows.model is Comment else rows

    def public(self, forum: Forum) -> QuerySet[Any]:
        """Of these what public figures count: without those on drafts that only the forum sees."""
        rows = self.of(forum)
        drafts: Any = apps.get_model("action_plans.Draft")._default_manager
        hidden = drafts.exclude(pk__in=drafts.public().order_by().values("pk")).order_by()
        if rows.model is Comment:
            return rows.exclude(of_kind(drafts.model), object_id__in=hidden.values("pk"))
        return rows.exclude(**{f"{self.draft}__in": hidden}) if self.draft else rows

    @property
    def waiting(self) -> Q:
        """True of those that wait for a first look."""
        held = Q(**{"held_at__isnull": False, f"{self.removed}__isnull": True})
        return held & ~Q(state=self.taken_back) if self.taken_back else held

    @property
    def standing(self) -> Q:
        """True of those that are there for whoever may read the thing of which they speak."""
        seen = Q(**{"held_at__isnull": True, f"{self.removed}__isnull": True})
        return seen & Q(published_at__isnull=False) if self.published else seen


# By the word that stands in addresses and forms.
KINDS = {
    "comment": Kind("forums.Comment", "forum", "created_at", "removed_at", ("text",)),
    "contribution": Kind(
        "action_plans.Contribution",
        "plan__forum",
        "submitted_at",
        "withdrawn_at",
        ("title", "problem", "proposal"),
        published=True,
    ),
    "suggestion": Kind(
        "action_plans.Suggestion",
        "draft__plan__forum",
        "made_at",
        "removed_at",
        ("text", "why"),
        taken_back="withdrawn",
        draft="draft",
    ),
    "observation": Kind(
        "commitments.Observation",
        "commitment__plan__forum",
        "sent_at",
        "withdrawn_at",
        ("text",),
        published=True,
    ),
}
WORDS = {kind.label: word for word, kind in KINDS.items()}


def word_of(target: Model) -> str:
    """The word for the kind of a text."""
    return WORDS[target._meta.label]


def kind_of(target: Model) -> Kind:
    """The kind of a text."""
    return KINDS[word_of(target)]


def words_of(target: Model) -> str:
    """What was written, its parts in paragraphs."""
    parts = (getattr(target, name) for name in kind_of(target).parts)
    return "\n\n".join(part for part in parts if part)


def author_of(target: Any) -> str:
    """The name of its author, as everybody may read it."""
    return str(getattr(target, "public_author", "") or target.author)


def is_held(target: Any) -> bool:
    """Whether it waits for a first look."""
    taken_back = kind_of(target).taken_back
    if taken_back and target.state == taken_back:
        return False
    return target.held_at is not None and not is_removed(target)


def is_removed(target: Any) -> bool:
    """Whether it was removed, and not put back."""
    return getattr(target, kind_of(target).removed) is not None


def is_standing(target: Any) -> bool:
    """Whether it is there for whoever may read the thing of which it speaks."""
    if target.held_at is not None or is_removed(target):
        return False
    if isinstance(target, Comment):
        return not target.internal
    return not kind_of(target).published or target.published_at is not None


def lock(target: Any) -> Any:
    """The row as it is now; nobody else does anything with it until the transaction ends."""
    rows = type(target)._default_manager.select_for_update(of=("self",))
    return rows.get(pk=target.pk)


def keep_back(target: Any) -> None:
    """Lets a text wait for a first look. It must not be public yet."""
    target.held_at = timezone.now()
    target.save(update_fields=["held_at"])


def show(target: Any) -> None:
    """Lets the public read it, for the first time or again."""
    target.held_at = None
    if isinstance(target, Comment):
        target.removed_at, target.removed_reason, target.removal = None, "", None
        target.save(update_fields=["held_at", "removed_at", "removed_reason", "removal"])
    elif kind_of(target).published:
        target.save(update_fields=["held_at"])
        publication.publish(target)
    else:
        target.removed_at = None
        target.save(update_fields=["held_at", "removed_at"])


def hide(target: Any, row: Moderation) -> None:
    """Takes it out of the public's sight by an act with a reason.

    A comment or suggestion that was never shown keeps `held_at`, so that it leaves no trace; of
    other things their day of publication says so.
    """
    if isinstance(target, Comment):
        target.removed_at, target.removed_reason, target.removal = row.at, row.reason, row
        target.save(update_fields=["removed_at", "removed_reason", "removal"])
    elif not kind_of(target).published:
        target.removed_at = row.at
        target.save(update_fields=["removed_at"])
    elif target.is_public:
        assert row.by is not None
        publication.withdraw(target, by=row.by)
    else:
        target.held_at, target.withdrawn_at = None, timezone.now()
        target.save(update_fields=["held_at", "withdrawn_at"])


def removal(target: Model) -> Moderation | None:
    """What was said when the text was removed; None where it was not, or was put back."""
    return removals([target]).get(target.pk) if is_removed(target) else None


def removals(targets: list[Any]) -> dict[int, Moderation]:
    """The same for several texts of one kind, by their ids: one query, none where none is removed."""
    removed = [target.pk for target in targets if is_removed(target)]
    if not removed:
        return {}
    rows = Moderation.objects.filter(
        content_type=ContentType.objects.get_for_model(targets[0]),
        object_id__in=removed,
        act=ModerationAct.REMOVED,
    )
    return {row.object_id: row for row in rows.select_related("rule").order_by("at", "pk")}
