"""Contributions: what people bring to a plan."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.plans import ActionPlan, Theme
from action_plans.models.responses import ReasonedResponse
from forums.models.publication import PublicationQuerySet, Published


class ContributionQuerySet(PublicationQuerySet["Contribution"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"

    def answered(self) -> Self:
        """Those to which a response has been published."""
        return self.filter(
            response__published_at__isnull=False, response__withdrawn_at__isnull=True
        )

    def waiting(self) -> Self:
        """Those without a published response, the oldest first."""
        return self.exclude(pk__in=self.model._default_manager.answered().values("pk")).order_by(
            "submitted_at"
        )


@pghistory.track()
class Contribution(Published):
    """A problem and a proposal, in the words and the language of who sent it."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="contributions")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="contributions", verbose_name=_("author")
    )
    title = models.CharField(_("in one sentence"), max_length=160)
    problem = models.TextField(_("what is the problem?"), max_length=5000)
    proposal = models.TextField(_("what do you propose?"), max_length=5000, blank=True)
    affected = models.CharField(_("who is affected?"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    response = models.ForeignKey(
        ReasonedResponse, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    submitted_at = models.DateTimeField(_("sent"))
    submission = models.UUIDField(unique=True, null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "-submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="contribution_number_once", fields=["plan", "number"]),
            models.CheckConstraint(name="contribution_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:contribution-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )

    @property
    def state(self) -> str:
        """answered or waiting."""
        return "answered" if self.response and self.response.is_public else "waiting"
