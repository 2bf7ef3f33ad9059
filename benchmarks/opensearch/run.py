"""Measure an archive in OpenSearch beside one in a folder, and write docs/scale.md.

Usage: python benchmarks/opensearch/run.py [--quick] [--files N] [--rounds N] [--asked N]
           [--docs FOLDER]
       python benchmarks/opensearch/run.py --written

A cluster of one node is started for it and ended afterwards. The figures are kept in
docs/benchmarks/opensearch.json, from which ``--written`` writes the page again.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opensearchpy import OpenSearch

import search
from benchmarks import shared_data
from benchmarks.opensearch import page
from benchmarks.opensearch.asking import Asking
from benchmarks.opensearch.indexing import Bench, contents
from benchmarks.opensearch.page import DOCS
from benchmarks.opensearch.questions import FEW, QUESTIONS
from benchmarks.speed import machine
from tests import clusters
from tests.clusters import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable


COLLECTIONS = ("briefings", "books")
QUICK_FILES = 150  # of all
HEAP = "1g"
JSON = Path("benchmarks", "opensearch.json")


def main() -> None:
    """Measure, and write the page."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--quick", action="store_true", help="few files, questions and rounds")
    options.add_argument("--files", type=int, help="about how many of the files; all by default")
    options.add_argument("--rounds", type=int, help="how often all is indexed; 3 by default")
    options.add_argument("--asked", type=int, help="how often all is asked; 15 by default")
    options.add_argument("--written", action="store_true", help="only write the page again")
    options.add_argument("--docs", type=Path, default=DOCS, help="where the page is")
    chosen = options.parse_args()
    kept = chosen.docs / JSON
    if not chosen.written:
        rounds = chosen.rounds or (1 if chosen.quick else 3)
        asked = chosen.asked or (2 if chosen.quick else 15)
        files = chosen.files or (QUICK_FILES if chosen.quick else None)
        results = measured(rounds, asked, files=files, quick=chosen.quick)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write(chosen.docs)


def measured(rounds: int, asked: int, *, files: int | None, quick: bool) -> dict[str, Any]:
    """Return the figures of a run."""
    for name in COLLECTIONS:
        shared_data.packed(name)
    missing = clusters.unavailable()
    if missing:
        sys.exit(f"No OpenSearch can be run here: {missing}.")
    try:
        clusters.distribution()
    except clusters.Unavailable as error:
        sys.exit(f"No OpenSearch can be run here: {error}.")
    with (
        tempfile.TemporaryDirectory() as folder,
        Cluster.started(heap=HEAP, quick=False) as cluster,
    ):
        place = Path(folder)
        data = _data(place, files)
        results = {
            "machine": machine.describe(),
            "opensearch": clusters.VERSION,
            "heap": HEAP,
            "quick": quick,
            "part": files is not None,
            "rounds": rounds,
            "asked": asked,
        }
        return results | _figures(Bench(cluster, place, _say()), data, rounds, asked, quick=quick)


def _figures(
    bench: Bench, data: dict[str, Path], rounds: int, asked: int, *, quick: bool
) -> dict[str, Any]:
    indexing: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    collections: list[dict[str, Any]] = []
    if not quick:  # a Java that has just been started is slow
        bench.warm(data[COLLECTIONS[0]])
    for name, folder in data.items():
        indexing += bench.measure(name, folder, rounds)
        collections.append({"name": name, **contents(bench.place / "archive")})
        turns.append(bench.turn(name, folder))
    return {
        "collections": collections,
        "indexing": indexing,
        "turns": turns,
        "questions": _asked(bench, list(data.values()), asked, quick=quick),
    }


def _asked(bench: Bench, folders: list[Path], rounds: int, *, quick: bool) -> list[dict[str, Any]]:
    """Ask one archive of each sort that has everything."""
    place, address = bench.place / "all", bench.cluster.address("all")
    with search.Archive.create(place) as folder, search.Archive.create(address) as cluster:
        for archive in (folder, cluster):
            archive.index(folders)
    bench.parts("all")  # when no segment is being merged any more
    host, _, port = bench.cluster.nodes[0].address.rpartition(":")
    client = OpenSearch(hosts=[{"host": host, "port": int(port)}])
    with search.Archive.open(place) as folder, search.Archive.open(address) as cluster:
        asking = Asking(
            folder=folder,
            cluster=cluster,
            client=client,
            forget=lambda: bench.cluster.ask("POST", "/_cache/clear?request=true"),
        )
        bench.say("asking")
        return [each.values() for each in asking.ask(FEW if quick else QUESTIONS, rounds)]


def _data(place: Path, files: int | None) -> dict[str, Path]:
    """Unpack the collections, or a beginning of each, which are about so many files in all."""
    found = {name: shared_data.unpack(name, place / "data") for name in COLLECTIONS}
    if files is None:
        return found
    every = {name: _files(folder) for name, folder in found.items()}
    share = min(1.0, files / sum(map(len, every.values())))
    for name, paths in every.items():
        for path in paths[: max(1, math.ceil(share * len(paths)))]:
            copy = place / "some" / name / path.relative_to(found[name])
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
    return {name: place / "some" / name for name in found}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _say() -> Callable[[str], None]:
    """Return what prints a line after the minutes that have gone by."""
    began = time.perf_counter()

    def say(line: str) -> None:
        print(f"{(time.perf_counter() - began) / 60:6.1f} min  {line}", flush=True)

    return say


def write(docs: Path) -> None:
    """Write the figures that are kept into the page."""
    results = json.loads((docs / JSON).read_text(encoding="utf-8"))
    target = docs / "scale.md"
    target.write_text(
        page.written((DOCS / "scale.md").read_text(encoding="utf-8"), results), encoding="utf-8"
    )
    print(f"Wrote {target}")


if __name__ == "__main__":
    main()
