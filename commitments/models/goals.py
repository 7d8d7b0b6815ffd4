"""The Sustainable Development Goals of the United Nations, by their numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Goal(models.IntegerChoices):
    POVERTY = 1, _("No poverty")
    HUNGER = 2, _("Zero hunger")
    HEALTH = 3, _("Good health and well-being")
    EDUCATION = 4, _("Quality education")
    GENDER = 5, _("Gender equality")
    WATER = 6, _("Clean water and sanitation")
    ENERGY = 7, _("Affordable and clean energy")
    WORK = 8, _("Decent work and economic growth")
    INDUSTRY = 9, _("Industry, innovation and infrastructure")
    INEQUALITY = 10, _("Reduced inequalities")
    CITIES = 11, _("Sustainable cities and communities")
    CONSUMPTION = 12, _("Responsible consumption and production")
    CLIMATE = 13, _("Climate action")
    OCEANS = 14, _("Life below water")
    LAND = 15, _("Life on land")
    INSTITUTIONS = 16, _("Peace, justice and strong institutions")
    PARTNERSHIPS = 17, _("Partnerships for the goals")
