"""The tables of the page."""

from __future__ import annotations

import itertools
import statistics
from typing import TYPE_CHECKING

from benchmarks.speed.contenders import OURS
from benchmarks.speed.queries import KINDS
from benchmarks.speed.summary import NOTHING, number, spread, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.speed.figures import Figures
    from benchmarks.speed.summary import Spread

_MB = 1e6


def corpora(figures: Figures) -> str:
    """Say what the corpora are like."""
    rows = []
    for size in figures.sizes:
        made = figures.corpus(size)
        text = made["text_bytes"]
        real = made["real"] / made["paragraphs"]
        rows.append(
            [
                size,
                f"{made['articles']:,}",
                f"{made['paragraphs']:,}",
                f"{text / _MB:,.1f}",
                f"{text / made['paragraphs']:.0f}",
                f"{real:.0%}",
            ]
        )
    head = ["corpus", "articles", "paragraphs", "MB of text", "bytes a paragraph", "real ones"]
    return table(head, rows)


def indexing(figures: Figures, size: str) -> str:
    """Compare indexing from nothing."""
    rows = []
    for label in figures.labels(size):
        speed = figures.speed(size, label)
        values = [figures.spread("index", size, label, name) for name in ("cpu", "memory", "own")]
        cpu, memory, own = values
        disk = figures.disk(size, label)
        held = disk if label != "floor" else None
        rows.append(
            [
                label,
                _ranged(speed),
                _times(figures.times_ours("index", size, label, "seconds")),
                _ranged(cpu),
                _times(figures.times_ours("index", size, label, "cpu")),
                _megabytes(memory),
                _megabytes(own),
                f"{held:.2f}" if held else NOTHING,
            ]
        )
    head = [
        "", "MB/s", "time × Nutgraf", "processor s", "× Nutgraf", "peak MB", "of which own MB",
        "disk × text",
    ]  # fmt: skip
    return table(head, rows)


def updating(figures: Figures, size: str) -> str:
    """Compare indexing again, in seconds."""
    rows = []
    for label in figures.labels(size, "unchanged"):
        row = [label]
        for step in ("unchanged", "changed"):
            row += [
                _ranged(figures.spread(step, size, label, "seconds")),
                _middle(figures.spread(step, size, label, "cpu")),
            ]
        rows.append([*row, _megabytes(figures.spread("changed", size, label, "memory"))])
    head = ["", "unchanged s", "processor s", "1 % changed s", "processor s", "peak MB"]
    return table(head, rows)


def rebuilding(figures: Figures) -> str:
    """Say what ``nutgraf rebuild`` takes."""
    rows = []
    for size in figures.sizes:
        values = [
            figures.spread("rebuild", size, OURS, name) for name in ("seconds", "cpu", "memory")
        ]
        rows.append([size, _ranged(values[0]), _ranged(values[1]), _megabytes(values[2])])
    return table(["", "s", "processor s", "peak MB"], rows)


def asking(figures: Figures, size: str) -> str:
    """Compare the times of answers, each peer with Nutgraf on the questions of both."""
    rows = []
    for label in figures.labels(size, "asked"):
        pair = figures.pair(size, label)
        again = figures.pair(size, label, figures.again)
        if pair is None:
            continue
        rows.append(
            [
                label,
                str(pair.theirs.count),
                _ranged(pair.theirs),
                number(pair.theirs.p99),
                number(pair.ours.median),
                number(pair.ours.p99),
                _times(pair.ratio),
                number(again.theirs.median) if again else NOTHING,
                _times(again.ratio) if again else NOTHING,
                _share(figures.marked(size, label)),
            ]
        )
    head = [
        "", "questions", "median ms", "99th percentile", "Nutgraf, the same", "99th percentile",
        "median × Nutgraf", "asked again", "× Nutgraf", "hits marked",
    ]  # fmt: skip
    return table(head, rows)


def kinds(figures: Figures, size: str, *, tail: bool = False) -> str:
    """Compare medians, or 99th percentiles, by kind of question."""
    labels = figures.labels(size, "asked", simple=False)
    rows = []
    for kind, name in KINDS.items():
        found = [figures.of_kind(size, label, kind) for label in labels]
        rows.append(
            [
                name,
                *(number(each.p99 if tail else each.median) if each else NOTHING for each in found),
            ]
        )
    return table(["", *labels], rows)


def totals(figures: Figures, size: str) -> str:
    """Say how often the peers find as many as Nutgraf, and how far they are from it elsewhere."""
    labels = [label for label in figures.labels(size, "asked", simple=False) if label != OURS]
    found = {label: list(figures.totals(size, label)) for label in labels}
    labels = [label for label in labels if found[label]]
    rows = [
        [name, *(_agreement((a, b) for k, a, b in found[label] if k == kind) for label in labels)]
        for kind, name in KINDS.items()
    ]
    return table(["", *labels], rows)


