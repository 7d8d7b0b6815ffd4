"""Forms to propose rules of procedure, to open them to comments, and to bring them into force."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from forums.forms.choosing import DecisionChoice
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Forum, Outcome, RulesVersion, Sector

COMMENT_DAYS = 14
"""How long a comment period is where nobody says otherwise: the OGP standards' two weeks."""
MOST_SEATS = 500


class PercentField(forms.DecimalField):
    """A share from 0 to 1 that people write in percent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=4, decimal_places=1, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{float(value * 100):g}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100


PARTS: tuple[tuple[StrOrPromise, tuple[str, ...]], ...] = (
    (_("Quorum"), ("quorum_share", "quorum_exceeds", "quorum_sector_share")),
    (
        _("Decisions"),
        (
            *("method", "majority_share", "majority_exceeds", "majority_of"),
            *("majority_in_each_sector", "tie_rule"),
        ),
    ),
    (_("Meetings"), ("notice_days", "minutes_days")),
    (
        _("Terms and seats"),
        ("term_months", "most_terms", *(f"seats_{sector.value}" for sector in Sector)),
    ),
)


class RulesForm(TranslatedFormMixin, forms.ModelForm[RulesVersion]):
    """The text of the rules and the settings that follow from it."""

    texts: ClassVar[dict[str, Text]] = {
        "summary": Text(_("What changes, and why"), rows=4),
        "text": Text(
            _("Text of the rules"),
            required=True,
            rows=18,
            help=_("Headings with ##, lists with -, and an empty line between paragraphs."),
            most=100_000,
        ),
    }

    quorum_share = PercentField(label=_("Percent of the seats with a vote"))
    quorum_sector_share = PercentField(
        label=_("Percent of the seats of each sector"),
        help_text=_("0 asks for one seat of each sector."),
    )
    majority_share = PercentField(label=_("Majority in a vote, in percent"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = RulesVersion
        fields: ClassVar[list[str]] = [
            "quorum_share",
            "quorum_exceeds",
            "quorum_sector_share",
            "method",
            "majority_share",
            "majority_exceeds",
            "majority_of",
            "majority_in_each_sector",
            "tie_rule",
            "notice_days",
            "minutes_days",
            "term_months",
            "most_terms",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quorum_exceeds"].label = _("More than this is needed")
        self.fields["majority_exceeds"].label = _("More than this is needed")
        self.fields["majority_in_each_sector"].label = _("A majority in each sector too")
        for sector in Sector:
            self.fields[f"seats_{sector.value}"] = forms.IntegerField(
                label=_("Seats with a vote: %(sector)s") % {"sector": sector.label},
                min_value=0,
                max_value=MOST_SEATS,
                required=False,
                initial=self.instance.seats_by_sector.get(sector.value),
                help_text=_("Leave all of them empty where each sector has as many.")
                if sector == Sector.GOVERNMENT
                else "",
            )

    def parts(self) -> list[tuple[StrOrPromise, list[forms.BoundField]]]:
        """The settings by what they are about."""
        return [(legend, [self[name] for name in names]) for legend, names in PARTS]

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def values(self) -> dict[str, Any]:
        values = super().values()
        values.pop("seen")
        seats = {sector.value: values.pop(f"seats_{sector.value}") for sector in Sector}
        values["seats_by_sector"] = {
            sector: count for sector, count in seats.items() if count is not None
        }
        return values


class ProposalForm(forms.Form):
    """Until when everybody can comment on a proposal."""

    comments_close_on = forms.DateField(
        label=_("Comments until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The forum decides after this day."),
    )

    def __init__(self, *args: Any, forum: Forum, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["comments_close_on"]
        if first:
            field.required = False
            field.help_text = _("Leave it empty for rules that are older than this portal.")
        else:
            field.initial = forum.today + dt.timedelta(days=COMMENT_DAYS)


class AdoptionForm(forms.Form):
    """By which decision rules were adopted, and from when they are in force."""

    decision = DecisionChoice(
        label=_("Adopted by"),
        help_text=_("A published decision of the forum that was adopted."),
    )
    in_force_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, DecisionChoice)
        field.offer(forum, only=Q(outcome=Outcome.ADOPTED, rules_adopted=None))
        self.has_decision = field.queryset is not None and field.queryset.exists()
