"""What a worker does for the whole portal."""

from __future__ import annotations

from celery import shared_task

from ogp_portal import dumps


@shared_task(name="ogp_portal.dump_open_data", ignore_result=True, acks_late=True)
def dump_open_data() -> str:
    """Makes the night's dump of all public data, unless one of today is there. Returns its day."""
    return dumps.make_once_a_day().day
