"""The texts of a self-assessment."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.forms.translation import Text, TranslatedFormMixin


class AssessmentForm(TranslatedFormMixin, forms.Form):
    """Three texts in the forum's languages. All may wait; the introduction until publication."""

    texts: ClassVar[dict[str, Text]] = {
        "introduction": Text(
            _("Introduction"),
            rows=8,
            help=_("What the plan set out to do, and what a reader should know first."),
        ),
        "process": Text(
            _("How the plan was made and followed"),
            rows=8,
            help=_("How government and civil society worked together, and who took part."),
        ),
        "lessons": Text(
            _("Lessons and next steps"),
            rows=8,
            help=_("What went well, what did not, and what will be done differently."),
        ),
    }
