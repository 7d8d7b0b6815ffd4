"""The values of open government that a commitment serves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpenGovernmentValue(models.TextChoices):
    """At least one is what makes a commitment one of open government (domain.md §3.4)."""

    TRANSPARENCY = "transparency", _("Transparency")
    PARTICIPATION = "participation", _("Citizen participation")
    ACCOUNTABILITY = "accountability", _("Public accountability")
