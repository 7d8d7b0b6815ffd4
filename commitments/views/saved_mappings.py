"""The mapping of an import as a file, and those that a forum keeps by name."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.domain import saved_mappings
from commitments.forms.saved_mappings import SaveMappingForm
from commitments.models import SavedMapping
from commitments.views.spreadsheets import back, open_import, plan_to_import
from forums.domain.errors import Refused
from forums.views.access import members_only, number_posted


@members_only
@require_POST
def mapping_save(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """Keeps the mapping under a name."""
    form = SaveMappingForm(request.POST)
    try:
        imported, person = open_import(request, forum, plan, pk)
        if form.is_valid():
            slug = form.cleaned_data["slug"]
            kept = saved_mappings.save(imported, by=person, slug=slug)
            said = _("The mapping is kept as “%(name)s”. Choose it at the next import.")
            messages.success(request, said % {"name": kept.slug})
    except Refused as refused:
        return back(request, forum, plan, pk, refused)
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))
    return redirect("commitments:import-preview", forum, plan, pk)


@members_only
@require_safe
def mapping_file(request: HttpRequest, forum: str, plan: str, pk: int) -> HttpResponse:
    """The mapping of an import under way, as a file for `import_plan`."""
    try:
        imported, _person = open_import(request, forum, plan, pk)
        return _toml(saved_mappings.text_of(imported), f"{plan}.toml")
    except Refused as refused:
        return back(request, forum, plan, pk, refused)


@members_only
@require_safe
def saved_mapping_file(request: HttpRequest, forum: str, plan: str, slug: str) -> HttpResponse:
    """A mapping that the forum keeps, as a file."""
    found, _person = plan_to_import(request, forum, plan)
    saved = get_object_or_404(SavedMapping, forum=found.forum, slug=slug)
    return _toml(saved.mapping, f"{slug}.toml")


@members_only
@require_POST
def saved_mapping_delete(request: HttpRequest, forum: str, plan: str) -> HttpResponse:
    """Forgets a mapping that the forum keeps."""
    found, _person = plan_to_import(request, forum, plan)
    get_object_or_404(
        SavedMapping, forum=found.forum, pk=number_posted(request, "mapping")
    ).delete()
    messages.success(request, _("The mapping is deleted."))
    return redirect("commitments:import-begin", forum, plan)


def _toml(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
