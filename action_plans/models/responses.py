"""Reasoned responses: what was heard, what was answered, and why."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.plans import ActionPlan, Theme
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class Disposition(models.TextChoices):
    """What became of a contribution."""

    INCLUDED = "included", _("Included")
    INCLUDED_WITH_CHANGES = "included_with_changes", _("Included with changes")
    NOT_INCLUDED = "not_included", _("Not included")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")


class ReasonedResponseQuerySet(PublicationQuerySet["ReasonedResponse"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


@pghistory.track()
class ReasonedResponse(Published):
    """One answer to one or many contributions, cited by its reference.

    The disposition is empty only where a record from elsewhere does not say it.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="responses")
    reference = models.CharField(_("reference"), max_length=20)
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="responses"
    )
    heard = TranslatedField(_("what we heard"))
    answer = TranslatedField(_("what we answer"))
    disposition = models.CharField(
        _("what became of it"), max_length=24, choices=Disposition.choices, blank=True
    )
    answered_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="responses"
    )
    position = models.PositiveSmallIntegerField(default=0)
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = ReasonedResponseQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="response_reference_once", fields=["plan", "reference"]),
            models.CheckConstraint(
                name="response_disposition_known",
                condition=Q(disposition__in=[*Disposition.values, ""]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}"

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:response-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.reference],
        )
