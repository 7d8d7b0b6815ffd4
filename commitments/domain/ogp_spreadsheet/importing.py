"""Bringing forums, plans and commitments to what the partnership's spreadsheet says of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from action_plans.models import ActionPlan
from commitments.domain.importing.ledger import CHANGED, CREATED, UNCHANGED, Ledger
from commitments.domain.importing.problems import Broken, Position, Problem
from commitments.domain.ogp_spreadsheet.exporting import LANGUAGE, said, text_of, with_codings
from commitments.domain.ogp_spreadsheet.grounds import Grounds
from commitments.domain.ogp_spreadsheet.reading import OgpCommitment, read
from commitments.models import Commitment, IrmCoding, IrmProduct

AT_ONCE = 500


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do, and the headings from which nothing was read."""

    ledger: Ledger
    unknown: tuple[str, ...]


def run(data: bytes, name: str, *, dry_run: bool = False) -> Outcome:
    """Imports a CSV or XLSX file in the layout of the partnership's public spreadsheet.

    Rows of one commitment are taken together. Forums are known by country or locality, plans by
    their number, commitments by their id, else by plan and number. What is missing is made, and
    is public at once; what is there is changed where the file says something else. An empty cell,
    ND and NA say nothing. Nothing is deleted, nobody is told. Raises Broken with every problem of
    every row, and then nothing is saved; nor with `dry_run`.
    """
    contents = read(data, name)
    try:
        with transaction.atomic():
            saver = _Saver(contents.commitments, name)
            saver.save()
            if dry_run:
                transaction.set_rollback(True)
    except DatabaseError as error:
        reason = _("The portal refuses the file: %(error)s") % {"error": str(error).strip()}
        raise Broken([Problem(Position(name), reason)]) from error
    return Outcome(saver.ledger, contents.unknown)


