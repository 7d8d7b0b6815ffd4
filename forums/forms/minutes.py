"""Forms to write minutes, and to correct those that are published."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.domain.minutes import fingerprint
from forums.forms.translation import Text, TranslatedFormMixin
from forums.models import Meeting

MINUTES = Text(
    _("Minutes"),
    required=True,
    rows=18,
    help=_("Headings with ##, lists with -, and an empty line between paragraphs."),
    most=100_000,
)


class MinutesForm(TranslatedFormMixin, forms.Form):
    """What was said. Markdown is understood. `seen` is the text that was there before."""

    texts: ClassVar[dict[str, Text]] = {"minutes": MINUTES}

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        initial = {"minutes": meeting.minutes, "seen": fingerprint(meeting)}
        super().__init__(*args, forum=meeting.forum, initial=initial, **kwargs)


class CorrectionForm(MinutesForm):
    """What published minutes shall say, and why they are corrected."""

    texts: ClassVar[dict[str, Text]] = {
        "reason": Text(
            _("Why are the minutes corrected?"),
            required=True,
            rows=3,
            help=_("Everybody can read it. What the minutes said before stays readable."),
            most=2_000,
        ),
        "minutes": MINUTES,
    }
