"""What commitments of the spreadsheet stand on: forums, plans, offices, policy areas, products."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from action_plans.models import ActionPlan, CommitmentTemplate, PlanState, RuleSetKey
from commitments.domain.importing.ledger import CREATED, Ledger
from commitments.domain.importing.problems import Problem
from commitments.domain.importing.records import offices_of
from commitments.domain.importing.slugs import slug_of
from commitments.domain.ogp_spreadsheet.exporting import LANGUAGE
from commitments.domain.ogp_spreadsheet.reading import OgpCommitment
from commitments.models import IrmProduct, PolicyArea, ProductKind
from forums.models import Cohort, Forum, Organisation, Sector

LONGEST_FORUM, LONGEST_AREA = 80, 80


class Grounds:
    """Finds or makes them, each once. What is made is public."""

    def __init__(self, ledger: Ledger, problems: list[Problem], *, now: dt.datetime) -> None:
        self.ledger, self.problems, self.now = ledger, problems, now
        forums = list(Forum.objects.select_for_update().order_by("pk"))
        self.slugs = {forum.slug for forum in forums}
        self.forums = {
            name.casefold(): forum
            for forum in reversed(forums)
            for name in (*forum.name.texts().values(), *forum.member.texts().values())
        }
        self.plans: dict[tuple[int, int], ActionPlan] = {
            (plan.forum_id, plan.number): plan
            for plan in ActionPlan.objects.filter(number__isnull=False).select_related("forum")
            if plan.number is not None
        }
        self.products: dict[tuple[int, int], IrmProduct] = {}
        self.offices: dict[tuple[int, str], Organisation] = {}

    def plan(self, row: OgpCommitment) -> ActionPlan:
        """The plan with the row's number of the forum with the row's country."""
        forum = self._forum(row)
        found = self.plans.get((forum.pk, row.plan))
        if found is None:
            found = self.plans[forum.pk, row.plan] = self._new_plan(row, forum)
        return found

    def _forum(self, row: OgpCommitment) -> Forum:
        known = self.forums.get(row.country.casefold())
        if known is not None:
            return known
        slug = slug_of(row.country)[:LONGEST_FORUM].strip("-")
        if not slug or slug in self.slugs:
            reason = _("A forum for “%(country)s” would have the address of another.")
            self.problems.append(Problem(row.at, reason % {"country": row.country}))
            slug = f"{slug[:60]}-{len(self.slugs)}"
        name = self.ledger.texts({LANGUAGE: row.country})
        forum = Forum.objects.create(
            slug=slug,
            name=name,
            member=name,
            is_local="," in row.country,
            cohort=Cohort.EVEN if row.year % 2 == 0 else Cohort.ODD,
            published_at=self.now,
        )
        self.slugs.add(slug)
        self.forums[row.country.casefold()] = forum
        self.ledger.note("forums", CREATED, row.country, at=row.at)
        return forum

    def _new_plan(self, row: OgpCommitment, forum: Forum) -> ActionPlan:
        """A plan of two years from the one in which it was submitted: the file has no days."""
        ends_on = dt.date(row.year + 1, 12, 31)
        words = {"number": row.plan, "from": row.year, "to": row.year + 1}
        title = f"Action plan {words['number']}, {words['from']} to {words['to']}"
        plan = ActionPlan(
            forum=forum,
            slug=f"plan-{row.plan}",
            number=row.plan,
            title=self.ledger.texts({LANGUAGE: title}),
            state=PlanState.CLOSED if ends_on < self.now.date() else PlanState.IMPLEMENTATION,
            template=(
                CommitmentTemplate.HANDBOOK_4
                if row.year < 2022
                else CommitmentTemplate.HANDBOOK_2022
            ),
            rule_set=_rules_of(row.year),
            starts_on=dt.date(row.year, 1, 1),
            ends_on=ends_on,
            published_at=self.now,
        )
        if forum.plans.filter(slug=plan.slug).exists():
            plan.slug = f"plan-{row.plan}-{row.year}"
        plan.save(force_insert=True)
        self.ledger.note("plans", CREATED, f"{row.country}, {row.plan}", at=row.at)
        return plan

    def know_names(self, rows: list[OgpCommitment], plans: list[ActionPlan]) -> None:
        """Finds the offices and policy areas that the rows name, and makes those that are none."""
        self._know_offices(rows, plans)
        self._know_areas(rows)

    def _know_offices(self, rows: list[OgpCommitment], plans: list[ActionPlan]) -> None:
        for forum in {plan.forum_id: plan.forum for plan in plans}.values():
            for office in offices_of(forum):
                for name in office.name.texts().values():
                    self.offices.setdefault((forum.pk, name.strip()), office)
        wanted: dict[str, tuple[int, str]] = {}
        new: dict[str, Organisation] = {}
        for row, plan in zip(rows, plans, strict=True):
            for name in filter(None, (row.lead, *row.supporting)):
                if (plan.forum_id, name) not in self.offices:
                    slug = slug_of(name, prefix=plan.forum.slug)
                    wanted[slug] = (plan.forum_id, name)
                    new[slug] = Organisation(
                        slug=slug,
                        name=self.ledger.texts({LANGUAGE: name}),
                        sector=Sector.GOVERNMENT,
                    )
        there = {row.slug: row for row in Organisation.objects.filter(slug__in=new)}
        made = [office for slug, office in new.items() if slug not in there]
        Organisation.objects.bulk_create(made, batch_size=500)
        for office in made:
            self.ledger.note("organisations", CREATED, str(office.name))
        self.by_slug = new | there

    def office(self, name: str, plan: ActionPlan) -> Organisation | None:
        """The office of that name in the plan's forum; None for no name."""
        if not name:
            return None
        known = self.offices.get((plan.forum_id, name))
        return known or self.by_slug[slug_of(name, prefix=plan.forum.slug)]

    def _know_areas(self, rows: list[OgpCommitment]) -> None:
        self.areas: dict[str, PolicyArea] = {}
        for area in PolicyArea.objects.order_by("retired_on", "pk"):
            for word in (area.slug, *area.name.texts().values()):
                self.areas.setdefault(word.casefold(), area)
        for row in rows:
            for theme in row.themes:
                if theme.casefold() not in self.areas:
                    self._new_area(theme, row)

    def _new_area(self, theme: str, row: OgpCommitment) -> None:
        """An area that the list does not have: from this file alone, so not verified."""
        slug = slug_of(theme)[:LONGEST_AREA].strip("-")
        found, is_new = PolicyArea.objects.get_or_create(
            slug=slug, defaults={"name": self.ledger.texts({LANGUAGE: theme}), "verified": False}
        )
        self.areas[theme.casefold()] = found
        if is_new:
            self.ledger.note("policy areas", CREATED, theme, at=row.at)

    def area(self, theme: str) -> PolicyArea:
        """The policy area of that name."""
        return self.areas[theme.casefold()]

    def product(self, plan: ActionPlan, year: int) -> IrmProduct:
        """The report to which the file's codings belong: the plan's progress report."""
        key = (plan.pk, year)
        if key not in self.products:
            self.products[key], is_new = IrmProduct.objects.get_or_create(
                plan=plan,
                kind=ProductKind.PROGRESS_REPORT,
                year=year,
                defaults={"scale": IrmProduct.Scale.OLD, "published_at": self.now},
            )
            if is_new:
                self.ledger.note("IRM products", CREATED, f"{plan.forum.slug}, {plan.slug}")
        return self.products[key]


def _rules_of(year: int) -> str:
    """By which rules a plan of that year was made (domain.md §0)."""
    if year <= 2017:
        return RuleSetKey.POC_MANUAL
    return RuleSetKey.HANDBOOK_4 if year <= 2021 else RuleSetKey.STANDARDS_2021
