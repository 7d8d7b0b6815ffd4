"""Rules of procedure: every version that a forum ever had, and the settings that follow from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.decisions import DecisionMethod
from forums.models.forums import Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField

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

    def get_absolute_url(self) -> str:
        return reverse("forums:rules-version", args=[self.forum.slug, self.number])
