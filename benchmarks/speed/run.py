"""Measure Nutgraf beside its peers, and write docs/benchmarks.md.

Usage: python benchmarks/speed/run.py [--sizes 10k,100k,1M] [--peers a,b] [--rounds N]
           [--quick] [--keep FILE]

Every peer indexes the same files and answers the same questions, by turns. What is measured
is kept in FILE as it comes: the same command goes on where it was ended. A peer for which a
size would take too long is left out there, and the page says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks import sections
from benchmarks.speed import contenders, corpus, machine, page, plots
from benchmarks.speed.asking import Limits
from benchmarks.speed.corpus import PARAGRAPHS
from benchmarks.speed.kept import Record, Results
from benchmarks.speed.steps import Bench

DOCS = Path(__file__).parents[2] / "docs"
RELEVANCE = "relevance"  # the section of the page that `make relevance` writes
LIMITS = Limits(rounds=5, budget=300.0, run=1500.0, kind=10.0, answer=20.0, questions=40, turns=2)
QUICK = Limits(rounds=2, budget=60.0, run=300.0, kind=3.0, answer=10.0, questions=8, turns=2)


class Run:
    """All sizes, from small to large."""

    def __init__(self, results: Results, limits: Limits, place: Path, found: list[str]) -> None:
        """Find out who can take part: ``found`` are names of peers, or none for all."""
        self._results = results
        self._limits = limits
        self._place = place
        self._began = time.perf_counter()
        self._contenders = contenders.chosen(found)
        if not results.has("run"):
            results.add(Record(step="run", values={"machine": machine.describe()}))
            for name, why in contenders.missing(self._contenders, place).items():
                results.add(Record(step="missing", values={"name": name, "why": why}))
        missing = {each["name"] for each in results.of("missing")}
        for each in results.of("missing"):
            self._say(f"{each['name']} is left out. {each['why']}")
        if contenders.OURS in missing:
            sys.exit("Nutgraf itself does not run.")
        self._contenders = [each for each in self._contenders if each.peer.name not in missing]

    def measure(self, sizes: list[str], *, generated: bool) -> None:
        """Measure each size."""
        before = None
        for size in sizes:
            if not self._results.has("done", size):
                self._say(f"{size}: making the corpus")
                folder = self._place / "corpora" / size
                made = corpus.make(folder, PARAGRAPHS[size], generated=generated)
                values = {name: getattr(made, name) for name in _TOLD}
                if not self._results.has("corpus", size):
                    self._results.add(Record(step="corpus", size=size, values=values))
                bench = Bench(
                    size=size,
                    corpus=made,
                    place=self._place / size,
                    results=self._results,
                    limits=replace(self._limits, rounds=self._rounds(size)),
                    contenders=self._contenders,
                    say=self._say,
                )
                if before is not None:
                    self._foresee(bench, before)
                bench.measure()
                self._results.add(Record(step="done", size=size, values=self._minutes()))
            before = size

    def _rounds(self, size: str) -> int:
        """Return how often to index: the larger, the less chance has a say."""
        return min(self._limits.rounds, _ROUNDS.get(size, self._limits.rounds))

    def _foresee(self, bench: Bench, before: str) -> None:
        """Leave out whom the size before this one shows to take too long."""
        times = PARAGRAPHS[bench.size] / PARAGRAPHS[before]
        for contender in self._contenders:
            known = self._results.of("index", before, contender.label)
            seconds = min((each["seconds"] for each in known), default=float("inf")) * times
            if seconds > self._limits.run and not any(
                each["label"] == contender.label
                for each in self._results.of("left out", bench.size)
            ):
                about = f"about {seconds / 60:.0f} minutes" if known else "too long"
                bench.leave_out(contender, f"Indexing would take {about}.")

    def _minutes(self) -> dict[str, float]:
        return {"minutes": (time.perf_counter() - self._began) / 60}

    def _say(self, line: str) -> None:
        minutes = (time.perf_counter() - self._began) / 60
        print(f"{minutes:6.1f} min  {line}", flush=True)


_ROUNDS = {"1M": 3}
_TOLD = ("paragraphs", "articles", "bytes", "text_bytes", "real", "seed", "digest")


def main() -> None:
    """Measure, and write the page."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--sizes", default="10k,100k,1M", help="paragraphs: 1k, 10k, 100k, 1M")
    options.add_argument("--peers", default="", help="names, with commas; all if left out")
    options.add_argument("--rounds", type=int, help="how often all is indexed from nothing")
    options.add_argument("--quick", action="store_true", help="few rounds and few questions")
    options.add_argument("--generated", action="store_true", help="use no real articles")
    options.add_argument("--keep", type=Path, help="keep what is measured, and go on from there")
    options.add_argument("--place", type=Path, help="a folder for corpora and indexes")
    options.add_argument("--docs", type=Path, default=DOCS, help="where the page is written")
    chosen = options.parse_args()
    sizes = chosen.sizes.split(",")
    for size in sizes:
        if size not in PARAGRAPHS:
            options.error(f"There is no size {size!r}. There are: {', '.join(PARAGRAPHS)}.")
    limits = QUICK if chosen.quick else LIMITS
    if chosen.rounds:
        limits = replace(limits, rounds=chosen.rounds)
    results = Results(chosen.keep)
    with tempfile.TemporaryDirectory() as folder:
        beside = chosen.keep.with_name(f"{chosen.keep.name}.d") if chosen.keep else Path(folder)
        place = chosen.place or beside
        place.mkdir(parents=True, exist_ok=True)
        names = [name for name in chosen.peers.split(",") if name]
        Run(results, limits, place, names).measure(sizes, generated=chosen.generated)
    write(results, chosen.docs)


def write(results: Results, docs: Path) -> None:
    """Write the page and its plots."""
    folder = docs / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    drawn = plots.draw(results, folder)
    path = docs / "benchmarks.md"
    text = page.text(results, drawn)
    kept = sections.section(path.read_text(encoding="utf-8"), RELEVANCE) if path.exists() else ""
    path.write_text(sections.put(text, RELEVANCE, kept) if kept else text, encoding="utf-8")
    print(f"Wrote {docs / 'benchmarks.md'}")


if __name__ == "__main__":
    main()
