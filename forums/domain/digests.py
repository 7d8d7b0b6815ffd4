"""Telling people what happened to what they follow: at once, once a day, once a week.

Found is what is due and was not told, never what fell into a window of time: whoever comes late
still tells, and who is killed leaves nothing half told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from forums.domain import following, notices
from forums.domain.happened import as_rows, statement
from forums.domain.happenings import Entry, Happening, Wanted, gathered, happening
from forums.models import Follow, Forum, Pace, Person, Told

OLDEST_NEWS = dt.timedelta(days=60)
"""What is older is told to nobody any more, should no worker have run for so long."""
MOST_AT_ONCE = 5000

_DUE = """
WITH happened AS ({happened}),
due (zone, pace, until) AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::timestamptz[])),
kinds (kind, content_type_id, breadth) AS (SELECT * FROM unnest(%s::text[], %s::int[], %s::int[]))
SELECT follow.person_id, follow.id, kinds.breadth, h_key, h_at, h_source, h_facts, h_forum, h_plan,
    h_theme, h_commitment
FROM happened
CROSS JOIN LATERAL (
    SELECT 'forum', h_forum WHERE h_wide
    UNION ALL SELECT 'plan', h_plan WHERE h_wide
    UNION ALL SELECT 'theme', h_theme
    UNION ALL SELECT 'commitment', h_commitment
    UNION ALL SELECT 'office', unnest(h_offices)
) AS topic (kind, id)
JOIN kinds ON kinds.kind = topic.kind
JOIN forums_follow AS follow
    ON follow.content_type_id = kinds.content_type_id AND follow.object_id = topic.id
JOIN forums_person AS person ON person.id = follow.person_id
JOIN forums_forum AS forum ON forum.id = h_forum
JOIN due ON due.pace = follow.pace
    AND due.zone = COALESCE(NULLIF(person.time_zone, ''), forum.time_zone)
WHERE person.is_active AND follow.paused_at IS NULL
    AND h_at >= follow.since AND h_at < due.until
    AND COALESCE(person.id = ANY (h_actors), FALSE) IS FALSE
    AND NOT EXISTS (
        SELECT FROM forums_told WHERE forums_told.person_id = person.id AND key = h_key)
    AND NOT EXISTS (
        SELECT FROM forums_notice AS told
        WHERE told.person_id = person.id AND told.key = h_notice AND h_notice <> '')
ORDER BY follow.person_id, h_at DESC, h_key, kinds.breadth
LIMIT {most}
"""


@dataclass(frozen=True)
class Due:
    """Something to tell one person because of one thing that she follows; `breadth` orders
    things, the narrowest first."""

    person_id: int
    follow_id: int
    breadth: int
    happening: Happening


@dataclass(frozen=True)
class Section:
    """What happened to one thing, as a mail says it."""

    thing: Any
    url: str
    stop_url: str
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        return str(self.thing)


def tell_due(now: dt.datetime | None = None) -> int:
    """Tells everybody what is due, one commit for each person. Returns how many were told."""
    now = now or timezone.now()
    told = 0
    for person, due in groupby(due_rows(now), attrgetter("person_id")):
        told += _tell(person, list(due))
    return told


def due_rows(now: dt.datetime) -> Iterator[Due]:
    """What is due and not told, person by person; whom MOST_AT_ONCE cuts off comes next time."""
    if not Follow.objects.exists():
        return
    wanted = Wanted(None, until=now, since=now - OLDEST_NEWS)
    sql, values = statement(wanted, telling=True)
    known = list(following.followables().values())
    types = ContentType.objects.get_for_models(*(each.model for each in known))
    zones, paces, untils = zip(*_boundaries(now), strict=True)
    kinds = [each.kind for each in known]
    given = [
        *values, list(zones), list(paces), list(untils),
        kinds, [types[each.model].pk for each in known], [BREADTH.index(kind) for kind in kinds],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(happened=sql, most=MOST_AT_ONCE), given)
        listed = list(as_rows(cursor))
    if len(listed) == MOST_AT_ONCE and listed[0]["person_id"] != listed[-1]["person_id"]:
        listed = [row for row in listed if row["person_id"] != listed[-1]["person_id"]]
    for row in listed:
        yield Due(row["person_id"], row["id"], row["breadth"], happening(row))


BREADTH = ("commitment", "theme", "office", "plan", "forum")
"""Under which of the things that somebody follows a happening is told: the first of these."""


def _boundaries(now: dt.datetime) -> Iterable[tuple[str, str, dt.datetime]]:
    """Up to when is told at each pace in each time zone of a follower or a forum."""
    people = Person.objects.filter(follows__isnull=False).exclude(time_zone="")
    zones = {*people.values_list("time_zone", flat=True).order_by().distinct()}
    zones |= {*Forum.objects.values_list("time_zone", flat=True).order_by().distinct(), "UTC"}
    for zone in sorted(zones):
        for pace in Pace:
            yield zone, pace.value, following.told_until(pace, now, zoneinfo.ZoneInfo(zone))


@transaction.atomic
def _tell(pk: int, due: list[Due]) -> int:
    """Writes what was told and the mail that tells it, together. Another worker's turn is left."""
    people = Person.objects.select_for_update(no_key=True, skip_locked=True)
    person = people.filter(pk=pk, is_active=True).first()
    if person is None:
        return 0
    keys = {each.happening.key for each in due}
    known = set(Told.objects.filter(person=person, key__in=keys).values_list("key", flat=True))
    follows = {
        row.pk: row
        for row in Follow.objects.select_related("content_type").filter(
            person=person, paused_at=None, pk__in={each.follow_id for each in due}
        )
    }
    narrowest: dict[str, Due] = {}
    for each in sorted(due, key=attrgetter("breadth", "follow_id")):
        if each.follow_id in follows and each.happening.key not in known:
            narrowest.setdefault(each.happening.key, each)
    if not narrowest:
        return 0
    Told.objects.bulk_create(Told(person=person, key=key) for key in narrowest)
    return _queue(person, list(narrowest.values()), follows)


def _queue(person: Person, due: list[Due], follows: dict[int, Follow]) -> int:
    forums = Forum.objects.in_bulk({each.happening.forum_id for each in due})
    forum = next(iter(forums.values())) if len(forums) == 1 else None
    zone = zoneinfo.ZoneInfo(person.time_zone or (forum.time_zone if forum else "UTC"))
    sections = _sections(due, follows, zone)
    digest = hashlib.sha256("\n".join(sorted(each.happening.key for each in due)).encode())
    with timezone.override(zone):
        return notices.queue(
            [person],
            template="forums/mail/digest",
            key=f"{notices.FOLLOWING}{digest.hexdigest()[:32]}",
            context={
                "sections": sections,
                "count": len(due),
                "url": notices.absolute(reverse("forums:following")),
                "address_of_portal": settings.PORTAL_URL,
            },
            forum=forum,
        )


def _sections(due: list[Due], follows: dict[int, Follow], zone: dt.tzinfo) -> list[Section]:
    sections = []
    by_follow = sorted(due, key=attrgetter("breadth", "follow_id"))
    for pk, rows_of_it in groupby(by_follow, attrgetter("follow_id")):
        row = follows[pk]
        thing = following.thing_of(row)
        newest = sorted((d.happening for d in rows_of_it), key=attrgetter("at"), reverse=True)
        sections.append(
            Section(
                thing=thing,
                url=notices.absolute(thing.get_absolute_url()),
                stop_url=notices.absolute(
                    reverse("unfollow-by-mail", args=[following.stop_token(row)])
                ),
                entries=tuple(gathered(newest, zone=zone)),
            )
        )
    return sections
