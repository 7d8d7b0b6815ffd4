"""Selection of members: call, nominations, eligibility, consultation, vote or panel, acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.models.documents import Document
from forums.models.forums import Forum
from forums.models.organisations import Organisation, Sector
from forums.models.publication import PublicationQuerySet, Published
from forums.models.seats import COORDINATING, Seat, Term
from forums.models.translation import TranslatedField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from forums.models.people import Person


class SelectionModel(models.TextChoices):
    """The three ways in which civil society chooses its members (domain.md §6.2)."""

    ELECTION = "election", _("Open election")
    INVITATION = "invitation", _("Invitation, scored by a panel")
    SELF_SELECTION = "self_selection", _("Self-selection by a network")


class Stage(models.TextChoices):
    """Where a selection stands. Dates say when the next one may begin."""

    PREPARED = "prepared", _("In preparation")
    CALL = "call", _("Open for nominations")
    ELIGIBILITY = "eligibility", _("Eligibility is checked")
    CONSULTATION = "consultation", _("Candidates are consulted on")
    CHOICE = "choice", _("Vote or panel")
    ACCEPTANCE = "acceptance", _("Those chosen accept")
    SEATED = "seated", _("Seated")
    CANCELLED = "cancelled", _("Cancelled")


class SelectionTie(models.TextChoices):
    LOT = "lot", _("By a lot that anyone can check")
    RUN_OFF = "run_off", _("By a second vote")


CLOSED = (Stage.SEATED, Stage.CANCELLED)
MOST_MONTHS = 120
"""The longest term for which a selection seats somebody."""


class SelectionQuerySet(PublicationQuerySet["Selection"]):
    def running(self) -> Self:
        """Neither over nor cancelled."""
        return self.exclude(stage__in=CLOSED)

    def over(self) -> Self:
        """Seated or cancelled."""
        return self.filter(stage__in=CLOSED)

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public, what the forum prepares, and what the person leads."""
        if not person.is_authenticated or person.is_superuser:
            return super().visible_to(person)
        led = self.model.leaders.through.objects.filter(person=person).values("selection")
        return self.filter(
            self.public_condition() | Q(forum__in=person.forum_ids()) | Q(pk__in=led)
        )


