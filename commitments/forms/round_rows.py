"""One line of the table in which an office reports many milestones at once."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commitments.domain import progress
from commitments.domain.office_list import Row
from commitments.domain.reporting import NotReady
from commitments.models import MilestoneStatus, Update
from forums.models import Forum, Translated


class Lines(forms.CharField):
    """A text of several lines, the same whichever way they end."""

    widget = forms.Textarea({"rows": 3})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class RowForm(forms.Form):
    """State, what was done and what stands in the way, in the forum's main language.

    Texts in other languages, evidence and figures stay as they are; the whole form has them.
    """

    status = forms.ChoiceField(label=_("State"), choices=MilestoneStatus.choices)
    unchanged = forms.BooleanField(label=_("Nothing has changed"), required=False)
    done = Lines(label=_("What was done"), required=False, max_length=20_000)
    obstacles = Lines(label=_("What stands in the way"), required=False, max_length=20_000)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: Row, forum: Forum) -> None:
        self.row, self.language = row, forum.main_language
        self.is_overtaken = False
        self.theirs: Update | None = None
        update = row.update
        initial = {
            "status": update.status if update else row.before or MilestoneStatus.NOT_STARTED,
            "done": Translated.of(update.done).get(self.language, "") if update else "",
            "obstacles": Translated.of(update.obstacles).get(self.language, "") if update else "",
            "seen": progress.fingerprint(update) if update else "",
        }
        super().__init__(data, prefix=f"m{row.milestone.pk}", initial=initial)
        if not row.before:
            del self.fields["unchanged"]
        for name in ("done", "obstacles"):
            self.fields[name].widget.attrs["lang"] = self.language

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if clean.get("unchanged"):
            if clean.get("done"):
                self.add_error(
                    "unchanged", _("You wrote what was done. Take this tick away, or the text.")
                )
            clean["status"] = self.row.before
        return clean

    @property
    def is_touched(self) -> bool:
        """Whether anything but the hidden mark differs from what stood there."""
        return bool(set(self.changed_data) - {"seen"})

    @property
    def is_faulty(self) -> bool:
        """Whether somebody wrote in it and it could not be saved or handed in."""
        return bool(self.errors) and (self.is_touched or self.row.update is not None)

    def stand_on(self, update: Update | None) -> None:
        """What is saved next goes on top of what stands now. Where somebody else saved that,
        `theirs` has it."""
        if update is None:
            return
        typed = cast("QueryDict", self.data).copy()
        typed[self.add_prefix("seen")] = progress.fingerprint(update)
        self.data = typed
        if self.is_overtaken:
            self.theirs = update

    def values(self) -> dict[str, Any]:
        """What `progress.report` takes, the other languages as they were."""
        clean, update = self.cleaned_data, self.row.update
        values: dict[str, Any] = {"status": clean["status"], "seen": clean["seen"]}
        for name in ("done", "obstacles"):
            before = Translated.of(getattr(update, name, None))
            typed = Translated.of(clean[name], main=self.language)
            rest = {code: text for code, text in before.items() if code != self.language}
            values[name] = Translated({**rest, **typed} if typed else rest)
        if clean.get("unchanged"):
            values["done"] = Translated()
        return values

    def show_faults(self, refused: NotReady) -> None:
        """Each sentence beside its field; what this line does not have, beside the state."""
        for name, sentence in refused.faults.items():
            self.add_error(name if name in self.fields else "status", sentence)
