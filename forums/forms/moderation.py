"""Forms of moderation: rules, removing, reporting, appealing, and what is done with many texts."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.domain.moderated import KINDS
from forums.forms.comments import Trapped
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Appeal, Flag, Forum, ModerationRule

ACTS = ("release", "keep", "remove")
_KEY = re.compile(rf"({'|'.join(KINDS)})-([0-9]{{1,9}})")


class RuleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The rules in force by their numbers and titles."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number}. {obj.title}"


class RemovalForm(forms.Form):
    """By which rule a text is removed, and why; everybody can read it."""

    rule = RuleField(
        label=_("By which rule?"),
        queryset=ModerationRule.objects.none(),
        empty_label=_("Choose a rule"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everybody can read it, and the author gets it by e-mail."),
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.fields["rule"]
        assert isinstance(rule, RuleField)
        rule.queryset = ModerationRule.objects.in_force().filter(forum=forum)
        if not rule.queryset:
            del self.fields["rule"]


class QueueForm(RemovalForm):
    """What is done with the texts that were chosen in the queue."""

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.removes = self.data.get("act") == "remove"
        for name in ("rule", "reason"):
            if name in self.fields:
                self.fields[name].required = self.removes
        sent = self.data.getlist("text") if hasattr(self.data, "getlist") else []
        found = [_KEY.fullmatch(key) for key in sent]
        self.keys = [(match[1], int(match[2])) for match in found if match]

    @property
    def chosen(self) -> set[str]:
        """The keys of the boxes that were ticked."""
        return {f"{word}-{pk}" for word, pk in self.keys}

    def clean(self) -> dict[str, Any]:
        if not self.keys:
            raise forms.ValidationError(_("Choose at least one text."))
        return self.cleaned_data


class ReportForm(Trapped, forms.ModelForm[Flag]):
    """What a reader finds wrong with a text."""

    class Meta:
        model = Flag
        fields: ClassVar[list[str]] = ["reason"]
        help_texts: ClassVar[dict[str, Any]] = {
            "reason": _("Only the coordinators read this. Your name is not shown to the author.")
        }

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class AppealForm(Trapped, forms.ModelForm[Appeal]):
    """Why the author thinks that a text should stand."""

    class Meta:
        model = Appeal
        fields: ClassVar[list[str]] = ["text"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"text": forms.Textarea(attrs={"rows": 5})}

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class AnswerForm(forms.Form):
    """What becomes of an appeal, and why."""

    granted = forms.TypedChoiceField(
        label=_("What becomes of the text?"),
        choices=[("yes", _("It is put back")), ("no", _("It stays removed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author gets it by e-mail."),
    )


class RuleForm(TranslatedFormMixin, forms.Form):
    """One rule of moderation."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What is removed"), required=True, most=150),
        "text": Text(_("What is meant by it, and what is not"), rows=4, most=3000),
    }


class SettingsForm(forms.Form):
    """Whether what new accounts send waits for a first look."""

    holds = forms.BooleanField(
        label=_("Look at the first text of each new account before it is public"),
        required=False,
        help_text=_(
            "The first comment, contribution, suggestion or observation of somebody without a seat"
            " waits in the queue."
            " Once one was published, what she sends later is public at once."
        ),
    )
