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
    consultations,
    contributions,
    docs,
    forums,
    moderation,
    plan_versions,
    responses,
    rules,
    selections,
    suggestions,
    taking_part,
    working_groups,
)

router = SimpleRouter()
router.register("forums", forums.Forums, basename="forums")
router.register("meetings", forums.Meetings, basename="meetings")
router.register("attendance", attendance.AttendanceList, basename="attendance")
router.register("action-items", action_items.ActionItems, basename="action-items")
router.register("decisions", forums.Decisions, basename="decisions")
router.register("rules", rules.Rules, basename="rules")
router.register("moderation-rules", moderation.ModerationRules, basename="moderation-rules")
router.register("selections", selections.Selections, basename="selections")
router.register("working-groups", working_groups.WorkingGroups, basename="working-groups")
router.register("documents", forums.Documents, basename="documents")
router.register("plans", action_plans.Plans, basename="plans")
router.register("overviews", taking_part.Overviews, basename="overviews")
router.register("outreach", taking_part.Outreach, basename="outreach")
router.register("contributions", contributions.Contributions, basename="contributions")
router.register("consultations", consultations.Consultations, basename="consultations")
router.register("responses", responses.Responses, basename="responses")
router.register("drafts", action_plans.Drafts, basename="drafts")
router.register("suggestions", suggestions.Suggestions, basename="suggestions")
router.register("versions", plan_versions.Versions, basename="versions")
router.register("amendments", plan_versions.Amendments, basename="amendments")
router.register("commitments", commitments.Commitments, basename="commitments")
router.register("milestones", commitments.Milestones, basename="milestones")
router.register("updates", commitments.Updates, basename="updates")

urlpatterns = [
    path(
        "v1/forums/<slug:slug>/moderation/",
        moderation.Figures.as_view(),
        name="moderation-figures",
    ),
    path("v1/", include((router.urls, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.docs, name="schema-docs"),
    path("docs/<slug:name>/", docs.endpoint_docs, name="endpoint-docs"),
]
