"""What self-assessments ask of people: texts, comments, answers, the last step."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.domain.assessment_comments import unanswered
from commitments.domain.assessment_parts import missing
from commitments.models import SelfAssessment
from forums.models import Comment, Person
from forums.models.seats import today_in
from ogp_portal.waiting.rows import Waiting, until, waited

MOST = 20


def to_write(person: Person) -> Iterator[Waiting]:
    """Drafts of forums in which the person takes part, with parts that are still to be written."""
    rows = SelfAssessment.objects.filter(
        plan__forum__in=person.forum_ids(), published_at=None
    ).select_related("plan__forum")
    for row in rows.order_by("pk")[:MOST]:
        gaps = missing(row)
        if gaps and person.has_perm("commitments.write_assessment", row):
            yield Waiting(
                _of_plan(row),
                ngettext(
                    "%(count)d required part to write",
                    "%(count)d required parts to write",
                    len(gaps),
                )
                % {"count": len(gaps)},
                _address(row, "edit"),
            )


def to_comment_on(person: Person) -> Iterator[Waiting]:
    """Open consultations of the person's forums of which she has said nothing."""
    today = today_in("plan__forum__time_zone")
    said = Comment.objects.seen_by(person).filter(
        content_type=ContentType.objects.get_for_model(SelfAssessment),
        object_id=OuterRef("pk"),
        internal=False,
        author=person,
    )
    rows = SelfAssessment.objects.public().filter(
        plan__forum__in=person.forum_ids(), final_at=None, consultation_closes_on__gte=today
    )
    for row in rows.exclude(Exists(said)).select_related("plan__forum").order_by("pk")[:MOST]:
        if row.consultation_closes_on is not None:
            yield Waiting(
                _of_plan(row),
                _("Comment on the draft self-assessment"),
                row.get_absolute_url(),
                *until(row.consultation_closes_on, row.plan.forum.today),
            )


def to_finish(coordinated: list[int]) -> Iterator[Waiting]:
    """Comments that wait for an answer; and what can be made final, once its consultation is over."""
    rows = SelfAssessment.objects.public().filter(
        plan__forum__in=coordinated, final_at=None, consultation_closes_on__isnull=False
    )
    for row in rows.select_related("plan__forum").order_by("pk")[:MOST]:
        first = unanswered(row).order_by("created_at").first()
        if first is not None:
            count = unanswered(row).count()
            yield Waiting(
                _of_plan(row),
                ngettext("%(count)d comment to answer", "%(count)d comments to answer", count)
                % {"count": count},
                row.comments_path,
                *waited(first.created_at),
            )
        elif row.consultation_closes_on and row.consultation_closes_on < row.plan.forum.today:
            yield Waiting(
                _of_plan(row),
                _("Self-assessment to be made final"),
                _address(row, "finish"),
                *until(row.consultation_closes_on, row.plan.forum.today),
            )


def _of_plan(row: SelfAssessment) -> str:
    return _("%(what)s (%(plan)s)") % {"what": row.get_kind_display(), "plan": row.plan.title}


def _address(row: SelfAssessment, page: str) -> str:
    where = [row.plan.forum.slug, row.plan.slug, row.kind]
    return reverse(f"commitments:assessment-{page}", args=where)
