from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    """Who meets and decides."""

    name = "forums"
    verbose_name = _("Forums")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forums.domain import following, forum_happenings, happenings

        following.add_forums()
        happenings.add_sources(forum_happenings.SOURCES)
