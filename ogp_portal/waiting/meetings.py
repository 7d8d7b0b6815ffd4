"""What meetings ask for: to publish them, to come, to take up what was proposed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.models import AgendaProposal, Meeting, Person, Reply
from ogp_portal.waiting.rows import Waiting, until, waited


def to_publish(coordinated: list[int]) -> Iterator[Waiting]:
    """Meetings that are prepared and of which nobody knows."""
    rows = Meeting.objects.filter(
        forum__in=coordinated, published_at=None, starts_at__gte=timezone.now()
    )
    for meeting in rows.select_related("forum")[:20]:
        yield Waiting(
            str(meeting.title),
            _("Meeting to publish"),
            reverse("forums:meeting-publish", args=[meeting.forum.slug, meeting.number]),
            *until(meeting.local_start.date()),
        )


def proposals(coordinated: list[int]) -> Iterator[Waiting]:
    """What people ask the coordinator to put on an agenda."""
    rows = AgendaProposal.objects.waiting().filter(forum__in=coordinated)
    for proposal in rows.select_related("forum")[:50]:
        yield Waiting(
            str(proposal.title),
            _("Proposal for the agenda"),
            reverse("forums:proposal-accept", args=[proposal.forum.slug, proposal.pk]),
            *waited(proposal.proposed_at),
        )


def invitations(person: Person) -> Iterator[Waiting]:
    """The meetings for which nobody has answered yet for the person's seat, group or office."""
    answered = Reply.objects.filter(
        Q(term__person=person)
        | Q(term__alternate=person)
        | Q(membership__person=person)
        | Q(office__people=person)
    )
    meetings = (
        Meeting.objects.of(person)
        .filter(starts_at__gt=timezone.now(), cancelled_at=None)
        .exclude(pk__in=answered.values("meeting"))
        .select_related("forum")
        .order_by("starts_at")[:10]
    )
    for meeting in meetings:
        yield Waiting(
            str(meeting.title),
            _("Will you come?"),
            f"{meeting.get_absolute_url()}#reply",
            *until(meeting.local_start.date()),
        )
