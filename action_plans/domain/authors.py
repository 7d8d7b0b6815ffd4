"""Who writes a draft, and asking somebody to write it too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from action_plans.models import Draft, DraftAuthor
from forums.domain import notices, people
from forums.domain.errors import Refused
from forums.models import Person, Sector, Term


class AlreadyAuthor(Refused):
    """She can write the draft already."""


def join(draft: Draft, *, person: Person, invited_by: Person | None = None) -> bool:
    """Makes the person one of the authors, once. Returns whether she was none before."""
    _author, new = DraftAuthor.objects.get_or_create(
        draft=draft, person=person, defaults={"invited_by": invited_by}
    )
    return new


@transaction.atomic
def ask(draft: Draft, *, by: Person, email: str, name: str = "") -> DraftAuthor:
    """Lets the person with this address read and write this draft alone, and tells her.

    She needs no seat: she may be of an office without one. Somebody new gets an account, for
    which a name is needed (Incomplete). Raises AlreadyAuthor.
    """
    person = people.invite(email=email, name=name, by=by, forum=draft.plan.forum)
    if not join(draft, person=person, invited_by=by):
        raise AlreadyAuthor(_("%(name)s is an author already.") % {"name": person.name})
    author = DraftAuthor.objects.get(draft=draft, person=person)
    notices.queue(
        [person],
        template="action_plans/mail/author_asked",
        key=f"author:{author.pk}:asked",
        context={
            "draft": draft,
            "by": by,
            "url": notices.absolute(draft.get_absolute_url()),
            "password_url": people.password_url(person),
            "reset_url": people.reset_url(),
        },
        forum=draft.plan.forum,
    )
    return author


def remove(author: DraftAuthor, *, by: Person) -> None:
    """She is no author any more; what she wrote stays, with her name in the history."""
    author.delete()


def of(draft: Draft) -> QuerySet[Any]:
    """The authors, the first one first, each with `sector` and `writes`.

    The sector is that of her seat, else of her office. Who was asked and has not written an answer
    yet does not write; only who takes part knows of her.
    """
    held = Term.objects.filter(
        Q(person=OuterRef("person")) | Q(alternate=OuterRef("person")),
        seat__forum=draft.plan.forum,
    ).order_by("-starts_on", "pk")
    written_by = DraftAuthor.objects.with_writes().filter(draft=draft)
    return written_by.select_related("person__organisation", "invited_by").annotate(
        sector=Coalesce(
            Subquery(held.values("seat__sector")[:1]), "person__organisation__sector", Value("")
        ),
    )


def balance(sectors: Iterable[str]) -> str:
    """Who writes, by the sectors of the authors: "both", the one sector alone, or "". Pure."""
    known = {sector for sector in sectors if sector in (Sector.GOVERNMENT, Sector.CIVIL_SOCIETY)}
    return "both" if len(known) == 2 else next(iter(known), "")
