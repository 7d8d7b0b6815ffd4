"""The form with which another text of a commitment is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from action_plans.domain.templates import questions
from action_plans.forms.drafts import supporters
from action_plans.models import OpenGovernmentValue, Theme
from commitments.domain.amending import CONTACT, fingerprint
from commitments.domain.plan_compiling import in_all
from commitments.domain.plan_text import AnswerText, CommitmentText, Office, StepText
from commitments.forms.amendments import REASON
from commitments.models import Commitment
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Organisation, Sector, Translated

NEW_STEPS = 2


class StepForm(TranslatedFormMixin, forms.Form):
    """A milestone as it is to be. `step` is what it is now; None for one that is added."""

    texts: ClassVar[dict[str, Text]] = {
        "title": Text(_("What will be there to see"), required=True, most=300),
        "outputs": Text(_("Expected outputs"), rows=2, most=1000),
    }
    starts_on = forms.DateField(
        label=_("Starts"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    due_on = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    office: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=None, label=_("Responsible office"), required=False
    )
    take_out = forms.BooleanField(
        label=_("Withdraw this milestone"),
        required=False,
        help_text=_("It stays readable and is no longer counted."),
    )

    def __init__(
        self, *args: Any, step: StepText | None, offices: dict[str, Organisation], **kwargs: Any
    ) -> None:
        self.step = step
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _offices([row.slug for row in offices.values()])
        if step is None:
            del self.fields["take_out"]
            for code in self.languages:
                self.fields[f"title__{code}"].required = False

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        starts_on, due_on = clean.get("starts_on"), clean.get("due_on")
        if starts_on and due_on and due_on < starts_on:
            self.add_error("due_on", _("It cannot be due before it starts."))
        main = f"title__{self.languages[0]}"
        is_begun = any(clean.get(name) for name in self.fields)
        if self.step is None and is_begun and not clean.get(main) and main not in self.errors:
            self.add_error(main, _("Say what will be there to see."))
        return clean

    def text(self, number: str) -> StepText | None:
        """The milestone as it was typed; None where nothing was."""
        title = self.text_of("title")
        if not title:
            return None
        clean = self.cleaned_data
        office = clean.get("office")
        before = self.step or StepText(number=number, title=title)
        taken_out = before.taken_out_on or (self.forum.today if clean.get("take_out") else None)
        return replace(
            before,
            title=title,
            outputs=self.text_of("outputs"),
            starts_on=clean.get("starts_on"),
            due_on=clean.get("due_on"),
            first_due_on=before.first_due_on if self.step else clean.get("due_on"),
            office=_office(office) if office else None,
            taken_out_on=taken_out,
        )


class ChangeForm(TranslatedFormMixin, forms.Form):
    """A commitment as it is to be: its text, offices, values, contact, milestones; and why."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": REASON,
        "title": Text(_("Title"), required=True, most=200),
    }
    lead: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=None, label=_("Responsible office"), required=False
    )
    theme: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        queryset=None, label=_("Theme"), required=False, empty_label=_("No theme")
    )
    supporting: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Organisations that support it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    values_served = forms.MultipleChoiceField(
        label=_("Values of open government that it serves"),
        choices=OpenGovernmentValue.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact_name = forms.CharField(label=_("Person to ask"), max_length=150, required=False)
    contact_role = forms.CharField(label=_("Post and unit"), max_length=200, required=False)
    contact_email = forms.EmailField(
        label=_("E-mail address of the office"),
        required=False,
        help_text=_("Not shown: what people ask by the form is sent there."),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        commitment: Commitment,
        before: CommitmentText,
    ) -> None:
        self.before = before
        answers = {row.key: row.text for row in before.answers}
        initial: dict[str, Any] = {
            "title": before.title,
            "lead": commitment.lead_id,
            "theme": commitment.theme_id,
            "supporting": [row.pk for row in commitment.supporting.all()],
            "values_served": list(before.values),
            **{name: getattr(before, name) for name in CONTACT},
            "seen": fingerprint(before),
            **{f"answer_{key}": text for key, text in answers.items()},
        }
        super().__init__(data, initial=initial, forum=commitment.plan.forum)
        asked = {row.key: str(row.label) for row in questions(commitment.plan.template)}
        self.asked = {
            row.key: in_all(self.forum, row.label) for row in questions(commitment.plan.template)
        }
        self.questions = [*asked, *(key for key in answers if key not in asked)]
        for key in self.questions:
            self._add(f"answer_{key}", Text(asked.get(key, _("The promise")), rows=5))
        named = {row.office.slug for row in before.milestones if row.office}
        if before.lead:
            named.add(before.lead.slug)
        known = {row.slug: row for row in Organisation.objects.filter(slug__in=named)}
        supporting = Organisation.objects.filter(
            Q(pk__in=supporters(commitment.plan).values("pk"))
            | Q(slug__in=[row.slug for row in before.supporting])
        )
        for name, rows in (
            ("lead", _offices(named)),
            ("theme", commitment.plan.themes.all()),
            ("supporting", supporting.order_by("slug")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.steps = [
            self._step(data, f"m{place}", step, known)
            for place, step in enumerate(before.milestones)
            if not step.taken_out_on
        ]
        self.new_steps = [
            self._step(data, f"new{place}", None, known) for place in range(1, NEW_STEPS + 1)
        ]

    def _step(
        self,
        data: Mapping[str, Any] | None,
        prefix: str,
        step: StepText | None,
        known: dict[str, Organisation],
    ) -> StepForm:
        office = known.get(step.office.slug) if step and step.office else None
        initial = (
            {
                "title": step.title,
                "outputs": step.outputs,
                "starts_on": step.starts_on,
                "due_on": step.due_on,
                "office": office.pk if office else None,
            }
            if step
            else {}
        )
        return StepForm(
            data, prefix=prefix, initial=initial, step=step, offices=known, forum=self.forum
        )

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.all_steps)])

    @property
    def all_steps(self) -> list[StepForm]:
        """The milestones that stand, then the empty ones."""
        return [*self.steps, *self.new_steps]

    def after(self) -> CommitmentText:
        """The commitment as it was typed; what the form does not ask for stays."""
        lead, theme = self.cleaned_data["lead"], self.cleaned_data["theme"]
        supporting = [_office(row) for row in self.cleaned_data["supporting"]]
        return replace(
            self.before,
            title=self._typed("title", self.before.title),
            theme=theme.slug if theme else "",
            lead=_office(lead) if lead else None,
            supporting=tuple(sorted(supporting, key=lambda row: (row.sector, row.slug))),
            values=self._values(),
            **{name: self.cleaned_data[name] for name in CONTACT},
            answers=tuple(row for row in self._answers() if row.text),
            milestones=tuple(self._milestones()),
        )

    def _typed(self, name: str, before: Translated) -> Translated:
        """What was typed, and what there is in languages that the forum no longer works in."""
        others = {code: text for code, text in before.items() if code not in self.languages}
        return Translated({**others, **self.text_of(name)})

    def _values(self) -> tuple[str, ...]:
        """What was ticked, and what the commitment was given under other names."""
        before, ticked = self.before.values, self.cleaned_data["values_served"]
        others = [value for value in before if value not in OpenGovernmentValue.values]
        after = (*ticked, *others)
        return before if set(after) == set(before) else after

    def _answers(self) -> Iterator[AnswerText]:
        before = {row.key: row for row in self.before.answers}
        for key in self.questions:
            row = before.get(key) or AnswerText(key, self.asked[key], Translated())
            yield replace(row, text=self._typed(f"answer_{key}", row.text))

    def _milestones(self) -> Iterator[StepText]:
        typed = iter(self.steps)
        for step in self.before.milestones:
            text = step if step.taken_out_on else next(typed).text(step.number)
            if text is not None:
                yield text
        last = max(
            (
                int(row.number.rpartition(".")[2])
                for row in self.before.milestones
                if row.number.rpartition(".")[2].isdecimal()
            ),
            default=0,
        )
        for form in self.new_steps:
            text = form.text(f"{self.before.number}.{last + 1}")
            if text is not None:
                last += 1
                yield text


def _office(organisation: Organisation) -> Office:
    return Office(organisation.slug, organisation.name, organisation.sector)


def _offices(named: Iterable[str]) -> QuerySet[Organisation]:
    """Public offices, and whoever is named already."""
    return Organisation.objects.filter(Q(sector=Sector.GOVERNMENT) | Q(slug__in=[*named]))
