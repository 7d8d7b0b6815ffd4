"""The outbox: writing notices with the change they tell of, and delivering what is due."""

from __future__ import annotations

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Callable, Iterable
from email.errors import MessageError
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.signing import BadSignature, Signer
from django.db import connection as db
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from forums.models import Forum, Notice, Person

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 12
LONGEST_PAUSE = dt.timedelta(hours=6)
# What a mail server says of one mail alone; anything else it would say of the next one too.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_signer = Signer(salt="forums.notices.stop")


def absolute(path: str) -> str:
    """The whole address of a page of this portal."""
    return f"{settings.PORTAL_URL}{path}"


def one_line(text: str) -> str:
    """The text without control characters and line ends: what a mail's header can hold."""
    return " ".join(_CONTROL.sub(" ", text).split())


FOLLOWING = "following:"
"""How the keys of notices begin that tell of what somebody follows."""


def stop_address(person: Person, *, key: str = "") -> str:
    """Where one click stops e-mails: those of what the person follows, where it is such, or all."""
    name = "stop-following" if key.startswith(FOLLOWING) else "stop-mail"
    return absolute(reverse(name, args=[stop_token(person)]))


def stop_token(person: Person) -> str:
    """Proof that whoever opens the link in an e-mail was sent it."""
    return _signer.sign(str(person.pk))


def person_of_token(token: str) -> Person | None:
    """The person whose e-mail held the link; None where the token is not ours."""
    try:
        return Person.objects.filter(pk=int(_signer.unsign(token))).first()
    except (BadSignature, ValueError):
        return None


@transaction.atomic
def queue(
    people: Iterable[Person],
    *,
    template: str,
    key: str,
    context: dict[str, Any],
    forum: Forum | None = None,
    due_at: dt.datetime | None = None,
    calendar: Callable[[Person], tuple[str, str]] | None = None,
    own: Callable[[Person], dict[str, Any]] | None = None,
    spoken: Callable[[], dict[str, Any]] | None = None,
) -> int:
    """Writes one notice to each person into the outbox, in the transaction of its cause.

    `template` names `templates/<template>.txt`, whose first line is the subject, and
    `<template>.html`; both are rendered in the person's language, and the first in the portal's
    others too, for whoever reads her own page in another. `calendar` gives (text, METHOD) of an
    invitation, `own` what stands in this person's mail alone, asked once for each person, and
    `spoken` what is put into words in the language that is switched on. A key that a person was
    sent before is left alone. Who stopped e-mails keeps the notice on her own page. Returns how
    many were written.
    """
    now = timezone.now()
    notices = []
    for person in people:
        values = {**context, "forum": forum, **(own(person) if own else {})}
        notice = _to(person, template, key=key, context=values, spoken=spoken)
        notice.forum, notice.key, notice.due_at = forum, key, due_at or now
        notice.calendar, notice.calendar_method = calendar(person) if calendar else ("", "")
        notice.cancelled_at = now if person.mail_stopped_at else None
        notices.append(notice)
    before = Notice.objects.filter(key=key).count()
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
    transaction.on_commit(_nudge)
    return Notice.objects.filter(key=key).count() - before


def _to(
    person: Person,
    template: str,
    *,
    key: str,
    context: dict[str, Any],
    spoken: Callable[[], dict[str, Any]] | None,
) -> Notice:
    """The notice to one person, not saved: as it is mailed, and in the other languages."""
    stop_url = stop_address(person, key=key)
    known = {**context, "person": person, "portal": settings.PORTAL_NAME, "stop_url": stop_url}
    words, html = {}, ""
    for language in {person.language, *dict(settings.LANGUAGES)}:
        with translation.override(language):
            values = {**known, **(spoken() if spoken else {})}
            subject, text = written(template, values)
            words[language] = {"subject": subject, "text": text}
            if language == person.language:
                html = render_to_string(f"{template}.html", values)
    mailed = words.pop(person.language)
    return Notice(person=person, html=html, others=words, **mailed)


