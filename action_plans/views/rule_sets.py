"""OGP's rules as this forum reads them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from action_plans.domain import rule_settings
from action_plans.domain.plan_dates_in_words import amount, due_day
from action_plans.domain.rule_sets import Number, RuleSet
from action_plans.forms.rule_settings import RuleSettingForm
from action_plans.models import ActionPlan, RuleSetKey
from forums.domain.errors import Refused
from forums.models import Forum
from forums.views.access import forum_or_404, members_only, require


@require_safe
def rule_list(request: HttpRequest, forum: str) -> HttpResponse:
    """Every version of the rules, number by number, each with where it is written."""
    found = forum_or_404(request, forum)
    used = (
        ActionPlan.objects.visible_to(request.user)
        .filter(forum=found)
        .values_list("rule_set", flat=True)
        .distinct()
        .order_by("rule_set")
    )
    in_use = set(used)
    rules = rule_settings.all_rules_of(found)
    return render(
        request,
        "action_plans/rules/list.html",
        {
            "forum": found,
            "rule_sets": [
                {
                    "key": key.value,
                    "label": key.label,
                    "due_day": due_day(rules[key]),
                    "source": rules[key].deadline_source,
                    "is_used": key.value in in_use,
                    "numbers": [(row, amount(row)) for row in rules[key].numbers.values()],
                }
                for key in reversed(RuleSetKey)
            ],
        },
    )


@members_only
@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, forum: str, rule_set: str, name: str) -> HttpResponse:
    """Sets a number that nobody could look up, with where it is written; or takes it back."""
    found = forum_or_404(request, forum)
    person = require(request, "action_plans.set_rules", found)
    number = _number(found, rule_set, name)
    key = RuleSetKey(rule_set)
    if "clear" in request.POST:
        rule_settings.clear_number(found, by=person, rule_set_key=key, name=name)
        messages.success(request, _("Taken back. The portal’s own proposal holds again."))
        return redirect("action_plans:rule-list", forum)
    form = RuleSettingForm(request.POST or None, number=number)
    if request.method == "POST" and form.is_valid():
        try:
            rule_settings.set_number(
                found, by=person, rule_set_key=key, name=name, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. The dates of the forum’s plans follow from it."))
            return redirect("action_plans:rule-list", forum)
    return render(
        request,
        "action_plans/rules/form.html",
        {"forum": found, "form": form, "number": number, "key": key},
    )


def _number(forum: Forum, key: str, name: str) -> Number:
    """A number that the forum may set; 404 for any other."""
    if key not in RuleSetKey.values:
        raise Http404
    rules: RuleSet = rule_settings.rules_of(forum, key)
    number = rules.numbers.get(name)
    if number is None or number.verified:
        raise Http404
    return number
