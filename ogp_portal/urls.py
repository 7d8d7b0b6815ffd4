"""Addresses of the portal. What belongs to an app stands in the app's own list."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from forums.views.following import stop_following, unfollow_by_mail
from forums.views.notices import stop_mail
from ogp_portal.views import (
    activity,
    changes,
    data,
    health,
    home,
    me,
    outbox,
    pages,
    plan_data,
    plans,
    repository,
    search,
    styleguide,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("forums/<slug:forum>/", home.forum_home, name="forum-home"),
    path("forums/<slug:forum>/activity/<int:year>/", activity.activity, name="activity"),
    path("forums/<slug:forum>/activity/<int:year>.pdf", activity.activity_pdf, name="activity-pdf"),
    path("forums/<slug:forum>/changes/", changes.changes, name="changes"),
    path("forums/<slug:forum>/repository/", repository.repository, name="repository"),
    path(
        "forums/<slug:forum>/repository.atom", repository.RepositoryFeed(), name="repository-feed"
    ),
    path(
        "forums/<slug:forum>/documents/<uuid:pk>/about/",
        repository.document_about,
        name="document-about",
    ),
    path("", include("forums.urls")),
    path("", include("action_plans.urls")),
    path("", include("commitments.urls")),
    path("forums/<slug:forum>/plans/<slug:plan>/", plans.plan_detail, name="plan-detail"),
    path("api/", include("ogp_portal.api.urls")),
    path("forums/<slug:forum>/plans/<slug:plan>/data/", plan_data.plan_data, name="plan-data"),
    path(
        "forums/<slug:forum>/plans/<slug:plan>/data.<slug:format>",
        plan_data.plan_download,
        name="plan-download",
    ),
    path("data/", data.data, name="data"),
    path("data/dictionary/", data.data_dictionary, name="data-dictionary"),
    path("data/dictionary.<slug:format>", data.dictionary_file, name="data-dictionary-file"),
    path("data/dump/<slug:day>.zip", data.dump, name="data-dump"),
    path("data/dump/<slug:day>.zip.sha256", data.dump_checksum, name="data-dump-checksum"),
    path("search/", search.search, name="search"),
    path("me/", me.me, name="me"),
    path("mail/stop/<str:token>/", stop_mail, name="stop-mail"),
    path("mail/following/stop/<str:token>/", stop_following, name="stop-following"),
    path("mail/following/leave/<str:token>/", unfollow_by_mail, name="unfollow-by-mail"),
    path("glossary/", pages.glossary, name="glossary"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("accounts/", include("allauth.urls")),
    # Without a form's secret, so that public pages stay the same for all: it harms nobody.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEMO:
    urlpatterns += [
        path("outbox/", outbox.mail_list, name="outbox"),
        path("outbox/<slug:name>/", outbox.mail_detail, name="outbox-mail"),
    ]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))

handler500 = "ogp_portal.views.errors.server_error"
