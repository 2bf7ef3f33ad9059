"""Figures of many measurements: the middle, the spread, the tail, and how they are printed."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Spread:
    """The median, the quartiles and the 99th percentile of some values."""

    count: int
    median: float
    low: float
    high: float
    p99: float

    def __format__(self, spec: str) -> str:
        """Return median and quartiles, or the one value there is.

        >>> f"{spread([1.0, 2.0, 3.0]):.1f}"
        '2.0 (1.5–2.5)'
        """
        if self.count == 1:
            return format(self.median, spec)
        return f"{self.median:{spec}} ({self.low:{spec}}–{self.high:{spec}})"


def spread(values: Iterable[float]) -> Spread | None:
    """Return the figures of some values, or None where there are none."""
    found = sorted(values)
    if not found:
        return None
    return Spread(
        len(found),
        statistics.median(found),
        percentile(found, 0.25),
        percentile(found, 0.75),
        percentile(found, 0.99),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which a share of ordered values lies, between two of them.

    >>> percentile([1.0, 2.0, 3.0], 0.75)
    2.5
    """
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def number(value: float) -> str:
    """Return a figure with about three digits.

    >>> [number(each) for each in (0.0123, 1.234, 45.67, 1234.5)]
    ['0.012', '1.23', '45.7', '1,234']
    """
    for limit, spec in ((0.1, ".3f"), (10, ".2f"), (100, ".1f")):
        if abs(value) < limit:
            return format(value, spec)
    return format(value, ",.0f")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown; all columns but the first stand at the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    lines = [head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
