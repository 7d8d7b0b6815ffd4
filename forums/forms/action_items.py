"""Forms to record what somebody promised, and to say what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.domain.action_items import fingerprint, people_of
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import ActionItem, AgendaItem, Meeting, Person


class ActionItemForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[ActionItem]):
    """What will be done, by whom, until when."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What will be done?"), required=True, most=300)
    }

    class Meta:
        model = ActionItem
        fields: ClassVar[list[str]] = ["owner", "due_on", "agenda_item"]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, forum=meeting.forum, **kwargs)
        self.meeting = meeting
        owner, about = self.fields["owner"], self.fields["agenda_item"]
        assert isinstance(owner, forms.ModelChoiceField)
        assert isinstance(about, forms.ModelChoiceField)
        owner.label = _("Who does it?")
        owner.queryset = Person.objects.filter(
            Q(pk__in=people_of(meeting.forum)) | Q(pk=self.instance.owner_id)
        )
        owner.help_text = _("She or he is told by e-mail.")
        owner.empty_label = str(_("Choose a person"))
        about.label = _("Agenda item")
        about.queryset = AgendaItem.objects.filter(meeting=meeting)
        about.empty_label = str(_("None in particular"))
        self.fields["due_on"].label = _("Until when?")

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean_due_on(self) -> Any:
        due = self.cleaned_data["due_on"]
        if due < self.meeting.local_start.date():
            raise ValidationError(_("That is before the meeting."))
        return due


class DoneForm(TranslatedFormMixin, forms.Form):
    """What came of it."""

    texts: ClassVar[dict[str, Text]] = {
        "outcome": Text(
            _("What came of it?"),
            required=True,
            rows=3,
            help=_("Everybody can read it. Say where the result can be found."),
            most=2_000,
        )
    }
