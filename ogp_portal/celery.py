"""Celery: the worker that sends notices and builds reports, and the beat that wakes it.

Work is found by what is due and not yet done, so a message that is lost or doubled does no harm.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from celery import Celery, signals
from celery.schedules import crontab

from ogp_portal.environment import say_wrong_setting
from ogp_portal.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
sys.excepthook = say_wrong_setting  # the settings are read by Celery's own command

app = Celery("ogp_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,  # a worker that dies gives its task back
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    task_publish_retry=False,  # a page never waits for Redis
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "socket_connect_timeout": 1,
        "socket_timeout": 10,
        "visibility_timeout": 900,  # seconds until the task of a dead worker is handed out again
        "max_retries": 1,
        "interval_start": 0,
    },
    timezone="UTC",
    beat_schedule={
        "deliver-notices": {
            "task": "forums.deliver_notices",
            "schedule": 30.0,
            "options": {"expires": 30},
        },
        "deliver-questions": {
            "task": "commitments.deliver_questions",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "announce-vacancies": {
            "task": "forums.announce_vacancies",
            "schedule": crontab(hour="5", minute="10"),
            "options": {"expires": 3600},
        },
        "clear-reports": {
            "task": "forums.clear_reports",
            "schedule": crontab(hour="4", minute="40"),
            "options": {"expires": 3600},
        },
        "sweep-urns": {
            "task": "forums.sweep_urns",
            "schedule": 3600.0,
            "options": {"expires": 600},
        },
        "mind-minutes": {
            "task": "forums.mind_minutes",
            "schedule": 600.0,
            "options": {"expires": 600},
        },
        "mind-action-items": {
            "task": "forums.mind_action_items",
            "schedule": 600.0,
            "options": {"expires": 600},
        },
        "tell-followers": {
            "task": "forums.tell_followers",
            "schedule": 300.0,
            "options": {"expires": 300},
        },
        "close-votes": {
            "task": "forums.close_votes",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "remind-of-votes": {
            "task": "forums.remind_of_votes",
            "schedule": 300.0,
            "options": {"expires": 300},
        },
        "check-links": {  # a few at a time; each link is asked by its own day
            "task": "forums.check_links",
            "schedule": 600.0,
            "options": {"expires": 600},
        },
        "read-documents": {
            "task": "forums.read_documents",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "tell-of-phases": {
            "task": "action_plans.tell_of_phases",
            "schedule": 300.0,
            "options": {"expires": 300},
        },
        "tell-of-consultations": {
            "task": "action_plans.tell_of_consultations",
            "schedule": 600.0,
            "options": {"expires": 600},
        },
        "remind-of-plan-dates": {
            "task": "action_plans.remind_of_dates",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "remind-of-rounds": {
            "task": "commitments.remind_of_rounds",
            "schedule": 3600.0,
            "options": {"expires": 3600},
        },
        "dump-open-data": {
            "task": "ogp_portal.dump_open_data",
            "schedule": crontab(hour="3", minute="15"),
            "options": {"expires": 3600},
        },
        "sweep-imports": {
            "task": "commitments.sweep_imports",
            "schedule": crontab(hour="4", minute="50"),
            "options": {"expires": 3600},
        },
        "resume-builds": {
            "task": "commitments.resume_builds",
            "schedule": 30.0,
            "options": {"expires": 30},
        },
    },
)
app.autodiscover_tasks()


@signals.before_task_publish.connect
def _hand_on_request_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """A task's lines in the log carry the id of the request that caused it."""
    if headers is not None and request_id.get():
        headers["request_id"] = request_id.get()


@signals.task_prerun.connect
def _take_request_id(task: Any = None, **_: Any) -> None:
    request_id.set(getattr(task.request, "request_id", None) or task.request.id or "")
