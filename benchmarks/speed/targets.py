"""The numbers to reach, and whether they are reached."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.speed.contenders import OURS
from benchmarks.speed.corpus import PARAGRAPHS
from benchmarks.speed.summary import NOTHING, number, spread, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.speed.figures import Figures


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached, and what was, as a figure and its unit; None was not measured."""

    what: str
    reach: float
    found: float | None
    unit: str
    at_most: bool = True
    where: str = ""

    @property
    def reached(self) -> bool:
        """Tell whether it is."""
        if self.found is None:
            return False
        return self.found <= self.reach if self.at_most else self.found >= self.reach

    def row(self) -> list[str]:
        """Return its row of the table."""
        bound = "at most" if self.at_most else "at least"
        asked = f"{bound} {self.reach:g} {self.unit}"
        if self.found is None:
            return [self.what, asked, "not measured", NOTHING, self.where]
        told = f"{number(self.found)} {self.unit}"
        return [self.what, asked, told, "reached" if self.reached else "**missed**", self.where]


def targets(figures: Figures) -> Iterator[Target]:
    """Yield all of them, at the largest size that has been measured."""
    size = figures.largest
    yield _faster(figures, "fts5", 1)
    yield _faster(figures, "whoosh", 15)
    bare = figures.times_ours("index", size, "tantivy", "seconds")
    yield Target(
        "indexing, time × that of bare tantivy", 2, 1 / bare if bare else None, "×", where=size
    )
    first = spread(figures.first(size, OURS).values())
    yield Target("a query, median", 3, first.median if first else None, "ms", where=size)
    yield Target("a query, 99th percentile", 25, first.p99 if first else None, "ms", where=size)
    fts5, tantivy = figures.pair(size, "fts5"), figures.pair(size, "tantivy")
    yield Target(
        "a query, FTS5's median × Nutgraf's", 3, fts5.ratio if fts5 else None, "×",
        at_most=False, where=size,
    )  # fmt: skip
    yield Target(
        "a query, median × that of bare tantivy", 2, 1 / tantivy.ratio if tantivy else None, "×",
        where=size,
    )  # fmt: skip
    cold = figures.spread("cold", size, OURS, "seconds")
    yield Target(
        "`nutgraf search` as a process, warm disk", 120, cold.median * 1000 if cold else None,
        "ms", where=size,
    )  # fmt: skip
    yield _growth(figures)
    yield Target("size on disk", 1.5, figures.disk(size, OURS), "× the text", where=size)
    runs = [run for each in figures.sizes for run in figures.results.of("index", each, OURS)]
    most = max((run["own"] / 1e6 for run in runs), default=None)
    yield Target("peak memory of its own while indexing, in any run", 600, most, "MB", where="all")


def _faster(figures: Figures, label: str, reach: float) -> Target:
    """Compare the speed of indexing at the largest size that a peer has done."""
    measured = [size for size in figures.sizes if label in figures.labels(size)]
    size = measured[-1] if measured else ""
    ratio = figures.times_ours("index", size, label, "seconds") if size else None
    name = {"fts5": "SQLite FTS5", "whoosh": "Whoosh"}[label]
    what = f"indexing, speed × that of {name}"
    return Target(what, reach, ratio, "×", at_most=False, where=size)


def _growth(figures: Figures) -> Target:
    """Return how much longer a query takes in an archive ten times as large: the most there is."""
    found = figures.growth(OURS)
    steps = [
        (found[large].median / found[small].median, f"{small} to {large}")
        for small, large in itertools.pairwise(size for size in figures.sizes if size in found)
        if PARAGRAPHS[large] == 10 * PARAGRAPHS[small]
    ]
    ratio, where = max(steps, default=(None, ""))
    return Target("ten times the archive: the median query", 2, ratio, "× the time", where=where)


def text(figures: Figures) -> str:
    """Return them as a table."""
    rows = [target.row() for target in targets(figures)]
    return table(["", "to reach", "measured", "", "corpus"], rows)
