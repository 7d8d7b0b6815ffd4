"""What civil society finds of what the government reports, beside it and never over it."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.progress import Update
from forums.models import Document, Meeting, Organisation
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class Verdict(models.TextChoices):
    """What somebody of civil society finds when she verifies an update."""

    CONFIRMED = "confirmed", pgettext_lazy("a verification", "Confirmed")
    PARTLY = "partly", pgettext_lazy("a verification", "Confirmed in part")
    NOT_CONFIRMED = "not_confirmed", pgettext_lazy("a verification", "Not confirmed")
    CANNOT_TELL = "cannot_tell", pgettext_lazy("a verification", "Cannot tell")


DISPUTING = (Verdict.PARTLY, Verdict.NOT_CONFIRMED)


class VerificationQuerySet(PublicationQuerySet["Verification"]):
    publication_path: ClassVar[tuple[str, ...]] = (
        "",
        "update",
        "update__milestone__commitment",
        "update__milestone__commitment__plan",
        "update__milestone__commitment__plan__forum",
    )
    forum_path: ClassVar[str] = "update__milestone__commitment__plan__forum"

    def differences(self) -> Self:
        """Those that do not bear the update out, and those of which that was settled."""
        return self.filter(Q(verdict__in=DISPUTING) | Q(settled_on__isnull=False))

    def unsettled(self) -> Self:
        """Of these, those that nobody has settled."""
        return self.filter(verdict__in=DISPUTING, settled_on=None)

    def with_evidence_counted(self) -> Self:
        """With `documents`: how many public documents prove each."""
        public = Q(evidence__published_at__isnull=False, evidence__withdrawn_at__isnull=True)
        return self.annotate(documents=models.Count("evidence", filter=public, distinct=True))

    def with_place(self) -> Self:
        """With all that an address and the two views side by side take."""
        return self.select_related(
            "organisation",
            "by",
            "settled_in",
            "update__round",
            "update__milestone__commitment__plan__forum",
        )


@pghistory.track()
class Verification(Published):
    """What one organisation of civil society in the forum finds of one published update.

    It stands beside the update and never over it. It can be changed; the history keeps each word.
    A difference that the forum has discussed is settled with words, and both views stay readable.
    """

    update = models.ForeignKey(Update, models.CASCADE, related_name="verifications")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="verifications", verbose_name=_("organisation")
    )
    by = models.ForeignKey("forums.Person", models.PROTECT, related_name="verifications")
    verdict = models.CharField(_("finding"), max_length=14, choices=Verdict.choices)
    reason = TranslatedField(_("why"))
    evidence = models.ManyToManyField(
        Document, through="VerificationEvidence", related_name="verifications"
    )
    settled_on = models.DateField(_("settled"), null=True, blank=True, editable=False)
    settlement = TranslatedField(_("how it was settled"), blank=True, editable=False)
    settled_in = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="verifications_settled",
        verbose_name=_("settled in the meeting"),
    )
    settled_by = models.ForeignKey(
        "forums.Person",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="verifications_settled",
    )

    objects = VerificationQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["update", "published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="verification_once_by_an_organisation", fields=["update", "organisation"]
            ),
            models.CheckConstraint(
                name="verification_verdict_known", condition=Q(verdict__in=Verdict.values)
            ),
            models.CheckConstraint(name="verification_says_why", condition=~Q(reason={})),
            models.CheckConstraint(
                name="verification_settled_with_words",
                condition=Q(settled_on__isnull=True)
                | (~Q(settlement={}) & Q(settled_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_verdict_display()}"

    def get_absolute_url(self) -> str:
        milestone = self.update.milestone
        plan = milestone.commitment.plan
        return reverse(
            "commitments:verification-detail",
            args=[
                *(plan.forum.slug, plan.slug, milestone.commitment.number, milestone.pk),
                *(self.update.round.slug, self.organisation.slug),
            ],
        )

    @property
    def is_disputing(self) -> bool:
        """Whether it does not bear the update out, or not all of it."""
        return self.verdict in DISPUTING

    @property
    def is_unsettled(self) -> bool:
        """Whether the two sides differ and nobody has settled it."""
        return self.is_disputing and self.settled_on is None


@pghistory.track()
class VerificationEvidence(models.Model):
    """A document that proves what a verification says."""

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="proofs")
    document = models.ForeignKey(Document, models.CASCADE, related_name="verification_proofs")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="verification_evidence_once", fields=["verification", "document"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.verification}: {self.document}"
