"""Addresses of what becomes of a plan."""

from __future__ import annotations

from django.urls import path

from commitments.views import adoption, assessments, commitments, updates

app_name = "commitments"

_PLAN = "forums/<slug:forum>/plans/<slug:plan>"
_COMMITMENT = f"{_PLAN}/commitments/<int:number>"
_UPDATE = f"{_COMMITMENT}/milestones/<int:pk>/updates/<slug:round>"
_ASSESSMENT = f"{_PLAN}/self-assessments/<str:kind>"

urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment-list"),
    path(f"{_PLAN}/adopt/", adoption.plan_adopt, name="plan-adopt"),
    path(f"{_PLAN}/rounds/new/", updates.round_create, name="round-create"),
    path(f"{_PLAN}/commitments/", commitments.plan_commitments, name="plan-commitments"),
    path(f"{_COMMITMENT}/", commitments.commitment_detail, name="commitment-detail"),
    path(f"{_UPDATE}/", updates.update_report, name="update-report"),
    path(f"{_UPDATE}/review/", updates.update_review, name="update-review"),
    path(f"{_ASSESSMENT}/", assessments.assessment_detail, name="assessment-detail"),
    path(f"{_ASSESSMENT}/edit/", assessments.assessment_edit, name="assessment-edit"),
    path(f"{_ASSESSMENT}/publish/", assessments.assessment_publish, name="assessment-publish"),
    path(f"{_ASSESSMENT}/build/", assessments.report_build, name="report-build"),
    path(f"{_ASSESSMENT}/builds/<int:pk>/", assessments.report_progress, name="report-progress"),
    path(f"{_ASSESSMENT}/pdf/", assessments.assessment_pdf, name="assessment-pdf"),
]
