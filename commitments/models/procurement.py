"""Contracting processes behind commitments, as the Open Contracting Data Standard tells of them."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models.commitments import Commitment
from forums.models import Forum
from forums.models.publication import PublicationQuerySet, Published


class ContractingStatus(models.TextChoices):
    """How far a process is, from its compiled release."""

    PLANNING = "planning", pgettext_lazy("a contracting process", "Planning")
    TENDER = "tender", pgettext_lazy("a contracting process", "Tender")
    AWARD = "award", pgettext_lazy("a contracting process", "Award")
    CONTRACT = "contract", pgettext_lazy("a contracting process", "Contract")
    IMPLEMENTATION = "implementation", pgettext_lazy("a contracting process", "Implementation")
    COMPLETE = "complete", pgettext_lazy("a contracting process", "Complete")
    CANCELLED = "cancelled", pgettext_lazy("a contracting process", "Cancelled")


class ContractingProcessQuerySet(PublicationQuerySet["ContractingProcess"]):
    """Public while it stands behind a commitment that everybody can read."""

    @classmethod
    def public_condition(cls) -> Q:
        behind = Procurement.objects.filter(
            process=OuterRef("pk"), commitment__in=Commitment.objects.public()
        )
        return super().public_condition() & Q(Exists(behind))


@pghistory.track(exclude=["compiled", "words"])
class ContractingProcess(Published):
    """One contracting process by its ocid. What stands here is read from `compiled`, which is
    merged from all its releases; nobody types it."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="contracting_processes")
    ocid = models.CharField(_("Open Contracting id"), max_length=200)
    title = models.CharField(_("title"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    buyer = models.CharField(_("buyer"), max_length=300, blank=True)
    suppliers = models.JSONField(_("suppliers"), default=list, blank=True)
    status = models.CharField(
        _("state"), max_length=16, choices=ContractingStatus.choices, blank=True
    )
    amount = models.DecimalField(_("value"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    released_at = models.DateTimeField(_("as of"), null=True, blank=True)
    url = models.URLField(_("source"), max_length=1000, blank=True)
    compiled = models.JSONField(default=dict, editable=False)
    words = models.TextField(
        editable=False,
        blank=True,
        help_text=_("The words by which it is found, in small letters and without accents."),
    )
    compiled_at = models.DateTimeField(_("compiled"), null=True, editable=False)
    added_by = models.ForeignKey(
        "forums.Person", models.SET_NULL, null=True, related_name="contracting_added"
    )
    commitments = models.ManyToManyField(
        Commitment, through="Procurement", related_name="contracting_processes"
    )

    objects = ContractingProcessQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["forum", "ocid"]
        indexes = [
            GinIndex(SearchVector("words", config="simple"), name="contracting_words"),
            models.Index(
                F("released_at").desc(nulls_last=True), F("id").desc(), name="contracting_latest"
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="contracting_ocid_once", fields=["forum", "ocid"]),
            models.CheckConstraint(
                name="contracting_status_known",
                condition=Q(status="") | Q(status__in=ContractingStatus.values),
            ),
            models.CheckConstraint(
                name="contracting_amount_has_a_currency",
                condition=Q(amount__isnull=True) | ~Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.ocid

    def get_absolute_url(self) -> str:
        return reverse("commitments:contract-detail", args=[self.forum.slug, self.ocid])


class ContractingRelease(models.Model):
    """One release as it was published, kept whole, so that the process can be compiled anew.

    What a record tells compiled is kept too, tagged `compiled`: it stands for all releases up to
    its date. `source` is the address of the file, as the file says it.
    """

    process = models.ForeignKey(ContractingProcess, models.CASCADE, related_name="releases")
    release_id = models.CharField(max_length=300)
    dated_at = models.DateTimeField()
    content = models.JSONField()
    source = models.URLField(max_length=1000, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["process", "dated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="contracting_release_once", fields=["process", "release_id"]
            )
        ]

    def __str__(self) -> str:
        return self.release_id


_IN_ITS_FORUM = pgtrigger.Trigger(
    name="procurement_in_one_forum",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        PERFORM FROM commitments_commitment commitment
            JOIN action_plans_actionplan plan ON plan.id = commitment.plan_id
            JOIN commitments_contractingprocess process ON process.forum_id = plan.forum_id
            WHERE commitment.id = NEW.commitment_id AND process.id = NEW.process_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a contracting process stands behind commitments of its own forum'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track()
class Procurement(models.Model):
    """A contracting process that stands behind a commitment."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="procurements")
    process = models.ForeignKey(ContractingProcess, models.CASCADE, related_name="procurements")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        "forums.Person", models.SET_NULL, null=True, related_name="procurements_added"
    )

    class Meta:
        ordering = ["pk"]
        triggers: ClassVar[list[Any]] = [_IN_ITS_FORUM]
        constraints = [
            models.UniqueConstraint(name="procurement_once", fields=["commitment", "process"])
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.process}"
