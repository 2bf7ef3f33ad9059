"""A page's runs of words to its lines, in the order in which they are read."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import NamedTuple

_BIN = 2.0  # points: how finely the page is measured for gutters
_NARROWEST_GUTTER = 0.6  # of the size of the type
_NARROWEST_COLUMN = 7.0  # of the size of the type; about a dozen letters
_MOST_GUTTERS = 15
_FEWEST_LINES = 4  # in a column
_CROSSING = 0.3  # of the lines on either side may cross a gutter: headlines, pictures' captions
_DEEPEST = 6  # columns within a part of a page
_SAME_LINE = 0.5  # of the size: how far two baselines on one line may be apart
_DROP_CAP = 1.7  # times the size of the other type
_CAPITAL = 0.7  # of the size: a capital's height


class Line(NamedTuple):
    """A run of words on one baseline, in points from the lower left of the page.

    ``first`` is the width of its first word; ``bold`` says that all of it is.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    first: float = 0.0
    bold: bool = False


def reading_order(runs: list[Line]) -> list[list[Line]]:
    """Return the lines of a page in blocks: between two blocks the eye jumps.

    A block is a column, or what stands over or between columns.

    >>> runs = [Line(t, x, x + 90, y, 10) for y in (60, 45, 30, 15) for t, x in (("a", 0), ("b", 120))]
    >>> [[line.text for line in block] for block in reading_order(runs)]
    [['a', 'a', 'a', 'a'], ['b', 'b', 'b', 'b']]
    """
    if not runs:
        return []
    size = median(run.size for run in runs)
    blocks = _ordered(sorted(_with_drop_caps(runs, size), key=_downwards), size, 0)
    return [lines for block in blocks if (lines := _lines(block))]


def _downwards(run: Line) -> tuple[float, float]:
    return -run.base, run.left


def _ordered(runs: list[Line], size: float, depth: int) -> list[list[Line]]:
    """Divide runs, sorted downwards, into blocks."""
    gutters = _gutters(runs, size) if depth < _DEEPEST else []
    if not gutters:
        return [runs]
    blocks: list[list[Line]] = []
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    across: list[Line] = []
    for run in runs:
        place = _column(run, gutters)
        if place is None:
            _flush(columns, blocks, size, depth)
            across.append(run)
            continue
        if across:
            _flush([across], blocks, size, depth)
        columns[place].append(run)
    _flush([across], blocks, size, depth)
    _flush(columns, blocks, size, depth)
    return blocks


def _flush(columns: list[list[Line]], blocks: list[list[Line]], size: float, depth: int) -> None:
    """Add columns to the blocks, each in its own order, and empty them."""
    for column in columns:
        if column:
            blocks += _ordered(list(column), size, depth + 1)
            column.clear()


def _column(run: Line, gutters: list[float]) -> int | None:
    """Return the number of the column that a run stands in, None for one across columns."""
    if any(run.left < gutter < run.right for gutter in gutters):
        return None
    return sum(gutter <= run.left for gutter in gutters)


def _gutters(runs: list[Line], size: float) -> list[float]:
    """Return where the white stripes between columns are, from left to right."""
    if len(runs) < 2 * _FEWEST_LINES:
        return []
    left = min(run.left for run in runs)
    bins = min(int((max(run.right for run in runs) - left) / _BIN) + 1, 2000)
    changes = [0] * (bins + 1)
    for run in runs:
        start = min(int((run.left - left) / _BIN), bins - 1)
        changes[start] += 1
        changes[min(max(int((run.right - left) / _BIN), start + 1), bins)] -= 1
    widest = sorted(_stripes(changes, size), key=lambda stripe: stripe[0] - stripe[1])
    stripes = sorted(left + (start + end) / 2 * _BIN for start, end in widest[:_MOST_GUTTERS])
    edges = [*stripes, left + bins * _BIN]
    found: list[float] = []
    for stripe, end in pairwise(edges):
        if _parts_columns(runs, (found[-1] if found else left, stripe, end), size):
            found.append(stripe)
    return found


