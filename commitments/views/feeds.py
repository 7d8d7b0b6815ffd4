"""Feeds of a plan, of a theme and a commitment of it, and of an office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from action_plans.models import ActionPlan, Theme
from commitments.domain.offices import public_offices
from commitments.models import Commitment
from forums.domain import following
from forums.models import Organisation
from forums.views.feeds import HappeningFeed


class PlanFeed(HappeningFeed):
    """All that happens to a plan."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> ActionPlan:
        rows = ActionPlan.objects.public().select_related("forum")
        return get_object_or_404(rows, forum__slug=kwargs["forum"], slug=kwargs["plan"])


class ThemeFeed(HappeningFeed):
    """What happens to the commitments, drafts and answers of a theme."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Theme:
        rows = following.followables()["theme"].public().select_related("plan__forum")
        where = {"plan__forum__slug": kwargs["forum"], "plan__slug": kwargs["plan"]}
        found: Theme = get_object_or_404(rows, slug=kwargs["theme"], **where)
        return found


class CommitmentFeed(HappeningFeed):
    """What happens to one commitment."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Commitment:
        rows = Commitment.objects.public().select_related("plan__forum")
        where = {"plan__forum__slug": kwargs["forum"], "plan__slug": kwargs["plan"]}
        return get_object_or_404(rows, number=kwargs["number"], **where)


class OfficeFeed(HappeningFeed):
    """What happens to all that an office leads, supports or carries out."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Organisation:
        return get_object_or_404(public_offices(), slug=kwargs["slug"])
