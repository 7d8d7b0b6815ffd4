"""Addresses of a plan while it is made, below `/forums/<forum>/plans/<plan>/`."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from action_plans.views import (
    answering,
    answers,
    authors,
    consultations,
    consulting,
    contributing,
    contribution_files,
    contribution_map,
    contributions,
    draft_changes,
    draft_files,
    drafts,
    history,
    merges,
    milestones,
    outreach,
    overviews,
    phases,
    plan_calendars,
    planning,
    plans,
    remarks,
    response_desk,
    responses,
    rule_sets,
    similar,
    suggestions,
    supports,
    visits,
)

app_name = "action_plans"

_PLAN = "forums/<slug:forum>/plans/<slug:plan>"
_CONTRIBUTION = f"{_PLAN}/contributions/<int:number>"
_RESPONSE = f"{_PLAN}/responses/<str:reference>"
_CONSULTATION = f"{_PLAN}/consultations/<int:number>"
_DRAFT = f"{_PLAN}/drafts/<int:number>"
_ANSWER = f"{_DRAFT}/<slug:question>/<str:language>"
_SUGGESTION = f"{_DRAFT}/suggestions/<int:suggestion>"

urlpatterns = [
    path("forums/<slug:forum>/plans/", plans.plan_list, name="plan-list"),
    path("forums/<slug:forum>/plans/new/", planning.plan_create, name="plan-create"),
    path("forums/<slug:forum>/ogp-rules/", rule_sets.rule_list, name="rule-list"),
    path(
        "forums/<slug:forum>/ogp-rules/<slug:rule_set>/<slug:name>/",
        rule_sets.rule_edit,
        name="rule-edit",
    ),
    path(f"{_PLAN}/edit/", planning.plan_edit, name="plan-edit"),
    path(f"{_PLAN}/publish/", planning.plan_publish, name="plan-publish"),
    path(f"{_PLAN}/deliver/", planning.plan_deliver, name="plan-deliver"),
    path(f"{_PLAN}/calendar/", plan_calendars.plan_calendar, name="plan-calendar"),
    path(f"{_PLAN}/calendar.ics", plan_calendars.plan_ics, name="plan-ics"),
    path(f"{_PLAN}/transitions/new/", plan_calendars.transition_create, name="transition-create"),
    path(f"{_PLAN}/transitions/<int:pk>/", plan_calendars.transition_edit, name="transition-edit"),
    path(f"{_PLAN}/map/", contribution_map.contribution_map, name="contribution-map"),
    path(f"{_PLAN}/phases/", phases.phase_list, name="phase-list"),
    path(f"{_PLAN}/phases/new/", phases.phase_create, name="phase-create"),
    path(f"{_PLAN}/phases/propose/", phases.phase_propose, name="phase-propose"),
    path(f"{_PLAN}/phases/<int:pk>/", phases.phase_edit, name="phase-edit"),
    path(f"{_PLAN}/phases/<int:pk>/remove/", phases.phase_remove, name="phase-remove"),
    path(f"{_PLAN}/overview/", overviews.overview_latest, name="overview-latest"),
    path(f"{_PLAN}/overview/new/", overviews.overview_publish, name="overview-publish"),
    path(f"{_PLAN}/overview/<int:number>/", overviews.overview_detail, name="overview-detail"),
    path(f"{_PLAN}/outreach/", outreach.outreach_list, name="outreach-list"),
    path(f"{_PLAN}/outreach/new/", outreach.outreach_create, name="outreach-create"),
    path(f"{_PLAN}/outreach/<int:number>/", outreach.outreach_edit, name="outreach-edit"),
    path(
        f"{_PLAN}/outreach/<int:number>/publish/",
        outreach.outreach_publish,
        name="outreach-publish",
    ),
    path(f"{_PLAN}/contributions/", contributions.contribution_list, name="contribution-list"),
    path(
        f"{_PLAN}/contributions/new/", contributing.contribution_create, name="contribution-create"
    ),
    path(
        f"{_PLAN}/contributions/enter/", contributing.contribution_enter, name="contribution-enter"
    ),
    path(f"{_PLAN}/contributions/similar/", similar.similar_ones, name="contribution-similar"),
    path(
        f"{_PLAN}/contributions/desk/",
        RedirectView.as_view(pattern_name="action_plans:response-desk", query_string=True),
    ),
    path(f"{_CONTRIBUTION}/", contributions.contribution_detail, name="contribution-detail"),
    path(
        f"{_CONTRIBUTION}/correct/", contributing.contribution_correct, name="contribution-correct"
    ),
    path(f"{_CONTRIBUTION}/put/", contributions.contribution_put, name="contribution-put"),
    path(f"{_CONTRIBUTION}/support/", supports.support, name="contribution-support"),
    path(f"{_CONTRIBUTION}/merge/", merges.merge, name="contribution-merge"),
    path(f"{_CONTRIBUTION}/apart/", merges.undo, name="contribution-apart"),
    path(f"{_CONTRIBUTION}/drafts/", contribution_map.take_up, name="contribution-drafts"),
    path(
        f"{_CONTRIBUTION}/files/<int:pk>/<str:name>",
        contribution_files.contribution_file,
        name="contribution-file",
    ),
    path(f"{_PLAN}/responses/", responses.response_list, name="response-list"),
    path(f"{_PLAN}/responses/responses.pdf", responses.response_pdf, name="response-pdf"),
    path(f"{_PLAN}/responses/new/", answering.response_create, name="response-create"),
    path(f"{_PLAN}/responses/desk/", response_desk.desk, name="response-desk"),
    path(f"{_PLAN}/responses/prepared/", answering.response_prepared, name="response-prepared"),
    path(f"{_PLAN}/responses/publish/", answering.response_publish, name="response-publish"),
    path(f"{_RESPONSE}/", responses.response_detail, name="response-detail"),
    path(f"{_RESPONSE}/edit/", answering.response_edit, name="response-edit"),
    path(f"{_RESPONSE}/discard/", answering.response_discard, name="response-discard"),
    path(f"{_RESPONSE}/remarks/", responses.response_remarks, name="response-remarks"),
    path(f"{_PLAN}/consultations/", consultations.consultation_list, name="consultation-list"),
    path(f"{_PLAN}/consultations/new/", consulting.consultation_create, name="consultation-create"),
    path(f"{_CONSULTATION}/", consultations.consultation_detail, name="consultation-detail"),
    path(f"{_CONSULTATION}/edit/", consulting.consultation_edit, name="consultation-edit"),
    path(f"{_CONSULTATION}/publish/", consulting.consultation_publish, name="consultation-publish"),
    path(f"{_CONSULTATION}/extend/", consulting.consultation_extend, name="consultation-extend"),
    path(f"{_CONSULTATION}/discard/", consulting.consultation_discard, name="consultation-discard"),
    path(
        f"{_CONSULTATION}/differences/",
        consultations.consultation_differences,
        name="consultation-differences",
    ),
    path(f"{_PLAN}/drafts/", drafts.draft_list, name="draft-list"),
    path(f"{_PLAN}/drafts/new/", draft_changes.draft_create, name="draft-create"),
    path(f"{_DRAFT}/", drafts.draft_detail, name="draft-detail"),
    path(f"{_DRAFT}/draft.docx", draft_files.draft_file, {"ending": "docx"}, name="draft-docx"),
    path(f"{_DRAFT}/draft.xlsx", draft_files.draft_file, {"ending": "xlsx"}, name="draft-xlsx"),
    path(f"{_DRAFT}/import/", draft_files.draft_import_file, name="draft-import"),
    path(f"{_DRAFT}/import/<int:pk>/", draft_files.draft_returned, name="draft-returned"),
    path(
        f"{_DRAFT}/import/<int:pk>/file/",
        draft_files.draft_returned_file,
        name="draft-returned-file",
    ),
    path(f"{_DRAFT}/edit/", draft_changes.draft_edit, name="draft-edit"),
    path(f"{_DRAFT}/publish/", draft_changes.draft_publish, name="draft-publish"),
    path(f"{_DRAFT}/propose/", draft_changes.draft_propose, name="draft-propose"),
    path(f"{_DRAFT}/presence/", visits.presence, name="draft-presence"),
    path(f"{_DRAFT}/authors/", authors.author_list, name="draft-authors"),
    path(f"{_DRAFT}/authors/<int:pk>/remove/", authors.author_remove, name="draft-author-remove"),
    path(f"{_DRAFT}/comments/<int:pk>/settle/", remarks.remark_settle, name="remark-settle"),
    path(f"{_DRAFT}/milestones/new/", milestones.milestone_add, name="draft-milestone-add"),
    path(f"{_DRAFT}/milestones/<int:pk>/", milestones.milestone_edit, name="draft-milestone-edit"),
    path(f"{_DRAFT}/suggestions/", suggestions.suggestion_list, name="suggestion-list"),
    path(f"{_SUGGESTION}/", suggestions.suggestion_detail, name="suggestion-detail"),
    path(f"{_SUGGESTION}/accept/", suggestions.suggestion_accept, name="suggestion-accept"),
    path(f"{_SUGGESTION}/decline/", suggestions.suggestion_decline, name="suggestion-decline"),
    path(f"{_SUGGESTION}/withdraw/", suggestions.suggestion_withdraw, name="suggestion-withdraw"),
    path(
        f"{_DRAFT}/revisions/<int:pk>/restore/", history.revision_restore, name="revision-restore"
    ),
    path(f"{_DRAFT}/<slug:question>/comments/", remarks.remark_list, name="remark-list"),
    path(f"{_ANSWER}/", answers.answer_edit, name="answer-edit"),
    path(f"{_ANSWER}/advice/", answers.answer_advice, name="answer-advice"),
    path(f"{_ANSWER}/suggest/", suggestions.suggestion_create, name="suggestion-create"),
    path(f"{_ANSWER}/history/", history.answer_history, name="answer-history"),
    path(f"{_ANSWER}/words/", history.answer_words, name="answer-words"),
]
