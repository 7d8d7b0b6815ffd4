"""Drafts of commitments, who writes them, and their milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.contributions import Contribution
from action_plans.models.plans import ActionPlan, Theme, stays_in_its_plan
from action_plans.models.values import OpenGovernmentValue
from forums.models import Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models import Person


class DraftState(models.TextChoices):
    DRAFTING = "drafting", _("Being written")
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DraftQuerySet(PublicationQuerySet["Draft"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """Besides, what somebody was asked to write, with or without a seat."""
        seen = super().visible_to(person)
        if not person.is_authenticated or person.is_superuser:
            return seen
        written = DraftAuthor.objects.filter(person=person).values("draft")
        return self.filter(Q(pk__in=seen.order_by().values("pk")) | Q(pk__in=written))


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
    supporting = models.ManyToManyField(Organisation, related_name="drafts_supported", blank=True)
    values = models.JSONField(_("open government values"), default=list, blank=True)
    contact_name = models.CharField(_("person to ask"), max_length=150, blank=True)
    contact_role = models.CharField(_("post and unit"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail address of the office"), blank=True)
    contributions = models.ManyToManyField(Contribution, related_name="drafts", blank=True)
    for_amendment = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Written after the plan was adopted, to be added to it."),
    )
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
            models.CheckConstraint(
                name="draft_values_known",
                condition=Q(values__contained_by=OpenGovernmentValue.values),
            ),
        ]
        triggers: ClassVar[list[Any]] = [*Published.Meta.triggers, stays_in_its_plan("draft")]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:draft-detail", args=[self.plan.forum.slug, self.plan.slug, self.number]
        )

    def address_of(self, key: str) -> str:
        """Where everything stands that is said of the question with this key."""
        return f"{self.get_absolute_url()}{key}/comments/"


@pghistory.track()
class DraftContribution(Draft.contributions.through):  # type: ignore[name-defined]
    """A contribution that a draft takes up; here so that its history is kept."""

    class Meta:
        proxy = True


@pghistory.track()
class DraftSupporter(Draft.supporting.through):  # type: ignore[name-defined]
    """An organisation that supports a draft; here so that its history is kept."""

    class Meta:
        proxy = True


class DraftAuthorQuerySet(models.QuerySet["DraftAuthor"]):
    def with_writes(self) -> Self:
        """Each with `writes`: she came by herself, or was asked and has written an answer."""
        written = Draft.objects.filter(
            pk=OuterRef("draft"), revisions__author=OuterRef("person")
        ).order_by()
        return self.annotate(writes=Q(invited_by=None) | Q(Exists(written)))

    def writing(self) -> Self:
        """Without those who were asked to write and have written no answer yet."""
        return self.with_writes().filter(writes=True)


@pghistory.track()
class DraftAuthor(models.Model):
    """Somebody who writes a draft: a member, or a person of an office whom a member asked to."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="authorships")
    person = models.ForeignKey("forums.Person", models.PROTECT, related_name="authorships")
    invited_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, blank=True, related_name="authors_invited"
    )
    since = models.DateTimeField(auto_now_add=True)

    objects = DraftAuthorQuerySet.as_manager()

    class Meta:
        ordering = ["draft", "pk"]
        constraints = [models.UniqueConstraint(name="author_once", fields=["draft", "person"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.draft}"


class DraftVisit(models.Model):
    """When somebody is at a draft, where, and when she was there the time before."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="visits")
    person = models.ForeignKey("forums.Person", models.CASCADE, related_name="draft_visits")
    question = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField()
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The end of the visit before this one.")
    )

    class Meta:
        ordering = ["draft", "-seen_at"]
        constraints = [models.UniqueConstraint(name="visit_once", fields=["draft", "person"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.draft}"


@pghistory.track()
class DraftMilestone(models.Model):
    """A step of a draft: verifiable, with its dates and one responsible office."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    title = TranslatedField(_("what will be there to see"))
    outputs = TranslatedField(_("expected outputs"), blank=True)
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
