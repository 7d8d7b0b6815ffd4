"""What people of the public saw of a commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment, Milestone
from forums.models import COORDINATING
from forums.models.publication import PublicationQuerySet, Published

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models import Person


class ObservationQuerySet(PublicationQuerySet["Observation"]):
    publication_path: ClassVar[tuple[str, ...]] = (
        "",
        "commitment",
        "commitment__plan",
        "commitment__plan__forum",
    )
    forum_path: ClassVar[str] = "commitment__plan__forum"

    def listed(self) -> Self:
        """What was published once, and what of it was removed: that leaves a line."""
        return self.filter(published_at__isnull=False, commitment__in=Commitment.objects.public())

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, what the person sent herself, and all of the forums she coordinates."""
        if not person.is_authenticated:
            return self.public()
        if person.is_superuser:
            return self.all()
        coordinated = person.forum_ids().filter(seat__role__in=COORDINATING)
        return self.filter(
            self.public_condition() | Q(author=person) | Q(commitment__plan__forum__in=coordinated)
        )


@pghistory.track()
class Observation(Published):
    """What somebody of the public saw of a commitment. Moderated as contributions are."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="observations")
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="observations"
    )
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey("forums.Person", models.PROTECT, related_name="observations")
    seen_on = models.DateField(_("seen on"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    text = models.TextField(_("what was seen"), max_length=5000)
    language = models.CharField(max_length=10, blank=True)
    url = models.URLField(_("link that shows it"), max_length=1000, blank=True)
    file = models.FileField(_("file that shows it"), upload_to="observations/%Y/%m/", blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)
    held_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Waits for a first look since.")
    )
    submission = models.UUIDField(unique=True, null=True, editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["commitment", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="observation_number_once", fields=["commitment", "number"]
            ),
            models.CheckConstraint(
                name="observation_held_is_not_public",
                condition=Q(held_at__isnull=True) | Q(published_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Observation %(number)d: %(commitment)s") % {
            "number": self.number,
            "commitment": self.commitment,
        }

    def get_absolute_url(self) -> str:
        return f"{self.commitment.get_absolute_url()}observations/{self.number}/"

    @property
    def file_name(self) -> str:
        """The last part of the file's address; empty where there is none."""
        return self.file.name.rpartition("/")[2] if self.file.name else ""

    @property
    def answering_offices(self) -> set[int]:
        """Ids of the offices that answer for what was observed."""
        milestone = self.milestone
        offices = {self.commitment.lead_id, milestone.responsible_id if milestone else None}
        return {office for office in offices if office is not None}
