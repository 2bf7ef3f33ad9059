"""Measure how good the ranking is, beside plain BM25 and tantivy's own.

Usage: python benchmarks/relevance/run.py [--collections FOLDER ...] [--quick]

Collections are folders in BEIR form, or folders of them; without any, those of the shared
data. Writes docs/benchmarks/relevance.json and a section of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import sections
from benchmarks.relevance import beir, known_items, measuring, page
from benchmarks.relevance.ranked import DEPTH

DOCS = Path(__file__).resolve().parents[2] / "docs"
QUICK_DEPTH = 100
QUICK_ITEMS = 60


def main() -> None:
    """Measure, and write the section."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--collections", type=Path, nargs="+", help="folders in BEIR form")
    options.add_argument("--quick", action="store_true", help="rank few texts, and few items")
    options.add_argument("--docs", type=Path, default=DOCS, help="where the page is written")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.collections:
            places = [each for place in chosen.collections for each in beir.folders(place)]
        else:
            places = measuring.shared(Path(folder))
        if not places:
            sys.exit("There are no collections. Name folders of them with --collections.")
        run = measured(places, quick=chosen.quick, known=not chosen.collections)
    write(run, chosen.docs)


def measured(places: list[Path], *, quick: bool, known: bool) -> measuring.Run:
    """Measure all collections, telling the scores of each as they come."""
    depth = QUICK_DEPTH if quick else DEPTH
    found: list[measuring.Measured] = []
    for place in places:
        for each in measuring.measure(beir.read(place), depth):
            found.append(each)
            for ranker, scores in each.scores.items():
                print(
                    f"{each.name:<28}{ranker:<10}nDCG@10 {scores.ndcg:.3f}  MAP {scores.map:.3f}"
                    f"  recall@100 {scores.recall:.3f}  RR {scores.rr:.3f}"
                    f"  {each.seconds[ranker]:6.1f} s",
                    flush=True,
                )
    items, digest = None, ""
    if known:
        items, digest = measuring.known(QUICK_ITEMS if quick else known_items.ITEMS)
        print(f"known items: {items}" if items else "There are no articles for known items.")
    return measuring.Run(depth=depth, measured=tuple(found), known=items, known_digest=digest)


def write(run: measuring.Run, docs: Path) -> None:
    """Write the figures and the section of the page."""
    folder = docs / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    figures = json.dumps(run.to_json(), indent=1)
    (folder / "relevance.json").write_text(figures + "\n", encoding="utf-8")
    path = docs / "benchmarks.md"
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    path.write_text(sections.put(old, page.SECTION, page.text(run)), encoding="utf-8")
    print(f"Wrote {path}")


if __name__ == "__main__":
    main()
