"""The forum's decisions as a feed: each as it is published as taken."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forums.domain.judging import explanation
from forums.models import Decision, Forum, Outcome
from forums.templatetags.portal import markdown
from forums.views.feeds import ForumFeed, for_xml

NEWEST = 50


class DecisionFeed(ForumFeed):
    """Decisions that were taken, the newest first."""

    def title(self, obj: Forum) -> str:
        return for_xml(_("Decisions of %(forum)s") % {"forum": obj.name})

    def link(self, obj: Forum) -> str:
        return reverse("forums:decision-list", args=[obj.slug])

    def feed_url(self, obj: Forum) -> str:
        return reverse("forums:decision-feed", args=[obj.slug])

    def subtitle(self, obj: Forum) -> str:
        return _("Decisions with their reasons, as they are published.")

    def items(self, obj: Forum) -> list[Any]:
        rows = Decision.objects.public().filter(forum=obj).exclude(outcome=Outcome.OPEN)
        return list(
            rows.select_related("forum", "rules")
            .prefetch_related("votes")
            .order_by("-decided_on", "-number")[:NEWEST]
        )

    def item_title(self, item: Any) -> str:
        return for_xml(f"{item.get_outcome_display()}: {item.title}")

    def item_description(self, item: Any) -> str:
        told = explanation(item, list(item.votes.all()))
        return for_xml(
            format_html("<p>{}</p>{}{}", told, markdown(item.text), markdown(item.reasons))
        )

    def item_pubdate(self, item: Any) -> Any:
        return item.published_at

    def item_updateddate(self, item: Any) -> Any:
        return max(filter(None, [item.published_at, item.vote_closed_at]))
