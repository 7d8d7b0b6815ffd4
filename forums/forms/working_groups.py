"""Forms for working groups."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.domain.working_groups import fingerprint
from forums.forms.days import DayField
from forums.forms.selections import PersonByMail
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import GroupRole, WorkingGroup


class WorkingGroupForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[WorkingGroup]):
    """What a group is for."""

    state_of = fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "name": Text(_("Name"), required=True, most=200),
        "theme": Text(_("Theme"), most=200),
        "mandate": Text(
            _("Mandate"),
            required=True,
            rows=6,
            help=_("What the forum asks of the group, what it may decide, and until when."),
        ),
    }
    ends_on = DayField(label=_("Last day"), required=False)

    class Meta:
        model = WorkingGroup
        fields: ClassVar[list[str]] = ["open_to_all"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_to_all"].label = _("Anybody with an account may take part")
        self.fields["ends_on"].initial = self.instance.ends_on

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class MemberForm(forms.Form):
    """Somebody who becomes a member, or for the coordinator a lead."""

    person = PersonByMail(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Part in the group"))

    def __init__(self, *args: Any, may_appoint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [
            (value, label)
            for value, label in GroupRole.choices
            if value == GroupRole.MEMBER or (may_appoint and value != GroupRole.PARTICIPANT)
        ]
        role.initial = GroupRole.MEMBER


class RecommendationForm(TranslatedFormMixin, forms.Form):
    """What a group asks the forum to do."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What the forum should do, in one line"), required=True, most=200),
        "text": Text(_("What exactly, and why"), required=True, rows=8),
    }
