"""The form in which an office reports how far one milestone is."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.domain import progress
from commitments.domain.reporting import NotReady, Said, check_update, says_nothing
from commitments.models import Indicator, Milestone, MilestoneStatus, ReportingRound, Update
from forums.domain import documents
from forums.forms.choosing import DocumentChoice
from forums.forms.days import DayField
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import DocumentKind, Translated

_READING = "reading_"


class UpdateForm(SeenMixin, TranslatedFormMixin, forms.ModelForm[Update]):
    """How far a milestone is, in the words of the responsible office.

    `before` is the state that was last published, `hand_in` whether it is to be handed in, and
    `proofs` how much evidence it will have then.
    """

    state_of = progress.fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "done": Text(_("What was done"), rows=4),
        "obstacles": Text(
            _("What stands in the way"), rows=3, help=_("Needed where it has not started.")
        ),
        "next_steps": Text(_("Next steps"), rows=3),
    }
    first: ClassVar[tuple[str, ...]] = ("status", "unchanged")

    unchanged = forms.BooleanField(
        label=_("Nothing has changed since the last update"), required=False
    )
    happened_on = DayField(
        label=_("Since when it is so"),
        required=False,
        help_text=_("Where it is not the day of which the round reports."),
    )
    from_repository = DocumentChoice(
        label=_("A document that is in the repository already"), required=False
    )

    class Meta:
        model = Update
        fields: ClassVar[list[str]] = ["status", "happened_on"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"status": forms.RadioSelect()}

    def __init__(
        self,
        *args: Any,
        milestone: Milestone,
        round: ReportingRound,
        before: str,
        hand_in: bool = False,
        **kwargs: Any,
    ) -> None:
        forum = milestone.commitment.plan.forum
        super().__init__(*args, forum=forum, **kwargs)
        self.round, self.before, self.hand_in = round, before, hand_in
        self.proofs = 0
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = MilestoneStatus.choices
        if not before:
            del self.fields["unchanged"]
        chosen = self.fields["from_repository"]
        assert isinstance(chosen, DocumentChoice)
        chosen.offer(forum)
        self.indicators = list(milestone.indicators.all())
        known = (
            dict(self.instance.readings.values_list("indicator", "value"))
            if self.instance.pk
            else {}
        )
        for indicator in self.indicators:
            self.fields[f"{_READING}{indicator.pk}"] = _reading(indicator, known)

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("unchanged"):
            if self.text_of("done"):
                self.add_error(
                    "unchanged",
                    _("You wrote what was done. Take this tick away, or the text."),
                )
            clean["status"] = self.before
        return clean

    def check(self, *, proofs: int) -> None:
        """Says beside the fields what is missing to hand it in, with so much evidence."""
        try:
            check_update(
                Said(
                    status=self.cleaned_data["status"],
                    done=self.text_of("done"),
                    obstacles=self.text_of("obstacles"),
                    happened_on=self.cleaned_data.get("happened_on"),
                    proofs=proofs,
                    before=self.before,
                    as_of=self.round.as_of,
                )
            )
        except NotReady as refused:
            show_faults(self, refused)

    def values(self) -> dict[str, Any]:
        """What `progress.report` takes; readings and evidence have ways of their own."""
        names = ("status", "seen", "happened_on", *self.texts)
        return {name: value for name, value in super().values().items() if name in names}

    def readings(self) -> dict[int, str]:
        """What was typed, by the id of the indicator."""
        return {row.pk: self.cleaned_data[f"{_READING}{row.pk}"] for row in self.indicators}


def _reading(indicator: Indicator, known: dict[int, str]) -> forms.CharField:
    parts = [
        f"{label}: {value}"
        for label, value in ((_("Before"), indicator.baseline), (_("Aim"), indicator.target))
        if value
    ]
    return forms.CharField(
        label=f"{indicator.number} {indicator.title}",
        required=False,
        max_length=200,
        initial=known.get(indicator.pk, ""),
        help_text=" · ".join(parts),
    )


def show_faults(form: TranslatedFormMixin, refused: NotReady) -> None:
    """Puts each sentence beside its field, or at the top where the form has no such field."""
    for name, sentence in refused.faults.items():
        field: str | None = name if name in form.fields else None
        if name in form.texts:
            code = _language_at_fault(form.text_of(name)) or form.languages[0]
            field = f"{name}__{code}"
        assert isinstance(form, forms.BaseForm)
        form.add_error(field, sentence)


def _language_at_fault(text: Translated) -> str:
    return next((code for code, words in text.texts().items() if says_nothing(words)), "")


class EvidenceForm(forms.Form):
    """One file or link that proves what is reported; a form that is left empty counts for none."""

    KINDS = (
        DocumentKind.EVIDENCE,
        DocumentKind.DATASET,
        DocumentKind.PHOTO,
        DocumentKind.LAW,
        DocumentKind.REPORT,
    )

    title = forms.CharField(label=_("Evidence: what it is"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[(kind.value, kind.label) for kind in KINDS],
        initial=DocumentKind.EVIDENCE,
    )
    dated_on = DayField(label=_("Date of the document"), required=False)
    url = forms.URLField(
        label=_("Evidence: link"), required=False, max_length=1000, assume_scheme="https"
    )
    file = forms.FileField(label=_("Evidence: file"), required=False, help_text=_("Up to 10 MB."))

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if title and says_nothing(title):
            raise ValidationError(_("This is no evidence. Say in a few words what it proves."))
        return title

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        file, url = clean.get("file"), clean.get("url")
        if file and url:
            self.add_error("url", _("Send a file or a link, not both."))
        if (file or url) and not clean.get("title") and "title" not in self.errors:
            self.add_error("title", _("Say in a few words what this proves."))
        if clean.get("title") and not (file or url) and not {"file", "url"} & set(self.errors):
            self.add_error("url", _("Give a link or choose a file."))
        if file:
            try:
                documents.check_file(file, kind=clean.get("kind", ""))
            except documents.FileRefused as refused:
                self.add_error("file", str(refused))
        return clean

    @property
    def is_given(self) -> bool:
        """Whether there is evidence in it."""
        clean = getattr(self, "cleaned_data", {})
        return bool(clean.get("file") or clean.get("url"))


EvidenceFormSet: Any = forms.formset_factory(EvidenceForm, extra=2, max_num=5, absolute_max=5)
"""Evidence that is added with one press; more is added after saving."""
