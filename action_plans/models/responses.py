"""Reasoned responses: what was heard, what was answered, and why."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from action_plans.models.plans import ActionPlan, Theme, stays_in_its_plan
from forums.models.publication import PublicationQuerySet, Published
from forums.models.translation import TranslatedField


class Disposition(models.TextChoices):
    """What became of a contribution."""

    INCLUDED = "included", _("Included")
    INCLUDED_WITH_CHANGES = "included_with_changes", _("Included with changes")
    NOT_INCLUDED = "not_included", _("Not included")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")


class ReasonedResponseQuerySet(PublicationQuerySet["ReasonedResponse"]):
    publication_path: ClassVar[tuple[str, ...]] = ("", "plan", "plan__forum")
    forum_path: ClassVar[str] = "plan__forum"


_IS_CORRECTED = pgtrigger.Trigger(
    name="published_response_is_corrected",
    when=pgtrigger.Before,
    operation=pgtrigger.UpdateOf("heard", "answer", "disposition"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Condition(
        "OLD.published_at IS NOT NULL AND (NEW.heard IS DISTINCT FROM OLD.heard"
        " OR NEW.answer IS DISTINCT FROM OLD.answer"
        " OR NEW.disposition IS DISTINCT FROM OLD.disposition)"
    ),
    func=(
        "IF jsonb_build_array(OLD.heard, OLD.answer, OLD.disposition) IS DISTINCT FROM"
        " (SELECT jsonb_build_array(c.heard, c.answer, c.disposition)"
        " FROM action_plans_responsecorrection c"
        " WHERE c.response_id = NEW.id ORDER BY c.id DESC LIMIT 1) THEN"
        " RAISE EXCEPTION 'a published response changes by a correction that keeps what it said'"
        " USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN NEW;"
    ),
)


_WITHIN_ITS_PLAN: tuple[Any, ...] = (
    pgtrigger.Trigger(
        name="response_shows_a_change_of_its_plan",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("revision_id"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("NEW.revision_id IS NOT NULL"),
        func="""
            IF NOT EXISTS (SELECT FROM action_plans_revision r
                    JOIN action_plans_draft d ON d.id = r.draft_id
                    WHERE r.id = NEW.revision_id AND d.plan_id = NEW.plan_id) THEN
                RAISE EXCEPTION 'the change that a response shows is of a draft of its own plan'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="response_cites_a_decision_of_its_forum",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("decision_id"),  # type: ignore[no-untyped-call]
        condition=pgtrigger.Condition("NEW.decision_id IS NOT NULL"),
        func="""
            IF NOT EXISTS (SELECT FROM forums_decision d
                    JOIN action_plans_actionplan p ON p.forum_id = d.forum_id
                    WHERE d.id = NEW.decision_id AND p.id = NEW.plan_id) THEN
                RAISE EXCEPTION 'the decision that a response cites is of its own forum'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        """,
    ),
    stays_in_its_plan("response"),
)

_ANSWERS_IN_ITS_PLAN = pgtrigger.Trigger(
    name="comment_answered_in_its_plan",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF NOT EXISTS (SELECT FROM forums_comment c
                JOIN django_content_type t ON t.id = c.content_type_id
                JOIN action_plans_consultation k ON k.id = c.object_id
                JOIN action_plans_reasonedresponse r ON r.plan_id = k.plan_id
                WHERE c.id = NEW.comment_id AND r.id = NEW.response_id
                AND t.app_label = 'action_plans' AND t.model = 'consultation') THEN
            RAISE EXCEPTION 'a response answers comments of consultations on its own plan'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track()
class ReasonedResponse(Published):
    """One answer to one or many contributions or comments, cited by its reference.

    It is prepared by the forum, then published; what was published is changed by a
    ResponseCorrection alone. The disposition is empty only where a record from elsewhere does
    not say it. `decision` is what the forum decided of it, `revision` the very change of a draft
    that it caused.
    """

    internal_path: ClassVar[str] = "remarks/"  # where the forum alone comments on it

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="responses")
    reference = models.CharField(_("reference"), max_length=20)
    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, blank=True, related_name="responses"
    )
    heard = TranslatedField(_("what we heard"))
    answer = TranslatedField(_("what we answer"))
    disposition = models.CharField(
        _("what became of it"), max_length=24, choices=Disposition.choices, blank=True
    )
    answered_by = models.ForeignKey(
        "forums.Person", models.PROTECT, null=True, related_name="responses"
    )
    decision = models.ForeignKey(
        "forums.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("decision"),
    )
    revision = models.ForeignKey(
        "action_plans.Revision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name=_("change of the text"),
    )
    comments_until = models.DateField(
        _("open to comments until"),
        null=True,
        blank=True,
        help_text=_("Empty: always. The last day is included."),
    )
    position = models.PositiveSmallIntegerField(default=0)
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    objects = ReasonedResponseQuerySet.as_manager()

    class Meta(Published.Meta):
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="response_reference_once", fields=["plan", "reference"]),
            models.CheckConstraint(
                name="response_disposition_known",
                condition=Q(disposition__in=[*Disposition.values, ""]),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            *Published.Meta.triggers,
            _IS_CORRECTED,
            *_WITHIN_ITS_PLAN,
        ]

    def __str__(self) -> str:
        return f"{self.reference}"

    def get_absolute_url(self) -> str:
        return reverse(
            "action_plans:response-detail",
            args=[self.plan.forum.slug, self.plan.slug, self.reference],
        )

    @property
    def takes_comments(self) -> bool:
        """Whether the public can comment on the answer today, where the forum works."""
        return self.comments_until is None or self.plan.forum.today <= self.comments_until


@pghistory.track()
class ResponseCorrection(models.Model):
    """What a published response said before it was corrected, and why it was."""

    response = models.ForeignKey(ReasonedResponse, models.CASCADE, related_name="corrections")
    heard = TranslatedField(_("what we heard"))
    answer = TranslatedField(_("what we answer"))
    disposition = models.CharField(_("what became of it"), max_length=24, blank=True)
    reason = TranslatedField(_("why the response is corrected"))
    corrected_by = models.ForeignKey(
        "forums.Person", models.PROTECT, related_name="responses_corrected"
    )
    corrected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["response", "pk"]
        constraints = [
            models.CheckConstraint(name="response_corrected_with_a_reason", condition=~Q(reason={}))
        ]

    def __str__(self) -> str:
        return f"{self.response}: {self.reason}"


@pghistory.track()
class CommentAnswer(models.Model):
    """A comment of a consultation and its reasoned response; each comment has one."""

    comment = models.OneToOneField("forums.Comment", models.CASCADE, related_name="reasoned_answer")
    response = models.ForeignKey(ReasonedResponse, models.CASCADE, related_name="comment_answers")

    class Meta:
        ordering = ["response", "pk"]
        triggers: ClassVar[list[Any]] = [_ANSWERS_IN_ITS_PLAN]

    def __str__(self) -> str:
        return f"{self.response}: {self.comment}"
