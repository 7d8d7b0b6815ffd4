"""What a worker does for the forums."""

from __future__ import annotations

from celery import shared_task

from forums.domain import (
    action_items_due,
    decisions,
    digests,
    document_texts,
    link_checks,
    minutes_due,
    notices,
    pdf,
    urn,
    vacancies,
    vote_reminders,
)


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


@shared_task(name="forums.mind_action_items", ignore_result=True)
def mind_action_items() -> int:
    """Reminds owners of what they promised, before the day and after it, once each."""
    return action_items_due.remind()


@shared_task(name="forums.close_votes", ignore_result=True)
def close_votes() -> int:
    """Closes the votes whose time is up."""
    return decisions.close_due()


@shared_task(name="forums.remind_of_votes", ignore_result=True)
def remind_of_votes() -> int:
    """Reminds those who have not voted of votes in writing that end soon."""
    return vote_reminders.remind()


@shared_task(name="forums.sweep_urns", ignore_result=True)
def sweep_urns() -> int:
    """Takes from the database's files what elections have replaced there."""
    return urn.sweep_again()


@shared_task(name="forums.clear_reports", ignore_result=True)
def clear_reports() -> int:
    """Deletes files of reports that newer ones have replaced."""
    return pdf.clear()


@shared_task(name="forums.check_links", ignore_result=True)
def check_links() -> int:
    """Asks some of the documents' links whether they still answer."""
    return link_checks.check_due()


@shared_task(name="forums.read_documents", ignore_result=True)
def read_documents() -> int:
    """Reads what new files say, so that they are found by their words."""
    return document_texts.read_due()


@shared_task(name="forums.tell_followers", ignore_result=True)
def tell_followers() -> int:
    """Tells people what happened to what they follow, as often as each of them asked for."""
    return digests.tell_due()
