"""What stands around a commitment: read with it, in the one query that finds it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from action_plans.models import Draft
from commitments.domain import indicators
from commitments.models import (
    NEW_SCALE,
    OLD_SCALE,
    Commitment,
    CommitmentFinding,
    CommitmentReport,
    Completion,
    Continuation,
    ContractingProcess,
    GovernmentStatus,
    IrmCoding,
    IrmProduct,
    MonitoringVisit,
    Observation,
    PolicyArea,
    ProductKind,
    SocietyStatus,
)
from forums.models import Organisation, Translated

MOST = 5
"""Contracts and visits that the page names; their own pages name all."""


@dataclass(frozen=True)
class Named:
    """A thing with its name and, where it has a page, its address."""

    name: Translated
    address: str = ""
    detail: Translated | str = ""
    on: dt.date | None = None


@dataclass(frozen=True)
class Said:
    """What somebody says of the whole commitment as of a day. `by` is an organisation's name."""

    status: str
    label: str
    as_of: dt.date
    round: Translated
    text: Translated
    obstacles: Translated
    by: Translated


@dataclass(frozen=True)
class Coded:
    """How one product of the IRM codes the commitment: what it says by question, in its scales."""

    product: str
    year: int
    address: str
    scale: str
    completion: str
    answers: tuple[tuple[str, str], ...]
    promising: bool
    starred: bool


@dataclass(frozen=True)
class Facts:
    """All of it, from what is public alone; what is latest comes first."""

    supporting: tuple[Named, ...]
    partners: tuple[Named, ...]
    areas: tuple[Named, ...]
    earlier: tuple[Named, ...]
    later: tuple[Named, ...]
    reports: tuple[Said, ...]
    findings: tuple[Said, ...]
    codings: tuple[Coded, ...]
    indicators: tuple[indicators.Measured, ...]
    contracts: tuple[Named, ...]
    contract_count: int
    visits: tuple[Named, ...]
    observations: int

    @property
    def coded(self) -> Coded | None:
        """The latest coding that speaks of completion; None before the first."""
        return next((row for row in self.codings if row.completion), None)

    @property
    def latest_findings(self) -> tuple[Said, ...]:
        """What organisations found in the latest round in which one did."""
        return tuple(row for row in self.findings if row.as_of == self.findings[0].as_of)

    @property
    def earlier_findings(self) -> tuple[Said, ...]:
        """What they found in the rounds before."""
        return self.findings[len(self.latest_findings) :]

    @property
    def is_starred(self) -> bool:
        return any(row.starred for row in self.codings)

    @property
    def is_promising(self) -> bool:
        return any(row.promising for row in self.codings)


