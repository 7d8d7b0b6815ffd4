"""What a worker does for the forums."""

from __future__ import annotations

from celery import shared_task

from forums.domain import decisions, minutes_due, notices, vacancies


@shared_task(name="forums.deliver_notices", ignore_result=True)
def deliver_notices() -> int:
    """Sends what is due in the outbox."""
    return notices.deliver_due()


@shared_task(name="forums.announce_vacancies", ignore_result=True)
def announce_vacancies() -> int:
    """Tells coordinators of vacant seats and of terms that end soon."""
    return vacancies.announce()


@shared_task(name="forums.mind_minutes", ignore_result=True)
def mind_minutes() -> int:
    """Says when minutes are due, and reminds coordinators once where they are not published."""
    return minutes_due.set_due_dates() + minutes_due.remind_of_due()


@shared_task(name="forums.close_votes", ignore_result=True)
def close_votes() -> int:
    """Closes the votes whose time is up."""
    return decisions.close_due()
