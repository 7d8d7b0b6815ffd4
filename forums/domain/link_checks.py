"""Whether the links of documents still answer: a worker asks now and then, a page never does.

What is due is asked. A worker takes a link by putting off its next day before it asks, so that two
workers never ask for the same one, and a link at whose asking a worker died is due again in an hour.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from forums.domain.asking_links import PAUSE, Answer, CannotTell, ask, host_of
from forums.models import Document, LinkCheck

log = logging.getLogger(__name__)

AT_ONCE = 20  # links of one run, each of another host
LOOKED_AT = 500  # due links among which they are chosen
TAKEN = dt.timedelta(hours=1)
WEEK, DAY = dt.timedelta(days=7), dt.timedelta(days=1)

WHAT_IT_SAID: dict[str, str | Promise] = {
    "scheme": gettext_lazy("it leads to what is not a web page"),
    "private": gettext_lazy("it leads into a private network"),
    "tls": gettext_lazy("its certificate is not valid"),
    "timeout": gettext_lazy("it did not answer in time"),
    "no_host": gettext_lazy("its host is not there"),
    "no_answer": gettext_lazy("it could not be reached"),
    "redirects": gettext_lazy("it leads from one address to the next without end"),
    "404": gettext_lazy("the page was not found"),
    "410": gettext_lazy("the page was taken down"),
}
_STATUS = gettext_noop("it answered with the status %(status)s")


def in_words(said: str) -> str:
    """What a link said, for people."""
    return str(WHAT_IT_SAID.get(said) or _(_STATUS) % {"status": said})


def check_due(*, pause: float = PAUSE) -> int:
    """Asks links whose day has come, at most one of each host. Returns how many.

    Call it outside a transaction: what a link said is kept at once.
    """
    if not settings.LINK_CHECKS:
        return 0
    _note_new()
    asked = 0
    for check in _one_of_each_host(_due()):
        if asked == AT_ONCE:
            break
        if not (_is_rested(host_of(check.document.url), pause) and _take(check)):
            continue
        if asked:
            time.sleep(pause)
        asked += 1
        url = check.document.url
        try:
            record(check.document, ask(url, pause=pause), url=url)
        except CannotTell:
            log.warning("No host can be found now; document %s is asked later", check.pk)
    return asked


@transaction.atomic
def record(
    document: Document, answer: Answer, *, url: str, at: dt.datetime | None = None
) -> LinkCheck:
    """Keeps what the link of a document said, and says when it is asked again.

    One that answers is asked every week; one that does not every day, and after a week every week.
    What is said of an address that the document no longer has is not kept.
    """
    now = at or timezone.now()
    LinkCheck.objects.bulk_create([LinkCheck(document=document)], ignore_conflicts=True)
    check = LinkCheck.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if Document.objects.filter(pk=document.pk, url=url).exists():
        check.checked_at, check.said = now, answer.said
        check.answered_at = now if answer.is_ok else check.answered_at
        check.broken_since = None if answer.is_ok else check.broken_since or now
        check.due_at = now + next_after(now, broken_since=check.broken_since)
        check.save()
    return check


def next_after(now: dt.datetime, *, broken_since: dt.datetime | None) -> dt.timedelta:
    """How long a link is left in peace."""
    return DAY if broken_since is not None and now - broken_since < WEEK else WEEK


def forget(document: Document) -> None:
    """Its link is another one now: nothing is known of it, and it is due."""
    LinkCheck.objects.filter(document=document).delete()


def _due() -> Iterable[LinkCheck]:
    """Links of public documents whose day has come, the longest overdue first."""
    public = Document.objects.public().exclude(url="")
    rows = LinkCheck.objects.filter(due_at__lte=timezone.now(), document__in=public)
    return rows.select_related("document").order_by("due_at", "pk")[:LOOKED_AT]


def _note_new() -> None:
    """A row for every public link that has none."""
    new = Document.objects.public().filter(link_check=None).exclude(url="").only("pk")
    rows = [LinkCheck(document=document) for document in new[:LOOKED_AT]]
    LinkCheck.objects.bulk_create(rows, ignore_conflicts=True)


def _one_of_each_host(checks: Iterable[LinkCheck]) -> Iterable[LinkCheck]:
    first: dict[str, LinkCheck] = {}
    for check in checks:
        first.setdefault(host_of(check.document.url), check)
    return first.values()


def _is_rested(host: str, pause: float) -> bool:
    """Whether no other worker has asked the host just now."""
    return not pause or bool(cache.add(f"link-asked:{host}", True, timeout=60))


def _take(check: LinkCheck) -> bool:
    """The link is ours for an hour; False where another worker has it."""
    now = timezone.now()
    with transaction.atomic():
        row = (
            LinkCheck.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=check.pk, due_at__lte=now)
            .first()
        )
        if row is None:
            return False
        row.due_at = now + TAKEN
        row.save(update_fields=["due_at"])
    return True