def with_facts(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """The commitments with what `facts` reads, without another query."""
    here = OuterRef("pk")
    return rows.annotate(
        supporting_rows=_rows(
            Organisation.objects.filter(commitments_supported=here).order_by("sector", "slug"),
            name="name",
            slug="slug",
            sector="sector",
        ),
        area_rows=_rows(
            PolicyArea.objects.filter(commitments=here).order_by("slug"), name="name", slug="slug"
        ),
        earlier_rows=_continued("earlier", Continuation.objects.filter(later=here)),
        later_rows=_continued("later", Continuation.objects.filter(earlier=here)),
        draft_rows=_rows(
            Draft.objects.public()
            .filter(continues__earlier=here, continues__later=None)
            .order_by("pk"),
            name="title",
            plan="plan__title",
            slugs=JSONObject(forum="plan__forum__slug", plan="plan__slug", number="number"),
        ),
        report_rows=_rows(
            CommitmentReport.objects.public().filter(commitment=here).order_by("-round__as_of"),
            status="status",
            as_of="round__as_of",
            round="round__title",
            text="text",
            obstacles="obstacles",
            by="commitment__lead__name",
        ),
        finding_rows=_rows(
            CommitmentFinding.objects.public()
            .filter(commitment=here)
            .order_by("-round__as_of", "pk"),
            status="status",
            as_of="round__as_of",
            round="round__title",
            text="reason",
            by="organisation__name",
        ),
        coding_rows=_codings(here),
        indicator_rows=indicators.rows_of(here),
        contract_rows=_rows(
            _contracts(here).order_by(F("released_at").desc(nulls_last=True), "pk")[:MOST],
            name="title",
            ocid="ocid",
            supplier="suppliers",
            forum="forum__slug",
        ),
        contract_count=_count(_contracts(here), "commitments"),
        visit_rows=_rows(
            MonitoringVisit.objects.public()
            .filter(commitments=here)
            .order_by("-held_on", "-number")[:MOST],
            name="title",
            on="held_on",
            slugs=JSONObject(forum="plan__forum__slug", plan="plan__slug", number="number"),
        ),
        observation_count=_count(
            Observation.objects.public().filter(commitment=here), "commitment"
        ),
    )


def _rows(rows: QuerySet[Any], **columns: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def _count(rows: QuerySet[Any], group: str) -> Coalesce:
    counted = rows.order_by().values(group).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _contracts(here: OuterRef) -> QuerySet[ContractingProcess]:
    return ContractingProcess.objects.public().filter(commitments=here)


def _continued(side: str, rows: QuerySet[Continuation]) -> ArraySubquery:
    """The commitments on one side of continuations, as far as they are public."""
    public = Q(**{f"{side}__in": Commitment.objects.public()})
    return _rows(
        rows.filter(public).order_by("pk"),
        name=f"{side}__title",
        plan=f"{side}__plan__title",
        slugs=JSONObject(
            forum=f"{side}__plan__forum__slug",
            plan=f"{side}__plan__slug",
            number=f"{side}__number",
        ),
    )


def _codings(here: OuterRef) -> ArraySubquery:
    rows = IrmCoding.objects.filter(commitment=here, product__in=IrmProduct.objects.public())
    return _rows(
        rows.order_by("-product__year", F("product__issued_on").desc(nulls_last=True), "pk"),
        kind="product__kind",
        year="product__year",
        scale="product__scale",
        completion="completion",
        promising="promising",
        starred="starred",
        slugs=JSONObject(forum="product__plan__forum__slug", plan="product__plan__slug"),
        **{name: name for name in (*OLD_SCALE, *NEW_SCALE)},
    )


def facts(commitment: Any) -> Facts:
    """What stands around a commitment from `with_facts`."""
    offices = commitment.supporting_rows
    return Facts(
        supporting=tuple(_office(row) for row in offices if row["sector"] == "government"),
        partners=tuple(_office(row) for row in offices if row["sector"] != "government"),
        areas=tuple(
            Named(
                Translated.of(row["name"]),
                reverse("commitments:policy-area", args=[row["slug"]]),
            )
            for row in commitment.area_rows
        ),
        earlier=tuple(_commitment(row) for row in commitment.earlier_rows),
        later=(
            *(_commitment(row) for row in commitment.later_rows),
            *(_draft(row) for row in commitment.draft_rows),
        ),
        reports=tuple(_said(row, GovernmentStatus) for row in commitment.report_rows),
        findings=tuple(_said(row, SocietyStatus) for row in commitment.finding_rows),
        codings=tuple(_coded(row) for row in commitment.coding_rows),
        indicators=tuple(indicators.measured(row) for row in commitment.indicator_rows),
        contracts=tuple(
            Named(
                Translated.of(row["name"] or row["ocid"]),
                reverse("commitments:contract-detail", args=[row["forum"], row["ocid"]]),
                ", ".join(row["supplier"] or ()),
            )
            for row in commitment.contract_rows
        ),
        contract_count=commitment.contract_count,
        visits=tuple(
            Named(
                Translated.of(row["name"]),
                reverse("commitments:visit-detail", args=_slugs(row)),
                on=_day(row["on"]),
            )
            for row in commitment.visit_rows
        ),
        observations=commitment.observation_count,
    )


def _slugs(row: dict[str, Any]) -> list[Any]:
    return [row["slugs"]["forum"], row["slugs"]["plan"], row["slugs"]["number"]]


def _office(row: dict[str, Any]) -> Named:
    return Named(
        Translated.of(row["name"]), reverse("commitments:office-detail", args=[row["slug"]])
    )


def _commitment(row: dict[str, Any]) -> Named:
    address = reverse("commitments:commitment-detail", args=_slugs(row))
    return Named(Translated.of(row["name"]), address, Translated.of(row["plan"]))


def _draft(row: dict[str, Any]) -> Named:
    address = reverse("action_plans:draft-detail", args=_slugs(row))
    return Named(Translated.of(row["name"]), address, Translated.of(row["plan"]))


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _said(row: dict[str, Any], vocabulary: Any) -> Said:
    return Said(
        status=row["status"],
        label=str(vocabulary(row["status"]).label),
        as_of=_day(row["as_of"]),
        round=Translated.of(row["round"]),
        text=Translated.of(row["text"]),
        obstacles=Translated.of(row.get("obstacles")),
        by=Translated.of(row["by"]),
    )


def _coded(row: dict[str, Any]) -> Coded:
    forum, plan = row["slugs"]["forum"], row["slugs"]["plan"]
    product = reverse("commitments:irm-product", args=[forum, plan, row["kind"], row["year"]])
    names = OLD_SCALE if row["scale"] == IrmProduct.Scale.OLD else NEW_SCALE
    fields: list[Any] = [IrmCoding._meta.get_field(name) for name in names]
    shown = IrmCoding(**{name: row[name] for name in names})
    return Coded(
        product=str(ProductKind(row["kind"]).label),
        year=row["year"],
        address=product,
        scale=str(IrmProduct.Scale(row["scale"]).label),
        completion=str(Completion(row["completion"]).label) if row["completion"] else "",
        answers=tuple(
            (str(field.verbose_name), _answer(shown, field.name))
            for field in fields
            if getattr(shown, field.name) not in (None, "")
        ),
        promising=row["promising"],
        starred=row["starred"],
    )


def _answer(coding: IrmCoding, name: str) -> str:
    value = getattr(coding, name)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return str(getattr(coding, f"get_{name}_display")())
