"""Working groups: who works on a theme between the forum's meetings, and what they recommend."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.agenda import AgendaProposal
from forums.models.documents import Document
from forums.models.forums import Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models.people import Person


class WorkingGroupQuerySet(PublicationQuerySet["WorkingGroup"]):
    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, what the forum prepares, and the groups that the person works in."""
        if not person.is_authenticated or person.is_superuser:
            return super().visible_to(person)
        mine = person.trusted_group_ids()
        return self.filter(
            self.public_condition() | Q(forum__in=person.forum_ids()) | Q(pk__in=mine)
        )


@pghistory.track()
class WorkingGroup(Published):
    """A group of a forum with a mandate, led by one person from each side."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="working_groups")
    slug = models.SlugField(_("address"), max_length=80)
    name = TranslatedField(_("name"))
    theme = TranslatedField(_("theme"), blank=True)
    mandate = TranslatedField(_("mandate"))
    open_to_all = models.BooleanField(_("anybody may join"), default=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    documents = models.ManyToManyField(Document, related_name="working_groups", blank=True)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["forum", "slug"]
        constraints = [
            models.UniqueConstraint(name="working_group_address_once", fields=["forum", "slug"])
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("forums:working-group", args=[self.forum.slug, self.slug])


@pghistory.track()
class GroupDocument(WorkingGroup.documents.through):  # type: ignore[name-defined]
    """A document of a working group; here so that its history is kept."""

    class Meta:
        proxy = True


class GroupRole(models.TextChoices):
    GOVERNMENT_LEAD = "government_lead", _("Lead for government")
    SOCIETY_LEAD = "society_lead", _("Lead for civil society")
    MEMBER = "member", _("Member")
    PARTICIPANT = "participant", _("Participant")


LEADING = (GroupRole.GOVERNMENT_LEAD, GroupRole.SOCIETY_LEAD)


@pghistory.track()
class GroupMembership(models.Model):
    """One person's part in a working group, both days included."""

    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="memberships")
    person = models.ForeignKey("forums.Person", models.PROTECT, related_name="group_memberships")
    role = models.CharField(
        _("role"), max_length=16, choices=GroupRole.choices, default=GroupRole.PARTICIPANT
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["group", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="group_member_once",
                fields=["group", "person"],
                condition=Q(until__isnull=True),
            ),
            models.UniqueConstraint(
                name="group_one_lead_of_each_side",
                fields=["group", "role"],
                condition=Q(until__isnull=True, role__in=LEADING),
            ),
            models.CheckConstraint(
                name="group_member_until_after_since",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.group}"


class RecommendationQuerySet(PublicationQuerySet["Recommendation"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "group", "group__forum")
    forum_path: ClassVar[str] = "group__forum"

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, and what is written in the groups that the person sees from inside."""
        if not person.is_authenticated or person.is_superuser:
            return super().visible_to(person)
        mine = person.trusted_group_ids()
        return self.filter(
            self.public_condition() | Q(group__forum__in=person.forum_ids()) | Q(group__in=mine)
        )


@pghistory.track()
class Recommendation(Published):
    """What a working group asks the forum to do. It lands among the proposals for its agenda."""

    group = models.ForeignKey(WorkingGroup, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField(_("number"))
    title = TranslatedField(_("title"))
    text = TranslatedField(_("what is recommended, and why"))
    made_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="recommendations"
    )
    made_on = models.DateField(_("made"))
    proposal = models.OneToOneField(
        AgendaProposal, models.SET_NULL, null=True, blank=True, related_name="recommendation"
    )

    objects = RecommendationQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(name="recommendation_number_once", fields=["group", "number"])
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return f"{self.group.get_absolute_url()}#recommendation-{self.number}"