def _stripes(changes: list[int], size: float) -> list[tuple[int, int]]:
    """Return the ranges of bins that few runs cross though many stand on both sides."""
    covered, level = [], 0
    for change in changes[:-1]:
        level += change
        covered.append(level)
    stripes: list[tuple[int, int]] = []
    highest = max(covered)
    start: int | None = None
    for place, count in enumerate([*covered, highest]):
        if count <= _CROSSING * highest:
            start = place if start is None else start
        elif start is not None:
            stripes += _clearest(covered, start, place, size)
            start = None
    return stripes


def _clearest(covered: list[int], start: int, end: int, size: float) -> list[tuple[int, int]]:
    """Return the part of a stripe that the fewest cross, if it is wide enough."""
    lowest = min(covered[start:end])
    first = covered.index(lowest, start)
    last = first
    while last < end and covered[last] == lowest:
        last += 1
    return [(first, last)] if (last - first) * _BIN >= _NARROWEST_GUTTER * size - _BIN else []


def _parts_columns(runs: list[Line], edges: tuple[float, float, float], size: float) -> bool:
    """Say whether text stands on both sides of a stripe, next to each other, and no table.

    ``edges`` are where the column before begins, the stripe, and the next stripe.
    """
    left, gutter, end = edges
    before = [run for run in runs if run.left >= left - _BIN and run.right <= gutter]
    behind = [run for run in runs if run.left >= gutter and run.right <= end + _BIN]
    if not before or not behind:
        return False
    top = min(before[0].base, behind[0].base) + size
    bottom = max(before[-1].base, behind[-1].base) - size
    for side in (before, behind):
        widths = _row_widths([run for run in side if bottom <= run.base <= top])
        if len(widths) < _FEWEST_LINES or median(widths) < _NARROWEST_COLUMN * size:
            return False
    return True


def _row_widths(runs: list[Line]) -> list[float]:
    """Return how far the text on each line goes, from its first word to its last."""
    rows: dict[int, tuple[float, float]] = {}
    for run in runs:
        left, right = rows.get(round(run.base), (run.left, run.right))
        rows[round(run.base)] = min(left, run.left), max(right, run.right)
    return [right - left for left, right in rows.values()]


def _lines(runs: list[Line]) -> list[Line]:
    """Join the runs of a block, sorted downwards, that stand on one line."""
    lines: list[Line] = []
    row: list[Line] = []
    for run in runs:
        if row and row[0].base - run.base > _SAME_LINE * min(row[0].size, run.size):
            lines.append(_joined(row))
            row = []
        row.append(run)
    if row:
        lines.append(_joined(row))
    return lines


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row.sort(key=lambda run: run.left)
    longest = max(row, key=lambda run: len(run.text))
    return row[0]._replace(
        text=" ".join(run.text for run in row),
        right=max(run.right for run in row),
        base=longest.base,
        size=longest.size,
        bold=all(run.bold for run in row),
    )


def _with_drop_caps(runs: list[Line], size: float) -> list[Line]:
    """Put each large initial before the run whose first line it stands at."""
    capitals = [run for run in runs if len(run.text) == 1 and run.size > _DROP_CAP * size]
    if not capitals or len(capitals) > _FEWEST_LINES:
        return runs
    runs = list(runs)
    for capital in capitals:
        place = next((at for at, run in enumerate(runs) if _goes_on(capital, run)), None)
        if place is not None and capital.text.isalpha():
            run = runs[place]
            # Its left stays: the text of the lines beside the initial stands there too.
            runs[place] = run._replace(text=capital.text + run.text)
            runs.remove(capital)
    return runs


def _goes_on(capital: Line, run: Line) -> bool:
    """Say whether a run begins at the upper right of a large initial."""
    top = capital.base + _CAPITAL * capital.size
    near = 0 <= run.left - capital.right + run.size / 2 <= 2 * run.size
    return near and run.size < capital.size and abs(run.base + _CAPITAL * run.size - top) < run.size
