"""Many contributions and comments that wait for an answer, and what is done with them together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from action_plans.domain.drafts import OPEN
from action_plans.domain.responses import waiting_comments
from action_plans.models import ActionPlan, Contribution, Draft
from forums.models import Comment

ANSWER, SORT, MERGE, LINK = "answer", "sort", "merge", "link"
_GONE = _("One of these contributions is not there any more.")
_GONE_COMMENT = _("One of these comments is answered or removed by now.")


class DeskForm(forms.Form):
    """What was chosen at the desk, the act, and for two acts the theme or the draft."""

    act = forms.ChoiceField(
        choices=[(name, name) for name in (ANSWER, SORT, MERGE, LINK)],
        error_messages={
            "required": _("Choose what to do with them."),
            "invalid_choice": _("Choose what to do with them."),
        },
    )
    contributions: forms.ModelMultipleChoiceField[Contribution] = forms.ModelMultipleChoiceField(
        queryset=None,
        to_field_name="number",
        required=False,
        error_messages={"invalid_choice": _GONE, "invalid_pk_value": _GONE, "invalid_list": _GONE},
    )
    comments: forms.ModelMultipleChoiceField[Comment] = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        error_messages={
            "invalid_choice": _GONE_COMMENT,
            "invalid_pk_value": _GONE_COMMENT,
            "invalid_list": _GONE_COMMENT,
        },
    )
    theme: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=_("Theme"), required=False, empty_label=_("No theme")
    )
    draft: forms.ModelChoiceField[Draft] = forms.ModelChoiceField(
        queryset=None,
        to_field_name="number",
        label=_("A draft that takes them up"),
        required=False,
        empty_label=_("Choose a draft"),
    )

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_drafts = plan.drafts.filter(state__in=OPEN)
        offered: dict[str, Any] = {
            "contributions": Contribution.objects.filter(plan=plan),
            "comments": waiting_comments(plan),
            "theme": plan.themes.all(),
            "draft": open_drafts.order_by("number"),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        themes = [(row.pk, str(row)) for row in plan.themes.all()]
        self.fields["theme"].choices = [("", _("No theme")), *themes]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> set[str]:
        """The keys of the boxes that were ticked."""
        if not self.is_bound or not hasattr(self.data, "getlist"):
            return set()
        return {
            f"{name}-{value}"
            for name in ("contributions", "comments")
            for value in self.data.getlist(name)
        }

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        if self.errors:
            return clean
        act, rows, said = clean["act"], clean["contributions"], clean["comments"]
        if not rows and not said:
            raise forms.ValidationError(_("Choose at least one contribution or comment."))
        if act != ANSWER and said:
            raise forms.ValidationError(
                _("Comments of consultations can only be answered. Leave them out for this.")
            )
        if act == MERGE and len(rows) < 2:
            raise forms.ValidationError(_("Choose at least two contributions to merge."))
        if act == LINK and clean.get("draft") is None:
            self.add_error("draft", _("Choose a draft."))
        return clean
