"""Addresses of what becomes of a plan."""

from __future__ import annotations

from django.urls import path

from commitments.views import (
    adoption,
    amending,
    amendments,
    assessments,
    commitments,
    extensions,
    updates,
    versions,
)

app_name = "commitments"

_PLAN = "forums/<slug:forum>/plans/<slug:plan>"
_COMMITMENT = f"{_PLAN}/commitments/<int:number>"
_VERSION = f"{_PLAN}/versions/<int:number>"
_AMENDMENT = f"{_PLAN}/amendments/<int:number>"
_UPDATE = f"{_COMMITMENT}/milestones/<int:pk>/updates/<slug:round>"
_ASSESSMENT = f"{_PLAN}/self-assessments/<str:kind>"

urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment-list"),
    path(f"{_PLAN}/adopt/", adoption.plan_adopt, name="plan-adopt"),
    path(f"{_PLAN}/text/", versions.plan_text, name="plan-text"),
    path(f"{_PLAN}/text.pdf", versions.plan_text_pdf, name="plan-text-pdf"),
    path(f"{_PLAN}/text.docx", versions.plan_text_docx, name="plan-text-docx"),
    path(f"{_PLAN}/versions/", versions.version_list, name="version-list"),
    path(f"{_VERSION}/", versions.version_detail, name="version-detail"),
    path(f"{_VERSION}.pdf", versions.version_pdf, name="version-pdf"),
    path(f"{_VERSION}.docx", versions.version_docx, name="version-docx"),
    path(f"{_VERSION}/differences/", versions.version_differences, name="version-differences"),
    path(f"{_PLAN}/amendments/", amendments.amendment_list, name="amendment-list"),
    path(f"{_PLAN}/amendments/new/", amending.amendment_new, name="amendment-new"),
    path(f"{_PLAN}/amendments/new/add/", amending.amendment_add, name="amendment-add"),
    path(f"{_PLAN}/amendments/new/draft/", amending.amendment_draft, name="amendment-draft"),
    path(f"{_AMENDMENT}/", amendments.amendment_detail, name="amendment-detail"),
    path(f"{_AMENDMENT}/publish/", amendments.amendment_publish, name="amendment-publish"),
    path(f"{_AMENDMENT}/adopt/", amendments.amendment_adopt, name="amendment-adopt"),
    path(f"{_AMENDMENT}/drop/", amendments.amendment_drop, name="amendment-drop"),
    path(f"{_COMMITMENT}/amend/", amending.commitment_amend, name="commitment-amend"),
    path(f"{_COMMITMENT}/withdraw/", amending.commitment_withdraw, name="commitment-withdraw"),
    path(f"{_PLAN}/extend/", extensions.plan_extend, name="plan-extend"),
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
