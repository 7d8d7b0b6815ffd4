"""Contributions: what people bring to a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from action_plans.models.plans import ActionPlan, Theme, stays_in_its_plan
from action_plans.models.responses import ReasonedResponse
from forums.models import COORDINATING
from forums.models.publication import PublicationQuerySet, Published

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models import Person


class ContributionQuerySet(PublicationQuerySet["Contribution"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, what the person sent herself, and all of the forums she coordinates."""
        if not person.is_authenticated:
            return self.public()
        if person.is_superuser:
            return self.all()
        coordinated = person.forum_ids().filter(seat__role__in=COORDINATING)
        return self.filter(
            self.public_condition() | Q(author=person) | Q(plan__forum__in=coordinated)
        )

    def listed(self) -> Self:
        """What is public, and in its place what was removed after it had been."""
        return self.filter(
            published_at__isnull=False,
            plan__in=ActionPlan.objects.public(),
        )

    def answered(self) -> Self:
        """Those to which a response has been published, or to the one that they were merged into."""
        return self.filter(_has_public("response") | _has_public("merged_into__response"))

    def waiting(self) -> Self:
        """Those without a published response, the oldest first."""
        return self.exclude(pk__in=self.model._default_manager.answered().values("pk")).order_by(
            "submitted_at"
        )

    def going_on(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def taken_up(self) -> Self:
        """Those that a draft which everybody can read takes up, or one that was merged into them."""
        drafts = models.Q(drafts__published_at__isnull=False, drafts__withdrawn_at__isnull=True)
        taken = self.model._default_manager.filter(drafts)
        return self.filter(
            Q(pk__in=taken.values("pk"))
            | Q(merged_into__in=taken.values("pk"))
            | Q(pk__in=taken.exclude(merged_into=None).values("merged_into"))
        )

    def for_lists(self) -> Self:
        """With what a line of a list shows of them."""
        return self.select_related(
            "plan__forum", "author", "theme", "response", "merged_into__response"
        )

    def with_supporters(self) -> Self:
        """With `supporters`: how many people support it or one that was merged into it."""
        given = (
            Support.objects.filter(
                Q(contribution=OuterRef("pk")) | Q(contribution__merged_into=OuterRef("pk"))
            )
            .order_by()
            .annotate(every=models.Value(1))
            .values("every")
            .annotate(count=Count("person", distinct=True))
            .values("count")
        )
        return self.annotate(
            supporters=Coalesce(Subquery(given, output_field=models.IntegerField()), 0)
        )


def _has_public(response: str) -> Q:
    return Q(
        **{f"{response}__published_at__isnull": False, f"{response}__withdrawn_at__isnull": True}
    )


class Channel(models.TextChoices):
    """How a contribution came in."""

    PORTAL = "portal", _("This portal")
    WORKSHOP = "workshop", _("Workshop")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")
    EMAIL = "email", _("E-mail")
    CALL = "call", _("Telephone call")
    OTHER = "other", _("Another way")


class Voice(models.TextChoices):
    """For whom somebody speaks."""

    PERSON = "person", _("Myself")
    CIVIL_SOCIETY = "civil_society", _("A civil society organisation")
    GOVERNMENT = "government", _("A public office")
    PRIVATE_SECTOR = "private_sector", _("A business")
    ACADEMIA = "academia", _("A university or school")
    OTHER = "other", _("Somebody else")


_WITHIN_ITS_PLAN: tuple[Any, ...] = (
    pgtrigger.Trigger(
        name="contribution_merges_without_chains",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("NEW.merged_into_id IS NOT NULL"),
        func="""
            PERFORM FROM action_plans_contribution
                WHERE id = NEW.merged_into_id AND plan_id = NEW.plan_id AND merged_into_id IS NULL
                FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'a contribution goes on in one of its plan that is not merged'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF EXISTS (SELECT FROM action_plans_contribution WHERE merged_into_id = NEW.id) THEN
                RAISE EXCEPTION 'what others were merged into is not merged itself'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="contribution_answered_in_its_plan",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("response_id"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("NEW.response_id IS NOT NULL"),
        func="""
            IF NOT EXISTS (SELECT FROM action_plans_reasonedresponse
                    WHERE id = NEW.response_id AND plan_id = NEW.plan_id) THEN
                RAISE EXCEPTION 'a response answers contributions to its own plan'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        """,
    ),
    stays_in_its_plan("contribution"),
)
"""A merge is one step within one plan, and the answer is of the same plan, whoever writes the row."""


@pghistory.track(exclude=["fingerprint"])
class Contribution(Published):
    """A problem and a proposal, in the words and the language of who sent it.

    One that a coordinator entered from a workshop, a letter or a call says where it comes from;
    its author may have no account. One that waits for a first look is held and not published.
    `merged_into` is the one that goes on for several that say the same; it is never merged itself.
    Who asked not to be named is named nowhere: pages ask for `public_author`.
    """

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="contributions")
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        "forums.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("author"),
    )
    author_name = models.CharField(_("name of the author"), max_length=150, blank=True)
    is_anonymous = models.BooleanField(_("do not show my name"), default=False)
    voice = models.CharField(
        _("I speak for"), max_length=14, choices=Voice.choices, default=Voice.PERSON
    )
    channel = models.CharField(
        _("came by"), max_length=10, choices=Channel.choices, default=Channel.PORTAL
    )
    source = models.CharField(_("where and when it was said"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        "forums.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions_entered",
    )
    title = models.CharField(_("in one sentence"), max_length=160)
    problem = models.TextField(_("what is the problem?"), max_length=5000)
    proposal = models.TextField(_("what do you propose?"), max_length=5000, blank=True)
    affected = models.CharField(_("who is affected?"), max_length=300, blank=True)
    place = models.CharField(_("where?"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    response = models.ForeignKey(
        ReasonedResponse, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    merged_into = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="merged"
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("Waits for a first look since.")
    )
    submitted_at = models.DateTimeField(_("sent"))
    changed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When its author corrected it.")
    )
    fingerprint = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Groups of letters in title and problem, by which similar ones are found."),
    )
    submission = models.UUIDField(unique=True, null=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "-submitted_at", "pk"]
        indexes = [GinIndex(name="contribution_fingerprint", fields=["fingerprint"])]
        constraints = [
            models.UniqueConstraint(name="contribution_number_once", fields=["plan", "number"]),
            models.CheckConstraint(name="contribution_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="contribution_says_where_it_comes_from",
                condition=Q(channel=Channel.PORTAL, author__isnull=False)
                | ~Q(channel=Channel.PORTAL) & ~Q(source="") & Q(entered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_kinds_known",
                condition=Q(channel__in=Channel.values, voice__in=Voice.values),
            ),
            models.CheckConstraint(
                name="contribution_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
            ),
            models.CheckConstraint(
                name="contribution_merged_on_a_day",
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_held_is_not_published",
                condition=Q(held_at__isnull=True) | Q(published_at__isnull=True),
            ),
        ]
        triggers: ClassVar[list[Any]] = [*Published.Meta.triggers, *_WITHIN_ITS_PLAN]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:contribution-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.number],
        )

    @property
    def takes_comments(self) -> bool:
        """Whether it can be discussed: what is held or removed cannot."""
        return self.is_public

    @property
    def public_author(self) -> str:
        """Who sent it, as everybody may read it. Nothing that is shown may say more."""
        if self.is_anonymous:
            return gettext("Anonymous")
        return self.author.name if self.author else self.author_name

    @property
    def answer(self) -> ReasonedResponse | None:
        """The published response to it, or to the one that it was merged into."""
        own = self.merged_into.response if self.merged_into else None
        for response in (own, self.response):
            if response and response.is_public:
                return response
        return None

    @property
    def state(self) -> str:
        """held, removed, answered or waiting."""
        if self.held_at:
            return "held"
        if self.withdrawn_at:
            return "removed"
        return "answered" if self.answer else "waiting"


@pghistory.track()
class ContributionFile(models.Model):
    """A file that came with a contribution; who may read that may read this."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to="contributions/%Y/%m/")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("type"), max_length=120)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["contribution", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        plan = self.contribution.plan
        return reverse(
            "action_plans:contribution-file",
            args=[plan.forum.slug, plan.slug, self.contribution.number, self.pk, self.name],
        )


@pghistory.track()
class Support(models.Model):
    """Somebody says that a contribution matters to her too."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="supports")
    person = models.ForeignKey("forums.Person", models.CASCADE, related_name="supports")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["contribution", "pk"]
        constraints = [
            models.UniqueConstraint(name="support_once", fields=["contribution", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.contribution}"
