"""What happens in a forum: meetings, minutes, decisions, rules, selections, working groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from forums.domain.dates import full_date, known_time
from forums.domain.happenings import Facts, Kind, Source, day, page, words
from forums.models import (
    Decision,
    Meeting,
    Outcome,
    Recommendation,
    RulesVersion,
    Selection,
    SelectionStep,
    Stage,
    StepKind,
    WorkingGroup,
)

_FORUM = {"forum": "forum"}
_MEETING = page("forums:meeting-detail", "forum_slug", "number")
_DECISION = page("forums:decision-detail", "forum_slug", "number")
_RULES = page("forums:rules-version", "forum_slug", "number")
_SELECTION = page("forums:selection", "forum_slug", "slug")
_GROUP = page("forums:working-group", "forum_slug", "slug")
_WHEN = {"name": "title", "number": "number", "starts_at": "starts_at", "zone": "time_zone",
         "precision": "precision"}  # fmt: skip


def _moved() -> QuerySet[Any]:
    """What the history has of meetings that were changed while they were to come."""
    events: Any = apps.get_model("forums", "MeetingEvent")
    earlier = events.objects.filter(
        pgh_obj=OuterRef("pgh_obj"), sequence=OuterRef("sequence"), pgh_id__lt=OuterRef("pgh_id")
    )
    return events.objects.filter(  # type: ignore[no-any-return]
        ~Exists(earlier),
        pgh_obj__in=Meeting.objects.public().order_by().values("pk"),
        sequence__gt=0,
        cancelled_at=None,
        starts_at__gt=F("pgh_created_at"),
    )


def _decided() -> QuerySet[Decision]:
    return Decision.objects.public().exclude(outcome=Outcome.OPEN)


def _in_force() -> QuerySet[RulesVersion]:
    return RulesVersion.objects.public().filter(
        decision__published_at__isnull=False,
        decision__withdrawn_at=None,
        in_force_from__isnull=False,
    )


def _stages() -> QuerySet[SelectionStep]:
    public = Selection.objects.public().order_by().values("pk")
    return SelectionStep.objects.filter(
        Q(kind=StepKind.STAGE) & ~Q(stage__in=[Stage.PREPARED, Stage.CALL])
        | Q(kind=StepKind.CANCELLATION),
        selection__in=public,
    )


def _when(facts: Facts) -> str:
    starts_at = dt.datetime.fromisoformat(facts["starts_at"])
    return str(known_time(starts_at, facts["precision"], facts["zone"]))


def _outcome(facts: Facts) -> str:
    return str(Outcome(facts["outcome"]).label)


SOURCES = (
    Source(
        name="meeting",
        kind=Kind.MEETINGS,
        rows=Meeting.objects.public,
        what=lambda facts: _("Meeting announced"),
        text=_when,
        address=_MEETING,
        topics=_FORUM,
        facts=_WHEN,
        notice="meeting:{pk}:0",
    ),
    Source(
        name="meeting-changed",
        kind=Kind.MEETINGS,
        rows=_moved,
        what=lambda facts: _("Meeting changed"),
        text=_when,
        address=_MEETING,
        topics=_FORUM,
        moment="pgh_created_at",
        facts={**_WHEN, "name": "pgh_obj__title"},
        notice="meeting:{pgh_obj_id}:{sequence}",
    ),
    Source(
        name="meeting-cancelled",
        kind=Kind.MEETINGS,
        rows=lambda: Meeting.objects.public().filter(cancelled_at__isnull=False),
        what=lambda facts: _("Meeting cancelled"),
        text=words("reason"),
        address=_MEETING,
        topics=_FORUM,
        moment="cancelled_at",
        facts={"name": "title", "number": "number", "reason": "cancellation_reason"},
        notice="meeting:{pk}:{sequence}",
    ),
    Source(
        name="minutes",
        kind=Kind.MEETINGS,
        rows=lambda: Meeting.objects.public().filter(minutes_published_at__isnull=False),
        what=lambda facts: _("Minutes published"),
        address=_MEETING,
        topics=_FORUM,
        moment="minutes_published_at",
        facts={"name": "title", "number": "number"},
        notice="meeting:{pk}:minutes",
    ),
    Source(
        name="decision-open",
        kind=Kind.DECISIONS,
        rows=lambda: Decision.objects.public().filter(outcome=Outcome.OPEN),
        what=lambda facts: _("Put to a decision"),
        address=_DECISION,
        topics=_FORUM,
        facts={"name": "title", "number": "number"},
        notice="decision:{pk}:vote",
    ),
    Source(
        name="decision",
        kind=Kind.DECISIONS,
        rows=_decided,
        what=lambda facts: _("Decision taken"),
        text=_outcome,
        address=_DECISION,
        topics=_FORUM,
        at=Greatest("published_at", "vote_closed_at"),
        facts={"name": "title", "number": "number", "outcome": "outcome"},
        notice="decision:{pk}:result",
    ),
    Source(
        name="rules",
        kind=Kind.RULES,
        rows=RulesVersion.objects.public,
        what=lambda facts: _("Rules of procedure proposed"),
        text=words("summary"),
        address=_RULES,
        topics=_FORUM,
        facts={"number": "number", "summary": "summary"},
        actors=("proposed_by",),
        notice="rules:{pk}:proposed",
    ),
    Source(
        name="rules-adopted",
        kind=Kind.RULES,
        rows=_in_force,
        what=lambda facts: _("Rules of procedure adopted"),
        text=lambda facts: _("In force from %(day)s.") % {"day": full_date(day(facts, "from"))},
        address=_RULES,
        topics=_FORUM,
        at=Greatest("published_at", "decision__published_at"),
        facts={"number": "number", "from": "in_force_from"},
        notice="rules:{pk}:adopted",
    ),
    Source(
        name="selection",
        kind=Kind.SELECTIONS,
        rows=Selection.objects.public,
        what=lambda facts: _("Call for new members"),
        text=lambda facts: (
            _("Nominations until %(day)s.") % {"day": full_date(day(facts, "until"))}
        ),
        address=_SELECTION,
        topics=_FORUM,
        facts={"name": "title", "slug": "slug", "until": "nominations_close_on"},
    ),
    Source(
        name="selection-stage",
        kind=Kind.SELECTIONS,
        rows=_stages,
        what=lambda facts: _("Selection of members"),
        text=lambda facts: str(Stage(facts["stage"]).label),
        address=_SELECTION,
        topics={"forum": "selection__forum"},
        moment="at",
        facts={"name": "selection__title", "slug": "selection__slug", "stage": "stage"},
        actors=("by",),
        notice="selection:{selection_id}:step:{pk}",
    ),
    Source(
        name="working-group",
        kind=Kind.GROUPS,
        rows=WorkingGroup.objects.public,
        what=lambda facts: _("Working group founded"),
        address=_GROUP,
        topics=_FORUM,
        facts={"name": "name", "slug": "slug"},
    ),
    Source(
        name="recommendation",
        kind=Kind.GROUPS,
        rows=Recommendation.objects.public,
        what=lambda facts: _("Recommendation of a working group"),
        text=words("group"),
        address=lambda facts: f"{_GROUP(facts)}#recommendation-{facts['number']}",
        topics={"forum": "group__forum"},
        facts={"name": "title", "slug": "group__slug", "group": "group__name", "number": "number"},
        actors=("made_by",),
        notice="recommendation:{pk}:published",
    ),
)