@pghistory.track()
class Selection(Published):
    """One choosing of members for some seats of a forum, visible from call to seating."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="selections")
    slug = models.SlugField(_("address"), max_length=80)
    title = TranslatedField(_("title"))
    call = TranslatedField(_("the call"))
    criteria = TranslatedField(_("criteria, one a line"))
    led_by = TranslatedField(
        _("who leads it"), help_text=_("Civil society chooses its own members: name who runs this.")
    )
    leaders = models.ManyToManyField(
        "forums.Person",
        related_name="selections_led",
        blank=True,
        verbose_name=_("people who lead it"),
    )
    model = models.CharField(_("how"), max_length=16, choices=SelectionModel.choices)
    sector = models.CharField(
        _("sector"), max_length=20, choices=Sector.choices, default=Sector.CIVIL_SOCIETY
    )
    seats = models.ManyToManyField(Seat, related_name="selections")
    stage = models.CharField(
        max_length=14, choices=Stage.choices, default=Stage.PREPARED, editable=False
    )
    nominations_close_on = models.DateField(_("nominations until"))
    consultation_closes_on = models.DateField(_("comments on the candidates until"))
    choice_closes_at = models.DateTimeField(_("vote or panel until"))
    term_starts_on = models.DateField(_("term starts"))
    term_months = models.PositiveSmallIntegerField(_("months of the term"), default=24)
    tie_rule = models.CharField(
        _("at a tie"), max_length=8, choices=SelectionTie.choices, default=SelectionTie.LOT
    )
    account = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="selections_told",
        verbose_name=_("the network's account of its choice"),
    )
    round = models.PositiveSmallIntegerField(_("round of the vote"), default=1, editable=False)
    result = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("The published tallies and the order that follows from them."),
    )

    objects = SelectionQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["forum", "-nominations_close_on"]
        constraints = [
            models.UniqueConstraint(name="selection_address_once", fields=["forum", "slug"]),
            models.CheckConstraint(
                name="selection_stage_known", condition=Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(
                name="selection_consultation_after_nominations",
                condition=Q(consultation_closes_on__gte=F("nominations_close_on")),
            ),
            models.CheckConstraint(
                name="selection_term_of_some_months",
                condition=Q(term_months__range=(1, MOST_MONTHS)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("forums:selection", args=[self.forum.slug, self.slug])

    @property
    def state(self) -> str:
        """The stage; the choice by how it is made: choice_election, choice_invitation and so on."""
        return f"choice_{self.model}" if self.stage == Stage.CHOICE else self.stage


@pghistory.track()
class SelectionLeader(Selection.leaders.through):  # type: ignore[name-defined]
    """Somebody who leads a selection; here so that its history is kept."""

    class Meta:
        proxy = True


@pghistory.track()
class SelectionSeat(Selection.seats.through):  # type: ignore[name-defined]
    """A seat that a selection fills; here so that its history is kept."""

    class Meta:
        proxy = True


class StepKind(models.TextChoices):
    STAGE = "stage", _("Next stage")
    POSTPONEMENT = "postponement", _("Postponed")
    APPEAL = "appeal", _("Appeal")
    ANSWER = "answer", _("Answer to an appeal")
    REPLACEMENT = "replacement", _("Somebody else votes")
    CANCELLATION = "cancellation", _("Cancelled")
    PASSED_OVER = "passed_over", _("No answer")


@pghistory.track()
class SelectionStep(models.Model):
    """What happened in a selection, with its reason; the public account of the process."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    stage = models.CharField(max_length=14, choices=Stage.choices)
    text = TranslatedField(_("what, and why"), blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="selection_steps",
        help_text=_("For which somebody else votes."),
    )
    answers = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answered_by"
    )
    by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="selection_steps"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["selection", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="selection_step_kind_known", condition=Q(kind__in=StepKind.values)
            ),
            models.CheckConstraint(
                name="selection_step_names_the_organisation",
                condition=Q(kind=StepKind.REPLACEMENT, organisation__isnull=False)
                | (~Q(kind=StepKind.REPLACEMENT) & Q(organisation__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class NominationState(models.TextChoices):
    SUBMITTED = "submitted", _("Received")
    ELIGIBLE = "eligible", _("Eligible")
    INELIGIBLE = "ineligible", _("Not eligible")
    CHOSEN = "chosen", _("Chosen")
    NOT_CHOSEN = "not_chosen", _("Not chosen")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    SEATED = "seated", _("Seated")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NominationQuerySet(PublicationQuerySet["Nomination"]):
    """Public once the nominations are closed and published together."""

    publication_path: ClassVar[tuple[str, ...]] = ("", "selection", "selection__forum")
    forum_path: ClassVar[str] = "selection__forum"

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        """What is public; before that the candidate's own, and all to those of the sector who lead."""
        if not person.is_authenticated or person.is_superuser:
            return super().visible_to(person)
        led = Selection.leaders.through.objects.filter(person=person).values("selection")
        coordinated = (
            Term.objects.current()
            .held_by(person)
            .filter(
                seat__role__in=COORDINATING,
                seat__forum=OuterRef("selection__forum"),
                seat__sector=OuterRef("selection__sector"),
            )
        )
        return self.filter(
            self.public_condition()
            | Q(candidate=person)
            | Q(selection__in=led)
            | Q(Exists(coordinated))
        )


@pghistory.track()
class Nomination(Published):
    """A candidate with the organisation behind it."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="nominations")
    number = models.PositiveSmallIntegerField(_("number"))
    organisation = models.CharField(_("organisation"), max_length=200)
    candidate = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="nominations", verbose_name=_("candidate")
    )
    experience = models.TextField(_("experience"), max_length=5000)
    why = models.TextField(_("why the organisation wants to join"), max_length=5000)
    brings = models.TextField(_("what it brings"), max_length=5000)
    accepts_term = models.BooleanField(_("accepts the whole term"), default=False)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(
        max_length=10,
        choices=NominationState.choices,
        default=NominationState.SUBMITTED,
        editable=False,
    )
    eligibility_reason = TranslatedField(_("why it is eligible or not"), blank=True)
    submitted_at = models.DateTimeField(auto_now_add=True)
    term = models.OneToOneField(
        Term, models.PROTECT, null=True, blank=True, related_name="nomination"
    )
    submission = models.UUIDField(unique=True, null=True, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["selection", "number"]
        constraints = [
            models.UniqueConstraint(name="nomination_number_once", fields=["selection", "number"]),
            models.UniqueConstraint(
                name="nomination_candidate_once", fields=["selection", "candidate"]
            ),
            models.CheckConstraint(
                name="nomination_state_known", condition=Q(state__in=NominationState.values)
            ),
            models.CheckConstraint(
                name="nomination_accepts_the_term", condition=Q(accepts_term=True)
            ),
        ]

    def __str__(self) -> str:
        return self.organisation

    def get_absolute_url(self) -> str:
        return f"{self.selection.get_absolute_url()}nominations/{self.number}/"

    @property
    def takes_comments(self) -> bool:
        """Whether the public is asked about the candidates now."""
        withdrawn = self.state == NominationState.WITHDRAWN
        return self.selection.stage == Stage.CONSULTATION and not withdrawn