class _Saver:
    def __init__(self, rows: list[OgpCommitment], name: str) -> None:
        self.rows, self.name = rows, name
        self.now = timezone.now()
        self.ledger = Ledger(LANGUAGE)
        self.problems: list[Problem] = []
        self.grounds = Grounds(self.ledger, self.problems, now=self.now)

    def save(self) -> None:
        """All of it. Raises Broken."""
        plans = [self.grounds.plan(row) for row in self.rows]
        self._know()
        found = [self._found(row, plan) for row, plan in zip(self.rows, plans, strict=True)]
        if self.problems:
            raise Broken(self.problems)
        self.grounds.know_names(self.rows, plans)
        made = self._make(plans, found)
        self._change(found)
        self._link(made, found)
        self._code(made, found)

    def _know(self) -> None:
        ids = [row.id for row in self.rows if row.id]
        plans = [plan.pk for plan in self.grounds.plans.values()]
        rows = Commitment.objects.filter(ogp_id__in=ids) | Commitment.objects.filter(plan__in=plans)
        known = list(with_codings(rows.distinct()))
        self.by_id = {row.ogp_id: row for row in known if row.ogp_id}
        self.by_number = {(row.plan_id, row.number): row for row in known}
        self.taken: dict[int, set[int]] = defaultdict(set)
        for row in known:
            self.taken[row.plan_id].add(row.number)

    def _found(self, row: OgpCommitment, plan: ActionPlan) -> Commitment | None:
        """The commitment that the row is of; a number or an id that is another's is a problem."""
        found = self.by_id.get(row.id) if row.id else None
        there = self.by_number.get((plan.pk, row.number)) if row.number else None
        if found is None and there is not None and not (row.id and there.ogp_id):
            found = there
        if found is not None and found.plan_id != plan.pk:
            reason = _("%(id)s belongs to another plan on this portal: %(plan)s.")
            values = {"id": row.id, "plan": found.plan.title}
            self.problems.append(Problem(row.at, reason % values))
        elif row.number and there is not None and there is not found:
            reason = _("The plan has another commitment with the number %(number)d.")
            self.problems.append(Problem(row.at, reason % {"number": row.number}))
        elif row.number and found is None:
            if row.number in self.taken[plan.pk]:
                reason = _("Two commitments of the plan have the number %(number)d.")
                self.problems.append(Problem(row.at, reason % {"number": row.number}))
            self.taken[plan.pk].add(row.number)
        return found

    def _make(
        self, plans: list[ActionPlan], found: list[Commitment | None]
    ) -> list[Commitment | None]:
        """The commitments that were not there, each at its row's place."""
        made: list[Commitment | None] = []
        for row, plan, there in zip(self.rows, plans, found, strict=True):
            made.append(None if there else self._new(row, plan))
        Commitment.objects.bulk_create(filter(None, made), batch_size=AT_ONCE)
        for row, new in zip(self.rows, made, strict=True):
            if new is not None:
                self.ledger.note("commitments", CREATED, row.label, at=row.at)
        return made

    def _new(self, row: OgpCommitment, plan: ActionPlan) -> Commitment:
        number = row.number or max(self.taken[plan.pk], default=0) + 1
        self.taken[plan.pk].add(number)
        return Commitment(
            plan=plan,
            number=number,
            ogp_id=row.id or None,
            title=self.ledger.texts({LANGUAGE: row.title}),
            answers=_answers(plan, row.text),
            lead=self.grounds.office(row.lead, plan),
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            original_starts_on=plan.starts_on,
            original_ends_on=plan.ends_on,
            published_at=self.now,
        )

    def _change(self, found: list[Commitment | None]) -> None:
        for row, there in zip(self.rows, found, strict=True):
            if there is None:
                continue
            fields = self._different(row, there)
            for name, value in fields.items():
                setattr(there, name, value)
            if fields:
                there.save(update_fields=list(fields))
            label = f"{row.label} ({', '.join(fields)})" if fields else row.label
            what = CHANGED if fields else UNCHANGED
            self.ledger.note("commitments", what, label, at=row.at)

    def _different(self, row: OgpCommitment, there: Commitment) -> dict[str, Any]:
        """The fields of which the row says something else than the portal.

        A text of several answers stays: the file has it in one piece, and nobody knows which.
        """
        fields: dict[str, Any] = {}
        if row.title != said(there.title):
            fields["title"] = self.ledger.texts({LANGUAGE: row.title}, there.title)
        if row.id and there.ogp_id is None:
            fields["ogp_id"] = row.id
        if row.number and row.number != there.number:
            fields["number"] = row.number
        if row.text and row.text != text_of(there) and len(there.answers) <= 1:
            fields["answers"] = _answers(there.plan, row.text, there.answers)
        if row.lead and (there.lead is None or row.lead != said(there.lead.name)):
            fields["lead"] = self.grounds.office(row.lead, there.plan)
        return fields

    def _link(self, made: list[Commitment | None], found: list[Commitment | None]) -> None:
        """Supporting offices and policy areas, where the file names any."""
        supporting, areas = Commitment.supporting.through, Commitment.policy_areas.through
        offices_new: list[Any] = []
        areas_new: list[Any] = []
        for row, new, there in zip(self.rows, made, found, strict=True):
            commitment = new or there
            assert commitment is not None
            names = {said(each.name) for each in there.supporting.all()} if there else set()
            if row.supporting and set(row.supporting) != names:
                wanted = [self.grounds.office(name, commitment.plan) for name in row.supporting]
                if there:
                    there.supporting.set([office for office in wanted if office])
                    self.ledger.note("supporting offices", CHANGED, row.label, at=row.at)
                else:
                    offices_new += [
                        supporting(commitment=commitment, organisation=office)
                        for office in dict.fromkeys(wanted)
                    ]
            tags = {self.grounds.area(theme) for theme in row.themes}
            if there and tags and tags != set(there.policy_areas.all()):
                there.policy_areas.set(tags)
                self.ledger.note("policy areas of commitments", CHANGED, row.label, at=row.at)
            elif new:
                areas_new += [areas(commitment=commitment, policyarea=tag) for tag in tags]
        supporting.objects.bulk_create(offices_new, batch_size=AT_ONCE)
        areas.objects.bulk_create(areas_new, batch_size=AT_ONCE)

    def _code(self, made: list[Commitment | None], found: list[Commitment | None]) -> None:
        """What the mechanism coded, in the old scales; of what is there, what differs."""
        new_codings: list[IrmCoding] = []
        for row, new, there in zip(self.rows, made, found, strict=True):
            commitment = new or there
            assert commitment is not None
            if row.values is None and not row.codings:
                continue
            fields = dict(row.codings)
            latest = _latest(there) if there else {}
            different: dict[str, Any] = {
                name: value for name, value in fields.items() if latest.get(name) != value
            }
            if row.values is not None and latest.get("values") != set(row.values):
                different["values"] = sorted(row.values)
            if not different:
                self.ledger.note("codings", UNCHANGED, row.label)
                continue
            product = self.grounds.product(commitment.plan, row.year)
            coding = _coding(there, product) if there else None
            if coding is None:
                new_codings.append(IrmCoding(product=product, commitment=commitment, **different))
                self.ledger.note("codings", CREATED, row.label, at=row.at)
            else:
                for name, value in different.items():
                    setattr(coding, name, value)
                coding.save(update_fields=list(different))
                label = f"{row.label} ({', '.join(different)})"
                self.ledger.note("codings", CHANGED, label, at=row.at)
        IrmCoding.objects.bulk_create(new_codings, batch_size=AT_ONCE)


def _answers(
    plan: ActionPlan, text: str, before: dict[str, dict[str, str]] | None = None
) -> dict[str, dict[str, str]]:
    """The file's one text as the answer to what the commitment is, or to the one question that
    was answered before."""
    if not text:
        return before or {}
    question = "commitment" if plan.template == "handbook_4" else "solution"
    question = next(iter(before or {}), question)
    return {question: {**(before or {}).get(question, {}), LANGUAGE: text}}


def _latest(commitment: Any) -> dict[str, Any]:
    """What the public products in the old scales say last of each variable."""
    found: dict[str, Any] = {}
    for coding in commitment.coded:
        if coding.product.scale != IrmProduct.Scale.OLD:
            continue
        for name in ("specificity", "potential_impact", "completion", "did_it_open"):
            if value := getattr(coding, name):
                found[name] = value
        if coding.values or coding.specificity or coding.potential_impact:
            found["values"] = set(coding.values)
    return found


def _coding(commitment: Any, product: IrmProduct) -> IrmCoding | None:
    return next((each for each in commitment.coded if each.product_id == product.pk), None)
