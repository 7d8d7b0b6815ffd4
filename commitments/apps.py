from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    """What becomes of a plan."""

    name = "commitments"
    verbose_name = _("Commitments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from action_plans.domain import plan_dates
        from commitments.domain import assessment_dates

        plan_dates.add_done(assessment_dates.published())
