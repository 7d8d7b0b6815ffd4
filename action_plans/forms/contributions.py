"""The form with which anybody contributes to a plan."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.models import ActionPlan, Contribution


class ContributionForm(forms.ModelForm[Contribution]):
    """A problem and a proposal. `submission` makes a double click one; `website` is a honeypot."""

    website = forms.CharField(required=False, widget=forms.HiddenInput)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Contribution
        fields: ClassVar[list[str]] = ["title", "problem", "proposal", "affected", "theme"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "problem": forms.Textarea(attrs={"rows": 5}),
            "proposal": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("For example: “People wait months for an answer to a request”."),
            "problem": _("What happens, to whom, how often? What have you seen yourself?"),
            "proposal": _("What should the government do, and how would we see that it was done?"),
        }

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ModelChoiceField)
        theme.queryset = plan.themes.all()
        theme.empty_label = str(_("Not sure"))
        self.fields["theme"].label = _("Theme")
        self.fields["submission"].initial = uuid.uuid4

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This looks like an automatic message."))
        return ""

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def values(self) -> dict[str, Any]:
        """The clean data for the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}
