"""Addresses of the forums, below `/`."""

from __future__ import annotations

from django.urls import path

from forums.views import comments, decisions, documents, feeds, forums, meetings

app_name = "forums"

_FORUM = "forums/<slug:forum>"
_MEETING = f"{_FORUM}/meetings/<int:number>"
_DECISION = f"{_FORUM}/decisions/<int:number>"

urlpatterns = [
    path("forums/", forums.forum_list, name="forum-list"),
    path(f"{_FORUM}/members/", forums.member_list, name="member-list"),
    path(f"{_FORUM}/calendar/", meetings.meeting_list, name="meeting-list"),
    path(f"{_FORUM}/calendar.ics", feeds.calendar_feed, name="calendar-feed"),
    path(f"{_FORUM}/feed.atom", feeds.News(), name="feed"),
    path(f"{_FORUM}/theme.css", feeds.theme, name="forum-theme"),
    path(f"{_FORUM}/meetings/new/", meetings.meeting_create, name="meeting-create"),
    path(f"{_MEETING}/", meetings.meeting_detail, name="meeting-detail"),
    path(f"{_MEETING}.ics", meetings.meeting_ics, name="meeting-ics"),
    path(f"{_MEETING}/edit/", meetings.meeting_edit, name="meeting-edit"),
    path(f"{_MEETING}/publish/", meetings.meeting_publish, name="meeting-publish"),
    path(f"{_MEETING}/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path(f"{_MEETING}/attendance/", meetings.attendance_edit, name="attendance-edit"),
    path(f"{_MEETING}/minutes/", meetings.minutes_edit, name="minutes-edit"),
    path(f"{_MEETING}/minutes/publish/", meetings.minutes_publish, name="minutes-publish"),
    path(f"{_FORUM}/decisions/", decisions.decision_list, name="decision-list"),
    path(f"{_FORUM}/decisions/new/", decisions.decision_create, name="decision-create"),
    path(f"{_DECISION}/", decisions.decision_detail, name="decision-detail"),
    path(f"{_DECISION}/edit/", decisions.decision_edit, name="decision-edit"),
    path(f"{_DECISION}/publish/", decisions.decision_publish, name="decision-publish"),
    path(f"{_FORUM}/repository/", documents.repository, name="document-list"),
    path(f"{_FORUM}/repository/new/", documents.document_add, name="document-add"),
    path(f"{_FORUM}/documents/<uuid:pk>/", documents.document, name="document"),
    path(
        f"{_FORUM}/documents/<uuid:pk>/publish/",
        documents.document_publish,
        name="document-publish",
    ),
    path("comments/<str:word>/<int:pk>/", comments.comment_add, name="comment-add"),
    path("comments/<int:pk>/remove/", comments.comment_remove, name="comment-remove"),
]
