"""Index the briefings and ask of them what people ask: the figures of the first page.

Usage: python benchmarks/briefings.py [tantivy|whoosh]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import search
from benchmarks import shared_data

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
QUERIES = {
    "one word": ["president", "ukraine", "infrastructure", "the"],
    "all words": ["climate change", "nato ukraine weapons", "the president"],
    "any word": ["nato OR ukraine", "vaccine OR covid OR pandemic"],
    "without": ["president -biden", "ukraine -russia"],
    "phrase": ['"climate change"', '"the president"', '"united states of america"'],
    "phrase with moves": ['"climate crisis"~3', '"the president of"~4'],
    "date": ["date:2022-03", "ukraine date:2022-03", "date:2021-06-01..2021-09-15 vaccine"],
    "field": ["title:readout", "source:bidenwhitehouse macron", "tag:statements nato"],
    "wildcard": ["infra*", "*tion", "*a*"],
    "spelling": ["presdent~", "zelenski~2"],
    "regular expression": ["/zelensk.*/", "/[a-m].*ing/"],
    "w/5, common words": ["president w/5 united", "the w/5 of"],
    "w/N with groups": ["(nato OR ukraine) w/5 (war OR peace)", "infra* w/5 jobs"],
    "pre/N": ["the pre/5 of", "climate pre/3 crisis"],
    "w/5 between patterns": ["*tion w/5 the", "*tion w/5 *ation"],
    "same sentence": ["climate w/s jobs", "said w/s economy", "the w/s of"],
    "everything": [""],
}


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that one call takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def ask(archive: search.Archive) -> None:
    """Print first and median times of every kind of query, in both scopes."""
    print(f"{'kind':<22}{'query':<40}{'scope':<11}{'total':>8}{'first ms':>10}{'median ms':>11}")
    medians = []
    for kind, texts in QUERIES.items():
        for text in texts:
            for scope in ("article", "paragraph"):
                total = 0

                def work(text: str = text, scope: str = scope) -> None:
                    nonlocal total
                    total = archive.search(text, scope=scope).total  # type: ignore[arg-type]

                first, *rest = [timed(work) for _ in range(ROUNDS)]
                median = statistics.median(rest)
                medians.append(median)
                print(f"{kind:<22}{text:<40}{scope:<11}{total:>8}{first:>10.1f}{median:>11.2f}")
    print(f"median of the medians: {statistics.median(medians):.2f} ms")


def main() -> None:
    """Measure, and print as it goes."""
    engine = sys.argv[1] if len(sys.argv) > 1 else "tantivy"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shared_data.unpack("briefings", place / "data")
        with search.Archive.create(place / "index", engine=engine) as archive:
            done = archive.index([place / "data"])
            speed = done.bytes_read / done.seconds / 1e6
            print(f"index: {done.added} articles, {done.seconds:.1f} s, {speed:.1f} MB/s")
            done = archive.index([place / "data"])
            print(f"again: {done.unchanged} unchanged, {done.seconds:.2f} s")
        with search.Archive.open(place / "index") as archive:
            text = sum(len(p.text.encode()) for a in archive.articles() for p in a.paragraphs)
            held = archive.stats()
            ratio = (held.catalog_bytes + held.index_bytes) / text
            print(
                f"size: text {text / 1e6:.1f} MB, catalog {held.catalog_bytes / 1e6:.1f} MB,"
                f" index {held.index_bytes / 1e6:.1f} MB, {ratio:.2f} of the text"
            )
            ask(archive)
        command = [sys.executable, "-m", "search", "search", "ukraine nato"]
        command += ["--archive", str(place / "index")]
        times = [
            timed(lambda: subprocess.run(command, capture_output=True, check=True))
            for _ in range(ROUNDS)
        ]
        print(f"nutgraf search as a process: median {statistics.median(times):.0f} ms")


if __name__ == "__main__":
    main()
