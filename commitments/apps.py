from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    """What becomes of a plan."""

    name = "commitments"
    verbose_name = _("Commitments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from action_plans.domain import plan_dates
        from commitments.domain import (
            assessment_comments,
            assessment_dates,
            assessment_days,
            monitoring_happenings,
            offices,
            progress_happenings,
            round_days,
            sole_evidence,
        )
        from forums.domain import calendar_entries, comments, documents, happenings

        happenings.add_sources(progress_happenings.SOURCES)
        happenings.add_sources(monitoring_happenings.SOURCES)
        offices.add_commitments_and_offices()
        plan_dates.add_done(assessment_dates.published())
        calendar_entries.add_source(assessment_days.of_forums)
        comments.add_parts("commitments.SelfAssessment", assessment_comments.has_part)
        calendar_entries.add_source(round_days.of_forums)
        documents.add_reason_to_stay(sole_evidence.why_it_stays)
