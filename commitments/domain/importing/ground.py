"""The forum and the plan that an import stands in: found, or made from the mapping."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from action_plans.models import ActionPlan
from commitments.domain.importing.ledger import CREATED, UNCHANGED, Ledger
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.importing.specs import Mapping
from forums.models import Forum


def forum_of(mapping: Mapping, slug: str, ledger: Ledger, *, now: dt.datetime) -> Forum:
    """The forum, locked against a second import; a new one is public. Raises Broken."""
    found = Forum.objects.select_for_update().filter(slug=slug).first()
    if found is not None:
        ledger.note("forum", UNCHANGED, slug)
        return found
    spec = mapping.forum
    if spec is None:
        reason = f"There is no forum “{slug}”, and no table [forum] to make it from."
        raise Broken([Problem(Position(mapping.name, field="forum"), reason)])
    ledger.note("forum", CREATED, slug)
    return Forum.objects.create(
        slug=slug,
        name=ledger.texts(spec.name),
        member=ledger.texts(spec.member),
        description=ledger.texts(spec.description),
        time_zone=spec.time_zone,
        languages=list(spec.languages),
        main_language=mapping.language,
        cohort=spec.cohort,
        is_local=spec.is_local,
        published_at=now,
    )


def plan_of(
    mapping: Mapping, forum: Forum, slug: str, ledger: Ledger, *, now: dt.datetime
) -> ActionPlan:
    """The forum's plan; a new one is public. Raises Broken."""
    found = forum.plans.select_related("forum").filter(slug=slug).first()
    if found is not None:
        ledger.note("plan", UNCHANGED, slug)
        return found
    spec = mapping.plan
    if spec is None:
        reason = f"There is no plan “{slug}”, and no table [plan] to make it from."
        raise Broken([Problem(Position(mapping.name, field="plan"), reason)])
    ledger.note("plan", CREATED, slug)
    zone = zoneinfo.ZoneInfo(forum.time_zone)
    adopted_at = spec.adopted_on and dt.datetime.combine(spec.adopted_on, dt.time(), zone)
    return ActionPlan.objects.create(
        forum=forum,
        slug=slug,
        number=spec.number,
        title=ledger.texts(spec.title),
        introduction=ledger.texts(spec.introduction),
        state=spec.state,
        template=spec.template,
        co_creation_starts_on=spec.co_creation_starts_on,
        starts_on=spec.starts_on,
        ends_on=spec.ends_on,
        delivered_on=spec.delivered_on,
        adopted_at=adopted_at,
        published_at=now,
    )
