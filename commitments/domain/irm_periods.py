"""Which products the Independent Reporting Mechanism makes of a plan, and in which scales.

Both follow from the year in which the plan began. Sources: domain.md §0 and §3.5 (OGP's pages
“IRM products and process” and “IRM guidance overview”) for the products, §3.4 (OGP's glossary:
ambition, early results, completion) for the scales. Plans before 2015 are taken to have had the
products of 2015, which is inferred.
"""

from __future__ import annotations

from dataclasses import dataclass

from commitments.models import IrmProduct, ProductKind

FIRST_OF_THE_NEW_SCALES = 2020
"""Plans of this year and later are coded by potential for results and early results."""


@dataclass(frozen=True)
class Period:
    """Plans that began from `first` to `last` (None: until today) have these products."""

    first: int | None
    last: int | None
    kinds: tuple[ProductKind, ...]

    def holds(self, year: int) -> bool:
        """Whether a plan that began in the year is one of these."""
        after = self.first is None or self.first <= year
        return after and (self.last is None or year <= self.last)


PERIODS = (
    Period(None, 2017, (ProductKind.PROGRESS_REPORT, ProductKind.END_OF_TERM_REPORT)),
    Period(
        2018,
        2020,
        (
            ProductKind.DESIGN_REPORT,
            ProductKind.IMPLEMENTATION_REPORT,
            ProductKind.TRANSITIONAL_RESULTS,
        ),
    ),
    Period(
        2021,
        None,
        (
            ProductKind.CO_CREATION_BRIEF,
            ProductKind.ACTION_PLAN_REVIEW,
            ProductKind.RESULTS_REPORT,
        ),
    ),
    Period(2022, None, (ProductKind.MIDTERM_REVIEW,)),
)


def kinds_of(year: int) -> list[ProductKind]:
    """The products of plans that began in the year, in the order in which they come."""
    found = {kind for period in PERIODS if period.holds(year) for kind in period.kinds}
    return [kind for kind in ProductKind if kind in found]


def scale_of(year: int) -> IrmProduct.Scale:
    """The scales in which commitments of plans that began in the year are coded."""
    new = year >= FIRST_OF_THE_NEW_SCALES
    return IrmProduct.Scale.NEW if new else IrmProduct.Scale.OLD
