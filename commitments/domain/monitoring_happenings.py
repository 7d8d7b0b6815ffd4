"""What others find of commitments: civil society, the public, the IRM; contracts behind them."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from commitments.domain.progress_happenings import COMMITMENT_PAGE, of_commitment, offices_of
from commitments.models import (
    Commitment,
    CommitmentFinding,
    ContractingProcess,
    IrmCoding,
    IrmProduct,
    IrmRecommendation,
    MonitoringVisit,
    Observation,
    Procurement,
    ProductKind,
    RecommendationOutcome,
    SocietyStatus,
    Verdict,
    Verification,
)
from commitments.models.visits import VisitKind
from forums.domain.happening_rows import moment_of
from forums.domain.happenings import Facts, Kind, Source, page, words
from forums.models import Translated

_PLAN = {"forum": "plan__forum", "plan": "plan"}
_VERIFIED = "update__milestone__commitment"
_IRM = page("commitments:irm-product", "forum_slug", "plan_slug", "product", "year")


def _public_commitments() -> QuerySet[Commitment]:
    return Commitment.objects.public().order_by()


def _visited() -> QuerySet[MonitoringVisit.commitments.through]:  # type: ignore[name-defined]
    """Each commitment that a public visit was about."""
    return MonitoringVisit.commitments.through.objects.filter(
        monitoringvisit__in=MonitoringVisit.objects.public().order_by().values("pk"),
        commitment__in=_public_commitments().values("pk"),
    )


def _visit(facts: Facts) -> str:
    return str(VisitKind(facts["visit_kind"]).label)


def _contracts() -> QuerySet[Procurement]:
    return Procurement.objects.filter(
        process__in=ContractingProcess.objects.public().order_by().values("pk"),
        commitment__in=_public_commitments().values("pk"),
    )


def _coded() -> QuerySet[IrmCoding]:
    return IrmCoding.objects.filter(
        product__in=IrmProduct.objects.public().order_by().values("pk"),
        commitment__in=_public_commitments().values("pk"),
    )


def _answered() -> QuerySet[IrmRecommendation]:
    return IrmRecommendation.objects.filter(
        product__in=IrmProduct.objects.public().order_by().values("pk"),
        answered_on__isnull=False,
    ).exclude(outcome=RecommendationOutcome.OPEN)


def _product(facts: Facts) -> str:
    return f"{ProductKind(facts['product']).label} {facts['year']}"


def _by(label: str, facts: Facts) -> str:
    return _("%(organisation)s finds: %(finding)s") % {
        "organisation": Translated.of(facts["organisation"]),
        "finding": label,
    }


SOURCES = (
    Source(
        name="verification",
        kind=Kind.MONITORING,
        rows=Verification.objects.public,
        what=lambda facts: _("Report verified"),
        text=lambda facts: _by(str(Verdict(facts["verdict"]).label), facts),
        address=COMMITMENT_PAGE,
        topics=of_commitment(_VERIFIED),
        facts={
            "name": f"{_VERIFIED}__title",
            "verdict": "verdict",
            "organisation": "organisation__name",
        },
        offices=offices_of(_VERIFIED, "update__milestone__responsible", "organisation"),
        actors=("by",),
        gathers=True,
    ),
    Source(
        name="settlement",
        kind=Kind.MONITORING,
        rows=lambda: Verification.objects.public().filter(settled_on__isnull=False),
        what=lambda facts: _("Difference settled"),
        text=words("settlement"),
        address=COMMITMENT_PAGE,
        topics=of_commitment(_VERIFIED),
        moment="settled_on",
        at=Greatest(
            "published_at", moment_of("settled_on", f"{_VERIFIED}__plan__forum__time_zone")
        ),
        facts={"name": f"{_VERIFIED}__title", "settlement": "settlement"},
        offices=offices_of(_VERIFIED, "update__milestone__responsible", "organisation"),
        actors=("settled_by",),
    ),
    Source(
        name="finding",
        kind=Kind.MONITORING,
        rows=CommitmentFinding.objects.public,
        what=lambda facts: _("Finding of civil society"),
        text=lambda facts: _by(str(SocietyStatus(facts["status"]).label), facts),
        address=COMMITMENT_PAGE,
        topics=of_commitment("commitment"),
        facts={
            "name": "commitment__title",
            "status": "status",
            "organisation": "organisation__name",
        },
        offices=offices_of("commitment", "organisation"),
        actors=("by",),
    ),
    Source(
        name="visit",
        kind=Kind.MONITORING,
        rows=MonitoringVisit.objects.public,
        what=_visit,
        address=page("commitments:visit-detail", "forum_slug", "plan_slug", "number"),
        topics=_PLAN,
        facts={"name": "title", "number": "number", "visit_kind": "kind"},
        offices=("offices",),
        actors=("recorded_by",),
    ),
    Source(
        name="visited",
        kind=Kind.MONITORING,
        rows=_visited,
        what=_visit,
        text=words("visit"),
        address=page("commitments:visit-detail", "forum_slug", "plan_slug", "number"),
        topics=of_commitment("commitment"),
        moment="",
        at=F("monitoringvisit__published_at"),
        facts={
            "name": "commitment__title",
            "visit": "monitoringvisit__title",
            "visit_kind": "monitoringvisit__kind",
            "number": "monitoringvisit__number",
        },
        offices=offices_of("commitment"),
        actors=("monitoringvisit__recorded_by",),
        narrow=True,
    ),
    Source(
        name="observation",
        kind=Kind.MONITORING,
        rows=Observation.objects.public,
        what=lambda facts: _("Observation from the public"),
        text=lambda facts: facts["text"],
        address=lambda facts: f"{COMMITMENT_PAGE(facts)}observations/{facts['number']}/",
        topics=of_commitment("commitment"),
        facts={"name": "commitment__title", "number": "number", "text": "text"},
        offices=offices_of("commitment"),
        actors=("author",),
    ),
    Source(
        name="contract",
        kind=Kind.CONTRACTS,
        rows=_contracts,
        what=lambda facts: _("Contract behind a commitment"),
        text=lambda facts: facts["contract"] or facts["ocid"],
        address=page("commitments:contract-detail", "forum_slug", "ocid"),
        topics=of_commitment("commitment"),
        moment="",
        at=Greatest("added_at", "process__published_at"),
        facts={
            "name": "commitment__title",
            "contract": "process__title",
            "ocid": "process__ocid",
        },
        offices=offices_of("commitment"),
        actors=("added_by",),
        gathers=True,
    ),
    Source(
        name="irm",
        kind=Kind.IRM,
        rows=IrmProduct.objects.public,
        what=_product,
        text=words("summary"),
        address=_IRM,
        topics=_PLAN,
        facts={"name": "plan__title", "product": "kind", "year": "year", "summary": "summary"},
    ),
    Source(
        name="irm-coding",
        kind=Kind.IRM,
        rows=_coded,
        what=lambda facts: _("Coded by the IRM"),
        text=_product,
        address=COMMITMENT_PAGE,
        topics=of_commitment("commitment"),
        moment="",
        at=F("product__published_at"),
        facts={"name": "commitment__title", "product": "product__kind", "year": "product__year"},
        offices=offices_of("commitment"),
        narrow=True,
    ),
    Source(
        name="irm-answer",
        kind=Kind.IRM,
        rows=_answered,
        what=lambda facts: _("Recommendation of the IRM answered"),
        text=words("recommendation"),
        address=_IRM,
        topics={"forum": "product__plan__forum", "plan": "product__plan"},
        moment="answered_on",
        at=Greatest(
            "product__published_at", moment_of("answered_on", "product__plan__forum__time_zone")
        ),
        facts={
            "name": "product__plan__title",
            "product": "product__kind",
            "year": "product__year",
            "recommendation": "text",
        },
    ),
)
