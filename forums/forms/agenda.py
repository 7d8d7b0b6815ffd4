"""Forms for the points of an agenda, and for what is proposed for one."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forums.domain.agenda import open_meetings
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import AgendaItem, Forum, Meeting

LENGTH = _("Length in minutes")


class Suggesting(forms.TextInput):
    """A line for a name, for which the page's list of presenters has suggestions."""

    def __init__(self) -> None:
        super().__init__(attrs={"list": "presenters"})


class AgendaItemForm(TranslatedFormMixin, forms.ModelForm[AgendaItem]):
    """One point of the agenda; an empty one is left out."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What it is about"), most=300),
        "description": Text(_("What is asked of the forum"), rows=2, most=5000),
    }

    class Meta:
        model = AgendaItem
        fields: ClassVar[list[str]] = ["presenter", "duration"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"presenter": Suggesting()}
        labels: ClassVar[dict[str, Any]] = {"duration": LENGTH}

    def _post_clean(self) -> None:
        """Position and meeting are set when the agenda is saved."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        titled = any(clean.get(f"title__{code}") for code in self.languages)
        if self.has_changed() and not titled and not clean.get("DELETE"):
            raise ValidationError(
                {f"title__{self.languages[0]}": _("Give the item a title, or leave it all empty.")}
            )
        return clean


class BaseAgendaFormSet(forms.BaseModelFormSet[AgendaItem, AgendaItemForm]):
    """The points of one meeting, in the order in which they stand on the page."""

    def add_fields(self, form: AgendaItemForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this item")
        if form.instance.withheld is not None:
            for name, field in form.fields.items():
                field.disabled = name.startswith(("title__", "description__"))

    def rows(self) -> list[dict[str, Any]]:
        """What the agenda is to hold: `pk` (None for a new one) and the values of each point."""
        kept = []
        for form in self.forms:
            if form.cleaned_data.get("DELETE") or not (form.instance.pk or form.has_changed()):
                continue
            values = form.values()
            for name in ("DELETE", "id"):
                values.pop(name, None)
            kept.append({"pk": form.instance.pk, **values})
        return kept


AgendaFormSet = cast(
    "type[BaseAgendaFormSet]",
    forms.modelformset_factory(
        AgendaItem,
        form=AgendaItemForm,
        formset=BaseAgendaFormSet,
        extra=4,
        can_delete=True,
        can_delete_extra=False,
    ),
)


class MeetingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of a forum's meetings to come, named by its day and title."""

    def label_from_instance(self, obj: Meeting) -> str:
        day = date_format(obj.local_start.date(), "SHORT_DATE_FORMAT")
        draft = "" if obj.is_public else _(" (draft)")
        return f"{day}, {obj.title}{draft}"


class ProposalForm(TranslatedFormMixin, forms.Form):
    """What somebody asks the forum to take up."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What should the forum take up?"), required=True, most=300),
        "description": Text(_("What is asked of the forum, and why now"), rows=4, most=5000),
    }

    meeting = MeetingChoice(
        label=_("For the meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Whichever suits"),
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, forum=forum, **kwargs)
        _offer(self, open_meetings(forum))


class AcceptForm(forms.Form):
    """Onto which agenda a proposal goes."""

    meeting = MeetingChoice(label=_("Meeting"), queryset=Meeting.objects.none())
    presenter = forms.CharField(
        label=_("Who presents"), max_length=150, required=False, widget=Suggesting()
    )
    duration = forms.IntegerField(label=LENGTH, min_value=1, max_value=600, required=False)

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, open_meetings(forum))


def _offer(form: forms.BaseForm, meetings: QuerySet[Meeting]) -> None:
    cast("MeetingChoice", form.fields["meeting"]).queryset = meetings


class DeclineForm(TranslatedFormMixin, forms.Form):
    """Why the forum does not take something up."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why does the forum not take it up?"),
            required=True,
            rows=4,
            help=_("Whoever proposed it is told; at a contribution everybody reads it."),
        )
    }


class PaperForm(forms.Form):
    """To which point of a meeting's agenda a document belongs."""

    item = forms.ModelChoiceField(
        label=_("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=_("The meeting as a whole"),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[AgendaItem]", self.fields["item"])
        field.queryset = AgendaItem.objects.filter(meeting=meeting)
