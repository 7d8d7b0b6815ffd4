"""Questions to the office behind a commitment: taken in, and mailed to it."""

from __future__ import annotations

import logging
import uuid
from email.errors import MessageError

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from commitments.models import Commitment, OfficeQuestion
from forums.domain import notices
from forums.domain.errors import Refused
from forums.models import Person

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 12


class NobodyToAsk(Refused):
    """A commitment without an address of its office."""


@transaction.atomic
def ask(
    commitment: Commitment, *, by: Person, text: str, submission: uuid.UUID | None = None
) -> OfficeQuestion:
    """Takes in a question; a worker mails it to the office. The same sent twice is one.

    Raises NobodyToAsk where the commitment has no office that can be reached.
    """
    if not addresses(commitment):
        raise NobodyToAsk(translation.gettext("No address of this office is known."))
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = OfficeQuestion.objects.filter(submission=submission).first() if submission else None
    same = {"commitment": commitment, "sender": by, "text": text}
    if before is not None:
        if all(getattr(before, name) == value for name, value in same.items()):
            return before
        submission = None  # another question from a form that was sent before
    question = OfficeQuestion.objects.create(
        submission=submission, language=translation.get_language() or "", **same
    )
    transaction.on_commit(_nudge)
    return question


def addresses(commitment: Commitment) -> list[str]:
    """Where the office is reached: at its own address, else its people with an account."""
    if commitment.contact_email:
        return [commitment.contact_email]
    people = Person.objects.filter(
        organisation=commitment.lead_id, organisation__isnull=False, is_active=True
    )
    return [email for email in people.order_by("pk").values_list("email", flat=True) if email][:20]


def can_be_asked(commitment: Commitment) -> bool:
    """Whether there is an office that a question reaches."""
    return bool(addresses(commitment))


def deliver_due(*, connection: BaseEmailBackend | None = None) -> int:
    """Mails what waits, one commit for each; returns how many were mailed.

    Several workers can do this at once: a row is locked by the one that mails it. One that dies
    leaves its row to the next.
    """
    sent = 0
    for pk in list(_due().values_list("pk", flat=True)):
        sent += _deliver(pk, connection or get_connection())
    return sent


def _due() -> QuerySet[OfficeQuestion]:
    return OfficeQuestion.objects.filter(delivered_at=None, attempts__lt=MOST_ATTEMPTS)


@transaction.atomic
def _deliver(pk: uuid.UUID, mailer: BaseEmailBackend) -> bool:
    rows = OfficeQuestion.objects.select_for_update(skip_locked=True, of=("self",))
    question = (
        rows.select_related("commitment__plan__forum", "sender")
        .filter(pk=pk, delivered_at=None)
        .first()
    )
    if question is None:
        return False
    question.attempts += 1
    try:
        sent = as_mail(question, mailer).send()
    except (OSError, ValueError, MessageError) as error:  # smtplib's errors are OSErrors
        log.warning("Question %s could not be mailed: %s", question.pk, error)
    else:  # none where the office can no longer be reached
        question.delivered_at = timezone.now() if sent else None
    question.save(update_fields=["attempts", "delivered_at"])
    return question.delivered_at is not None


def as_mail(question: OfficeQuestion, mailer: BaseEmailBackend) -> EmailMessage:
    """The question as an e-mail; the answer to it goes to who asked."""
    commitment = question.commitment
    with translation.override(commitment.plan.forum.main_language):
        subject, text = notices.written(
            "commitments/mail/office_question",
            {
                "question": question,
                "commitment": commitment,
                "portal": settings.PORTAL_NAME,
                "url": notices.absolute(commitment.get_absolute_url()),
            },
        )
    sender = question.sender.email
    return EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=addresses(commitment),
        reply_to=[sender] if sender else [],
        headers={"Message-ID": f"<question-{question.pk}@{settings.PORTAL_HOST}>"},
        connection=mailer,
    )


def _nudge() -> None:
    """Wakes a worker. Where the broker is down the question waits for the next beat."""
    from commitments.tasks import deliver_questions

    try:
        deliver_questions.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker's client raises errors of many libraries
        log.warning("The broker does not answer, questions wait: %s", error)
