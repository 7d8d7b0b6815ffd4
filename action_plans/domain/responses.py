"""Answering contributions with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Contribution, Disposition, ReasonedResponse, Theme
from forums.domain import notices, publication
from forums.domain.errors import Incomplete, Refused
from forums.models import Person


class AnsweredAlready(Refused):
    """A contribution has one answer; a better one corrects it, a second one does not."""


@transaction.atomic
def answer(
    plan: ActionPlan,
    *,
    by: Person,
    contributions: Iterable[Contribution],
    disposition: str,
    heard: Mapping[str, str],
    reason: Mapping[str, str],
    theme: Theme | None = None,
) -> ReasonedResponse:
    """Answers one or many contributions at once, publishes the answer and tells the authors.

    Raises Incomplete without a reason or a contribution, AnsweredAlready where one of them
    has a published answer.
    """
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    numbers = [contribution.pk for contribution in contributions]
    chosen = list(
        plan.contributions.select_for_update(of=("self",))
        .filter(pk__in=numbers)
        .select_related("author")
    )
    if not chosen:
        raise Incomplete(_("Choose at least one contribution to answer."))
    if not any(reason.values()):
        raise Incomplete(_("Say why. An answer without a reason is none."))
    if plan.contributions.answered().filter(pk__in=numbers).exists():
        raise AnsweredAlready(_("One of these contributions has been answered already."))
    position = (plan.responses.aggregate(last=Max("position"))["last"] or 0) + 1
    response = ReasonedResponse.objects.create(
        plan=plan,
        reference=f"R{position}",
        position=position,
        theme=theme,
        heard=heard,
        answer=reason,
        disposition=Disposition(disposition),
        answered_by=by,
    )
    publication.publish(response)
    for contribution in chosen:
        contribution.response = response
        contribution.save(update_fields=["response"])
        notices.queue(
            [contribution.author],
            template="action_plans/mail/contribution_answered",
            key=f"contribution:{contribution.pk}:answered",
            context={
                "contribution": contribution,
                "response": response,
                "plan": plan,
                "url": notices.absolute(response.get_absolute_url()),
            },
            forum=plan.forum,
        )
    return response
