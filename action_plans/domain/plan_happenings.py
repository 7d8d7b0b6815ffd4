"""What happens to a plan while it is made: phases, consultations, answers, drafts, dates."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from action_plans.models import (
    ActionPlan,
    Consultation,
    Disposition,
    Draft,
    Extension,
    OutreachActivity,
    Overview,
    Phase,
    ReasonedResponse,
    Theme,
)
from forums.domain import following
from forums.domain.dates import full_date
from forums.domain.happening_rows import moment_of
from forums.domain.happenings import Facts, Kind, Source, day, page
from forums.models import Translated

_SELF = {"forum": "forum", "plan": ""}
_PLAN = {"forum": "plan__forum", "plan": "plan"}
_OF_THEME = {**_PLAN, "theme": "theme"}
_PLAN_PAGE = page("plan-detail", "forum_slug", "plan_slug")
_CONSULTATION = page("action_plans:consultation-detail", "forum_slug", "plan_slug", "number")
_CONSULTED = {"name": "title", "number": "number", "until": "closes_on"}


def _opens() -> dict[str, object]:
    return {"at": Greatest("published_at", moment_of("opens_on", "plan__forum__time_zone"))}


def _until(facts: Facts) -> str:
    return _("Until %(day)s.") % {"day": full_date(day(facts, "until"))}


def _phases() -> QuerySet[Phase]:
    return Phase.objects.filter(plan__in=ActionPlan.objects.public().order_by().values("pk"))


def _answered(facts: Facts) -> object:
    heard = Translated.of(facts["heard"])
    if not facts["disposition"]:
        return heard
    label = str(Disposition(facts["disposition"]).label)
    return _("%(became)s. What we heard: %(heard)s") % {"became": label, "heard": heard}


SOURCES = (
    Source(
        name="plan",
        kind=Kind.PLANS,
        rows=ActionPlan.objects.public,
        what=lambda facts: _("Plan published"),
        address=_PLAN_PAGE,
        topics=_SELF,
        facts={"name": "title"},
        notice="plan:{pk}:published",
    ),
    Source(
        name="plan-delivered",
        kind=Kind.PLANS,
        rows=lambda: ActionPlan.objects.public().filter(delivered_on__isnull=False),
        what=lambda facts: _("Plan handed in to OGP"),
        address=_PLAN_PAGE,
        topics=_SELF,
        moment="delivered_on",
        at=Greatest("published_at", moment_of("delivered_on", "forum__time_zone")),
        facts={"name": "title"},
    ),
    Source(
        name="extension",
        kind=Kind.PLANS,
        rows=Extension.objects.public,
        what=lambda facts: _("Plan extended"),
        text=lambda facts: _("It now ends on %(day)s.") % {"day": full_date(day(facts, "ends"))},
        address=_PLAN_PAGE,
        topics=_PLAN,
        facts={"name": "plan__title", "ends": "ends_on"},
        actors=("recorded_by",),
        notice="plan:{plan_id}:extended:{number}",
    ),
    Source(
        name="overview",
        kind=Kind.PLANS,
        rows=Overview.objects.public,
        what=lambda facts: _("How to take part and until when"),
        address=page("action_plans:overview-detail", "forum_slug", "plan_slug", "number"),
        topics=_PLAN,
        facts={"name": "plan__title", "number": "number"},
        actors=("published_by",),
        notice="overview:{pk}:published",
    ),
    Source(
        name="phase",
        kind=Kind.PLANS,
        rows=_phases,
        what=lambda facts: _("Phase opened"),
        text=_until,
        address=lambda facts: f"{_PLAN_PAGE(facts)}#making",
        topics=_PLAN,
        moment="",
        at=Greatest("plan__published_at", moment_of("opens_on", "plan__forum__time_zone")),
        facts={"name": "title", "until": "closes_on"},
    ),
    Source(
        name="phase-over",
        kind=Kind.PLANS,
        rows=_phases,
        what=lambda facts: _("Phase over"),
        address=lambda facts: f"{_PLAN_PAGE(facts)}#making",
        topics=_PLAN,
        moment="",
        at=moment_of("closes_on", "plan__forum__time_zone", later=1),
        facts={"name": "title"},
    ),
    Source(
        name="outreach",
        kind=Kind.PLANS,
        rows=OutreachActivity.objects.public,
        what=lambda facts: _("Outreach"),
        address=page("action_plans:outreach-list", "forum_slug", "plan_slug"),
        topics=_PLAN,
        facts={"name": "title"},
        actors=("recorded_by",),
    ),
    Source(
        name="consultation",
        kind=Kind.CONSULTATIONS,
        rows=Consultation.objects.public,
        what=lambda facts: _("Public consultation opened"),
        text=_until,
        address=_CONSULTATION,
        topics=_PLAN,
        facts=_CONSULTED,
        actors=("created_by",),
        notice="consultation:{pk}:opened",
        **_opens(),  # type: ignore[arg-type]
    ),
    Source(
        name="consultation-over",
        kind=Kind.CONSULTATIONS,
        rows=Consultation.objects.public,
        what=lambda facts: _("Public consultation over"),
        address=_CONSULTATION,
        topics=_PLAN,
        moment="",
        at=moment_of("closes_on", "plan__forum__time_zone", later=1),
        facts=_CONSULTED,
    ),
    Source(
        name="response",
        kind=Kind.CONSULTATIONS,
        rows=ReasonedResponse.objects.public,
        what=lambda facts: _("Reasoned response published"),
        text=_answered,
        address=page("action_plans:response-detail", "forum_slug", "plan_slug", "reference"),
        topics=_OF_THEME,
        facts={"reference": "reference", "heard": "heard", "disposition": "disposition"},
        actors=("answered_by",),
    ),
    Source(
        name="draft",
        kind=Kind.DRAFTS,
        rows=Draft.objects.public,
        what=lambda facts: _("Draft of a commitment published"),
        address=page("action_plans:draft-detail", "forum_slug", "plan_slug", "number"),
        topics=_OF_THEME,
        facts={"name": "title", "number": "number"},
        offices=("lead", "supporting"),
    ),
)


def add_plans() -> None:
    """A plan can be followed, and each of its themes."""
    following.add_followable(
        following.Followable(
            kind="plan",
            model=ActionPlan,
            public=ActionPlan.objects.public,
            feed=lambda plan: f"{plan.get_absolute_url()}feed.atom",
            with_address=("forum",),
        )
    )
    following.add_followable(
        following.Followable(
            kind="theme",
            model=Theme,
            public=lambda: Theme.objects.filter(
                plan__in=ActionPlan.objects.public().order_by().values("pk")
            ),
            feed=lambda theme: f"{theme.get_absolute_url()}feed.atom",
            with_address=("plan__forum",),
        )
    )
