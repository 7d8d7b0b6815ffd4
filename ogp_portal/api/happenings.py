"""What happened, in all forums or in one, as open data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from action_plans.models import ActionPlan
from forums.domain.happened import Found
from forums.domain.happenings import Happening, Kind, Topic, Wanted
from forums.models import Forum
from ogp_portal.api.base import Pages
from ogp_portal.api.fields import TEXTS
from ogp_portal.api.tables import CSVRenderer, lines

DEFAULT = dt.timedelta(days=30)
MOST_IN_A_FILE = 10_000
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@extend_schema_field(TEXTS)
class Said(serializers.Field[Any, Any, Any, Any]):
    """A text that the portal makes, in each of its languages."""

    def to_representation(self, value: Happening) -> dict[str, str]:
        said = {}
        for language in LANGUAGES:
            with translation.override(language):
                said[language] = str(getattr(value, self.field_name or ""))
        return {language: text for language, text in said.items() if text}


class HappeningSerializer(serializers.Serializer[Any]):
    """One thing that happened; `key` stays the same."""

    key = serializers.CharField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    forum = serializers.CharField(source="facts.forum_slug")
    plan = serializers.CharField(source="facts.plan_slug", default=None, allow_null=True)
    commitment = serializers.IntegerField(
        source="facts.commitment_number", default=None, allow_null=True
    )
    title = Said(source="*")
    text = Said(source="*")
    page = serializers.CharField(source="address")


class Question(forms.Form):
    """What may stand in the address."""

    forum = forms.SlugField(required=False)
    plan = forms.SlugField(required=False)
    kind = forms.ChoiceField(choices=[("", ""), *Kind.choices], required=False)
    since = forms.CharField(required=False, max_length=40)
    until = forms.CharField(required=False, max_length=40)

    def _moment(self, name: str) -> dt.datetime | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        try:
            found = parse_datetime(text) or parse_datetime(f"{text}T00:00")
            moment = found and (found if found.tzinfo else found.replace(tzinfo=dt.UTC))
            if moment:
                return moment.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(_("Write a day as 2026-01-31, or a time as 2026-01-31T12:00Z."))

    def clean_since(self) -> dt.datetime | None:
        return self._moment("since")

    def clean_until(self) -> dt.datetime | None:
        return self._moment("until")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("plan") and not data.get("forum"):
            self.add_error("plan", _("Name the forum too."))
        return data

    def wanted(self) -> Wanted:
        """What is asked for; what a forum or plan does not have is nothing."""
        data, now = self.cleaned_data, timezone.now()
        until = min(data["until"] or now, now)
        since = data["since"] or until - DEFAULT
        kinds = frozenset({data["kind"]} if data["kind"] else ())
        return Wanted(self._topics(), until=until, since=since, kinds=kinds)

    def _topics(self) -> frozenset[Topic] | None:
        data = self.cleaned_data
        if data["plan"]:
            plans = ActionPlan.objects.public().filter(forum__slug=data["forum"], slug=data["plan"])
            return frozenset(("plan", pk) for pk in plans.values_list("pk", flat=True))
        if data["forum"]:
            forums = Forum.objects.public().filter(slug=data["forum"])
            return frozenset(("forum", pk) for pk in forums.values_list("pk", flat=True))
        return None


PARAMETERS = [
    OpenApiParameter("format", OpenApiTypes.STR, enum=["json", "csv"]),
    OpenApiParameter("forum", OpenApiTypes.STR),
    OpenApiParameter("plan", OpenApiTypes.STR, description="Together with its forum."),
    OpenApiParameter("kind", OpenApiTypes.STR, enum=Kind.values),
    OpenApiParameter("since", OpenApiTypes.DATETIME, description="The last 30 days where empty."),
    OpenApiParameter("until", OpenApiTypes.DATETIME, description="Left out itself."),
    OpenApiParameter("page", OpenApiTypes.INT),
    OpenApiParameter("page_size", OpenApiTypes.INT),
]


class Changes(APIView):
    """What changed, the newest first; as CSV the newest 10,000."""

    renderer_classes = [JSONRenderer, CSVRenderer]

    @extend_schema(parameters=PARAMETERS, responses=HappeningSerializer(many=True))
    def get(self, request: Request) -> HttpResponseBase:
        asked = Question(request.query_params)
        if not asked.is_valid():
            raise ValidationError(
                {name: [str(each) for each in said] for name, said in asked.errors.items()}
            )
        found: Any = Found(asked.wanted())
        if request.accepted_renderer.format == "csv":
            return _file(found[:MOST_IN_A_FILE])
        pages = Pages()
        rows: Any = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(HappeningSerializer(rows, many=True).data)


def _file(happenings: list[Happening]) -> StreamingHttpResponse:
    """The same as a table, with a column for each language of a text."""
    names: list[str] = list(HappeningSerializer._declared_fields)
    plain = [name for name in names if name not in ("title", "text")]
    said = [f"{name}_{language}" for name in ("title", "text") for language in LANGUAGES]

    def row(happening: Happening) -> dict[str, Any]:
        data = HappeningSerializer(happening).data
        texts = {
            f"{name}_{language}": data[name].get(language, "")
            for name in ("title", "text")
            for language in LANGUAGES
        }
        return {**{name: data[name] for name in plain}, **texts}

    answer = StreamingHttpResponse(
        lines([*plain, *said], map(row, happenings)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="changes.csv"'
    return answer
