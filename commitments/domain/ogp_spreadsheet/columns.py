"""The columns of the partnership's spreadsheet, and its words for what is coded. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from commitments.models import Completion, DidItOpen, IrmValue, PotentialImpact, Specificity

ID = "Commitment Unique Identifier"
COUNTRY = "Country/Locality"
REGION = "Region"
YEAR = "Year Of Submission"
PLAN = "Action Plan Number"
NUMBER = "Commitment Number"
TITLE = "Commitment Title"
SHORT = "Short Title"
TEXT = "Full Text"
THEME = "Theme"
LEAD = "Lead Institution"
SUPPORTING = "Supporting Institution(s)"
URL = "URL"
SPECIFICITY = "Specificity"
IMPACT = "Potential Impact"
COMPLETION = "Completion (Progress Report)"
DID_IT_OPEN = "Did It Open Government (Overall)"

VALUES = {
    "OGP Value Access To Information": IrmValue.TRANSPARENCY,
    "OGP Value Civic Participation": IrmValue.PARTICIPATION,
    "OGP Value Public Accountability": IrmValue.ACCOUNTABILITY,
    "OGP Value Technology": IrmValue.TECHNOLOGY,
}
COLUMNS = (
    ID, COUNTRY, REGION, YEAR, PLAN, NUMBER, TITLE, SHORT, TEXT, THEME, LEAD, SUPPORTING, URL,
    *VALUES, SPECIFICITY, IMPACT, COMPLETION, DID_IT_OPEN,
)  # fmt: skip

NO_DATA = "ND"
"""The mechanism has said nothing of it."""
NOT_APPLICABLE = "NA"
"""It is a variable of another time: the plan is coded in the scales since 2020."""
NOTHING = frozenset({"", "nd", "na", "n/a", "no irm data", "pending irm review"})
"""What stands in cells in which nothing is coded, casefolded."""


@dataclass(frozen=True)
class Scale:
    """A coded variable: its field, and the spreadsheet's word for each of its values."""

    field: str
    words: dict[str, str]

    def value(self, word: str) -> str | None:
        """The portal's value; empty where nothing is coded, None for a word that is not known."""
        if word.casefold() in NOTHING:
            return ""
        return {text.casefold(): value for value, text in self.words.items()}.get(word.casefold())


SCALES = {
    SPECIFICITY: Scale(
        "specificity",
        {
            Specificity.NONE: "None",
            Specificity.LOW: "Low",
            Specificity.MEDIUM: "Medium",
            Specificity.HIGH: "High",
        },
    ),
    IMPACT: Scale(
        "potential_impact",
        {
            PotentialImpact.WORSENS: "Worsens",
            PotentialImpact.NONE: "None",
            PotentialImpact.MINOR: "Minor",
            PotentialImpact.MODERATE: "Moderate",
            PotentialImpact.TRANSFORMATIVE: "Transformative",
        },
    ),
    COMPLETION: Scale(
        "completion",
        {
            Completion.NO_EVIDENCE: "No evidence available",
            Completion.NOT_STARTED: "Not Started",
            Completion.LIMITED: "Limited",
            Completion.SUBSTANTIAL: "Substantial",
            Completion.COMPLETE: "Complete",
            Completion.WITHDRAWN: "Withdrawn",
        },
    ),
    DID_IT_OPEN: Scale(
        "did_it_open",
        {
            DidItOpen.WORSENED: "Worsened",
            DidItOpen.UNCHANGED: "Did not change",
            DidItOpen.MARGINAL: "Marginal",
            DidItOpen.MAJOR: "Major",
            DidItOpen.OUTSTANDING: "Outstanding",
        },
    ),
}
