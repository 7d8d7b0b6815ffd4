"""What a worker does survives being killed, and a beat that slept does no harm."""

from __future__ import annotations

import datetime as dt
import smtplib
import socket
import threading
from collections import Counter

import pytest
from django.conf import LazySettings
from django.utils import timezone

from forums.domain import meetings, notices
from forums.models import AgendaItem, Notice
from forums.tasks import deliver_notices
from tests.conftest import Mailbox, Worker, wait_until
from tests.factories import MeetingFactory, PersonFactory, SeatFactory, TermFactory, coordinator

PEOPLE = 500


def test_a_worker_killed_in_the_middle_of_500_notices_leaves_each_person_with_one(
    worker: Worker, mailbox: Mailbox
) -> None:
    meeting = MeetingFactory()
    AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Only point"})
    chair = coordinator(meeting.forum)
    for _ in range(PEOPLE - 1):
        TermFactory(seat=SeatFactory(forum=meeting.forum), person=PersonFactory())
    mailbox.pause = 0.01  # while the server takes its time the worker is killed

    first = worker.start()
    assert meetings.publish(meeting, by=chair) == PEOPLE
    mailbox.wait_for(PEOPLE // 5)
    worker.kill(first)
    assert len(mailbox.messages) < PEOPLE

    mailbox.pause = 0.0
    worker.start()
    deliver_notices.delay()  # as the beat does twice a minute
    wait_until(
        lambda: not Notice.objects.due().exists(),
        seconds=60,
        what=f"the rest, of which {Notice.objects.due().count()} wait",
    )

    received = Counter(str(message["to"]) for message in mailbox.messages)
    assert len(received) == PEOPLE
    # Had the worker died between the server's word and its own, its last mail would be there
    # again under the Message-ID by which a mailbox knows it; nobody else's can be.
    known = Counter(str(message["Message-ID"]) for message in mailbox.messages)
    assert len(known) == PEOPLE
    assert sum(known.values()) <= PEOPLE + 1


def test_a_reminder_that_fell_due_while_the_beat_was_down_is_sent_when_it_is_up_again(
    worker: Worker, mailbox: Mailbox
) -> None:
    """The beat is down for a day and more: it looks for what is due, not at a span of time."""
    meeting = MeetingFactory(starts_at=timezone.now() + dt.timedelta(days=3))
    AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Only point"})
    chair = coordinator(meeting.forum)
    meetings.publish(meeting, by=chair, reason={"en": "The minister asked for it."})
    notices.deliver_due()
    mailbox.wait_for(1)
    reminder = Notice.objects.get(key__contains=":reminder:")
    assert reminder.due_at > timezone.now()
    Notice.objects.filter(pk=reminder.pk).update(due_at=timezone.now() - dt.timedelta(hours=29))

    worker.start()
    deliver_notices.delay()  # what a beat sends first when it is up again
    deliver_notices.delay()
    mailbox.wait_for(2)
    wait_until(lambda: not Notice.objects.due().exists())
    assert len(mailbox.messages) == 2
    assert str(mailbox.messages[1]["Message-ID"]) == f"<{reminder.pk}@localhost>"


@pytest.mark.django_db
def test_while_no_mail_server_answers_nothing_is_counted_against_a_notice(
    settings: LazySettings,
) -> None:
    meeting = MeetingFactory()
    AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Only point"})
    meetings.publish(meeting, by=coordinator(meeting.forum))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        assert notices.deliver_due() == 0
    notice = Notice.objects.due().get()
    assert (notice.attempts, notice.sent_at, notice.failed_at) == (0, None, None)


@pytest.mark.django_db
def test_a_mail_server_that_hangs_up_between_two_mails_gets_a_new_connection(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = MeetingFactory()
    AgendaItem.objects.create(meeting=meeting, position=1, title={"en": "Only point"})
    chair = coordinator(meeting.forum)
    coordinator(meeting.forum)
    meetings.publish(meeting, by=chair)
    send = smtplib.SMTP.sendmail
    hung_up = threading.Event()

    def sendmail(self: smtplib.SMTP, *args: object, **kwargs: object) -> object:
        if mailbox.messages and not hung_up.is_set():
            hung_up.set()
            self.close()
        return send(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(smtplib.SMTP, "sendmail", sendmail)
    assert notices.deliver_due() == 2
    assert hung_up.is_set()
    assert len(mailbox.messages) == 2
