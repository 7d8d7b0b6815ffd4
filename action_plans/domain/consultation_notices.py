"""Who is told that a consultation opens, gets more time, ends soon and is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, Value
from django.utils import timezone

from action_plans.domain.consultation_comments import comments_on
from action_plans.domain.phase_notices import took_part
from action_plans.models import ActionPlan, Consultation
from forums.domain import notices, seats
from forums.models import Comment, Notice, Person
from forums.models.seats import today_in

ENDS_SOON = dt.timedelta(days=3)


def audience(plan: ActionPlan, *, by_name: bool = False) -> list[Person]:
    """The members of the forum, and who contributed to the plan or commented on it.

    `by_name` without those of whom nobody may know it.
    """
    own = seats.members(plan.forum)
    known = {person.pk for person in own}
    return own + [each for each in took_part(plan, by_name=by_name) if each.pk not in known]


def tell(consultation: Consultation) -> int:
    """Tells of the opening on or after the first day, once, unless it is over by now.

    Called with the row locked. Returns how many are told.
    """
    if not consultation.is_open or consultation.opening_told_at is not None:
        return 0
    consultation.opening_told_at = timezone.now()
    consultation.save(update_fields=["opening_told_at"])
    return _queue(consultation, audience(consultation.plan), "consultation_opened", "opened")


def tell_of_more_time(consultation: Consultation) -> int:
    """Tells those who were told of the opening, of those who could have been, of the later day."""
    if consultation.opening_told_at is None:
        return 0
    key = f"until-{consultation.closes_on}"
    return _queue(consultation, audience(consultation.plan), "consultation_extended", key)


def mind() -> int:
    """Tells what is due of all consultations: opening, end in sight, end. Returns how many.

    What two workers find at once one of them tells: a row that is being told of is passed over.
    """
    today = today_in("plan__forum__time_zone")
    due = Consultation.objects.public().filter(
        Q(opening_told_at=None, opens_on__lte=today, closes_on__gte=today)
        | Q(closes_on__gte=today, closes_on__lte=today + Value(ENDS_SOON))
        | Q(closing_told_at=None, closes_on__lt=today)
    )
    return sum(_mind(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _mind(pk: int) -> int:
    rows = Consultation.objects.select_for_update(of=("self",), skip_locked=True)
    consultation = rows.select_related("plan__forum").filter(pk=pk).first()
    if consultation is None:
        return 0
    return tell(consultation) + _tell_end_in_sight(consultation) + _tell_end(consultation)


def _tell_end_in_sight(consultation: Consultation) -> int:
    """Reminds the members who have said nothing so far, once, shortly before the end."""
    left = consultation.closes_on - consultation.plan.forum.today
    length = consultation.closes_on - consultation.opens_on
    if not consultation.is_open or left > ENDS_SOON or length <= ENDS_SOON:
        return 0
    key = f"ends-{consultation.closes_on}"
    spoke = Comment.objects.on(consultation).values("author")
    told = Notice.objects.filter(key=_key(consultation, key)).values("person")
    silent = [
        person
        for person in seats.members(consultation.plan.forum)
        if person.pk not in {*_ids(spoke, "author"), *_ids(told, "person")}
    ]
    return _queue(consultation, silent, "consultation_ends", key) if silent else 0


def _tell_end(consultation: Consultation) -> int:
    """Tells the coordinators that it is over, once."""
    if not consultation.is_over or consultation.closing_told_at is not None:
        return 0
    consultation.closing_told_at = timezone.now()
    consultation.save(update_fields=["closing_told_at"])
    people = seats.coordinators(consultation.plan.forum)
    key = f"over-{consultation.closes_on}"
    count = comments_on(Consultation.objects.filter(pk=consultation.pk)).count()
    return _queue(consultation, people, "consultation_over", key, comment_count=count)


def _ids(rows: Any, name: str) -> set[int]:
    return set(rows.values_list(name, flat=True))


def _key(consultation: Consultation, event: str) -> str:
    return f"consultation:{consultation.pk}:{event}"


def _queue(
    consultation: Consultation, people: list[Person], template: str, event: str, **more: Any
) -> int:
    return notices.queue(
        people,
        template=f"action_plans/mail/{template}",
        key=_key(consultation, event),
        context={
            "consultation": consultation,
            "plan": consultation.plan,
            "url": notices.absolute(consultation.get_absolute_url()),
            **more,
        },
        forum=consultation.plan.forum,
    )