def _agreement(pairs: Iterable[tuple[int, int]]) -> str:
    found = list(pairs)
    if not found:
        return NOTHING
    equal = sum(one == other for one, other in found) / len(found)
    apart = [abs(other - one) / max(one, other) for one, other in found if one != other]
    return f"{equal:.0%}, {statistics.median(apart):.1%} apart" if apart else "all"


def starting(figures: Figures, size: str) -> str:
    """Compare processes that answer one question."""
    rows = [
        [label, _ranged(_scaled(figures, "cold", size, label, "seconds"), ".0f")]
        for label in figures.labels(size, "cold")
    ]
    bare = _scaled(figures, "cold", size, OURS, "python")
    return table(["", "ms"], [*rows, ["Python that does nothing", _ranged(bare, ".0f")]])


def serving(figures: Figures) -> str:
    """Say what the server of pages takes."""
    rows = []
    for size in figures.sizes:
        pages = spread(
            ms for each in figures.results.of("serve", size, OURS) for ms in each["pages"]
        )
        rows.append(
            [
                size,
                _ranged(_scaled(figures, "serve", size, OURS, "started"), ".0f"),
                _ranged(_scaled(figures, "serve", size, OURS, "first_page"), ".0f"),
                _megabytes(figures.spread("serve", size, OURS, "memory")),
                _megabytes(figures.spread("serve", size, OURS, "memory_after")),
                _middle(pages),
                number(pages.p99) if pages else NOTHING,
            ]
        )
    head = [
        "", "ready, ms", "first page, ms", "MB then", "MB after 100 pages", "a page, ms",
        "99th percentile",
    ]  # fmt: skip
    return table(head, rows)


def opening(figures: Figures, size: str) -> str:
    """Compare the libraries: time to open, memory after all questions."""
    rows = []
    for label in figures.labels(size, "asked"):
        *_, last = figures.results.of("asked", size, label)
        rows.append([label, number(last["ready"] * 1000), number(last["memory"] / _MB)])
    return table(["", "open, ms", "MB after all questions"], rows)


def meanwhile(figures: Figures, size: str) -> str:
    """Compare answers before and while another process indexes."""
    rows = []
    for label in figures.labels(size, "while"):
        values = figures.results.of("while", size, label)[0]
        if "failed" in values:
            rows.append([label, *[NOTHING] * 5, values["failed"]])
            continue
        before, during = spread(values["before"]), spread(values["ms"])
        tails = [number(each.p99) if each else NOTHING for each in (before, during)]
        rows.append(
            [
                label,
                number(values["seconds"]),
                str(len(values["ms"])),
                _middle(before),
                tails[0],
                _middle(during),
                tails[1],
            ]
        )
    head = [
        "", "indexing s", "questions", "median before", "99th percentile", "median while",
        "99th percentile",
    ]  # fmt: skip
    return table(head, rows)


def growth(figures: Figures) -> str:
    """Compare medians and 99th percentiles over the sizes."""
    rows = []
    for label in figures.labels(figures.sizes[0], "asked", simple=False):
        found = figures.growth(label)
        medians = [found.get(size) for size in figures.sizes]
        steps = [
            _times(b.median / a.median) if a and b else NOTHING
            for a, b in itertools.pairwise(medians)
        ]
        rows.append([label, *map(_middle, medians), *steps])
    sizes = figures.sizes
    steps = [f"{one} to {other}" for one, other in itertools.pairwise(sizes)]
    return table(["median ms", *sizes, *steps], rows)


def growing(figures: Figures) -> str:
    """Say how what indexing takes grows with the archive."""
    rows = []
    for label in figures.labels(figures.sizes[0], simple=False):
        sizes = figures.sizes
        disks = [figures.disk(size, label) for size in sizes]
        row = [
            label,
            *(_middle(figures.speed(size, label)) for size in sizes),
            *(_megabytes(figures.spread("index", size, label, "memory")) for size in sizes),
            *(f"{disk:.2f}" if disk and label != "floor" else NOTHING for disk in disks),
        ]
        rows.append(row)
    columns = [f"{what}, {size}" for what in ("MB/s", "MB", "disk") for size in figures.sizes]
    return table(["", *columns], rows)


def _ranged(found: Spread | None, spec: str = "") -> str:
    """Return the median with its quartiles."""
    if found is None:
        return NOTHING
    if spec:
        return format(found, spec)
    if found.count == 1:
        return number(found.median)
    return f"{number(found.median)} ({number(found.low)}–{number(found.high)})"


def _middle(found: Spread | None) -> str:
    return number(found.median) if found else NOTHING


def _megabytes(found: Spread | None) -> str:
    return f"{found.median / _MB:,.0f}" if found else NOTHING


def _times(ratio: float | None) -> str:
    return f"{number(ratio)} ×" if ratio is not None else NOTHING


def _share(share: float | None) -> str:
    return f"{share:.0%}" if share is not None else NOTHING


def _scaled(figures: Figures, step: str, size: str, label: str, name: str) -> Spread | None:
    """Return seconds as milliseconds."""
    records = figures.results.of(step, size, label)
    return spread(each[name] * 1000 for each in records if name in each)
