"""The form with which a coordinator answers contributions."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Contribution, Disposition
from forums.forms.translation import Text, TranslatedFormMixin


class ResponseForm(TranslatedFormMixin, forms.Form):
    """One answer with its reason, to one or many contributions."""

    texts: ClassVar[dict[str, Text]] = {
        "heard": Text(
            _("What we heard"),
            required=True,
            rows=4,
            help=_("The contributions in your own words, so that the authors recognise them."),
        ),
        "reason": Text(
            _("What we answer, and why"),
            required=True,
            rows=6,
            help=_("Say what changes because of it, or why it does not."),
        ),
    }
    first: ClassVar[tuple[str, ...]] = ("contributions", "disposition", "theme")

    contributions: forms.ModelMultipleChoiceField[Contribution] = forms.ModelMultipleChoiceField(
        queryset=Contribution.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=_("Contributions that this answers"),
        error_messages={"required": _("Choose at least one contribution to answer.")},
    )
    disposition = forms.ChoiceField(
        label=_("What became of it"), choices=Disposition.choices, widget=forms.RadioSelect
    )
    theme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=_("Theme"), required=False
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contributions, theme = self.fields["contributions"], self.fields["theme"]
        assert isinstance(contributions, forms.ModelMultipleChoiceField)
        assert isinstance(theme, forms.ModelChoiceField)
        contributions.queryset = Contribution.objects.public().filter(plan=plan).waiting()
        theme.queryset = plan.themes.all()
