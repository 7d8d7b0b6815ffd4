"""The form of a draft: what it is called, who answers for it, what it takes up."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.domain.drafts import fingerprint
from action_plans.models import ActionPlan, Contribution, Draft, OpenGovernmentValue
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Organisation, Sector

MOST_OFFERED = 200
"""Organisations that can be chosen as supporting ones."""


class DraftForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[Draft]):
    """What a draft is about besides its answers."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {"title": Text(_("Title"), required=True, most=200)}

    values_served = forms.MultipleChoiceField(
        label=_("Values of open government that it serves"),
        help_text=_("At least one is what makes it a commitment of open government."),
        choices=OpenGovernmentValue.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    class Meta:
        model = Draft
        fields: ClassVar[list[str]] = [
            "theme",
            "lead",
            "supporting",
            "contact_name",
            "contact_role",
            "contact_email",
            "contributions",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "contributions": forms.CheckboxSelectMultiple(),
            "supporting": forms.CheckboxSelectMultiple(),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "contact_name": _("Who in the responsible office answers questions. It is public."),
            "contact_email": _("Not shown: what people ask by the form is sent there."),
        }

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("theme", plan.themes.all()),
            ("lead", Organisation.objects.filter(sector=Sector.GOVERNMENT)),
            ("supporting", supporters(plan, self.instance)),
            ("contributions", Contribution.objects.public().filter(plan=plan).order_by("number")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["theme"].label = _("Theme")
        self.fields["supporting"].label = _("Organisations that support it")
        self.fields["contributions"].label = _("Contributions that this draft takes up")
        if self.instance.pk:
            self.initial["values_served"] = self.instance.values
        order = [name for name in self.fields if name != "values_served"]
        order.insert(order.index("supporting") + 1, "values_served")
        self.order_fields(order)

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["values"] = values.pop("values_served")
        return values


def supporters(plan: ActionPlan, draft: Draft | None = None) -> QuerySet[Organisation]:
    """Whom the forum knows: with a seat or a member in it, or already named in this plan."""
    forum = plan.forum
    known = Organisation.objects.filter(
        Q(seats__forum=forum)
        | Q(people__terms__seat__forum=forum)
        | Q(drafts_led__plan=plan)
        | Q(drafts_supported__plan=plan)
    )
    first = known.order_by("slug").distinct().values("pk")[:MOST_OFFERED]
    named = Organisation.objects.none() if draft is None or not draft.pk else draft.supporting.all()
    among = Q(pk__in=first) | Q(pk__in=named.values("pk"))
    return Organisation.objects.filter(among).order_by("slug")
