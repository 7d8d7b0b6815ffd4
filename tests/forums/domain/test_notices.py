from __future__ import annotations

import datetime as dt
import smtplib
import threading
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone, translation

from action_plans.models import Contribution
from forums.domain import notices
from forums.models import Notice, Person
from tests.conftest import Mailbox
from tests.factories import ContributionFactory, PersonFactory


class Outlet(BaseEmailBackend):
    """Takes mail, or refuses it with the error that it is given."""

    def __init__(self, error: Exception | None = None) -> None:
        super().__init__()
        self.taken: list[Any] = []
        self.error = error

    def send_messages(self, email_messages: Any) -> int:
        if self.error:
            raise self.error
        self.taken.extend(email_messages)
        return len(email_messages)


def queue(
    people: list[Person],
    key: str = "test:1",
    contribution: Contribution | None = None,
    **more: Any,
) -> int:
    contribution = contribution or ContributionFactory()
    return notices.queue(
        people,
        template="action_plans/mail/contribution_received",
        key=key,
        context={
            "contribution": contribution,
            "plan": contribution.plan,
            "url": "https://x",
            "hours": 24,
        },
        **more,
    )


@pytest.mark.django_db
def test_a_notice_is_delivered_once_however_often_the_outbox_is_drained() -> None:
    queue([PersonFactory(), PersonFactory()])
    outlet = Outlet()
    assert notices.deliver_due(connection=outlet) == 2
    assert notices.deliver_due(connection=outlet) == 0
    assert len(outlet.taken) == 2


@pytest.mark.django_db
def test_the_same_key_is_written_once_for_a_person() -> None:
    person = PersonFactory()
    assert queue([person]) == 1
    assert queue([person]) == 0
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_each_person_reads_her_own_language() -> None:
    queue([PersonFactory(language="es")])
    notice = Notice.objects.get()
    assert notice.subject.startswith("Recibimos")


@pytest.mark.django_db
def test_a_notice_is_read_in_the_language_of_the_page_and_mailed_in_the_persons() -> None:
    queue([PersonFactory(language="es")])
    notice = Notice.objects.get()
    outlet = Outlet()
    notices.deliver_due(connection=outlet)
    assert outlet.taken[0].subject.startswith("Recibimos")
    with translation.override("en"):
        assert notice.words["subject"].startswith("We received")
        assert "Recibimos" not in notice.words["text"]
    with translation.override("es"):
        assert notice.words == {"subject": notice.subject, "text": notice.text}


@pytest.mark.django_db
def test_a_notice_without_other_languages_is_read_as_it_was_mailed() -> None:
    notice = Notice(subject="Hola", text="Texto", others={})
    with translation.override("en"):
        assert notice.words == {"subject": "Hola", "text": "Texto"}


@pytest.mark.django_db
def test_what_fell_due_days_ago_is_sent_when_somebody_looks_again() -> None:
    queue([PersonFactory()], due_at=timezone.now() + dt.timedelta(days=1))
    outlet = Outlet()
    assert notices.deliver_due(connection=outlet) == 0
    Notice.objects.update(due_at=timezone.now() - dt.timedelta(days=3))
    assert notices.deliver_due(connection=outlet) == 1


@pytest.mark.django_db
def test_who_stopped_mail_keeps_the_notice_on_her_page_only() -> None:
    queue([PersonFactory(mail_stopped_at=timezone.now())])
    assert notices.deliver_due(connection=Outlet()) == 0
    assert Notice.objects.filter(cancelled_at__isnull=False).count() == 1


@pytest.mark.django_db
def test_a_mail_server_that_is_down_is_asked_again_later() -> None:
    queue([PersonFactory()])
    assert notices.deliver_due(connection=Outlet(OSError("down"))) == 0
    notice = Notice.objects.get()
    assert notice.sent_at is None
    assert notice.failed_at is None
    assert notice.due_at > timezone.now()
    Notice.objects.update(due_at=timezone.now())
    assert notices.deliver_due(connection=Outlet()) == 1


@pytest.mark.django_db
def test_an_address_that_is_refused_for_good_is_given_up() -> None:
    queue([PersonFactory()])
    refused = smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"no such person")})
    notices.deliver_due(connection=Outlet(refused))
    assert Notice.objects.get().failed_at is not None


@pytest.mark.django_db
def test_the_link_in_a_mail_stops_it_with_one_click(client: Any) -> None:
    person = PersonFactory()
    queue([person])
    mail = notices.as_mail(Notice.objects.get())
    url = mail.extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + url.split("/", 3)[3]
    assert client.get(path).status_code == 200
    person.refresh_from_db()
    assert person.mail_stopped_at is None
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    person.refresh_from_db()
    assert person.mail_stopped_at is not None
    assert client.get("/mail/stop/1:forged/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_several_workers_draining_at_once_send_each_notice_once() -> None:
    queue([PersonFactory() for _ in range(40)])
    outlets = [Outlet() for _ in range(4)]

    def drain(outlet: Outlet) -> None:
        try:
            notices.deliver_due(connection=outlet)
        finally:
            connection.close()

    threads = [threading.Thread(target=drain, args=(outlet,)) for outlet in outlets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    addresses = [mail.to[0] for outlet in outlets for mail in outlet.taken]
    assert len(addresses) == 40
    assert len(set(addresses)) == 40


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_change_is_saved_and_the_outbox_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ogp_portal.celery import app

    monkeypatch.setitem(app.conf, "broker_url", "redis+socket:///nowhere/redis.sock")
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    assert queue([PersonFactory()]) == 1
    assert Notice.objects.due().count() == 1


CONTROLS = ["\r", "\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"]


@pytest.mark.django_db
@pytest.mark.parametrize("control", CONTROLS)
def test_a_subject_is_one_line_whatever_a_title_holds(control: str, mailbox: Mailbox) -> None:
    contribution = ContributionFactory(title=f"Help{control}Bcc: someone@example.org")
    queue([PersonFactory()], contribution=contribution)
    assert notices.deliver_due() == 1
    assert "bcc" not in mailbox.messages[0]
    assert Notice.objects.get().subject.isprintable()


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_holds_up_no_other(mailbox: Mailbox) -> None:
    queue([PersonFactory(), PersonFactory()])
    broken = Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=broken.pk).update(
        subject="Kept\rfrom before", due_at=timezone.now() - dt.timedelta(days=1)
    )
    assert notices.deliver_due() == 1
    broken.refresh_from_db()
    assert broken.sent_at is None
    assert "newlines" in broken.last_error


@pytest.mark.django_db
def test_who_stops_mail_gets_none_of_the_notices_that_wait() -> None:
    person = PersonFactory()
    queue([person])
    Person.objects.filter(pk=person.pk).update(mail_stopped_at=timezone.now())
    outlet = Outlet()
    assert notices.deliver_due(connection=outlet) == 0
    assert Notice.objects.get().cancelled_at
    assert outlet.taken == []


@pytest.mark.django_db
def test_what_is_a_persons_own_is_made_once_and_what_is_spoken_in_each_language() -> None:
    ana, ben = PersonFactory(language="en"), PersonFactory(language="es")
    signed: list[Person] = []
    spoken: list[str] = []

    def own(person: Person) -> dict[str, Any]:
        signed.append(person)
        return {}

    def words() -> dict[str, Any]:
        spoken.append(translation.get_language())
        return {}

    queue([ana, ben], own=own, spoken=words)
    assert signed == [ana, ben]
    assert sorted(spoken) == ["en", "en", "es", "es"]
