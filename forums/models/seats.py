"""Seats of a forum and the terms for which people hold them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum
from forums.models.organisations import Organisation, Sector
from forums.models.translation import TranslatedField

if TYPE_CHECKING:
    from forums.models.people import Person


class Role(models.TextChoices):
    """What a seat is for. Co-chairs and the secretariat coordinate; observers have no vote."""

    CO_CHAIR = "co_chair", _("Co-chair")
    MEMBER = "member", _("Member")
    SECRETARIAT = "secretariat", _("Point of contact")
    OBSERVER = "observer", _("Observer")


COORDINATING = (Role.CO_CHAIR, Role.SECRETARIAT)
VOTING = (Role.CO_CHAIR, Role.MEMBER)


def today_in(time_zone: str) -> Cast:
    """The day that it is now in the time zone of a forum, whose column is named."""
    now = Value(timezone.now(), output_field=models.DateTimeField())
    local = Func(F(time_zone), now, function="timezone", output_field=models.DateTimeField())
    return Cast(local, models.DateField())


class SeatQuerySet(models.QuerySet["Seat"]):
    def open(self, on: dt.date | None = None) -> Self:
        """Seats that there are on the day; where none is named today, as it is in the forum."""
        day = on or today_in("forum__time_zone")
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


@pghistory.track(exclude=["vacancy_announced_at"])
class Seat(models.Model):
    """A place at the table, which stays when its holder goes, until the forum closes it."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="seats")
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.MEMBER)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    title = TranslatedField(_("title"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    closed_on = models.DateField(_("closed from"), null=True, blank=True)
    vacancy_announced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "position", "pk"]
        constraints = [
            models.CheckConstraint(name="seat_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="seat_sector_known", condition=Q(sector__in=Sector.values)),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation or self.get_sector_display()}"

    @property
    def votes(self) -> bool:
        """Whether the holder has a vote."""
        return self.role in VOTING


class TermQuerySet(models.QuerySet["Term"]):
    def current(self, on: dt.date | None = None) -> Self:
        """Terms that run on the day; where none is named today, as it is in the forum."""
        day = on or today_in("seat__forum__time_zone")
        return self.filter(Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def held_by(self, person: Person) -> Self:
        """Terms that the person holds as principal or as alternate."""
        return self.filter(Q(person=person) | Q(alternate=person))


@pghistory.track(exclude=["end_announced"])
class Term(models.Model):
    """One person's time on one seat, both days included. A seat has one holder at a time."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="terms")
    person = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="terms", verbose_name=_("member")
    )
    alternate = models.ForeignKey(
        "forums.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="alternate_terms",
        verbose_name=_("alternate"),
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    exception = TranslatedField(_("why the person may sit longer than the rules allow"), blank=True)
    end_reason = models.CharField(
        _("why the term ended early"),
        max_length=500,
        blank=True,
        help_text=_("Only the forum sees it."),
    )
    end_announced = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text=_("Days before its end for which the coordinators were told; 0: not yet."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="term_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="term_alternate_is_another_person",
                condition=Q(alternate__isnull=True) | ~Q(alternate=F("person")),
            ),
            models.CheckConstraint(
                name="term_does_not_renew_itself",
                condition=Q(renews__isnull=True) | ~Q(renews=F("pk")),
            ),
            # A range over the seat's id stands in for btree_gist, which core PostgreSQL lacks.
            ExclusionConstraint(
                name="term_one_holder_at_a_time",
                expressions=[
                    (
                        Func("seat", "seat", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.seat}"
