"""What a release tells of, by the tags of the standard, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: dict[str, str | Promise] = {
    "planning": pgettext_lazy("a release", "Planning"),
    "planningUpdate": pgettext_lazy("a release", "Planning changed"),
    "tender": pgettext_lazy("a release", "Tender"),
    "tenderAmendment": pgettext_lazy("a release", "Tender amended"),
    "tenderUpdate": pgettext_lazy("a release", "Tender changed"),
    "tenderCancellation": pgettext_lazy("a release", "Tender called off"),
    "award": pgettext_lazy("a release", "Award"),
    "awardUpdate": pgettext_lazy("a release", "Award changed"),
    "awardCancellation": pgettext_lazy("a release", "Award called off"),
    "contract": pgettext_lazy("a release", "Contract"),
    "contractUpdate": pgettext_lazy("a release", "Contract changed"),
    "contractAmendment": pgettext_lazy("a release", "Contract amended"),
    "implementation": pgettext_lazy("a release", "Implementation"),
    "implementationUpdate": pgettext_lazy("a release", "Implementation continued"),
    "contractTermination": pgettext_lazy("a release", "Contract ended"),
    "compiled": pgettext_lazy("a release", "All that was known then, in one"),
}


def in_words(tag: object) -> str | Promise:
    """The tag in the reader's language; one that the standard does not know as it is written."""
    return WORDS.get(str(tag), str(tag))
