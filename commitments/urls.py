"""Addresses of what becomes of a plan."""

from __future__ import annotations

from django.urls import path

from commitments.views import (
    adoption,
    amending,
    amendments,
    assessment_comments,
    assessment_stages,
    assessment_writing,
    assessments,
    commitment_reports,
    commitments,
    continuations,
    dashboard,
    details,
    embedding,
    extensions,
    feeds,
    findings,
    irm_codings,
    irm_products,
    irm_recommendations,
    monitoring,
    observations,
    offices,
    ogp_spreadsheet,
    policy_areas,
    procurement,
    questions,
    report_files,
    round_checks,
    round_reports,
    rounds,
    saved_mappings,
    spreadsheets,
    updates,
    verifications,
    versions,
    visits,
)

app_name = "commitments"

_PLAN = "forums/<slug:forum>/plans/<slug:plan>"
_COMMITMENT = f"{_PLAN}/commitments/<int:number>"
_VERSION = f"{_PLAN}/versions/<int:number>"
_AMENDMENT = f"{_PLAN}/amendments/<int:number>"
_UPDATE = f"{_COMMITMENT}/milestones/<int:pk>/updates/<slug:round>"
_ROUND = f"{_PLAN}/rounds/<slug:round>"
_VERIFICATION = f"{_UPDATE}/verifications/<slug:organisation>"
_VISIT = f"{_PLAN}/visits/<int:number>"
_OBSERVATION = f"{_COMMITMENT}/observations/<int:observation>"
_ASSESSMENT = f"{_PLAN}/self-assessments/<str:kind>"

_IMPORT = f"{_PLAN}/import/<int:pk>"
_CONTRACTS = f"{_COMMITMENT}/contracts"
_PRODUCT = f"{_PLAN}/irm/<slug:kind>/<int:year>"
_RECOMMENDATION = f"{_PRODUCT}/recommendations/<int:number>"

urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment-list"),
    path("commitments/ogp.csv", ogp_spreadsheet.ogp_csv, name="ogp-spreadsheet"),
    path("policy-areas/", policy_areas.policy_area_list, name="policy-area-list"),
    path("policy-areas/<slug:slug>/", policy_areas.policy_area, name="policy-area"),
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
    path(f"{_PLAN}/overdue/", rounds.plan_overdue, name="plan-overdue"),
    path(f"{_PLAN}/rounds/", rounds.round_list, name="round-list"),
    path(f"{_PLAN}/rounds/new/", rounds.round_create, name="round-create"),
    path(f"{_ROUND}/", rounds.round_detail, name="round-detail"),
    path(f"{_ROUND}/edit/", rounds.round_edit, name="round-edit"),
    path(f"{_ROUND}/report/", round_reports.round_report, name="round-report"),
    path(f"{_ROUND}/check/", round_checks.round_check, name="round-check"),
    path(
        f"{_ROUND}/commitments/<int:number>/",
        commitment_reports.commitment_report,
        name="commitment-report",
    ),
    path(
        f"{_ROUND}/commitments/<int:number>/review/",
        commitment_reports.report_review,
        name="report-review",
    ),
    path(f"{_PLAN}/dashboard/", dashboard.plan_dashboard, name="plan-dashboard"),
    path(f"{_PLAN}/import/", spreadsheets.import_begin, name="import-begin"),
    path(
        f"{_PLAN}/import/mappings/delete/",
        saved_mappings.saved_mapping_delete,
        name="saved-mapping-delete",
    ),
    path(
        f"{_PLAN}/import/mappings/<slug:slug>.toml",
        saved_mappings.saved_mapping_file,
        name="saved-mapping-file",
    ),
    path(f"{_IMPORT}/", spreadsheets.import_columns, name="import-columns"),
    path(f"{_IMPORT}/files/", spreadsheets.import_files_bring, name="import-files"),
    path(f"{_IMPORT}/preview/", spreadsheets.import_preview, name="import-preview"),
    path(f"{_IMPORT}/leave-out/", spreadsheets.import_leave_out, name="import-leave-out"),
    path(f"{_IMPORT}/discard/", spreadsheets.import_discard, name="import-discard"),
    path(f"{_IMPORT}/mapping/", saved_mappings.mapping_save, name="mapping-save"),
    path(f"{_IMPORT}/mapping.toml", saved_mappings.mapping_file, name="mapping-file"),
    path(f"{_PLAN}/commitments/", commitments.plan_commitments, name="plan-commitments"),
    path(f"{_COMMITMENT}/", commitments.commitment_detail, name="commitment-detail"),
    path(f"{_COMMITMENT}/feed.atom", feeds.CommitmentFeed(), name="commitment-feed"),
    path(f"{_COMMITMENT}/embed/", embedding.commitment_embed, name="commitment-embed"),
    path(f"{_PLAN}/feed.atom", feeds.PlanFeed(), name="plan-feed"),
    path(f"{_PLAN}/themes/<slug:theme>/", offices.theme_detail, name="theme-detail"),
    path(f"{_PLAN}/themes/<slug:theme>/feed.atom", feeds.ThemeFeed(), name="theme-feed"),
    path("offices/<slug:slug>/", offices.office_detail, name="office-detail"),
    path("offices/<slug:slug>/feed.atom", feeds.OfficeFeed(), name="office-feed"),
    path(f"{_COMMITMENT}/details/", details.commitment_details, name="commitment-details"),
    path(f"{_COMMITMENT}/ask/", questions.office_ask, name="office-ask"),
    path(f"{_COMMITMENT}/carry-on/", continuations.commitment_carry_on, name="carry-on"),
    path("contracts/", procurement.contract_list, name="contract-list"),
    path(
        "forums/<slug:forum>/contracts/<path:ocid>/",
        procurement.contract_detail,
        name="contract-detail",
    ),
    path(f"{_CONTRACTS}/import/", procurement.contract_import, name="contract-import"),
    path(f"{_CONTRACTS}/<int:pk>/untie/", procurement.contract_untie, name="contract-untie"),
    path(f"{_PLAN}/irm/", irm_products.product_list, name="irm-product-list"),
    path(f"{_PLAN}/irm/new/", irm_products.product_new, name="irm-product-new"),
    path(f"{_PRODUCT}/", irm_products.product_detail, name="irm-product"),
    path(f"{_PRODUCT}/edit/", irm_products.product_edit, name="irm-product-edit"),
    path(f"{_PRODUCT}/publish/", irm_products.product_publish, name="irm-product-publish"),
    path(f"{_PRODUCT}/drop/", irm_products.product_drop, name="irm-product-drop"),
    path(f"{_PRODUCT}/codings/", irm_codings.codings_edit, name="irm-codings"),
    path(
        f"{_PRODUCT}/recommendations/new/",
        irm_recommendations.recommendation_new,
        name="irm-recommendation-new",
    ),
    path(
        f"{_RECOMMENDATION}/edit/",
        irm_recommendations.recommendation_edit,
        name="irm-recommendation-edit",
    ),
    path(
        f"{_RECOMMENDATION}/answer/",
        irm_recommendations.recommendation_answer,
        name="irm-recommendation-answer",
    ),
    path(
        f"{_RECOMMENDATION}/remove/",
        irm_recommendations.recommendation_remove,
        name="irm-recommendation-remove",
    ),
    path(f"{_UPDATE}/", updates.update_report, name="update-report"),
    path(f"{_UPDATE}/review/", updates.update_review, name="update-review"),
    path(f"{_UPDATE}/verify/", verifications.update_verify, name="update-verify"),
    path(f"{_VERIFICATION}/", verifications.verification_detail, name="verification-detail"),
    path(f"{_VERIFICATION}/agenda/", verifications.difference_put, name="difference-put"),
    path(f"{_VERIFICATION}/settle/", verifications.difference_settle, name="difference-settle"),
    path(f"{_COMMITMENT}/findings/", findings.finding_list, name="finding-list"),
    path(f"{_COMMITMENT}/findings/<slug:round>/", findings.finding_edit, name="finding-edit"),
    path(f"{_PLAN}/monitoring/", monitoring.plan_monitoring, name="plan-monitoring"),
    path(f"{_PLAN}/visits/", visits.visit_list, name="visit-list"),
    path(f"{_PLAN}/visits/new/", visits.visit_create, name="visit-create"),
    path(f"{_VISIT}/", visits.visit_detail, name="visit-detail"),
    path(f"{_VISIT}/edit/", visits.visit_edit, name="visit-edit"),
    path(f"{_VISIT}/publish/", visits.visit_publish, name="visit-publish"),
    path(f"{_COMMITMENT}/observations/", observations.observation_list, name="observation-list"),
    path(
        f"{_COMMITMENT}/observations/new/",
        observations.observation_create,
        name="observation-create",
    ),
    path(f"{_OBSERVATION}/", observations.observation_detail, name="observation-detail"),
    path(f"{_OBSERVATION}/file/<str:name>", observations.observation_file, name="observation-file"),
    path(
        f"{_UPDATE}/evidence/<uuid:document>/remove/",
        updates.evidence_remove,
        name="evidence-remove",
    ),
    path(f"{_ASSESSMENT}/", assessments.assessment_detail, name="assessment-detail"),
    path(
        f"{_ASSESSMENT}/commitments/",
        assessments.assessment_commitments,
        name="assessment-commitments",
    ),
    path(
        f"{_ASSESSMENT}/comments/",
        assessment_comments.assessment_comments,
        name="assessment-comments",
    ),
    path(f"{_ASSESSMENT}/answer/", assessment_comments.assessment_answer, name="assessment-answer"),
    path(f"{_ASSESSMENT}/edit/", assessment_writing.assessment_edit, name="assessment-edit"),
    path(
        f"{_ASSESSMENT}/edit/commitments/<int:number>/",
        assessment_writing.account_edit,
        name="assessment-account",
    ),
    path(
        f"{_ASSESSMENT}/edit/<str:section>/",
        assessment_writing.section_edit,
        name="assessment-section",
    ),
    path(
        f"{_ASSESSMENT}/consult/", assessment_stages.assessment_consult, name="assessment-consult"
    ),
    path(f"{_ASSESSMENT}/extend/", assessment_stages.assessment_extend, name="assessment-extend"),
    path(f"{_ASSESSMENT}/finish/", assessment_stages.assessment_finish, name="assessment-finish"),
    path(f"{_ASSESSMENT}/build/", report_files.report_build, name="report-build"),
    path(f"{_ASSESSMENT}/builds/<int:pk>/", report_files.report_progress, name="report-progress"),
    path(
        f"{_ASSESSMENT}/pdf/",
        report_files.assessment_file,
        {"format": "pdf"},
        name="assessment-pdf",
    ),
    path(
        f"{_ASSESSMENT}/docx/",
        report_files.assessment_file,
        {"format": "docx"},
        name="assessment-docx",
    ),
]
