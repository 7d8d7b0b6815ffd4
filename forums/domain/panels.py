"""The panel of a selection by invitation: who scores, and the scores.

Nobody sees another member's scores, nor the public any, before all are in or the panel is closed.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.domain.errors import Incomplete, Refused
from forums.models import (
    Nomination,
    NominationState,
    PanelMember,
    Person,
    Score,
    Selection,
    SelectionModel,
    Stage,
)

SCORED = (
    NominationState.ELIGIBLE,
    NominationState.CHOSEN,
    NominationState.NOT_CHOSEN,
    NominationState.ACCEPTED,
    NominationState.DECLINED,
    NominationState.SEATED,
)


def criteria(selection: Selection) -> list[str]:
    """The criteria in the reader's language, one a line. Their places count from 1."""
    return [line.strip() for line in str(selection.criteria).splitlines() if line.strip()]


def count_of_criteria(selection: Selection) -> int:
    """How many criteria there are, by the main language: a translation may lag behind."""
    return len(numbered(selection))


def numbered(selection: Selection) -> list[tuple[int, str]]:
    """Each criterion's place and text; one that is not translated keeps its main text."""
    main = selection.criteria.get(selection.criteria.main, "") or str(selection.criteria)
    first = [line.strip() for line in main.splitlines() if line.strip()]
    shown = criteria(selection)
    return list(enumerate(shown if len(shown) == len(first) else first, start=1))


@transaction.atomic
def add(selection: Selection, *, by: Person, person: Person) -> PanelMember:
    """Names somebody to score. Raises Refused for a candidate, or once the panel has begun."""
    locked = _before_the_panel(selection)
    if locked.nominations.filter(candidate=person).exists():
        raise Refused(_("A candidate does not score candidates."))
    return PanelMember.objects.get_or_create(selection=locked, person=person)[0]


@transaction.atomic
def remove(member: PanelMember, *, by: Person) -> None:
    """Takes somebody off the panel before it begins."""
    _before_the_panel(member.selection)
    member.delete()


def _before_the_panel(selection: Selection) -> Selection:
    locked = Selection.objects.select_for_update(of=("self",)).get(pk=selection.pk)
    if locked.model != SelectionModel.INVITATION:
        raise Refused(_("Only a selection by invitation has a panel."))
    if locked.stage not in (Stage.PREPARED, Stage.CALL, Stage.ELIGIBILITY, Stage.CONSULTATION):
        raise Refused(_("The panel stands once it has begun."))
    return locked


def is_partial(member: PanelMember, nomination: Nomination) -> bool:
    """Whether the member is too near to the candidate to score it: the same organisation."""
    mine, theirs = member.person.organisation_id, nomination.candidate.organisation_id
    return mine is not None and mine == theirs


@transaction.atomic
def score(
    nomination: Nomination, *, by: Person, points: Mapping[int, int], reasons: Mapping[int, str]
) -> None:
    """What a member gives a candidate for each criterion (0 to 5), with a reason for each.

    Can be changed until all are in or the panel is closed. Raises Refused or Incomplete.
    """
    selection = Selection.objects.select_for_update(of=("self",)).get(pk=nomination.selection_id)
    member = PanelMember.objects.filter(selection=selection, person=by).first()
    if member is None:
        raise Refused(_("Only members of the panel score."))
    if selection.stage != Stage.CHOICE or timezone.now() >= selection.choice_closes_at:
        raise Refused(_("The panel does not score now."))
    if nomination.state != NominationState.ELIGIBLE:
        raise Refused(_("Only candidates who are eligible are scored."))
    if is_partial(member, nomination):
        raise Refused(_("You belong to the same organisation as this candidate."))
    if not missing(selection):
        raise Refused(_("All scores are in and public."))
    places = range(1, count_of_criteria(selection) + 1)
    if any(place not in points or not reasons.get(place, "").strip() for place in places):
        raise Incomplete(_("Give points and a reason for each criterion."))
    for place in places:
        Score.objects.update_or_create(
            member=member,
            nomination=nomination,
            criterion=place,
            defaults={"points": points[place], "reason": reasons[place].strip()},
        )


def missing(selection: Selection) -> int:
    """How many scores are still to come. Zero only where there are candidates and a panel."""
    if selection.model != SelectionModel.INVITATION:
        return 0
    panel = list(selection.panel.select_related("person"))
    candidates = list(selection.nominations.filter(state__in=SCORED).select_related("candidate"))
    pairs = sum(not is_partial(member, row) for member in panel for row in candidates)
    given = Score.objects.filter(member__selection=selection, nomination__in=candidates).count()
    expected = pairs * count_of_criteria(selection)
    return max(expected - given, 0) if expected else 1


def are_public(selection: Selection) -> bool:
    """Whether scores may be shown: all are in, or the panel is closed."""
    if selection.model != SelectionModel.INVITATION:
        return False
    if selection.stage in (Stage.ACCEPTANCE, Stage.SEATED):
        return True
    return selection.stage == Stage.CHOICE and not missing(selection)


def members(selection: Selection) -> dict[int, int]:
    """The number of each member of the panel, by id: in the order in which they were named."""
    ids = selection.panel.order_by("pk").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(ids, start=1)}


def rows(selection: Selection) -> list[tuple[int, int, int, int]]:
    """(candidate, criterion, member's number, points) of all scores. For use once public."""
    numbers = members(selection)
    found = Score.objects.filter(
        member__selection=selection, nomination__state__in=SCORED
    ).values_list("nomination__number", "criterion", "member", "points")
    return sorted(
        (candidate, criterion, numbers[member], points)
        for candidate, criterion, member, points in found
    )
