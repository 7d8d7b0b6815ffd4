"""What a column can be taken for, and what a mapping calls it on each level."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from action_plans.domain.templates import questions

C, M, N = "commitments", "milestones", "indicators"
ANSWER = "answers."
OF_A_ROUND = ("done", "obstacles", "next_steps", "evidence")

LEVEL_NAMES = {C: _("Commitments"), M: _("Milestones"), N: _("Indicators")}


@dataclass(frozen=True)
class Field:
    """A field by the level on which there is one of it, with the mapping's name for it there."""

    name: str
    label: str | Promise
    levels: dict[str, str] = field(default_factory=dict)
    has_languages: bool = False


_FIELDS = (
    Field("key", _("Key: tells which row it is"), {C: "key", M: "key", N: "key"}),
    Field("parent", _("What it belongs to"), {M: "commitment", N: "milestone"}),
    Field("number", _("Number"), {C: "number", M: "number", N: "number"}),
    Field("title", _("Title"), {C: "title", M: "title", N: "title"}, has_languages=True),
    Field("outputs", _("Expected outputs"), {M: "outputs"}, has_languages=True),
    Field("office", _("Responsible office"), {C: "lead", M: "responsible"}),
    Field("unit", _("Unit of the office"), {M: "unit"}),
    Field("supporting", _("Supporting offices"), {C: "supporting"}),
    Field("starts", _("Starts"), {C: "starts_on", M: "starts_on"}),
    Field("ends", _("Ends or is due"), {C: "ends_on", M: "due_on"}),
    Field("first_start", _("Starts, as first promised"), {C: "original_starts_on"}),
    Field(
        "first_end",
        _("Ends or is due, as first promised"),
        {C: "original_ends_on", M: "original_due_on"},
    ),
    Field("status", pgettext_lazy("of a milestone", "State"), {M: "status"}),
    Field("theme", _("Theme"), {C: "theme"}),
    Field("ogp_id", _("OGP’s number"), {C: "ogp_id"}),
    Field("policy_areas", _("Policy areas"), {C: "policy_areas"}),
    Field("values", _("Open government values"), {C: "values"}),
    Field("goals", _("Sustainable Development Goals"), {C: "goals"}),
    Field("contact_name", _("Person to ask"), {C: "contact_name"}),
    Field("contact_role", _("Post and unit of the person"), {C: "contact_role"}),
    Field("baseline", _("Indicator: before"), {N: "baseline"}),
    Field("target", _("Indicator: aim"), {N: "target"}),
    Field("done", _("Report: what was done"), {M: ""}, has_languages=True),
    Field("obstacles", _("Report: what stands in the way"), {M: ""}, has_languages=True),
    Field("next_steps", _("Report: next steps"), {M: ""}, has_languages=True),
    Field("evidence", _("Report: evidence (links)"), {M: ""}),
)
LEVEL_FIELD = Field("level", _("Level of the row"))


def fields(template: str) -> dict[str, Field]:
    """All fields by name, with one for each question of the template where one is named."""
    answers = (
        Field(f"{ANSWER}{question.key}", question.label, {C: ""}, has_languages=True)
        for question in (questions(template) if template else ())
    )
    return {item.name: item for item in (*_FIELDS, *answers, LEVEL_FIELD)}


def offered(known: dict[str, Field], levels: Collection[str]) -> Iterable[Field]:
    """The fields that one of the levels has."""
    return (item for item in known.values() if set(item.levels) & set(levels))
