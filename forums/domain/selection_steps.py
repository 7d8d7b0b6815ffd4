"""The public account of a selection: each step with its reason, and who is told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from forums.domain import notices
from forums.domain.errors import Incomplete
from forums.domain.seats import members
from forums.domain.stages import label
from forums.models import (
    COORDINATING,
    NominationState,
    Person,
    Selection,
    SelectionStep,
    Stage,
    StepKind,
    Term,
    Translated,
)


def leaders(selection: Selection) -> list[Person]:
    """Those who lead it; where nobody is named, the chairs of its sector and their alternates."""
    terms = Term.objects.current().filter(
        seat__forum=selection.forum_id,
        seat__role__in=COORDINATING,
        seat__sector=selection.sector,
    )
    chairs = Q(terms__in=terms) | Q(alternate_terms__in=terms)
    return list(selection.leaders.all()) or list(Person.objects.filter(chairs).distinct())


def audience(selection: Selection, kind: str, stage: str) -> list[Person]:
    """Who is told when a stage begins, or of another step: each once, those with an address."""
    candidates = [row.candidate for row in _nominations(selection)]
    choosers = [row.voter for row in selection.roll.select_related("voter")]
    choosers += [row.person for row in selection.panel.select_related("person")]
    forum = members(selection.forum)
    if kind == StepKind.STAGE and stage == Stage.ELIGIBILITY:
        people = candidates
    elif kind == StepKind.STAGE and stage == Stage.CHOICE:
        people = [*candidates, *choosers]
    else:
        people = [*forum, *candidates, *choosers]
    unique = {person.pk: person for person in people if person.is_active and person.email}
    return sorted(unique.values(), key=lambda person: (person.name, person.pk))


def _nominations(selection: Selection) -> Any:
    return selection.nominations.exclude(state=NominationState.WITHDRAWN).select_related(
        "candidate"
    )


def asked(selection: Selection, stage: str) -> list[Person]:
    """Who has something to do when the stage begins."""
    if stage == Stage.CHOICE:
        voters = [row.voter for row in selection.roll.select_related("voter")]
        return voters + [row.person for row in selection.panel.select_related("person")]
    if stage == Stage.ACCEPTANCE:
        return [
            row.candidate for row in _nominations(selection) if row.state == NominationState.CHOSEN
        ]
    return []


def record(
    selection: Selection,
    kind: str,
    *,
    by: Person,
    text: Mapping[str, str],
    told: Collection[Person] = (),
) -> int:
    """Adds a step to the public account and tells those whom it concerns.

    `told` hear of it by a letter of their own. Returns how many others are told.
    """
    step = SelectionStep.objects.create(
        selection=selection, kind=kind, stage=selection.stage, text=text, by=by
    )
    people = [each for each in audience(selection, kind, selection.stage) if each not in told]
    if kind != StepKind.STAGE:
        return tell(selection, step, people=people, asked=[])
    return tell(selection, step, people=people, asked=asked(selection, selection.stage))


def tell(
    selection: Selection,
    step: SelectionStep,
    *,
    people: Iterable[Person],
    asked: Iterable[Person],
) -> int:
    """Tells of a step; `asked` are those who have something to do. Returns how many are told."""
    return notices.queue(
        people,
        template="forums/mail/selection_step",
        key=f"selection:{selection.pk}:step:{step.pk}",
        context={
            "selection": selection,
            "step": step,
            "stage": label(selection.model, selection.stage) if step.kind == StepKind.STAGE else "",
            "asked": {person.pk for person in asked},
            "url": notices.absolute(selection.get_absolute_url()),
        },
        forum=selection.forum,
    )


def need(reason: Mapping[str, str]) -> None:
    """Raises Incomplete without a sentence for the public account."""
    if not Translated.of(reason):
        raise Incomplete(_("Say why, in a sentence that everybody will read."))
