from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionPlansConfig(AppConfig):
    """How a plan is co-created."""

    name = "action_plans"
    verbose_name = _("Action plans")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from action_plans.domain import calendar_days, merges, plan_happenings, remarks
        from forums.domain import calendar_entries, comments, consequences, happenings

        happenings.add_sources(plan_happenings.SOURCES)
        plan_happenings.add_plans()
        calendar_entries.add_source(calendar_days.of_forums)
        consequences.add_consequence(merges.let_go)
        comments.add_parts("action_plans.Draft", remarks.has_question)
        comments.add_parts("action_plans.Consultation", remarks.has_paragraph)
