"""What the repository asks for: to look after links that no longer answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Document
from ogp_portal.waiting.rows import Waiting, waited


def broken_links(coordinated: list[int]) -> Iterator[Waiting]:
    """One row for each forum whose public documents have links that no longer answer."""
    broken = Document.objects.public().filter(
        forum__in=coordinated, link_check__broken_since__isnull=False
    )
    counted = (
        broken.order_by()
        .values_list("forum__slug")
        .annotate(Count("pk"), Min("link_check__broken_since"))
        .order_by("forum__slug")
    )
    for slug, links, since in counted:
        yield Waiting(
            ngettext("%(links)d link no longer answers", "%(links)d links no longer answer", links)
            % {"links": links},
            _("Correct it, or give an archived copy"),
            f"{reverse('repository', args=[slug])}?link=broken",
            *waited(since),
        )
