"""Documents that cannot be withdrawn: those that alone prove that a milestone is complete."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commitments.domain.progress import lock
from commitments.models import Evidence, MilestoneStatus, Update, UpdateState
from forums.models import Document


def why_it_stays(document: Document) -> str:
    """Names the first milestone that is complete by this document alone; "" where there is none.

    Takes turns with reporting and publishing, so that two documents of one milestone are not
    withdrawn at once.
    """
    proofs = Evidence.objects.filter(document=document)
    commitments = proofs.order_by().values_list("update__milestone__commitment", flat=True)
    for commitment in sorted(set(commitments)):
        lock(commitment)
    others = Evidence.objects.filter(update=OuterRef("pk"), document__withdrawn_at=None)
    rests = (
        Update.objects.filter(
            ~Exists(others.exclude(document=document)),
            pk__in=proofs.values("update"),
            state=UpdateState.PUBLISHED,
            status=MilestoneStatus.COMPLETE,
            imported=False,
        )
        .select_related("milestone__commitment")
        .order_by("milestone__commitment", "pk")
        .first()
    )
    if rests is None:
        return ""
    return _(
        "It is the only evidence that milestone %(number)s of “%(commitment)s” is complete. Take "
        "that update back first, so that its office gives other evidence."
    ) % {"number": rests.milestone.number, "commitment": rests.milestone.commitment.title}
