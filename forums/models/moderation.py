"""Moderation: published rules, what was done by them, what readers report, and appeals."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.forums import Forum
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class ModerationRuleQuerySet(PublicationQuerySet["ModerationRule"]):
    def in_force(self) -> Self:
        """Those by which something can be removed today."""
        return self.public().filter(retired_on=None).order_by("number")


@pghistory.track()
class ModerationRule(Published):
    """One rule that the forum has published: what is removed and why."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="moderation_rules")
    number = models.PositiveSmallIntegerField(_("number"))
    title = TranslatedField(_("title"))
    text = TranslatedField(_("text"), blank=True)
    retired_on = models.DateField(_("no longer applies since"), null=True, blank=True)

    objects = ModerationRuleQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["forum", "number"]
        constraints = [
            models.UniqueConstraint(name="moderation_rule_number_once", fields=["forum", "number"])
        ]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            pgtrigger.Trigger(
                name="used_rule_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("number", "title", "text"),  # type: ignore[no-untyped-call]
                func="""
                    IF EXISTS (SELECT FROM forums_moderation WHERE rule_id = OLD.id) THEN
                        RAISE EXCEPTION 'A rule by which something was removed stands.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return f"{reverse('forums:moderation', args=[self.forum.slug])}#rule-{self.number}"


class ModerationAct(models.TextChoices):
    """What can be done with a text."""

    HELD = "held", _("Held for a first look")
    RELEASED = "released", _("Published after a first look")
    REMOVED = "removed", _("Removed")
    RESTORED = "restored", _("Put back")
    KEPT = "kept", _("Left as it is")


class ModerationQuerySet(models.QuerySet["Moderation"]):
    def of(self, target: models.Model) -> Self:
        """What was done with one text, the latest first."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(target), object_id=target.pk
        ).order_by("-at", "-pk")


@pghistory.track()
class Moderation(models.Model):
    """One thing that was done with a comment or contribution. Rows are added, never changed.

    `by` is empty where the portal did it by the forum's own setting.
    """

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="moderations")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    author = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, blank=True, related_name="moderated"
    )
    act = models.CharField(max_length=8, choices=ModerationAct.choices)
    rule = models.ForeignKey(
        ModerationRule, models.PROTECT, null=True, blank=True, related_name="moderations"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, blank=True, related_name="moderations"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.CheckConstraint(
                name="moderation_act_known", condition=Q(act__in=ModerationAct.values)
            ),
            models.CheckConstraint(
                name="moderation_removed_with_a_reason",
                condition=~Q(act=ModerationAct.REMOVED) | ~Q(reason=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Protect(name="moderation_stands", operation=pgtrigger.Update)
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def waiting(self) -> Self:
        """Not yet answered, the oldest first."""
        return self.filter(answered_at=None).order_by("made_at", "pk")


@pghistory.track()
class Appeal(models.Model):
    """The author of what was removed asks for another look; it is answered once."""

    moderation = models.OneToOneField(Moderation, models.CASCADE, related_name="appeal")
    text = models.TextField(_("why it should stand"), max_length=2000)
    made_at = models.DateTimeField(auto_now_add=True)
    granted = models.BooleanField(_("put back"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, blank=True, related_name="appeals_answered"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="appeal_answered_whole",
                condition=Q(answered_at__isnull=True, granted__isnull=True)
                | Q(answered_at__isnull=False, granted__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.moderation}"


class FlagQuerySet(models.QuerySet["Flag"]):
    def of(self, target: models.Model) -> Self:
        """What readers reported of one text."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(target), object_id=target.pk
        )


@pghistory.track()
class Flag(models.Model):
    """A reader asks the coordinators to look at a text. Once for each reader and text."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="flags")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    by = models.ForeignKey("forums.Person", models.CASCADE, related_name="flags")
    reason = models.CharField(_("what is wrong with it?"), max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        Moderation, models.SET_NULL, null=True, blank=True, related_name="flags"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["forum", "at", "pk"]
        constraints = [
            models.UniqueConstraint(name="flag_once", fields=["content_type", "object_id", "by"])
        ]

    def __str__(self) -> str:
        return f"{self.at}"
