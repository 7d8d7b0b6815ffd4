"""A commitment as a small page that other sites can show in a frame."""

from __future__ import annotations

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from commitments.models import Commitment
from commitments.views.commitments import with_progress

KEPT_SECONDS = 300
_FRAMED = {
    "default-src": [NONE],
    "style-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


@require_safe
@csp_replace(_FRAMED)  # type: ignore[arg-type]
@xframe_options_exempt
def commitment_embed(request: HttpRequest, forum: str, plan: str, number: int) -> HttpResponse:
    """How far a public commitment is, in the language of `lang` or the forum's own.

    The same for everybody, whoever is logged in: without cookies, scripts and forms.
    """
    rows = with_progress(Commitment.objects.public())
    where = {"plan__forum__slug": forum, "plan__slug": plan, "number": number}
    commitment = get_object_or_404(rows, **where)
    owner = commitment.plan.forum
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else owner.main_language
    context = {"commitment": commitment, "forum": owner, "portal": settings.PORTAL_URL}
    with translation.override(language), timezone.override(owner.time_zone):
        html = render_to_string("commitments/embedding/commitment.html", context)
    response = HttpResponse(html, headers={"Content-Language": language})
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response
