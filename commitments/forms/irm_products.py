"""Forms to record and to correct what the Independent Reporting Mechanism published of a plan."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.models import ActionPlan
from commitments.domain.irm_periods import kinds_of, scale_of
from commitments.models import IrmProduct, ProductKind
from forums.forms.choosing import DocumentChoice
from forums.forms.days import FIRST, LAST, DayField
from forums.forms.translation import Text, TranslatedFormMixin

SUMMARY = Text(
    _("What it says, in short"),
    rows=4,
    most=4000,
    help=_("In your own words. The report itself is one click away."),
)


class ProductForm(TranslatedFormMixin, forms.Form):
    """What is said of a product."""

    texts: ClassVar[dict[str, Text]] = {"summary": SUMMARY}
    first: ClassVar[tuple[str, ...]] = ("url", "document", "issued_on", "comment_until")
    url = forms.URLField(
        label=_("Address of the report"), required=False, max_length=1000, assume_scheme="https"
    )
    document = DocumentChoice(label=_("The report in the repository"), required=False)
    issued_on = DayField(label=_("Published by the mechanism on"), required=False)
    comment_until = DayField(
        label=_("Open to comment until"),
        required=False,
        help_text=_(
            "The mechanism takes comments on its drafts. Leave it empty where it does not."
        ),
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, forum=plan.forum, **kwargs)
        field = self.fields["document"]
        assert isinstance(field, DocumentChoice)
        field.offer(plan.forum)


class NewProductForm(ProductForm):
    """Which product it is, and in which scales it codes."""

    first: ClassVar[tuple[str, ...]] = ("kind", "year", "scale", *ProductForm.first)
    kind = forms.ChoiceField(label=_("Product"))
    year = forms.IntegerField(label=_("Year"), min_value=FIRST.year, max_value=LAST.year)
    scale = forms.ChoiceField(
        label=_("Scales of its codings"),
        choices=IrmProduct.Scale.choices,
        help_text=_("They cannot be changed later, and are never mixed."),
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        begins = plan.starts_on.year
        kwargs["initial"] = {
            "scale": scale_of(begins),
            "year": plan.forum.today.year,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, plan=plan, **kwargs)
        of_its_time = kinds_of(begins)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (
                _("Of plans that began in this year"),
                [(kind.value, kind.label) for kind in of_its_time],
            ),
            (
                pgettext_lazy("IRM products", "Of other times"),
                [(kind.value, kind.label) for kind in ProductKind if kind not in of_its_time],
            ),
        ]
