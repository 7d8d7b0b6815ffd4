"""What consultations and reasoned responses ask of people."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from action_plans.domain.consultation_comments import comments_on
from action_plans.models import Consultation, ReasonedResponse
from forums.models import Comment, Person
from forums.models.seats import today_in
from ogp_portal.waiting.rows import Waiting, until, waited

MOST = 50


def consultations(person: Person) -> Iterator[Waiting]:
    """Open consultations of the person's forums of which she has said nothing."""
    today = today_in("plan__forum__time_zone")
    said = Comment.objects.seen_by(person).filter(
        content_type=ContentType.objects.get_for_model(Consultation),
        object_id=OuterRef("pk"),
        internal=False,
        author=person,
    )
    rows = (
        Consultation.objects.public()
        .with_plan()
        .filter(plan__forum__in=person.forum_ids(), opens_on__lte=today, closes_on__gte=today)
        .exclude(Exists(said))
    )
    for consultation in rows[:MOST]:
        yield Waiting(
            str(consultation.title),
            _("Comment on the draft plan"),
            consultation.get_absolute_url(),
            *until(consultation.closes_on, consultation.plan.forum.today),
        )


def comments(coordinated: list[int]) -> Iterator[Waiting]:
    """Comments of consultations that nobody has answered with reasons."""
    rows = Consultation.objects.public().with_plan().filter(plan__forum__in=coordinated)
    consulted = {row.pk: row for row in rows}
    said = comments_on(rows).filter(reasoned_answer=None).order_by("created_at", "pk")
    for comment in said[:MOST]:
        plan = consulted[comment.object_id].plan
        address = reverse("action_plans:response-create", args=[plan.forum.slug, plan.slug])
        yield Waiting(
            comment.text[:120],
            _("Comment in a consultation to answer"),
            f"{address}?comment={comment.pk}",
            *waited(comment.created_at),
        )


def prepared(coordinated: list[int]) -> Iterator[Waiting]:
    """Responses and consultations that are prepared and not published."""
    responses = ReasonedResponse.objects.filter(
        published_at=None, plan__forum__in=coordinated
    ).select_related("plan__forum")
    for response in responses.order_by("plan", "position")[:MOST]:
        yield Waiting(
            f"{response.reference}: {str(response.heard)[:100]}",
            _("Response to publish"),
            response.get_absolute_url(),
        )
    drafted = Consultation.objects.with_plan().filter(
        published_at=None, plan__forum__in=coordinated
    )
    for consultation in drafted[:MOST]:
        yield Waiting(
            str(consultation.title),
            _("Consultation to publish"),
            consultation.get_absolute_url(),
            *until(consultation.opens_on, consultation.plan.forum.today),
        )
