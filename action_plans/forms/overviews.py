"""The form for the overview of a co-creation."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.forms.translation import Text, TranslatedFormMixin


class OverviewForm(TranslatedFormMixin, forms.Form):
    """How people can take part; the timeline is the plan's phases."""

    texts: ClassVar[dict[str, Text]] = {
        "text": Text(
            _("How people can take part"),
            required=True,
            rows=10,
            help=_(
                "Who can take part, where and how, in what languages, who helps, and what becomes "
                "of what people say. The phases are added by themselves."
            ),
        )
    }