def written(template: str, values: dict[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail in the current language."""
    subject, _, text = render_to_string(f"{template}.txt", values).strip().partition("\n")
    return one_line(subject)[:250], text.strip() + "\n"


def cancel(*, key_prefix: str) -> int:
    """Stops notices that are still waiting, such as the reminder of a meeting that moved."""
    return Notice.objects.filter(
        key__startswith=key_prefix, sent_at__isnull=True, cancelled_at__isnull=True
    ).update(cancelled_at=timezone.now())


def _nudge() -> None:
    """Wakes a worker. Where the broker is down the outbox waits for the next beat."""
    from forums.tasks import deliver_notices

    try:
        deliver_notices.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker's client raises errors of many libraries
        log.warning("The broker does not answer, notices wait in the outbox: %s", error)


def as_mail(notice: Notice) -> EmailMultiAlternatives:
    """The notice as an e-mail. Its Message-ID is the notice's own, so that a copy is known."""
    stop_url = stop_address(notice.person, key=notice.key)
    mail = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.person.email or ""],
        headers={
            "Message-ID": f"<{notice.pk}@{settings.PORTAL_HOST}>",
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    if notice.html:
        mail.attach_alternative(notice.html, "text/html")
    if notice.calendar:
        mail.attach_alternative(
            notice.calendar, f"text/calendar; method={notice.calendar_method}; charset=utf-8"
        )
        # For programs that look at attachments only. As bytes, so that no letter is lost.
        name = "cancellation.ics" if notice.calendar_method == "CANCEL" else "invitation.ics"
        mail.attach(name, notice.calendar.encode(), "application/ics")
    return mail


def deliver_due(*, connection: BaseEmailBackend | None = None) -> int:
    """Sends what is due and not yet sent, one commit for each. Returns how many were sent.

    Several workers can do this at once: each row is locked by the one that sends it. A worker
    that dies leaves its row unsent; the lock goes with its connection. Where the mail server
    cannot be reached the rest waits for the next call.
    """
    sent = 0
    if not Notice.objects.due().exists():
        return sent
    mailer = connection or get_connection()
    try:
        mailer.open()
    except OSError as error:
        log.warning("The mail server cannot be reached, notices wait: %s", error)
        return sent
    try:
        while (outcome := _deliver_one(mailer)) is not None:
            sent += outcome
    finally:
        mailer.close()
    return sent


def _deliver_one(mailer: BaseEmailBackend) -> bool | None:
    """True when one was sent, False when it could not be, None when there is no more to do now.

    The row says that it was sent before it is, in a transaction that ends only once the mail
    server has it, and without waiting for the disk: between the server's word and ours lies one
    message to the database. Who dies in there sends the notice again, under the same Message-ID.
    """
    with transaction.atomic():
        with db.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        notice = (
            Notice.objects.due()
            .select_related("person")
            .select_for_update(skip_locked=True, of=("self",))
            .first()
        )
        if notice is None:
            return None
        notice.attempts += 1
        person = notice.person
        if not person.email or not person.is_active or person.mail_stopped_at:
            notice.cancelled_at = timezone.now()
            notice.save(update_fields=["attempts", "cancelled_at"])
            return False
        notice.sent_at = timezone.now()
        notice.save(update_fields=["attempts", "sent_at"])
        try:
            _send(mailer, as_mail(notice))
        except (smtplib.SMTPException, OSError) as error:
            _postpone(notice, error)
            return False if isinstance(error, REFUSALS) else None
        except (ValueError, MessageError) as error:  # one that cannot be written holds up no other
            _postpone(notice, error)
            return False
        return True


def _send(mailer: BaseEmailBackend, mail: EmailMultiAlternatives) -> None:
    """Sends by the connection that is open; by a new one where the server has hung up."""
    try:
        mailer.send_messages([mail])
    except smtplib.SMTPServerDisconnected:
        mailer.close()
        mailer.open()
        mailer.send_messages([mail])


def _postpone(notice: Notice, error: Exception) -> None:
    """Tries again later, twice as late each time; gives up where the address is refused."""
    refused = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in error.recipients.values()
    )
    notice.sent_at = None
    notice.last_error = str(error)[:2000]
    if refused or notice.attempts >= MOST_ATTEMPTS:
        notice.failed_at = timezone.now()
    notice.due_at = timezone.now() + min(
        dt.timedelta(seconds=30) * 2 ** (notice.attempts - 1), LONGEST_PAUSE
    )
    notice.save(update_fields=["sent_at", "last_error", "failed_at", "due_at"])
    log.warning("Notice %s was not taken: %s", notice.pk, notice.last_error)
