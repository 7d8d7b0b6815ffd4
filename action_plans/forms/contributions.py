"""Forms with which people contribute, and coordinators enter what was said elsewhere."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from action_plans.forms.contribution_filters import VOICES
from action_plans.models import ActionPlan, Channel, Contribution
from forums.domain import documents
from forums.models import Person

TEXTS = ("title", "problem", "proposal", "affected", "place")


class _Words(forms.ModelForm[Contribution]):
    """What a contribution says."""

    class Meta:
        model = Contribution
        fields: ClassVar[list[str]] = [*TEXTS]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "problem": forms.Textarea(attrs={"rows": 5}),
            "proposal": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("For example: “People wait months for an answer to a request”."),
            "problem": _("What happens, to whom, how often? What have you seen yourself?"),
            "proposal": _("What should the government do, and how would we see that it was done?"),
            "place": _("A town, a district, or the whole country."),
        }

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class CorrectionForm(_Words):
    """The same words once more, for a day after they were sent."""

    def values(self) -> dict[str, Any]:
        """The clean data for the verb."""
        return dict(self.cleaned_data)


class _NewForm(_Words):
    """What both ways in ask for. `submission` makes a double click one; `website` is a honeypot."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        widget=forms.FileInput,
        help_text=_(
            "A photo, a letter or a table, up to 10 MB. Everybody can open it. If this form comes"
            " back to you, choose the file again."
        ),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ModelChoiceField)
        theme.queryset = plan.themes.all()
        theme.empty_label = str(_("Not sure"))
        self.fields["theme"].label = _("Theme")
        self.fields["submission"].initial = uuid.uuid4

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("This looks like an automatic message."))
        return ""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            try:
                documents.check_file(file)
            except documents.FileRefused as refused:
                raise ValidationError(str(refused)) from None
        return file or None

    def values(self) -> dict[str, Any]:
        """The clean data for the verb."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class ContributionForm(_NewForm):
    """A problem and a proposal, by whoever sends it."""

    field_order = (*TEXTS, "theme", "voice", "file", "is_anonymous")

    class Meta(_Words.Meta):
        fields: ClassVar[list[str]] = [*TEXTS, "theme", "voice", "is_anonymous"]
        help_texts: ClassVar[dict[str, Any]] = {
            **_Words.Meta.help_texts,
            "is_anonymous": _(
                "“Anonymous” stands in the place of your name, for everybody. The coordinators see"
                " how many of the anonymous contributions are of one person, but not of whom. Look"
                " that your text and your file do not name you."
            ),
        }


class EntryForm(_NewForm):
    """What somebody said in a workshop, a letter or a call, with where it comes from."""

    received_on = forms.DateField(
        label=_("Came in on"),
        initial=dt.date.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From this day on it waits for an answer."),
    )
    author_email = forms.EmailField(
        label=_("E-mail address of the author"),
        required=False,
        help_text=_(
            "If she has an account here: she then gets the receipt and is told of the answer."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the text"))
    field_order = (
        *("channel", "source", "received_on", "author_name", "author_email", "voice"),
        *TEXTS,
        *("language", "theme", "file", "is_anonymous"),
    )

    class Meta(_Words.Meta):
        fields: ClassVar[list[str]] = [
            *("channel", "source", "author_name", "voice", "language"),
            *TEXTS,
            *("theme", "is_anonymous"),
        ]
        labels: ClassVar[dict[str, Any]] = {
            "author_name": _("Name of the author"),
            "voice": _("Speaks for"),
            "is_anonymous": _("Do not show the name"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            **_Words.Meta.help_texts,
            "source": _(
                "For example: “Workshop in San Telmo, 14 March, table 3”. Everybody reads it."
            ),
            "author_name": _("As the author wants to be named. Leave it empty if nobody is."),
        }

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        channel, language = self.fields["channel"], self.fields["language"]
        voice = self.fields["voice"]
        assert isinstance(voice, forms.ChoiceField)
        voice.choices = VOICES
        assert isinstance(channel, forms.ChoiceField)
        assert isinstance(language, forms.ChoiceField)
        channel.choices = [pair for pair in Channel.choices if pair[0] != Channel.PORTAL]
        channel.initial = Channel.WORKSHOP
        language.choices = settings.LANGUAGES
        language.initial = get_language()
        self.fields["source"].required = True
        self.fields["received_on"].initial = plan.forum.today

    def clean_received_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["received_on"]
        if day > self.plan.forum.today:
            raise ValidationError(_("This day is still to come."))
        if day.year < 2000:
            raise ValidationError(_("This is too long ago."))
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        address = (clean.pop("author_email", "") or "").strip().lower()
        clean["author"] = None
        if address:
            clean["author"] = Person.objects.filter(email=address, is_active=True).first()
            if clean["author"] is None:
                self.add_error(
                    "author_email",
                    _("Nobody has an account with this address. Give the name instead."),
                )
        return clean


class MergeForm(forms.Form):
    """Into which contribution another one is merged."""

    into: forms.ModelChoiceField[Contribution] = forms.ModelChoiceField(
        queryset=None,
        to_field_name="number",
        error_messages={
            "required": _("Choose the contribution that goes on."),
            "invalid_choice": _("Choose another contribution to the same plan."),
        },
    )

    def __init__(self, *args: Any, contribution: Contribution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        into.queryset = (
            Contribution.objects.public()
            .filter(plan=contribution.plan_id)
            .exclude(pk=contribution.pk)
        )
