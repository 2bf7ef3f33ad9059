"""What the ranking reaches must not get worse: floors, with the digests of the data.

Usage: python benchmarks/relevance/gate.py [--update] [--lower]

Ranks the shared collections to a depth of 100 and asks for the known items. A figure below its
floor in ``floors.json`` ends the program with 1; ``--update`` raises the floors to what was
reached, and lowers one only with ``--lower``. Nothing here depends on the machine's speed.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.relevance import beir, measuring
from benchmarks.relevance.ranked import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.relevance.known_items import Found
    from benchmarks.relevance.measuring import Measured

FLOORS = Path(__file__).with_name("floors.json")
DEPTH = 100
PLACES = 3  # of the decimals of a floor

Figures = dict[str, float]
Digests = dict[str, str]


def measure() -> tuple[Figures, Digests]:
    """Return what is reached now, and the digests of what it is measured on."""
    with tempfile.TemporaryDirectory() as folder:
        found = [
            each
            for place in measuring.shared(Path(folder))
            for each in measuring.measure(beir.read(place), DEPTH)
        ]
    known, digest = measuring.known()
    digests = {each.collection: each.digest for each in found} | {"known items": digest}
    return figures(found, known), {name: each for name, each in digests.items() if each}


def figures(found: Iterable[Measured], known: Found | None) -> Figures:
    """Return the figures that have floors, by name."""
    reached: Figures = {}
    for each in found:
        for name in measuring.COMPARED:
            reached[f"{each.name}: {name}"] = getattr(each.scores[OURS], name)
            reached[f"{each.name}: {name} × plain BM25"] = each.times_plain(name)
    if known is not None:
        reached["known items: first"] = known.first
        reached["known items: shown"] = known.shown
    return reached


def below(reached: Figures, floors: Figures) -> list[str]:
    """Return a line for each figure that is below its floor, or is not known any more."""
    return [
        f"{name} is {reached.get(name, 0):.3f}, its floor {floor}."
        for name, floor in floors.items()
        if reached.get(name, 0) < floor
    ]


def others(digests: Digests, known: Digests) -> list[str]:
    """Return a line for each part of the data that is not what the floors were measured on."""
    return [
        f"{name} is not the data that its floors were measured on."
        for name, digest in known.items()
        if digests.get(name) != digest
    ]


def load_floors() -> tuple[Figures, Digests]:
    """Return the floors, and the digests of what they were measured on."""
    if not FLOORS.exists():
        return {}, {}
    held = json.loads(FLOORS.read_text(encoding="utf-8"))
    return held["floors"], held["sha256"]


def update(reached: Figures, digests: Digests, *, lower: bool) -> list[str]:
    """Set the floors to what was reached; return those that would be lowered and are not."""
    refused = [] if lower else below(reached, load_floors()[0])
    if refused:
        return refused
    floors = {
        name: math.floor(round(value, 9) * 10**PLACES) / 10**PLACES
        for name, value in reached.items()
    }
    held = {"sha256": digests, "floors": floors}
    FLOORS.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return []


def main() -> int:
    """Print the figures; return 1 where a floor is not reached."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--update", action="store_true", help="raise the floors")
    options.add_argument("--lower", action="store_true", help="let --update lower floors")
    chosen = options.parse_args()
    reached, digests = measure()
    floors, known = load_floors()
    for name, value in reached.items():
        print(f"{name:<46}{value:>7.3f}   floor {floors.get(name, 0):.3f}")
    if chosen.update:
        failed = update(reached, digests, lower=chosen.lower)
    else:
        failed = below(reached, floors) + others(digests, known)
    print(*failed, sep="\n", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
