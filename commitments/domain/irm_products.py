"""What the Independent Reporting Mechanism published of a plan: recorded, shown, announced."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.models import IrmProduct
from forums.domain import notices, publication
from forums.domain.errors import AlreadyPublished, Incomplete, Refused
from forums.domain.fingerprints import check_seen, fingerprint
from forums.domain.seats import members
from forums.models import Document, Person

CHANGED = ("issued_on", "comment_until", "url", "document_id", "summary")
"""What can be corrected. Plan, kind, year and scales are what a product is."""


class AlreadyRecorded(Refused):
    """A plan has one product of a kind in a year."""


class NotOfTheForum(Refused):
    """A product, or what belongs to it, hangs on things of its own forum."""


def seen(product: IrmProduct) -> str:
    """What tells one state of a product from another."""
    return fingerprint(product, CHANGED)


def record(
    plan: ActionPlan,
    *,
    by: Person,
    kind: str,
    year: int,
    scale: str,
    **fields: Any,
) -> IrmProduct:
    """A product that only the forum sees until it is published. Raises AlreadyRecorded."""
    _check_document(plan, fields.get("document"))
    try:
        with transaction.atomic():
            return IrmProduct.objects.create(plan=plan, kind=kind, year=year, scale=scale, **fields)
    except IntegrityError as error:
        if not IrmProduct.objects.filter(plan=plan, kind=kind, year=year).exists():
            raise
        raise AlreadyRecorded(_("This product of this year is recorded already.")) from error


@transaction.atomic
def change(product: IrmProduct, *, by: Person, before: str = "", **fields: Any) -> None:
    """Corrects what is said of a product.

    Raises ChangedMeanwhile, NotOfTheForum, and Incomplete where a public one could no longer be
    read anywhere.
    """
    _check_document(product.plan, fields.get("document"))
    locked = IrmProduct.objects.select_for_update().get(pk=product.pk)
    check_seen(before, seen(locked))
    for name, value in fields.items():
        setattr(locked, name, value)
    if locked.is_public:
        _refuse_unreadable(locked)
    locked.save(update_fields=list(fields))


@transaction.atomic
def publish(product: IrmProduct, *, by: Person) -> int:
    """Shows a product with its codings and recommendations, and tells the forum.

    Returns how many people are told. Raises AlreadyPublished, and Incomplete where there is
    neither an address nor a public document to read it.
    """
    _refuse_unreadable(product)
    publication.publish(product)
    return notices.queue(
        members(product.plan.forum),
        template="commitments/mail/irm_product_published",
        key=f"irm-product:{product.pk}:published",
        context=mail(product),
        forum=product.plan.forum,
    )


def mail(product: IrmProduct) -> dict[str, Any]:
    """What the mail about a product is written from."""
    return {
        "product": product,
        "plan": product.plan,
        "codings": product.codings.count(),
        "recommendations": product.recommendations.count(),
        "url": notices.absolute(product.get_absolute_url()),
    }


@transaction.atomic
def drop(product: IrmProduct, *, by: Person) -> None:
    """Takes back what was recorded by mistake. Raises AlreadyPublished: that stays."""
    locked = IrmProduct.objects.select_for_update().get(pk=product.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(_("This is published and stays readable."))
    locked.delete()


def is_open_to_comment(product: IrmProduct, today: dt.date) -> bool:
    """Whether the mechanism still takes comments on it, on a day where the forum works."""
    return product.comment_until is not None and product.comment_until >= today


def _refuse_unreadable(product: IrmProduct) -> None:
    if not product.url and not (product.document and product.document.is_public):
        raise Incomplete(_("Say first where it can be read: an address or a public document."))


def _check_document(plan: ActionPlan, document: Document | None) -> None:
    if document is not None and document.forum_id != plan.forum_id:
        raise NotOfTheForum(_("Choose a document of this forum."))
