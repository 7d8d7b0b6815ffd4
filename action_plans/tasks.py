"""What a worker does for the plans while they are made."""

from __future__ import annotations

from celery import shared_task

from action_plans.domain import consultation_notices, phase_notices, plan_reminders


@shared_task(name="action_plans.tell_of_phases", ignore_result=True)
def tell_of_phases() -> int:
    """Tells of phases that opened or closed."""
    return phase_notices.tell_due()


@shared_task(name="action_plans.tell_of_consultations", ignore_result=True)
def tell_of_consultations() -> int:
    """Tells of consultations that opened, end soon or are over."""
    return consultation_notices.mind()


@shared_task(name="action_plans.remind_of_dates", ignore_result=True)
def remind_of_dates() -> int:
    """Tells coordinators of the dates of their plans that are near or late, once each."""
    return plan_reminders.remind()
