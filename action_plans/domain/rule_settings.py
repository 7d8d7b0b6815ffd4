"""The rules as a forum reads them, and setting the numbers that it has to read for itself."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from action_plans.domain.rule_sets import RuleSet, rule_set
from action_plans.models import RuleSetKey, RuleSetting
from forums.domain.errors import Incomplete, Refused
from forums.models import Forum, Person

MOST = 120
"""The greatest number that can be set: ten years in months, four months in days."""


class Verified(Refused):
    """A number that stands in OGP's rules is not a forum's to set."""


def rules_of(forum: Forum, key: str) -> RuleSet:
    """One version of the rules with the numbers that the forum has set."""
    return all_rules_of(forum)[RuleSetKey(key)]


def all_rules_of(forum: Forum) -> dict[RuleSetKey, RuleSet]:
    """Every version of the rules with the numbers that the forum has set, in one query."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for row in RuleSetting.objects.filter(forum=forum):
        found.setdefault(row.rule_set, []).append((row.name, row.value, row.basis))
    return {key: rule_set(key).as_set(found.get(key, ())) for key in RuleSetKey}


@transaction.atomic
def set_number(
    forum: Forum, *, by: Person, rule_set_key: str, name: str, value: int, basis: str
) -> None:
    """The forum reads this number so, and says where it is written.

    Raises Verified where the rules fix it, Incomplete where nothing says why, Refused where
    these rules have no such number or it is out of bounds.
    """
    Forum.objects.select_for_update().get(pk=forum.pk)
    _check(rule_set_key, name)
    if not basis.strip():
        raise Incomplete(_("Say where this number is written."))
    if not 0 < value <= MOST:
        raise Refused(_("Give a number from 1 to %(most)d.") % {"most": MOST})
    RuleSetting.objects.update_or_create(
        forum=forum,
        rule_set=rule_set_key,
        name=name,
        defaults={"value": value, "basis": basis.strip(), "set_by": by},
    )


@transaction.atomic
def clear_number(forum: Forum, *, by: Person, rule_set_key: str, name: str) -> None:
    """The portal's own proposal holds again."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    _check(rule_set_key, name)
    RuleSetting.objects.filter(forum=forum, rule_set=rule_set_key, name=name).delete()


def _check(key: str, name: str) -> None:
    number = rule_set(key).numbers.get(name) if key in RuleSetKey.values else None
    if number is None:
        raise Refused(_("These rules have no such number."))
    if number.verified:
        raise Verified(_("This number stands in OGP’s rules and is not the forum’s to set."))
