"""Saving the commitments of a plan with their offices and policy areas."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, Theme
from commitments.domain.importing.contents import CommitmentRow, Contents
from commitments.domain.importing.ledger import CHANGED, Step
from commitments.domain.importing.problems import Broken, Problem
from commitments.domain.importing.records import Records
from commitments.domain.importing.specs import Mapping
from commitments.models import Commitment, CommitmentStatus, PolicyArea
from forums.models import Organisation

# Fields that are as a row says where a column is named for them, and else stay.
_PLAIN = ("contact_name", "contact_role", "starts_on", "ends_on")


class CommitmentRecords:
    """Finds or makes the commitments of one plan.

    One is known by its key; one that the portal made, which has none, by its number or OGP's id.
    """

    def __init__(
        self, plan: ActionPlan, mapping: Mapping, records: Records, themes: dict[str, Theme]
    ) -> None:
        self.plan, self.mapping, self.records, self.theme = plan, mapping, records, themes
        self.ledger, self.level = records.ledger, mapping.commitments
        self.problems: list[Problem] = []

    def save(self, contents: Contents) -> dict[str, Commitment]:
        """The commitments by their keys. Raises Broken."""
        before = list(
            self.plan.commitments.select_related("theme", "lead").prefetch_related(
                "supporting", "policy_areas"
            )
        )
        self._know(before)
        self.areas = _areas() if self.level.names("policy_areas") else {}
        self.next = max((commitment.number for commitment in before), default=0) + 1
        self.responsible: dict[str, Counter[str]] = {}
        for milestone in contents.milestones:
            if milestone.responsible:
                counts = self.responsible.setdefault(milestone.commitment, Counter())
                counts[milestone.responsible] += 1
        saved = {row.key: self._commitment(row) for row in contents.commitments}
        if self.problems:
            raise Broken(self.problems)
        return saved

    def _know(self, before: list[Commitment]) -> None:
        self.known = {row.source_key: row for row in before if row.source_key}
        ours = [row for row in before if not row.source_key]
        self.by_number = {row.number: row for row in ours}
        self.by_ogp_id = {row.ogp_id: row for row in ours if row.ogp_id}

    def _found(self, row: CommitmentRow) -> Commitment | None:
        if row.key in self.known:
            return self.known[row.key]
        if row.ogp_id in self.by_ogp_id:
            return self.by_ogp_id[row.ogp_id]
        return self.by_number.get(row.number) if row.number else None

    def _commitment(self, row: CommitmentRow) -> Commitment:
        found = self._found(row)
        offices = self._offices(row)
        fields = self._fields(row, found, offices)
        new = Commitment(
            plan=self.plan,
            source_key=row.key,
            original_starts_on=row.original_starts_on or fields.get("starts_on"),
            original_ends_on=row.original_ends_on or fields.get("ends_on"),
            published_at=self.records.now,
        )
        label = label_of(row.key, row.title)
        commitment = self.ledger.put("commitments", found, new, fields, label=label, at=row.at)
        supporting = offices[1:] + [
            self.records.office(name, row.at) for name in row.supporting if name != row.lead
        ]
        self._support(row, commitment, supporting, is_new=found is None)
        if self.level.names("policy_areas"):
            self._tag(row, commitment, is_new=found is None)
        return commitment

    def _fields(
        self, row: CommitmentRow, found: Commitment | None, offices: list[Organisation]
    ) -> dict[str, Any]:
        """What the row says, and for a new one also what the plan says of all."""
        level = self.level
        answers = dict(found.answers) if found else {}
        for question, texts in row.answers.items():
            answers[question] = {**answers.get(question, {}), **texts}
        fields: dict[str, Any] = {
            "title": self.ledger.texts(row.title, found and found.title),
            "answers": answers,
            "number": row.number or (found.number if found else self.next),
        }
        self.next = max(self.next, fields["number"] + 1)
        if level.names("theme"):
            fields["theme"] = self.theme.get(row.theme)
        if level.names("ogp_id"):
            fields["ogp_id"] = row.ogp_id or None
        if level.names("lead") or self.mapping.lead_from_milestones:
            fields["lead"] = offices[0] if offices else None
        fields |= {name: getattr(row, name) for name in _PLAIN if level.names(name)}
        if level.names("values"):
            fields["values"] = list(row.values)
        if level.names("goals"):
            fields["goals"] = list(row.goals)
        if level.names("taken_out_on"):
            fields["taken_out_on"] = row.taken_out_on
        if row.taken_out_on:
            fields |= {"status": CommitmentStatus.WITHDRAWN, "completed_on": None}
        if found is None:
            fields.setdefault("starts_on", self.plan.starts_on)
            fields.setdefault("ends_on", self.plan.ends_on)
        else:
            fields |= self._first_dates(row, found)
        return fields

    def _first_dates(self, row: CommitmentRow, found: Commitment) -> dict[str, Any]:
        """First dates that are not known yet; one that is known stands."""
        fields = {}
        for name in ("original_starts_on", "original_ends_on"):
            given, known = getattr(row, name), getattr(found, name)
            if given and known is None:
                fields[name] = given
            elif given and given != known:
                self.problems.append(Problem(row.at, first_date_stands(known)))
        return fields

    def _offices(self, row: CommitmentRow) -> list[Organisation]:
        """The responsible office first, then those whose milestones say that they support it."""
        if row.lead or not self.mapping.lead_from_milestones:
            return [self.records.office(row.lead, row.at)] if row.lead else []
        names = self.responsible.get(row.key, Counter())
        return [self.records.office(name, row.at) for name, _count in names.most_common()]

    def _support(
        self, row: CommitmentRow, commitment: Commitment, offices: list[Organisation], is_new: bool
    ) -> None:
        before = [] if is_new else list(commitment.supporting.all())
        after = list(dict.fromkeys(offices))
        if not self.level.names("supporting"):
            after = before + [office for office in after if office not in before]
        if set(after) == set(before):
            return
        commitment.supporting.set(after)
        if not is_new:
            self._note("supporting offices", row, _("supporting offices"), before, after)

    def _tag(self, row: CommitmentRow, commitment: Commitment, *, is_new: bool) -> None:
        before = [] if is_new else list(commitment.policy_areas.all())
        after = []
        for name in row.policy_areas:
            if area := self.areas.get(name.casefold()):
                after.append(area)
            else:
                reason = _("“%(name)s” is none of the policy areas.") % {"name": name}
                self.problems.append(Problem(row.at, reason))
        if set(after) == set(before):
            return
        commitment.policy_areas.set(after)
        if not is_new:
            self._note("policy areas", row, _("policy areas"), before, after)

    def _note(
        self, kind: str, row: CommitmentRow, label: str, before: list[Any], after: list[Any]
    ) -> None:
        old, new = (", ".join(sorted(str(item) for item in items)) for items in (before, after))
        step = Step(kind.replace(" ", "_"), label, old, new)
        self.ledger.note(kind, CHANGED, label_of(row.key, row.title), at=row.at, steps=(step,))


def first_date_stands(day: Any) -> str:
    """What is said of a first date that the files have otherwise."""
    return _("The first date is %(day)s, and a first date is never changed.") % {
        "day": day.isoformat()
    }


def _areas() -> dict[str, PolicyArea]:
    """The policy areas by their addresses and by their names in all languages."""
    return {
        word.casefold(): area
        for area in PolicyArea.objects.order_by("retired_on")
        for word in (area.slug, *area.name.texts().values())
    }


def label_of(key: str, title: dict[str, str]) -> str:
    """The key and the beginning of the title, for people."""
    text = " ".join(next(iter(title.values()), "").split())
    return f"{key} {text if len(text) <= 70 else text[:69] + '…'}"
