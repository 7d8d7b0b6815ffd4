"""One form for all codings of a product; it asks only in the product's own scales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from commitments.domain.irm_codings import COLUMNS
from commitments.models import Commitment, IrmCoding, IrmProduct, IrmValue
from forums.forms.translation import Text, TranslatedFormMixin

YES_NO = [("", _("Not coded")), ("yes", _("Yes")), ("no", _("No"))]
ANSWERS = {"yes": True, "no": False}
TOLD_OR_NOT = {"verifiable", "open_gov_lens"}
"""Columns that say yes, no, or nothing."""


class CodingForm(TranslatedFormMixin, forms.Form):
    """How a product codes one commitment."""

    texts: ClassVar[dict[str, Text]] = {
        "remarks": Text(_("What it says of the commitment, in short"), rows=2, most=2000)
    }

    def __init__(
        self, *args: Any, product: IrmProduct, commitment: Commitment, coding: Any, **kwargs: Any
    ) -> None:
        self.commitment = commitment
        before = {name: getattr(coding, name) for name in COLUMNS[product.scale]} if coding else {}
        for name in TOLD_OR_NOT & before.keys():
            before[name] = {True: "yes", False: "no"}.get(before[name], "")
        super().__init__(
            *args,
            forum=product.plan.forum,
            prefix=f"c{commitment.pk}",
            initial=before,
            use_required_attribute=False,
            **kwargs,
        )
        self.columns = [name for name in COLUMNS[product.scale] if name != "remarks"]
        for name in self.columns:
            self.fields[name] = _field(name)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The scales and the mark."""
        return [self[name] for name in self.columns if name != "values"]

    @property
    def words(self) -> list[forms.BoundField]:
        """The values that it names, and the remarks in each language of the forum."""
        return [self["values"], *(self[f"remarks__{code}"] for code in self.languages)]

    @property
    def words_wrong(self) -> bool:
        """Whether something is wrong with what stands folded away."""
        return any(field.errors for field in self.words)

    def coding(self) -> Mapping[str, Any]:
        """What was chosen, as the columns of a coding."""
        return {
            **{name: self.cleaned_data[name] for name in self.columns},
            "remarks": self.text_of("remarks"),
        }


def _field(name: str) -> forms.Field:
    """The field for a column of `IrmCoding`."""
    column = IrmCoding._meta.get_field(name)
    assert isinstance(column, Field)
    label = str(column.verbose_name).capitalize()
    if name == "values":
        return forms.MultipleChoiceField(
            label=label,
            choices=IrmValue.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if name in ("promising", "starred"):
        return forms.BooleanField(label=label, required=False)
    if name in TOLD_OR_NOT:
        return forms.TypedChoiceField(
            label=label,
            choices=YES_NO,
            required=False,
            coerce=ANSWERS.get,
            empty_value=None,
        )
    return forms.ChoiceField(
        label=label, choices=[("", _("Not coded")), *(column.choices or [])], required=False
    )
