"""Forms for a recommendation, and for the government's answer to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Commitment, IrmRecommendation, RecommendationOutcome
from forums.forms.choosing import DecisionChoice
from forums.forms.days import DayField
from forums.forms.translation import Text, TranslatedFormMixin

MOST = 300
"""Commitments that one chooses from, the latest plan first."""


class RecommendationForm(TranslatedFormMixin, forms.Form):
    """What is recommended."""

    texts: ClassVar[dict[str, Text]] = {
        "text": Text(_("Recommendation"), required=True, rows=4, most=4000)
    }


class CommitmentChoice(forms.ModelChoiceField[Commitment]):
    """A commitment with the plan that it stands in."""

    def label_from_instance(self, row: Commitment) -> str:
        return f"{row.plan.slug}: {row.number}. {row.title}"


class AnswerForm(TranslatedFormMixin, forms.Form):
    """The government's answer, and what became of the recommendation."""

    texts: ClassVar[dict[str, Text]] = {
        "answer": Text(_("The government's answer"), required=True, rows=4, most=4000),
        "became": Text(
            _("What was done"), rows=3, most=4000, help=_("Once something was: what, and when.")
        ),
    }
    first: ClassVar[tuple[str, ...]] = ("outcome", "answered_on")
    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[("", pgettext_lazy("an outcome", "Choose one"))]
        + [choice for choice in RecommendationOutcome.choices if choice[0] != "open"],
    )
    answered_on = DayField(label=_("Answered on"))
    decision = DecisionChoice(label=_("The decision that follows it"), required=False)
    commitment = CommitmentChoice(
        queryset=Commitment.objects.none(),
        label=_("The commitment that follows it"),
        required=False,
        empty_label=_("Choose a commitment"),
    )

    def __init__(self, *args: Any, recommendation: IrmRecommendation, **kwargs: Any) -> None:
        forum = recommendation.product.plan.forum
        super().__init__(*args, forum=forum, **kwargs)
        decision = self.fields["decision"]
        assert isinstance(decision, DecisionChoice)
        decision.offer(forum, chosen=recommendation.decision_id)
        commitment = self.fields["commitment"]
        assert isinstance(commitment, CommitmentChoice)
        rows = Commitment.objects.public().filter(plan__forum=forum)
        latest = rows.order_by("-plan__starts_on", "number").values("pk")[:MOST]
        among = Q(pk__in=latest) | Q(pk=recommendation.commitment_id or 0)
        commitment.queryset = (
            Commitment.objects.filter(among)
            .select_related("plan")
            .order_by("-plan__starts_on", "number")
        )
