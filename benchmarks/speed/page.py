"""docs/benchmarks.md: all figures of a run, and how they came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.speed import tables, targets
from benchmarks.speed.contenders import OURS, PEERS
from benchmarks.speed.figures import Figures
from benchmarks.speed.queries import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.speed.kept import Results
    from benchmarks.speed.plots import Plot

_HEAD = """\
# Benchmarks

This page is written by `make bench`. Nutgraf and what one would pick instead of it index the
same files and answer the same questions in the same run, by turns, on one machine. Machines
differ: compare the figures of this page with each other, and run it on yours.
"""
_HOW = """\
## How it is measured

**Corpora.** About half of each is real: briefings, posts, wire stories and chapters of books,
cleaned to plain paragraphs, one article a file with front matter. The others are made up, with
the lengths and the frequencies of words of real ones. A small corpus is the beginning of a large
one, so that only the size differs. Without the real articles all are made up.

**Peers** are programs of their own (`benchmarks/speed/peers/`). In their full form they do the
same work as Nutgraf: words by their stems and as written, articles and paragraphs, the best ten
by BM25, the exact number of hits, and of each hit a snippet with its matches marked. *(simple)*
is the simplest usual form: one index of articles, stems only, the best ten; its figures are
those of less work. Nutgraf also does what no peer does: it finds out formats, checks every file
for having been seen, keeps the articles themselves, looks for near-identical ones and for
copies.

**Indexing** is a process from its start to its end. MB are 10⁶ bytes of titles and paragraphs.
Processor seconds are user and system time of the process and all that it starts. Memory is that
of all these processes together, what they share counted once, at its peak; *own* is the part
that is no page of a file, which the system cannot take back. Each round begins in an empty
folder; who is first changes with every round. Files are in the disk cache.

