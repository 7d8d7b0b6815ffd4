"""The form with the details of a commitment."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.domain import details
from commitments.models import Commitment, Goal, PolicyArea
from forums.forms.standing import SeenMixin

OGP_ID = re.compile(r"^[A-Z]{2,3}\d{4}$")


class DetailsForm(SeenMixin, forms.ModelForm[Commitment]):
    """OGP's number, policy areas, goals, and which office to ask."""

    state_of = details.fingerprint

    goals = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Commitment
        fields: ClassVar[list[str]] = [
            "ogp_id", "policy_areas", "goals", "contact_name", "contact_role", "contact_email",
        ]  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {"policy_areas": _("Policy areas")}
        widgets: ClassVar[dict[str, Any]] = {"policy_areas": forms.CheckboxSelectMultiple}
        help_texts: ClassVar[dict[str, Any]] = {
            "ogp_id": _("OGP gives it after the plan was handed in, such as PY0019."),
            "policy_areas": _("As the Open Government Partnership calls them."),
            "contact_email": _("Not shown: what people ask by the form is sent there."),
            "contact_name": _(
                "Not shown on the page of the commitment: the office is named there."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals, areas = self.fields["goals"], self.fields["policy_areas"]
        assert isinstance(goals, forms.ChoiceField)
        assert isinstance(areas, forms.ModelMultipleChoiceField)
        goals.choices = [(goal.value, f"{goal.value}. {goal.label}") for goal in Goal]
        kept = self.instance.policy_areas.values("pk")
        areas.queryset = PolicyArea.objects.filter(Q(retired_on=None) | Q(pk__in=kept))
        named = [(area.pk, str(area)) for area in areas.queryset]
        named.sort(key=lambda choice: choice[1].casefold())
        areas.choices = named

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean_ogp_id(self) -> str | None:
        number = (self.cleaned_data["ogp_id"] or "").strip().upper()
        if number and not OGP_ID.match(number):
            raise ValidationError(_("OGP's numbers are two letters and four digits: PY0019."))
        return number or None
