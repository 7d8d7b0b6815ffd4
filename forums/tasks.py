"""What a worker does for the forums."""

from __future__ import annotations

from celery import shared_task

from forums.domain import notices


@shared_task(name="forums.deliver_notices", ignore_result=True)
def deliver_notices() -> int:
    """Sends what is due in the outbox."""
    return notices.deliver_due()
