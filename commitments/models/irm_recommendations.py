"""What the Independent Reporting Mechanism recommends, and what became of it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.commitments import Commitment
from commitments.models.irm_products import IrmProduct
from forums.models import Decision
from forums.models.translation import TranslatedField


class RecommendationOutcome(models.TextChoices):
    """What became of a recommendation."""

    OPEN = "open", pgettext_lazy("a recommendation", "Not answered yet")
    ACCEPTED = "accepted", pgettext_lazy("a recommendation", "Accepted")
    PARTLY = "partly", pgettext_lazy("a recommendation", "Accepted in part")
    REJECTED = "rejected", pgettext_lazy("a recommendation", "Not accepted")
    CARRIED_OUT = "carried_out", pgettext_lazy("a recommendation", "Carried out")


@pghistory.track()
class IrmRecommendation(models.Model):
    """One recommendation of a product, the government's answer, and what became of it."""

    product = models.ForeignKey(IrmProduct, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField(_("number"))
    text = TranslatedField(_("recommendation"))
    answer = TranslatedField(_("the government's answer"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    outcome = models.CharField(
        _("what became of it"),
        max_length=12,
        choices=RecommendationOutcome.choices,
        default=RecommendationOutcome.OPEN,
    )
    became = TranslatedField(_("what was done"), blank=True)
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="irm_recommendations"
    )
    commitment = models.ForeignKey(
        Commitment, models.SET_NULL, null=True, blank=True, related_name="irm_recommendations"
    )

    class Meta:
        ordering = ["product", "number"]
        constraints = [
            models.UniqueConstraint(name="recommendation_once", fields=["product", "number"]),
            models.CheckConstraint(
                name="recommendation_outcome_known",
                condition=Q(outcome__in=RecommendationOutcome.values),
            ),
            models.CheckConstraint(
                name="recommendation_answered_with_words",
                condition=Q(outcome="open") | (~Q(answer={}) & Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.number}"
