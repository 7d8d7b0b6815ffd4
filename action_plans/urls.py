"""Addresses of a plan while it is made, below `/forums/<forum>/plans/<plan>/`."""

from __future__ import annotations

from django.urls import path

from action_plans.views import answers, contributions, drafts, milestones, plans, responses

app_name = "action_plans"

_PLAN = "forums/<slug:forum>/plans/<slug:plan>"
_DRAFT = f"{_PLAN}/drafts/<int:number>"
_ANSWER = f"{_DRAFT}/<slug:question>/<str:language>"

urlpatterns = [
    path("forums/<slug:forum>/plans/", plans.plan_list, name="plan-list"),
    path(f"{_PLAN}/contributions/", contributions.contribution_list, name="contribution-list"),
    path(
        f"{_PLAN}/contributions/new/", contributions.contribution_create, name="contribution-create"
    ),
    path(
        f"{_PLAN}/contributions/<int:number>/",
        contributions.contribution_detail,
        name="contribution-detail",
    ),
    path(
        f"{_PLAN}/contributions/<int:number>/put/",
        contributions.contribution_put,
        name="contribution-put",
    ),
    path(f"{_PLAN}/responses/", responses.response_list, name="response-list"),
    path(f"{_PLAN}/responses/new/", responses.response_create, name="response-create"),
    path(f"{_PLAN}/responses/<str:reference>/", responses.response_detail, name="response-detail"),
    path(f"{_PLAN}/drafts/", drafts.draft_list, name="draft-list"),
    path(f"{_PLAN}/drafts/new/", drafts.draft_create, name="draft-create"),
    path(f"{_DRAFT}/", drafts.draft_detail, name="draft-detail"),
    path(f"{_DRAFT}/edit/", drafts.draft_edit, name="draft-edit"),
    path(f"{_DRAFT}/publish/", drafts.draft_publish, name="draft-publish"),
    path(f"{_DRAFT}/propose/", drafts.draft_propose, name="draft-propose"),
    path(f"{_DRAFT}/milestones/new/", milestones.milestone_add, name="draft-milestone-add"),
    path(f"{_DRAFT}/milestones/<int:pk>/", milestones.milestone_edit, name="draft-milestone-edit"),
    path(
        f"{_DRAFT}/revisions/<int:pk>/restore/", answers.revision_restore, name="revision-restore"
    ),
    path(f"{_ANSWER}/", answers.answer_edit, name="answer-edit"),
    path(f"{_ANSWER}/history/", answers.answer_history, name="answer-history"),
]
