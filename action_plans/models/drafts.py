"""Drafts of commitments, and every revision of every answer in them."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.contributions import Contribution
from action_plans.models.plans import ActionPlan, Theme
from forums.models import Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class DraftState(models.TextChoices):
    DRAFTING = "drafting", _("Being written")
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DraftQuerySet(PublicationQuerySet["Draft"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class Draft(Published):
    """A commitment while it is being written. Its answers stand in its revisions."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="drafts")
    number = models.PositiveSmallIntegerField(_("number"))
    title = TranslatedField(_("title"))
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="drafts")
    lead = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts_led",
        verbose_name=_("responsible office"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DraftState.choices, default=DraftState.DRAFTING
    )
    contributions = models.ManyToManyField(Contribution, related_name="drafts", blank=True)
    created_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="drafts_started"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="draft_number_once", fields=["plan", "number"]),
            models.CheckConstraint(
                name="draft_state_known", condition=Q(state__in=DraftState.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:draft-detail", args=[self.plan.forum.slug, self.plan.slug, self.number]
        )


@pghistory.track()
class DraftContribution(Draft.contributions.through):  # type: ignore[name-defined]
    """A contribution that a draft takes up; here so that its history is kept."""

    class Meta:
        proxy = True


class RevisionKind(models.TextChoices):
    """How a revision came to be.

    A conflicting one waits beside the text that stands; what was typed before a merge is kept
    beside the merged text. Neither was ever the text that stands.
    """

    SAVED = "saved", _("Saved")
    TYPED = "typed", _("As typed, before merging")
    MERGED = "merged", _("Merged")
    CONFLICT = "conflict", _("Beside another's change")
    RESTORED = "restored", _("Restored")


BESIDE = (RevisionKind.CONFLICT, RevisionKind.TYPED)


class RevisionQuerySet(models.QuerySet["Revision"]):
    def standing(self) -> Self:
        """Those that took their turn as the text."""
        return self.exclude(kind__in=BESIDE)

    def heads(self) -> Self:
        """The text that stands now, one row for each question and language."""
        newest = (
            self.model._default_manager.exclude(kind__in=BESIDE)
            .order_by()
            .values("draft", "question", "language")
            .annotate(newest=Max("number"))
            .filter(
                draft=models.OuterRef("draft"),
                question=models.OuterRef("question"),
                language=models.OuterRef("language"),
            )
            .values("newest")
        )
        return self.filter(number=models.Subquery(newest))


@pghistory.track()
class Revision(models.Model):
    """One saved text of one answer in one language. Rows are added, never changed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="revisions")
    question = models.CharField(_("question"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"), blank=True)
    author = models.ForeignKey("forums.Person", models.PROTECT, related_name="revisions")
    kind = models.CharField(max_length=10, choices=RevisionKind.choices, default=RevisionKind.SAVED)
    base_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["draft", "question", "language", "number"]
        constraints = [
            models.UniqueConstraint(
                name="revision_number_once", fields=["draft", "question", "language", "number"]
            ),
            models.CheckConstraint(
                name="revision_builds_on_an_earlier_one",
                condition=Q(base_number__lt=F("number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.number}"


@pghistory.track()
class DraftMilestone(models.Model):
    """A step of a draft: verifiable, with its dates and one responsible office."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title = TranslatedField(_("what will be there to see"))
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    responsible = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="draft_milestones",
        verbose_name=_("responsible office"),
    )

    class Meta:
        ordering = ["draft", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="draft_milestone_due_after_its_start",
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)
