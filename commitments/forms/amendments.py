"""The forms with which a plan is amended: proposing, adopting, dropping."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Draft, DraftState, Theme
from commitments.models import AmendmentState
from forums.forms.choosing import DecisionChoice
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Organisation, Outcome, Sector

REASON = Text(
    _("Reason"),
    required=True,
    rows=4,
    most=3000,
    help=_("Why the plan is to be amended, for whoever reads it later."),
)


class ReasonForm(TranslatedFormMixin, forms.Form):
    """Why something is proposed."""

    texts: ClassVar[dict[str, Text]] = {"reason": REASON}


class DropForm(TranslatedFormMixin, forms.Form):
    """Why a proposal is not followed."""

    texts: ClassVar[dict[str, Text]] = {
        "because": Text(_("Why is it dropped?"), required=True, rows=3, most=2000)
    }


class AddForm(TranslatedFormMixin, forms.Form):
    """Which draft is to be added to the plan, and why."""

    texts: ClassVar[dict[str, Text]] = {"reason": REASON}
    first: ClassVar[tuple[str, ...]] = ("draft",)
    draft: forms.ModelChoiceField[Draft] = forms.ModelChoiceField(
        queryset=None, label=_("The draft that is to be added"), empty_label=_("Choose a draft")
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, forum=plan.forum, **kwargs)
        field = self.fields["draft"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = addable(plan)


def addable(plan: ActionPlan) -> QuerySet[Draft]:
    """Drafts that were written to be added to the plan and that no open amendment names."""
    rows = plan.drafts.filter(for_amendment=True, state=DraftState.PROPOSED)
    return rows.exclude(amendments__state=AmendmentState.PROPOSED).order_by("number")


class DecideForm(forms.Form):
    """By which published decision of the forum the plan is amended."""

    decision = DecisionChoice(label=_("The decision that adopts the amendment"))

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, DecisionChoice)
        field.offer(plan.forum, only=Q(outcome=Outcome.ADOPTED))


class AddedDraftForm(TranslatedFormMixin, forms.Form):
    """What a commitment that is to be added is about; the rest is written in its draft."""

    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=200)}
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        queryset=None, label=_("Theme"), required=False
    )
    lead: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=None, label=_("Responsible office"), required=False
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, forum=plan.forum, **kwargs)
        for name, rows in (
            ("theme", plan.themes.all()),
            ("lead", Organisation.objects.filter(sector=Sector.GOVERNMENT)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
