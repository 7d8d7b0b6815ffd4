"""What happens to commitments: versions, amendments, rounds, what their offices report."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commitments.models import (
    Amendment,
    AmendmentKind,
    Commitment,
    CommitmentReport,
    Continuation,
    Evidence,
    GovernmentStatus,
    Milestone,
    MilestoneStatus,
    PlanVersion,
    ReportingRound,
    SelfAssessment,
    Update,
    VerificationEvidence,
    VersionCause,
)
from commitments.models.assessments import AssessmentKind
from forums.domain.dates import full_date
from forums.domain.happening_rows import moment_of
from forums.domain.happenings import Facts, Kind, Source, day, page, words
from forums.models import Document, Translated

_PLAN = {"forum": "plan__forum", "plan": "plan"}
COMMITMENT_PAGE = page(
    "commitments:commitment-detail", "forum_slug", "plan_slug", "commitment_number"
)
PROMISED = words("commitment_title")


def of_commitment(path: str) -> dict[str, str]:
    """Where the topics of a commitment stand that is found by the path."""
    return {
        "forum": f"{path}__plan__forum",
        "plan": f"{path}__plan",
        "theme": f"{path}__theme",
        "commitment": path,
    }


def offices_of(path: str, *more: str) -> tuple[str, ...]:
    """The offices of that commitment, and others."""
    return (f"{path}__lead", f"{path}__supporting", *more)


def _reported(facts: Facts) -> str:
    status = str(MilestoneStatus(facts["status"]).label)
    return f"{facts['milestone']}. {Translated.of(facts['step'])}: {status}"


def _proofs() -> QuerySet[Evidence]:
    """What was added to an update after that was published."""
    return Evidence.objects.filter(
        update__in=Update.objects.public().order_by().values("pk"),
        document__in=Document.objects.public().order_by().values("pk"),
        document__published_at__gt=F("update__published_at"),
    )


def _documents() -> QuerySet[Document]:
    """Those that were not published to prove something: these are told with what they prove."""
    of_update = Evidence.objects.filter(
        document=OuterRef("pk"), document__published_at__gte=F("update__published_at")
    )
    of_verification = VerificationEvidence.objects.filter(
        document=OuterRef("pk"), document__published_at__gte=F("verification__published_at")
    )
    return Document.objects.public().filter(~Exists(of_update), ~Exists(of_verification))


def _carried_on() -> QuerySet[Continuation]:
    public = Commitment.objects.public().order_by().values("pk")
    return Continuation.objects.filter(earlier__in=public, later__in=public)


def _version(facts: Facts) -> str:
    what = {
        VersionCause.ADOPTED: _("Plan adopted"),
        VersionCause.AMENDED: _("Plan amended"),
        VersionCause.EXTENDED: _("Plan changed by its extension"),
    }
    return what[VersionCause(facts["cause"])]


def _assessed(facts: Facts) -> str:
    return str(AssessmentKind(facts["kind"]).label)


_ASSESSMENT = page("commitments:assessment-detail", "forum_slug", "plan_slug", "kind")

SOURCES = (
    Source(
        name="document",
        kind=Kind.DOCUMENTS,
        rows=_documents,
        what=lambda facts: _("Document published"),
        address=page("forums:document", "forum_slug", "document"),
        topics={"forum": "forum"},
        facts={"name": "title", "document": "pk"},
        actors=("added_by",),
    ),
    Source(
        name="evidence",
        kind=Kind.DOCUMENTS,
        rows=_proofs,
        what=lambda facts: _("Evidence added"),
        text=words("document"),
        address=COMMITMENT_PAGE,
        topics=of_commitment("update__milestone__commitment"),
        moment="",
        at=F("document__published_at"),
        facts={"name": "update__milestone__commitment__title", "document": "document__title"},
        offices=offices_of("update__milestone__commitment", "update__milestone__responsible"),
        actors=("document__added_by",),
        gathers=True,
    ),
    Source(
        name="version",
        kind=Kind.PLANS,
        rows=PlanVersion.objects.public,
        what=_version,
        address=page("commitments:version-detail", "forum_slug", "plan_slug", "number"),
        topics=_PLAN,
        facts={"name": "plan__title", "number": "number", "cause": "cause"},
        actors=("made_by",),
        notice="plan:{plan_id}:{cause}",
    ),
    Source(
        name="amendment",
        kind=Kind.DRAFTS,
        rows=lambda: Amendment.objects.public().filter(commitment__isnull=False),
        what=lambda facts: _("Amendment proposed"),
        text=lambda facts: str(AmendmentKind(facts["amendment"]).label),
        address=page("commitments:amendment-detail", "forum_slug", "plan_slug", "number"),
        topics={**_PLAN, "theme": "commitment__theme", "commitment": "commitment"},
        facts={"name": "commitment__title", "number": "number", "amendment": "kind"},
        offices=offices_of("commitment"),
        actors=("proposed_by",),
        notice="amendment:{pk}:proposed",
    ),
    Source(
        name="amendment-added",
        kind=Kind.DRAFTS,
        rows=lambda: Amendment.objects.public().filter(commitment=None),
        what=lambda facts: _("Amendment proposed"),
        text=lambda facts: str(AmendmentKind.ADD.label),
        address=page("commitments:amendment-detail", "forum_slug", "plan_slug", "number"),
        topics={**_PLAN, "theme": "draft__theme"},
        facts={"name": "draft__title", "number": "number"},
        offices=("draft__lead",),
        actors=("proposed_by",),
        notice="amendment:{pk}:proposed",
    ),
    Source(
        name="round",
        kind=Kind.PROGRESS,
        rows=ReportingRound.objects.public,
        what=lambda facts: _("Reporting round opened"),
        text=lambda facts: (
            _("Offices report until %(day)s.") % {"day": full_date(day(facts, "until"))}
        ),
        address=page("commitments:round-detail", "forum_slug", "plan_slug", "round"),
        topics=_PLAN,
        at=Greatest("published_at", moment_of("opens_on", "plan__forum__time_zone")),
        facts={"name": "title", "until": "due_on", "round": "slug"},
        notice="round:{pk}:opened",
    ),
    Source(
        name="update",
        kind=Kind.PROGRESS,
        rows=Update.objects.public,
        what=lambda facts: _("Progress reported"),
        text=_reported,
        address=COMMITMENT_PAGE,
        topics=of_commitment("milestone__commitment"),
        facts={
            "name": "milestone__commitment__title",
            "milestone": "milestone__number",
            "step": "milestone__title",
            "status": "status",
        },
        offices=offices_of("milestone__commitment", "milestone__responsible"),
        actors=("reported_by",),
        gathers=True,
    ),
    Source(
        name="report",
        kind=Kind.PROGRESS,
        rows=CommitmentReport.objects.public,
        what=lambda facts: _("Reported on the whole commitment"),
        text=lambda facts: str(GovernmentStatus(facts["status"]).label),
        address=COMMITMENT_PAGE,
        topics=of_commitment("commitment"),
        facts={"name": "commitment__title", "status": "status"},
        offices=offices_of("commitment"),
        actors=("reported_by",),
    ),
    Source(
        name="overdue",
        kind=Kind.PROGRESS,
        rows=lambda: Milestone.objects.public().filter(
            status__in=[MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS],
            due_on__isnull=False,
            commitment__plan__state="implementation",
        ),
        what=lambda facts: _("Milestone overdue"),
        text=lambda facts: f"{facts['milestone']}. {Translated.of(facts['step'])}",
        address=COMMITMENT_PAGE,
        topics=of_commitment("commitment"),
        moment="",
        at=moment_of("due_on", "commitment__plan__forum__time_zone", later=1),
        facts={"name": "commitment__title", "milestone": "number", "step": "title"},
        offices=offices_of("commitment", "responsible"),
        gathers=True,
    ),
    Source(
        name="continuation",
        kind=Kind.PLANS,
        rows=_carried_on,
        what=lambda facts: _("Carried on in the next plan"),
        text=lambda facts: (
            pgettext("a commitment goes on", "As “%(later)s”")
            % {"later": Translated.of(facts["later"])}
        ),
        address=COMMITMENT_PAGE,
        topics=of_commitment("earlier"),
        moment="",
        at=Greatest("made_at", "later__published_at"),
        facts={"name": "earlier__title", "later": "later__title"},
        offices=offices_of("later"),
        actors=("made_by",),
    ),
    Source(
        name="assessment",
        kind=Kind.ASSESSMENTS,
        rows=SelfAssessment.objects.public,
        what=_assessed,
        text=lambda facts: pgettext("a self-assessment", "Published"),
        address=_ASSESSMENT,
        topics=_PLAN,
        facts={"name": "plan__title", "kind": "kind"},
    ),
    Source(
        name="assessment-final",
        kind=Kind.ASSESSMENTS,
        rows=lambda: SelfAssessment.objects.public().filter(final_at__isnull=False),
        what=_assessed,
        text=lambda facts: pgettext("a self-assessment", "Final"),
        address=_ASSESSMENT,
        topics=_PLAN,
        moment="final_at",
        facts={"name": "plan__title", "kind": "kind"},
    ),
)
