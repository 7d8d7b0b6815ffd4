"""What can be done in a phase, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from action_plans.models import Act, Who

register = template.Library()


@register.filter
def acts_in_words(acts: Mapping[str, str]) -> list[str]:
    """ "Send contributions: Members of the forum" for each act of a timeline's phase, in order."""
    return [f"{act.label}: {Who(acts[act]).label}" for act in Act if act in acts]
