"""What is public, since when, and to whom what is not public may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models.people import Person

M = TypeVar("M", bound=models.Model)


class PublicationQuerySet(models.QuerySet[M]):
    """Rows that a page reads.

    `publication_path` names the row itself ("") and the parents that have to be public too;
    `forum_path` leads from the row to its forum.
    """

    publication_path: ClassVar[tuple[str, ...]] = ("", "forum")
    forum_path: ClassVar[str] = "forum"

    @classmethod
    def public_condition(cls) -> Q:
        """True of rows that anybody may see."""
        condition = Q()
        for parent in cls.publication_path:
            prefix = f"{parent}__" if parent else ""
            condition &= Q(
                **{f"{prefix}published_at__isnull": False, f"{prefix}withdrawn_at__isnull": True}
            )
        return condition

    def public(self) -> Self:
        """Published, not withdrawn, and standing in something that is public itself."""
        return self.filter(self.public_condition())

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, and the drafts of the forums in which the person sits today."""
        if not person.is_authenticated:
            return self.public()
        if person.is_superuser:
            return self.all()
        key = f"{self.forum_path}__in" if self.forum_path else "pk__in"
        return self.filter(self.public_condition() | Q(**{key: person.forum_ids()}))


class Published(models.Model):
    """Can be published once. Compliance dates hang on `published_at`, so it never moves."""

    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="published_at_stands",
                operation=pgtrigger.UpdateOf("published_at"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL"
                    " AND NEW.published_at IS DISTINCT FROM OLD.published_at"
                ),
            )
        ]

    @property
    def is_public(self) -> bool:
        """Whether the row itself is published and not withdrawn; says nothing of its parents."""
        return self.published_at is not None and self.withdrawn_at is None
