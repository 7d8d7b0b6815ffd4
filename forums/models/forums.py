"""Forums: the tables at which government and civil society sit."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import ClassVar

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class Cohort(models.TextChoices):
    """The years in which a member hands in its plans (domain.md §1.1)."""

    ODD = "odd", _("Odd years")
    EVEN = "even", _("Even years")


class ForumQuerySet(PublicationQuerySet["Forum"]):
    publication_path: ClassVar[tuple[str, ...]] = ("",)
    forum_path: ClassVar[str] = ""


def languages_default() -> list[str]:
    """A forum works in English until it says otherwise."""
    return ["en"]


@pghistory.track()
class Forum(Published):
    """The multi-stakeholder forum of one member, national or local."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = TranslatedField(_("name"))
    member = TranslatedField(_("member"), help_text=_("The country or city, as OGP lists it."))
    description = TranslatedField(_("description"), blank=True)
    is_local = models.BooleanField(_("local member"), default=False)
    cohort = models.CharField(_("cohort"), max_length=4, choices=Cohort.choices, default=Cohort.ODD)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    languages = models.JSONField(_("languages"), default=languages_default)
    main_language = models.CharField(_("main language"), max_length=10, default="en")
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#0b5d66",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")],
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    holds_first_texts = models.BooleanField(
        _("hold what new accounts send"),
        default=False,
        help_text=_("Until a coordinator has looked at a first text of theirs."),
    )

    objects = ForumQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="forum_colour_is_hexadecimal",
                condition=models.Q(colour__regex=r"^#[0-9a-fA-F]{6}$"),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("forum-home", args=[self.slug])

    @property
    def today(self) -> dt.date:
        """The day that it is now in the forum's own time zone."""
        return timezone.localdate(timezone=zoneinfo.ZoneInfo(self.time_zone))
