"""Addresses of what becomes of a plan."""

from __future__ import annotations

from django.urls import path

from commitments.views import adoption, commitments, updates

app_name = "commitments"

_PLAN = "forums/<slug:forum>/plans/<slug:plan>"
_COMMITMENT = f"{_PLAN}/commitments/<int:number>"
_UPDATE = f"{_COMMITMENT}/milestones/<int:pk>/updates/<slug:round>"

urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment-list"),
    path(f"{_PLAN}/adopt/", adoption.plan_adopt, name="plan-adopt"),
    path(f"{_PLAN}/rounds/new/", updates.round_create, name="round-create"),
    path(f"{_PLAN}/commitments/", commitments.plan_commitments, name="plan-commitments"),
    path(f"{_COMMITMENT}/", commitments.commitment_detail, name="commitment-detail"),
    path(f"{_UPDATE}/", updates.update_report, name="update-report"),
    path(f"{_UPDATE}/review/", updates.update_review, name="update-review"),
]