**Questions** are drawn from the corpus with a fixed seed: for each kind as many common as rare
words, in articles and in paragraphs. A time goes from the question to the marked hits, inside
the peer. All peers are open at once and answer one after the other; first every question once
(these times are compared), then all of them again. In brackets stand the first and the third
quartile. A ratio compares medians over those questions that both have answered.
"""


def text(results: Results, plots: list[Plot]) -> str:
    """Return the page."""
    figures = Figures(results)
    if not figures.sizes:
        return _HEAD
    parts = [
        _HEAD,
        _machine(figures),
        "## The numbers to reach\n",
        targets.text(figures),
        _HOW,
        tables.corpora(figures),
        *_indexing(figures, plots),
        *_questions(figures, plots),
        *_programs(figures),
        *_growth(figures, plots),
        *_left_out(figures),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _machine(figures: Figures) -> str:
    """Say what it was measured on and with."""
    machine = figures.results.of("run")[0]["machine"]
    versions = {}
    for size in figures.sizes:
        for label in figures.labels(size, "asked", simple=False):
            versions[label] = figures.results.of("asked", size, label)[0]["version"]
    rounds = ", ".join(
        f"{len(figures.results.of('index', size, OURS))} at {size}" for size in figures.sizes
    )
    return (
        f"{machine['processors']} processors ({machine['processor']}), {machine['memory']},"
        f" {machine['system']}, Python {machine['Python']}; commit {machine['commit']}."
        f" {'; '.join(versions.values())}. Rounds of indexing: {rounds}.\n"
    )


def _plots(plots: list[Plot], name: str) -> Iterator[str]:
    for plot in plots:
        if plot.file.startswith(name):
            yield f"![{plot.what}](benchmarks/{plot.file})\n"


def _indexing(figures: Figures, plots: list[Plot]) -> Iterator[str]:
    yield "## Indexing\n"
    yield from _plots(plots, "indexing")
    for size in reversed(figures.sizes):
        yield f"### {size} paragraphs, from nothing\n"
        yield tables.indexing(figures, size)
    yield "## Indexing again\n"
    yield (
        "All files are looked at. A peer keeps a list of sizes and times. bm25s can change nothing:"
        " where something has changed, it has to do everything again.\n"
    )
    for size in reversed(figures.sizes):
        yield f"### {size} paragraphs\n"
        yield tables.updating(figures, size)
    yield "`nutgraf rebuild`, which makes the index from the catalog:\n"
    yield tables.rebuilding(figures)


def _questions(figures: Figures, plots: list[Plot]) -> Iterator[str]:
    yield "## Questions\n"
    yield from _plots(plots, "questions")
    for size in reversed(figures.sizes):
        yield f"### {size} paragraphs\n"
        yield tables.asking(figures, size)
    size = figures.largest
    yield f"### By kind, {size} paragraphs: median in ms\n"
    yield tables.kinds(figures, size)
    yield "### By kind: 99th percentile in ms\n"
    yield tables.kinds(figures, size, tail=True)
    yield "### Do they find the same?\n"
    yield (
        "How many of the exact totals are those of Nutgraf, and how far the others are from it in"
        " the middle. What a word is differs: Nutgraf folds accents, splits at apostrophes and"
        " hyphens, and stems with Snowball's English; FTS5 has Porter's older rules; Whoosh,"
        " Xapian and tantivy have their own words. A word of up to one wrong letter may be found"
        " by a larger or a smaller distance, and a phrase by stems.\n"
    )
    yield tables.totals(figures, size)


def _programs(figures: Figures) -> Iterator[str]:
    size = figures.largest
    yield "## As programs\n"
    yield (
        "A process that answers one question, from its start to its end. Nutgraf is"
        " `nutgraf search`; the peers are Python programs that open their index, but for Recoll.\n"
    )
    yield tables.starting(figures, size)
    yield "`nutgraf serve`, with one process for each processor:\n"
    yield tables.serving(figures)
    yield f"The libraries, at {size}:\n"
    yield tables.opening(figures, size)
    yield "## Questions while another process indexes\n"
    yield "A fifth of the articles has changed and is read again. Times in ms.\n"
    for each in reversed(figures.sizes):
        yield f"### {each} paragraphs\n"
        yield tables.meanwhile(figures, each)


def _growth(figures: Figures, plots: list[Plot]) -> Iterator[str]:
    if len(figures.sizes) > 1:
        yield "## Growth\n"
        yield from _plots(plots, "growth")
        yield tables.growth(figures)
        yield tables.growing(figures)


def _left_out(figures: Figures) -> Iterator[str]:
    """Say who took no part in what."""
    yield "## Peers, and what they cannot do\n"
    for peer in PEERS:
        yield f"- **{peer.name}**: {peer.what}.{' '.join(_cannot(figures, peer.name))}"
    for each in figures.results.of("missing"):
        yield f"- {each['name']} took no part here. {each['why']}"
    everybody = {label: None for size in figures.sizes for label in figures.labels(size)}
    for size in figures.sizes:
        told = {each["label"]: each["why"] for each in figures.results.of("left out", size)}
        for label, why in told.items():
            yield f"- {label} was left out at {size}. {why}"
        others = everybody.keys() - told.keys() - set(figures.labels(size))
        if others:
            yield f"- Not asked to take part at {size}: {', '.join(sorted(others))}."
    yield ""


def _cannot(figures: Figures, label: str) -> Iterator[str]:
    """Yield what a peer has said that it cannot, each reason once."""
    reasons: dict[str, dict[str, None]] = {}
    for size in figures.sizes:
        for turn in figures.results.of("asked", size, label):
            for kind, scope, why in turn["cannot"]:
                reasons.setdefault(why, {})[f"{KINDS[kind]} ({scope})"] = None
    for why, kinds in reasons.items():
        told = ", ".join(kinds) if len(kinds) < 6 else f"{len(kinds)} kinds"
        yield f" {why.rstrip('.')}: {told}."
