"""Rules of procedure: every version that a forum ever had, and the settings that follow from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.decisions import DecisionMethod
from forums.models.forums import Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField

CONTENT = (
    *("text", "summary", "quorum_share", "quorum_exceeds", "quorum_sector_share", "method"),
    *("majority_share", "majority_exceeds", "majority_of", "majority_in_each_sector", "tie_rule"),
    *("notice_days", "minutes_days", "term_months", "most_terms", "seats_by_sector"),
)
"""What a version says: it stands from the day on which the version is published."""

SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]


class CountedOf(models.TextChoices):
    """What a majority is a majority of."""

    CAST = "cast", _("the votes for and against")
    PRESENT = "present", _("the seats present")
    SEATS = "seats", _("all seats with a vote")


class TieRule(models.TextChoices):
    """What becomes of a proposal with as many votes for as against."""

    REJECTED = "rejected", _("It is rejected")
    POSTPONED = "postponed", _("It comes back at the next meeting")


class RulesVersionQuerySet(PublicationQuerySet["RulesVersion"]):
    def in_force(self, on: dt.date) -> Self:
        """The versions in force on the day or before it, the one that counts first."""
        return self.filter(in_force_from__lte=on).order_by("-in_force_from", "-number")

    def standing(self, on: dt.date) -> Self:
        """Of each forum the one version that counts on the day."""
        later = RulesVersion.objects.public().filter(
            forum=OuterRef("forum"),
            in_force_from__gt=OuterRef("in_force_from"),
            in_force_from__lte=on,
        )
        return self.filter(~Exists(later), in_force_from__lte=on)

    def with_end(self) -> Self:
        """Each with `next_from`: the day from which a later version is in force."""
        later = RulesVersion.objects.filter(
            forum=OuterRef("forum"), in_force_from__gt=OuterRef("in_force_from")
        ).order_by("in_force_from")
        return self.annotate(next_from=Subquery(later.values("in_force_from")[:1]))


@pghistory.track()
class RulesVersion(Published):
    """One version of a forum's rules. In force from its day until the next version's.

    Shares are from 0 to 1. OGP sets no quorum and no majority (domain.md §6.5): what stands here
    is the forum's own choice.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="rules_versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = TranslatedField(_("text of the rules"))
    summary = TranslatedField(_("what changes and why"), blank=True)
    proposed_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="rules_proposed"
    )
    proposed_on = models.DateField(_("proposed"))
    comments_close_on = models.DateField(_("comments until"), null=True, blank=True)
    decision = models.ForeignKey(
        "forums.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rules_adopted",
        verbose_name=_("adopted by"),
    )
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)

    quorum_share = models.DecimalField(
        _("quorum: share of the seats with a vote"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.5"),
        validators=SHARE,
    )
    quorum_exceeds = models.BooleanField(
        _("more than this share is needed"),
        default=True,
        help_text=_("Otherwise exactly it is enough."),
    )
    quorum_sector_share = models.DecimalField(
        _("quorum in each sector: share of its seats"),
        max_digits=4,
        decimal_places=3,
        default=Decimal(0),
        validators=SHARE,
        help_text=_("0 asks for one seat of each sector."),
    )
    method = models.CharField(
        _("how the forum decides"),
        max_length=12,
        choices=DecisionMethod.choices,
        default=DecisionMethod.CONSENSUS,
    )
    majority_share = models.DecimalField(
        _("majority: share"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.5"),
        validators=SHARE,
    )
    majority_exceeds = models.BooleanField(_("more than this share is needed"), default=True)
    majority_of = models.CharField(
        _("majority of"), max_length=8, choices=CountedOf.choices, default=CountedOf.CAST
    )
    majority_in_each_sector = models.BooleanField(_("and a majority in each sector"), default=False)
    tie_rule = models.CharField(
        _("at a tie"), max_length=10, choices=TieRule.choices, default=TieRule.REJECTED
    )
    notice_days = models.PositiveSmallIntegerField(_("days between notice and meeting"), default=10)
    minutes_days = models.PositiveSmallIntegerField(
        _("days between meeting and minutes"), default=14
    )
    term_months = models.PositiveSmallIntegerField(_("months of a term"), default=24)
    most_terms = models.PositiveSmallIntegerField(
        _("most terms in a row"), default=2, help_text=_("0 means no limit.")
    )
    seats_by_sector = models.JSONField(
        _("seats by sector"), default=dict, blank=True, help_text=_("Empty: as many for each.")
    )

    objects = RulesVersionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["forum", "-number"]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            pgtrigger.Protect(
                name="published_rules_stand",
                operation=pgtrigger.UpdateOf(*CONTENT),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND ("
                    + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in CONTENT)
                    + ")"
                ),
            ),
            pgtrigger.Protect(
                name="adopted_rules_stand",
                operation=pgtrigger.UpdateOf("in_force_from", "decision_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    "OLD.in_force_from IS NOT NULL"
                    " AND (NEW.in_force_from IS DISTINCT FROM OLD.in_force_from"
                    " OR NEW.decision_id IS DISTINCT FROM OLD.decision_id)"
                ),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="rules_number_once", fields=["forum", "number"]),
            models.UniqueConstraint(
                name="rules_one_version_a_day", fields=["forum", "in_force_from"]
            ),
            models.CheckConstraint(
                name="rules_in_force_are_public",
                condition=Q(in_force_from__isnull=True) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rules_in_force_were_adopted",
                condition=Q(in_force_from__isnull=True) | Q(decision__isnull=False),
            ),
            models.CheckConstraint(
                name="rules_shares_from_0_to_1",
                condition=Q(
                    quorum_share__range=(0, 1),
                    quorum_sector_share__range=(0, 1),
                    majority_share__range=(0, 1),
                ),
            ),
            models.CheckConstraint(
                name="rules_majority_known", condition=Q(majority_of__in=CountedOf.values)
            ),
        ]

    def __str__(self) -> str:
        return str(_("Rules of procedure, version %(number)d") % {"number": self.number})

    @property
    def in_force_until(self) -> dt.date | None:
        """The last day on which it was in force, of a row that was read `with_end()`."""
        after: dt.date | None = getattr(self, "next_from", None)
        return after - dt.timedelta(days=1) if after else None

    def get_absolute_url(self) -> str:
        return reverse("forums:rules-version", args=[self.forum.slug, self.number])
