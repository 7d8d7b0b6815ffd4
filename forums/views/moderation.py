"""Moderation in public: the rules, how it works, the figures; and whether first texts are held."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums.domain import moderation as verbs
from forums.domain import moderation_figures
from forums.domain.moderation_figures import Quarter
from forums.forms.moderation import SettingsForm
from forums.models import ModerationRule
from forums.views.access import forum_or_404, members_only, require

QUARTERS_SHOWN = 8


@require_safe
def moderation(request: HttpRequest, forum: str) -> HttpResponse:
    """The rules in force, those that applied before, how it works, and the figures."""
    found = forum_or_404(request, forum)
    rules = list(ModerationRule.objects.public().filter(forum=found).order_by("number"))
    quarters = moderation_figures.by_quarter(found)
    return render(
        request,
        "forums/moderation/public.html",
        {
            "forum": found,
            "rules": [rule for rule in rules if rule.retired_on is None],
            "retired": [rule for rule in rules if rule.retired_on is not None],
            "quarters": quarters[:QUARTERS_SHOWN],
            "columns": _columns(),
            "rows": [_row(quarter) for quarter in quarters[:QUARTERS_SHOWN]],
            "by_rule": _by_rule(moderation_figures.by_rule(found)),
            "rule_columns": [_("Rule"), (_("Removed"), "number"), (_("Put back"), "number")],
            "data_url": reverse("moderation-figures", args=[found.slug]),
        },
    )


def _columns() -> list[Any]:
    names = [
        *(_("Came in"), _("Held back"), _("Published after a look"), _("Reported"), _("Removed")),
        *(_("Put back"), _("Appeals"), _("Appeals granted"), _("Hours to a first look")),
    ]
    return [_("Quarter"), *((name, "number") for name in names)]


def _row(quarter: Quarter) -> list[Any]:
    """The cells of one quarter; a dash where nothing was held that could be looked at."""
    hours = quarter.first_look_hours
    return [
        _("%(year)s, quarter %(number)s")
        % {"year": quarter.starts_on.year, "number": quarter.number},
        *(quarter.came_in, quarter.held, quarter.released, quarter.reported, quarter.removed),
        *(quarter.restored, quarter.appeals, quarter.appeals_granted),
        "–" if hours is None else hours,
    ]


def _by_rule(rows: list[moderation_figures.ByRule]) -> list[list[Any]]:
    return [
        [
            f"{row.rule.number}. {row.rule.title}" if row.rule else _("Before there were rules"),
            row.removed,
            row.restored,
        ]
        for row in rows
        if row.removed
    ]


@members_only
@require_http_methods(["GET", "POST"])
def moderation_settings(request: HttpRequest, forum: str) -> HttpResponse:
    """Whether the first text of each new account waits for a look."""
    found = forum_or_404(request, forum)
    person = require(request, "forums.set_moderation", found)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        initial={"holds": found.holds_first_texts},
    )
    if form.is_valid():
        verbs.hold_first_texts(found, by=person, holds=form.cleaned_data["holds"])
        messages.success(request, _("Saved. It applies to what is sent from now on."))
        return redirect("forums:moderation", found.slug)
    return render(request, "forums/moderation/settings.html", {"forum": found, "form": form})
