"""The files that came with contributions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from action_plans.models import ContributionFile
from action_plans.views.contributions import find
from forums.views.files import file_response


@require_safe
def contribution_file(
    request: HttpRequest, forum: str, plan: str, number: int, pk: int, name: str
) -> HttpResponseBase:
    """The file itself, to whoever may read the contribution; 404 to others."""
    contribution = find(request, forum, plan, number)
    if pk > 2**31:
        raise Http404
    found = get_object_or_404(ContributionFile, contribution=contribution, pk=pk, name=name)
    return file_response(found.file, name=found.name, content_type=found.content_type)
