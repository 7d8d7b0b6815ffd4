"""The commitments in the columns of the partnership's public spreadsheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from commitments.domain import ogp_spreadsheet
from commitments.forms.filters import CommitmentFilter
from commitments.models import Commitment


@require_safe
def ogp_csv(request: HttpRequest) -> HttpResponseBase:
    """Every public commitment that the list's filters leave, streamed; with a filter that is wrong,
    none rather than all."""
    chosen = CommitmentFilter(request.GET, queryset=Commitment.objects.public())
    rows = chosen.qs if chosen.is_valid() else Commitment.objects.none()
    response = StreamingHttpResponse(
        ogp_spreadsheet.lines(rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="commitments.csv"'
    return response
