"""How the Independent Reporting Mechanism codes commitments, in the scales of the time."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.commitments import Commitment
from commitments.models.irm_products import IrmProduct
from forums.models.translation import TranslatedField


class Specificity(models.TextChoices):
    NONE = "none", pgettext_lazy("specificity", "None")
    LOW = "low", pgettext_lazy("specificity", "Low")
    MEDIUM = "medium", pgettext_lazy("specificity", "Medium")
    HIGH = "high", pgettext_lazy("specificity", "High")


class PotentialImpact(models.TextChoices):
    WORSENS = "worsens", pgettext_lazy("potential impact", "Worsens")
    NONE = "none", pgettext_lazy("potential impact", "None")
    MINOR = "minor", pgettext_lazy("potential impact", "Minor")
    MODERATE = "moderate", pgettext_lazy("potential impact", "Moderate")
    TRANSFORMATIVE = "transformative", pgettext_lazy("potential impact", "Transformative")


class PotentialForResults(models.TextChoices):
    UNCLEAR = "unclear", pgettext_lazy("potential for results", "Unclear")
    MODEST = "modest", pgettext_lazy("potential for results", "Modest")
    SUBSTANTIAL = "substantial", pgettext_lazy("potential for results", "Substantial")


class Completion(models.TextChoices):
    NO_EVIDENCE = "no_evidence", pgettext_lazy("IRM completion", "No evidence available")
    NOT_STARTED = "not_started", pgettext_lazy("IRM completion", "Not started")
    LIMITED = "limited", pgettext_lazy("IRM completion", "Limited")
    SUBSTANTIAL = "substantial", pgettext_lazy("IRM completion", "Substantial")
    COMPLETE = "complete", pgettext_lazy("IRM completion", "Complete")
    WITHDRAWN = "withdrawn", pgettext_lazy("IRM completion", "Withdrawn")


class DidItOpen(models.TextChoices):
    """Early results of plans until 2019."""

    WORSENED = "worsened", pgettext_lazy("did it open government", "Worsened")
    UNCHANGED = "unchanged", pgettext_lazy("did it open government", "Did not change")
    MARGINAL = "marginal", pgettext_lazy("did it open government", "Marginal")
    MAJOR = "major", pgettext_lazy("did it open government", "Major")
    OUTSTANDING = "outstanding", pgettext_lazy("did it open government", "Outstanding")


class EarlyResults(models.TextChoices):
    """Early results of plans since 2020."""

    NONE = "none", pgettext_lazy("early results", "No notable results")
    MODERATE = "moderate", pgettext_lazy("early results", "Moderate")
    SIGNIFICANT = "significant", pgettext_lazy("early results", "Significant")


class IrmValue(models.TextChoices):
    """The values of open government; the last stands in reports on plans until 2019 only."""

    TRANSPARENCY = "transparency", pgettext_lazy("an OGP value", "Transparency")
    PARTICIPATION = "participation", pgettext_lazy("an OGP value", "Citizen participation")
    ACCOUNTABILITY = "accountability", pgettext_lazy("an OGP value", "Public accountability")
    TECHNOLOGY = "technology", pgettext_lazy("an OGP value", "Technology and innovation")


OLD_SCALE = ("specificity", "potential_impact", "did_it_open")
NEW_SCALE = ("verifiable", "open_gov_lens", "potential_for_results", "early_results")


_OF_ITS_PRODUCT = pgtrigger.Trigger(
    name="coding_in_the_scales_of_its_product",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        PERFORM FROM commitments_irmproduct product
            JOIN commitments_commitment commitment ON commitment.plan_id = product.plan_id
            WHERE product.id = NEW.product_id AND commitment.id = NEW.commitment_id
            AND CASE product.scale
                WHEN 'old' THEN NEW.verifiable IS NULL AND NEW.open_gov_lens IS NULL
                    AND NEW.potential_for_results = '' AND NEW.early_results = ''
                    AND NOT NEW.promising
                ELSE NEW.specificity = '' AND NEW.potential_impact = ''
                    AND NEW.did_it_open = '' AND NOT NEW.starred
            END
            FOR SHARE OF product;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a commitment is coded by a product of its plan, in its scales'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track()
class IrmCoding(models.Model):
    """How one product codes one commitment, in the scales of its time; the other's stay empty."""

    product = models.ForeignKey(IrmProduct, models.CASCADE, related_name="codings")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="codings")
    verifiable = models.BooleanField(_("verifiable"), null=True, blank=True)
    open_gov_lens = models.BooleanField(_("open government lens"), null=True, blank=True)
    potential_for_results = models.CharField(
        _("potential for results"), max_length=12, choices=PotentialForResults.choices, blank=True
    )
    early_results = models.CharField(
        _("early results"), max_length=12, choices=EarlyResults.choices, blank=True
    )
    specificity = models.CharField(
        _("specificity"), max_length=8, choices=Specificity.choices, blank=True
    )
    potential_impact = models.CharField(
        _("potential impact"), max_length=16, choices=PotentialImpact.choices, blank=True
    )
    did_it_open = models.CharField(
        _("did it open government?"), max_length=12, choices=DidItOpen.choices, blank=True
    )
    completion = models.CharField(
        _("completion"), max_length=12, choices=Completion.choices, blank=True
    )
    values = models.JSONField(_("values"), default=list, blank=True)
    promising = models.BooleanField(_("promising"), default=False)
    starred = models.BooleanField(_("starred"), default=False)
    remarks = TranslatedField(_("in the mechanism's words, summarised"), blank=True)

    class Meta:
        ordering = ["product", "commitment"]
        triggers: ClassVar[list[Any]] = [_OF_ITS_PRODUCT]
        constraints = [
            models.UniqueConstraint(name="coding_once", fields=["product", "commitment"]),
            models.CheckConstraint(
                name="coding_scales_never_mixed",
                condition=Q(specificity="", potential_impact="", did_it_open="", starred=False)
                | Q(
                    verifiable__isnull=True,
                    open_gov_lens__isnull=True,
                    potential_for_results="",
                    early_results="",
                    promising=False,
                ),
            ),
            models.CheckConstraint(
                name="coding_values_known",
                condition=(Q(completion="") | Q(completion__in=Completion.values))
                & (Q(specificity="") | Q(specificity__in=Specificity.values))
                & (Q(potential_impact="") | Q(potential_impact__in=PotentialImpact.values))
                & (
                    Q(potential_for_results="")
                    | Q(potential_for_results__in=PotentialForResults.values)
                )
                & (Q(did_it_open="") | Q(did_it_open__in=DidItOpen.values))
                & (Q(early_results="") | Q(early_results__in=EarlyResults.values)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.commitment}"

    @property
    def values_in_words(self) -> list[str]:
        """The values that it names, in the reader's language."""
        words = dict(IrmValue.choices)
        return [str(words[value]) for value in self.values if value in words]
