"""A small comparison with peers that must not get worse: ratios of one run, never times.

Usage: python benchmarks/speed/gate.py [--update] [--lower]

Nutgraf, SQLite FTS5, bare tantivy and Whoosh index the same made-up articles and answer the
same questions, by turns. A ratio says how many times as much the peer takes: of processor
time (the time by the clock is that of all that runs on the machine), of disk, of memory. One below its
floor in ``floors.json`` ends the program with 1; ``--update`` raises the floors, a margin
below what was reached, and lowers one only with ``--lower``.

Each ratio is of the best of several rounds on both sides, which other work on the machine
disturbs least; there are more rounds as long as a floor is not reached.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.speed import contenders, corpus, processes, queries
from benchmarks.speed.asking import Asked, Limits, ask_all
from benchmarks.speed.contenders import OURS

if TYPE_CHECKING:
    from benchmarks.speed.contenders import Contender
    from benchmarks.speed.processes import Usage

FLOORS = Path(__file__).with_name("floors.json")
PARAGRAPHS = 8_000
ROUNDS, MORE_ROUNDS = 2, 6
_SECONDS = 120.0  # of any one step
_LIMITS = Limits(
    rounds=1, budget=0, run=_SECONDS, kind=_SECONDS, answer=_SECONDS, questions=6, turns=2
)
_PARTS = 1000  # of one: floors have three decimals
# How far below what was reached a floor is set. A regression by half is below all of them.
MARGINS = {
    "processor": 1.25,  # which indexing needs
    "query": 1.3,  # the median question
    "queries": 1.3,  # all questions together
    "disk": 1.05,
    "memory": 1.15,
}


class Gate:
    """What was the least in any round, for each contender and each thing measured."""

    def __init__(self, place: Path) -> None:
        """Make the corpus, draw the questions."""
        self._place = place
        self._corpus = place / "corpus"
        corpus.make(self._corpus, PARAGRAPHS, generated=True)
        self._questions = queries.draw(self._corpus, _LIMITS.questions)
        chosen = contenders.chosen(["fts5", "tantivy", "whoosh"])
        wanted = (OURS, "fts5", "tantivy", "whoosh (simple)")
        self._contenders = [each for each in chosen if each.label in wanted]
        self._least: dict[tuple[str, str], float] = {}
        self._answers: dict[str, dict[int, float]] = {}

    def round(self) -> None:
        """Measure all of it once more.

        Raises:
            Failed: if one of the programs does.
        """
        with tempfile.TemporaryDirectory(dir=self._place) as folder, ExitStack() as stack:
            for contender in self._contenders:
                self._index(contender, Path(folder, contender.folder))
            asked = []
            labels = [each.label for each in self._contenders if not each.simple]
            for contender in self._contenders:
                if not contender.simple:  # the question whether Whoosh is slower is settled
                    command = contender.command("serve", Path(folder, contender.folder))
                    asked.append(Asked(command, _LIMITS))
                    stack.callback(asked[-1].close)
            for _ in range(_LIMITS.turns):
                for label, found in zip(labels, ask_all(asked, self._questions), strict=True):
                    self._note_answers(label, found.ms)

    def _index(self, contender: Contender, place: Path) -> None:
        if contender.simple and (contender.label, "processor") in self._least:
            return  # the slowest of all is measured once
        used = processes.run(contender.command("index", self._corpus, place), _SECONDS)
        self._note(contender.label, used, processes.held(place))

    def _note(self, label: str, used: Usage, held: int) -> None:
        found = {"processor": used.cpu, "memory": used.own, "disk": held}
        for name, value in found.items():
            self._least[label, name] = min(value, self._least.get((label, name), math.inf))

    def _note_answers(self, label: str, times: list[float | None]) -> None:
        least = self._answers.setdefault(label, {})
        for number, ms in enumerate(times):
            if ms is not None:
                least[number] = min(ms, least.get(number, math.inf))

    def ratios(self) -> dict[str, float]:
        """Return how many times as much as Nutgraf each peer takes, by "what: peer"."""
        found = {
            f"{name}: {label}": value / self._least[OURS, name]
            for (label, name), value in self._least.items()
            if label != OURS and (name == "processor" or label == "fts5")
        }
        ours = self._answers[OURS]
        for label, theirs in self._answers.items():
            both = ours.keys() & theirs.keys()
            if label != OURS:
                one, other = [ours[n] for n in both], [theirs[n] for n in both]
                found[f"query: {label}"] = statistics.median(other) / statistics.median(one)
                found[f"queries: {label}"] = sum(other) / sum(one)
        return found


def measure(floors: dict[str, float]) -> dict[str, float]:
    """Return the ratios; as long as one is below its floor, after some more rounds."""
    with tempfile.TemporaryDirectory() as folder:
        gate = Gate(Path(folder))
        for turn in range(MORE_ROUNDS):
            gate.round()
            if turn + 1 >= ROUNDS and not below(gate.ratios(), floors):
                break
        return gate.ratios()


def below(ratios: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return a line for each ratio that is below its floor, or is not known any more."""
    return [
        f"{name} is {ratios.get(name, 0):.3f}, its floor {floor}."
        for name, floor in floors.items()
        if ratios.get(name, 0) < floor
    ]


def load_floors() -> dict[str, float]:
    """Return the floors."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def update(ratios: dict[str, float], *, lower: bool) -> list[str]:
    """Set the floors below what was reached; return those that would be lowered and are not."""
    old = load_floors() if FLOORS.exists() and not lower else {}
    refused = below(ratios, old)
    if refused:
        return refused
    floors = {
        name: max(old.get(name, 0), _rounded(ratio / MARGINS[name.partition(":")[0]]))
        for name, ratio in ratios.items()
    }
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return []


def _rounded(value: float) -> float:
    return math.floor(value * _PARTS) / _PARTS


def main() -> int:
    """Print the ratios; return 1 where a floor is not reached."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--update", action="store_true", help="raise the floors")
    options.add_argument("--lower", action="store_true", help="let --update lower floors")
    chosen = options.parse_args()
    floors = load_floors() if FLOORS.exists() and not chosen.lower else {}
    ratios = measure(floors)
    for name, ratio in ratios.items():
        print(f"{name:<30}{ratio:>9.3f}   floor {floors.get(name, 0):.3f}")
    failed = update(ratios, lower=chosen.lower) if chosen.update else below(ratios, floors)
    print(*failed, sep="\n", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
