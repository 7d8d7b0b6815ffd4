"""What people of the public saw of a commitment: taking it in, and who owes an answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from commitments.models import Commitment, Observation
from commitments.models.observations import ObservationQuerySet
from forums.domain import documents, moderation, notices
from forums.domain.errors import NotHeld, NotPublished
from forums.models import Comment, Person


@transaction.atomic
def submit(
    commitment: Commitment,
    *,
    by: Person,
    submission: uuid.UUID | None = None,
    file: UploadedFile[bytes] | None = None,
    **fields: Any,
) -> Observation:
    """Takes in an observation, publishes it and sends a receipt; a double click is one.

    Where the forum holds first texts it waits for a look and is not published; the receipt says
    so. Raises NotPublished where the commitment is not public, NotHeld for a day to come,
    FileRefused.
    """
    forum = commitment.plan.forum
    locked = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    before, submission = _sent_before(submission, by=by, text=fields.get("text"))
    if before is not None:
        return before
    if not locked.is_public:
        raise NotPublished(_("This commitment is not published."))
    if fields["seen_on"] > forum.today:
        raise NotHeld(_("This day is still to come."))
    if file is not None:
        documents.check_file(file)
        file.name = get_valid_filename(file.name or "file")[-80:]
    held = moderation.holds(by, forum)
    last = commitment.observations.aggregate(last=Max("number"))["last"] or 0
    made = Observation.objects.create(
        commitment=commitment,
        number=last + 1,
        author=by,
        submission=submission,
        file=file or "",
        published_at=None if held else timezone.now(),
        **fields,
    )
    if held:
        moderation.hold(made)
    _receipt(made)
    return made


def _sent_before(
    submission: uuid.UUID | None, *, by: Person, text: object
) -> tuple[Observation | None, uuid.UUID | None]:
    """What a double click sent already; otherwise the id under which the new one can be kept."""
    before = Observation.objects.filter(submission=submission).first() if submission else None
    if before is None:
        return None, submission
    if before.author_id == by.pk and before.text == text:
        return before, submission
    return None, None  # another text from a form that was sent before


def unanswered(rows: ObservationQuerySet) -> ObservationQuerySet:
    """Those without an official answer that everybody can read."""
    said = Comment.objects.filter(
        content_type=ContentType.objects.get_for_model(Observation),
        object_id=OuterRef("pk"),
        is_official=True,
        held_at=None,
        removed_at=None,
    )
    return rows.exclude(Exists(said))


def _receipt(made: Observation) -> None:
    notices.queue(
        [made.author],
        template="commitments/mail/observation_received",
        key=f"observation:{made.pk}:received",
        context={
            "observation": made,
            "commitment": made.commitment,
            "url": notices.absolute(made.get_absolute_url()),
        },
        forum=made.commitment.plan.forum,
    )
