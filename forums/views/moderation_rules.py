"""Writing the rules of moderation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums.domain import moderation_rules
from forums.domain.errors import Refused
from forums.forms.moderation import RuleForm
from forums.models import Forum, ModerationRule, Person
from forums.views.access import forum_or_404, members_only, require


def _find(request: HttpRequest, forum: str) -> tuple[Forum, Person]:
    found = forum_or_404(request, forum)
    return found, require(request, "forums.set_moderation", found)


@members_only
@require_safe
def rule_list(request: HttpRequest, forum: str) -> HttpResponse:
    """The rules in force and the drafts, to be changed, published or retired."""
    found, _person = _find(request, forum)
    rows = list(found.moderation_rules.filter(retired_on=None).order_by("number"))
    return render(
        request,
        "forums/moderation/rules.html",
        {
            "forum": found,
            "in_force": [rule for rule in rows if rule.published_at],
            "drafts": [rule for rule in rows if not rule.published_at],
            "has_none": not rows and not found.moderation_rules.exists(),
        },
    )


@members_only
@require_POST
def rules_propose(request: HttpRequest, forum: str) -> HttpResponse:
    """Adds the proposed set as drafts."""
    found, person = _find(request, forum)
    try:
        count = moderation_rules.propose(found, by=person)
        messages.success(
            request,
            ngettext("%(count)d draft is added.", "%(count)d drafts are added.", count)
            % {"count": count}
            + " "
            + _("Change them as your forum wants them, then publish them."),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forums:moderation-rules", found.slug)


@members_only
@require_POST
def rules_publish(request: HttpRequest, forum: str) -> HttpResponse:
    """Brings all drafts into force."""
    found, person = _find(request, forum)
    count = moderation_rules.publish_all(found, by=person)
    if count:
        messages.success(
            request,
            ngettext(
                "%(count)d rule is published and applies from now on.",
                "%(count)d rules are published and apply from now on.",
                count,
            )
            % {"count": count},
        )
    else:
        messages.info(request, _("There is no draft to publish."))
    return redirect("forums:moderation-rules", found.slug)


@members_only
@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, forum: str, number: int | None = None) -> HttpResponse:
    """A new rule, or other words for one."""
    found, person = _find(request, forum)
    rule = _rule(found, number) if number is not None else None
    initial = {"title": rule.title, "text": rule.text} if rule else None
    form = RuleForm(
        request.POST if request.method == "POST" else None, forum=found, initial=initial
    )
    if form.is_valid():
        try:
            messages.success(request, _save(found, rule, by=person, form=form))
            return redirect("forums:moderation-rules", found.slug)
        except Refused as refused:
            form.add_error(None, str(refused))
    used = rule is not None and rule.moderations.exists()
    return render(
        request,
        "forums/moderation/rule_form.html",
        {"forum": found, "form": form, "rule": rule, "used": used},
    )


def _save(forum: Forum, rule: ModerationRule | None, *, by: Person, form: RuleForm) -> str:
    """Saves what was typed, and says what happened."""
    if rule is None:
        moderation_rules.add(forum, by=by, **form.values())
        return _("Saved as a draft. Publish it when it is ready.")
    standing = moderation_rules.change(rule, by=by, **form.values())
    if standing.pk == rule.pk:
        return _("Saved.")
    return _("Rule %(old)s is retired and can still be read. Its new words are rule %(new)s.") % {
        "old": rule.number,
        "new": standing.number,
    }


@members_only
@require_http_methods(["GET", "POST"])
def rule_retire(request: HttpRequest, forum: str, number: int) -> HttpResponse:
    """Nothing is removed by the rule any more."""
    found, person = _find(request, forum)
    rule = _rule(found, number)
    if request.method == "POST":
        try:
            moderation_rules.retire(rule, by=person)
            messages.success(
                request,
                _("The rule applies no more. It can still be read.")
                if rule.published_at
                else _("The draft is thrown away."),
            )
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("forums:moderation-rules", found.slug)
    return render(request, "forums/moderation/rule_retire.html", {"forum": found, "rule": rule})


def _rule(forum: Forum, number: int) -> ModerationRule:
    return get_object_or_404(forum.moderation_rules.filter(retired_on=None), number=number)
