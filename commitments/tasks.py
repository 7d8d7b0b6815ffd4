"""What a worker does for the commitments."""

from __future__ import annotations

from celery import shared_task

from commitments.domain import (
    plan_pdf,
    questions,
    report_builds,
    round_reminders,
    spreadsheets,
)
from commitments.models import PlanVersion


@shared_task(name="commitments.build_report", ignore_result=True, acks_late=True)
def build_report(build_id: int) -> bool:
    """Builds one report's file, unless that was done or another worker is at it."""
    return report_builds.build(build_id)


@shared_task(name="commitments.resume_builds", ignore_result=True)
def resume_builds() -> int:
    """Sends every open build at which nobody works to a worker. Returns how many."""
    due = report_builds.due_builds()
    for build_id in due:
        build_report.delay(build_id)
    return len(due)


@shared_task(name="commitments.set_plan", ignore_result=True, acks_late=True)
def set_plan(version_id: int) -> int:
    """Sets a version of a plan for paper in all its languages. Returns how many."""
    version = PlanVersion.objects.select_related("plan__forum").get(pk=version_id)
    return plan_pdf.set_all(version)


@shared_task(name="commitments.deliver_questions", ignore_result=True)
def deliver_questions() -> int:
    """Mails the questions that wait for their office. Returns how many."""
    return questions.deliver_due()


@shared_task(name="commitments.remind_of_rounds", ignore_result=True)
def remind_of_rounds() -> int:
    """Tells offices what a round still lacks, and coordinators who has not reported."""
    return round_reminders.remind()


@shared_task(name="commitments.sweep_imports", ignore_result=True)
def sweep_imports() -> int:
    """Ends imports from spreadsheets that nobody ended, and deletes their files. Returns how many."""
    return spreadsheets.sweep()
