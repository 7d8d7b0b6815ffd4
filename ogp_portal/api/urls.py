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
    contracts,
    contributions,
    doc_pages,
    documents,
    forums,
    happenings,
    irm,
    moderation,
    monitoring,
    plan_versions,
    policy_areas,
    reporting,
    responses,
    rules,
    selections,
    self_assessments,
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
router.register("documents", documents.Documents, basename="documents")
router.register("evidence", documents.EvidenceList, basename="evidence")
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
router.register("policy-areas", policy_areas.PolicyAreas, basename="policy-areas")
router.register("continuations", policy_areas.Continuations, basename="continuations")
router.register("milestones", commitments.Milestones, basename="milestones")
router.register("updates", commitments.Updates, basename="updates")
router.register("rounds", reporting.Rounds, basename="rounds")
router.register("commitment-reports", reporting.CommitmentReports, basename="commitment-reports")
router.register("indicators", reporting.Indicators, basename="indicators")
router.register("self-assessments", self_assessments.SelfAssessments, basename="self-assessments")
router.register("contracts", contracts.Contracts, basename="contracts")
router.register("irm-products", irm.Products, basename="irm-products")
router.register("irm-codings", irm.Codings, basename="irm-codings")
router.register("irm-recommendations", irm.Recommendations, basename="irm-recommendations")
router.register("verifications", monitoring.Verifications, basename="verifications")
router.register("findings", monitoring.Findings, basename="findings")
router.register("visits", monitoring.Visits, basename="visits")
router.register("observations", monitoring.Observations, basename="observations")

urlpatterns = [
    path(
        "v1/forums/<slug:slug>/moderation/",
        moderation.Figures.as_view(),
        name="moderation-figures",
    ),
    path("v1/changes/", happenings.Changes.as_view(), name="changes-data"),
    path("v1/", include((router.urls, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", doc_pages.docs, name="schema-docs"),
    path("docs/<slug:name>/", doc_pages.endpoint_docs, name="endpoint-docs"),
]
