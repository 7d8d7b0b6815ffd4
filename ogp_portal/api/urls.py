"""Addresses of the open data, below `/api/`."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from ogp_portal.api import (
    action_items,
    action_plans,
    attendance,
    commitments,
    docs,
    forums,
    rules,
    selections,
    working_groups,
)

router = SimpleRouter()
router.register("forums", forums.Forums, basename="forums")
router.register("meetings", forums.Meetings, basename="meetings")
router.register("attendance", attendance.AttendanceList, basename="attendance")
router.register("action-items", action_items.ActionItems, basename="action-items")
router.register("decisions", forums.Decisions, basename="decisions")
router.register("rules", rules.Rules, basename="rules")
router.register("selections", selections.Selections, basename="selections")
router.register("working-groups", working_groups.WorkingGroups, basename="working-groups")
router.register("documents", forums.Documents, basename="documents")
router.register("plans", action_plans.Plans, basename="plans")
router.register("contributions", action_plans.Contributions, basename="contributions")
router.register("responses", action_plans.Responses, basename="responses")
router.register("drafts", action_plans.Drafts, basename="drafts")
router.register("commitments", commitments.Commitments, basename="commitments")
router.register("milestones", commitments.Milestones, basename="milestones")
router.register("updates", commitments.Updates, basename="updates")

urlpatterns = [
    path("v1/", include((router.urls, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.docs, name="schema-docs"),
]
