"""Public consultations on the draft plan: a text that stands still while it is discussed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.drafts import Draft
from action_plans.models.plans import ActionPlan, stays_in_its_plan
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class ConsultationQuerySet(PublicationQuerySet["Consultation"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"

    def with_plan(self) -> Self:
        """With what its address takes."""
        return self.select_related("plan__forum")


class ConsultedDrafts(models.TextChoices):
    """Which drafts are put to the public."""

    PROPOSED = "proposed", _("Those that are proposed")
    PUBLIC = "public", _("All that are public")


_STANDS: tuple[Any, ...] = (
    pgtrigger.Protect(
        name="consultation_opening_stands",
        operation=pgtrigger.UpdateOf("opens_on", "drafts"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(
            "OLD.published_at IS NOT NULL AND (NEW.opens_on IS DISTINCT FROM OLD.opens_on"
            " OR NEW.drafts IS DISTINCT FROM OLD.drafts)"
        ),
    ),
    pgtrigger.Protect(
        name="consultation_never_closes_earlier",
        operation=pgtrigger.UpdateOf("closes_on"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition(
            "OLD.published_at IS NOT NULL AND NEW.closes_on < OLD.closes_on"
        ),
    ),
)
"""What was announced holds: a published consultation can only be given more time."""


@pghistory.track()
class Consultation(Published):
    """The draft plan as it is put to the public, from one day to another, both included.

    Its paragraphs are the plan's own words on the day of its publication and never change after.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="consultations")
    number = models.PositiveSmallIntegerField(_("number"))
    title = TranslatedField(_("title"))
    text = TranslatedField(_("what is asked of the public"), blank=True)
    drafts = models.CharField(
        _("which drafts"),
        max_length=8,
        choices=ConsultedDrafts.choices,
        default=ConsultedDrafts.PROPOSED,
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"))
    created_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="consultations"
    )
    opening_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="consultation_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="consultation_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(
                name="consultation_drafts_known", condition=Q(drafts__in=ConsultedDrafts.values)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            *_STANDS,
            stays_in_its_plan("consultation"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:consultation-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )

    def address_of(self, key: str) -> str:
        """Where the paragraph with this key stands open, with what is said of it."""
        return f"{self.get_absolute_url()}?at={key}" if key else self.get_absolute_url()

    @property
    def is_over(self) -> bool:
        """Whether its last day is past, where the forum works."""
        return self.closes_on < self.plan.forum.today

    @property
    def is_open(self) -> bool:
        """Whether the public can comment today, where the forum works."""
        return self.is_public and self.opens_on <= self.plan.forum.today <= self.closes_on

    @property
    def takes_comments(self) -> bool:
        """What the permission to comment asks for."""
        return self.is_open


class ParagraphKind(models.TextChoices):
    HEADING = "heading", _("Heading")
    TEXT = "text", _("Text")
    MILESTONE = "milestone", _("Milestone")


@pghistory.track()
class ConsultationParagraph(models.Model):
    """One paragraph of the text as it was put to the public.

    It is cited by its position, "§ 12", and comments name it by its `key`. `question` is that of
    the draft's template, or the part of the plan where there is no draft.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="paragraphs")
    position = models.PositiveIntegerField(_("order"))
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=ParagraphKind.choices)
    draft = models.ForeignKey(
        Draft, models.SET_NULL, null=True, blank=True, related_name="paragraphs"
    )
    question = models.CharField(max_length=40, blank=True)
    text = TranslatedField(_("text"))

    class Meta:
        ordering = ["consultation", "position"]
        constraints = [
            models.UniqueConstraint(name="paragraph_key_once", fields=["consultation", "key"]),
            models.UniqueConstraint(
                name="paragraph_position_once", fields=["consultation", "position"]
            ),
            models.CheckConstraint(
                name="paragraph_kind_known", condition=Q(kind__in=ParagraphKind.values)
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(
                name="paragraph_text_stands",
                operation=pgtrigger.UpdateOf("text", "key", "position", "kind", "question"),  # type: ignore[no-untyped-call]
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation} {self.key}"
