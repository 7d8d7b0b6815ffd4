"""Forms of joint monitoring: what civil society finds, and how a difference was settled."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.domain import differences, findings, verifications
from commitments.models import CommitmentFinding, SocietyStatus, Verdict, Verification
from forums.domain.dates import full_date
from forums.forms.standing import SeenMixin
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Forum, Meeting

MOST_MEETINGS = 100


class _FindingForm(SeenMixin, TranslatedFormMixin):
    """What an organisation finds and why; a colleague may save the same meanwhile."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen" not in self.fields:
            self.fields["seen"] = forms.CharField(
                required=False, max_length=16, widget=forms.HiddenInput
            )
            self.initial["seen"] = verifications.NOT_YET

    def _post_clean(self) -> None:
        """The verb and the database check the whole row."""


class VerificationForm(_FindingForm, forms.ModelForm[Verification]):
    """Whether what the office reports is so."""

    state_of = verifications.fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why"),
            required=True,
            rows=5,
            most=5_000,
            help=_("What did you look at, and what did you see? Everybody reads it."),
        )
    }
    first: ClassVar[tuple[str, ...]] = ("verdict",)

    class Meta:
        model = Verification
        fields: ClassVar[list[str]] = ["verdict"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"verdict": forms.RadioSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict = self.fields["verdict"]
        assert isinstance(verdict, forms.ChoiceField)
        verdict.choices = Verdict.choices
        verdict.label = _("What the office reports is")


class FindingForm(_FindingForm, forms.ModelForm[CommitmentFinding]):
    """How far a whole commitment is."""

    state_of = findings.fingerprint
    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why"),
            required=True,
            rows=5,
            most=5_000,
            help=_("What has changed for people, and what has not? Everybody reads it."),
        )
    }
    first: ClassVar[tuple[str, ...]] = ("status",)

    class Meta:
        model = CommitmentFinding
        fields: ClassVar[list[str]] = ["status"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"status": forms.RadioSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = SocietyStatus.choices
        status.label = _("How far do you find it?")


class MeetingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Meetings by their day and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{full_date(obj.local_start)}: {obj.title}"


class SettlementForm(TranslatedFormMixin, forms.Form):
    """How a difference was settled, and in which meeting."""

    texts: ClassVar[dict[str, Text]] = {
        "words": Text(
            _("How it was settled"),
            required=True,
            rows=4,
            most=3_000,
            help=_("What was agreed, and what follows from it? Both views stay as they are."),
        )
    }
    meeting = MeetingChoice(
        label=_("In which meeting?"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Not in a meeting"),
    )

    def __init__(self, *args: Any, forum: Forum, **kwargs: Any) -> None:
        super().__init__(*args, forum=forum, **kwargs)
        meeting = self.fields["meeting"]
        assert isinstance(meeting, MeetingChoice)
        latest = differences.meetings_held(forum).values("pk")[:MOST_MEETINGS]
        meeting.queryset = Meeting.objects.filter(pk__in=latest).order_by("-starts_at")
