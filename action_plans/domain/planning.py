"""Preparing a plan: creating it, changing it while it is made, publishing it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, PlanState, Theme
from forums.domain import notices, publication
from forums.domain.errors import ChangedMeanwhile, Incomplete, Refused
from forums.domain.seats import members
from forums.models import Forum, Person, Translated

Rows = Sequence[dict[str, Any]]
STANDING = ("template", "title", "introduction", "efforts", "process", "rule_set", "years",
            "number", "co_creation_starts_on", "starts_on", "ends_on")  # fmt: skip
"""What an adopted plan keeps: it is changed by an amendment, and its end by an extension."""


IN_USE = Q(contributions__isnull=False) | Q(drafts__isnull=False) | Q(responses__isnull=False)


class AddressTaken(Refused):
    """Another plan of the forum has this address."""


class Adopted(Refused):
    """An adopted plan is changed by amendments and extensions alone."""


class ThemeInUse(Refused):
    """A theme under which something stands is renamed and not removed."""


@transaction.atomic
def create(forum: Forum, *, by: Person, slug: str, themes: Rows = (), **fields: Any) -> ActionPlan:
    """A plan in co-creation that only the forum sees. Raises AddressTaken."""
    Forum.objects.select_for_update().get(pk=forum.pk)
    if forum.plans.filter(slug=slug).exists():
        raise AddressTaken(_("Another plan of this forum has this address."))
    if fields.get("number") is None:
        fields["number"] = next_number(forum)
    plan = ActionPlan.objects.create(forum=forum, slug=slug, **fields)
    _set_themes(plan, themes)
    return plan


def next_number(forum: Forum) -> int:
    """The number of the forum's next plan: one more than the greatest so far."""
    last: int = forum.plans.aggregate(last=Max("number"))["last"] or 0
    return last + 1


@transaction.atomic
def change(
    plan: ActionPlan, *, by: Person, seen: str = "", themes: Rows | None = None, **fields: Any
) -> ActionPlan:
    """Changes a plan while it is made; of an adopted one its themes and its day of hand-in alone.

    Raises ChangedMeanwhile where somebody saved since the fingerprint `seen`, Adopted, or
    ThemeInUse.
    """
    locked = ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if seen and seen != fingerprint(locked):
        raise ChangedMeanwhile(
            _(
                "Somebody else changed this plan while you wrote. Open it anew in another "
                "window and carry your changes over; what you typed stays here."
            )
        )
    if locked.state != PlanState.CO_CREATION and any(name in STANDING for name in fields):
        raise Adopted(_("This plan is adopted. It is changed by an amendment or an extension."))
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*fields])
    if themes is not None:
        _set_themes(locked, themes)
    return locked


def fingerprint(plan: ActionPlan) -> str:
    """Tells one state of a plan and its themes from another."""
    state = [
        *ActionPlan.objects.filter(pk=plan.pk).values_list(),
        *plan.themes.order_by("position", "pk").values_list(),
    ]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def publish(plan: ActionPlan, *, by: Person) -> int:
    """Makes the plan public and tells the forum's members; returns how many.

    Raises AlreadyPublished, or Incomplete where the plan has no theme.
    """
    with transaction.atomic():
        if not plan.themes.exists():
            raise Incomplete(_("Add at least one theme before you publish."))
        publication.publish(plan)
        return notices.queue(
            members(plan.forum),
            template="action_plans/mail/plan_published",
            key=f"plan:{plan.pk}:published",
            context={
                "plan": plan,
                "url": notices.absolute(reverse("plan-detail", args=[plan.forum.slug, plan.slug])),
            },
            forum=plan.forum,
        )


def _set_themes(plan: ActionPlan, rows: Rows) -> None:
    """Makes the plan's themes these, in this order; one keeps its identity by `pk`."""
    kept = [row["pk"] for row in rows if row.get("pk")]
    gone = plan.themes.exclude(pk__in=kept)
    used = gone if plan.state != PlanState.CO_CREATION else gone.filter(IN_USE)
    if (theme := used.first()) is not None:
        raise ThemeInUse(
            _("Something stands under the theme “%(theme)s”. Rename it instead of removing it.")
            % {"theme": theme.name}
        )
    gone.delete()
    for position, row in enumerate(rows, start=1):
        values = {"name": row["name"], "position": position}
        if row.get("pk"):
            Theme.objects.filter(pk=row["pk"], plan=plan).update(**values)
        else:
            Theme.objects.create(plan=plan, slug=_slug(plan, row["name"]), **values)


def _slug(plan: ActionPlan, name: Mapping[str, str]) -> str:
    """An address that no other theme of the plan has."""
    text = Translated.of(name)
    stem = slugify(text.get(text.main) or str(text))[:100] or "theme"
    taken = set(plan.themes.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
