"""What the records say: figures by size and contender, as tables and plots need them."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.speed.contenders import OURS
from benchmarks.speed.summary import Spread, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.speed.kept import Results


@dataclass(frozen=True, slots=True)
class Pair:
    """Nutgraf and another on the questions that both have answered, in milliseconds."""

    ours: Spread
    theirs: Spread

    @property
    def ratio(self) -> float:
        """How many times as long the other's median is."""
        return self.theirs.median / self.ours.median


class Figures:
    """Looks up and computes."""

    def __init__(self, results: Results) -> None:
        """Look at the sizes for which everything has been measured."""
        self.results = results
        self.sizes = [record.size for record in results.records if record.step == "done"]

    @property
    def largest(self) -> str:
        """The largest size."""
        return self.sizes[-1]

    def text_bytes(self, size: str) -> int:
        """Return the bytes of the texts of a corpus."""
        return int(self.corpus(size)["text_bytes"])

    def corpus(self, size: str) -> dict[str, Any]:
        """Return what a corpus is like."""
        return self.results.of("corpus", size)[0]

    def labels(self, size: str, step: str = "index", *, simple: bool = True) -> list[str]:
        """Return who was measured."""
        found = self.results.labels(step, size)
        return [each for each in found if simple or "(" not in each]

    def spread(self, step: str, size: str, label: str, name: str) -> Spread | None:
        """Return the figures of one value of a step."""
        return spread(each[name] for each in self.results.of(step, size, label) if name in each)

    def speed(self, size: str, label: str) -> Spread | None:
        """Return the megabytes of text that are indexed in a second."""
        megabytes = self.text_bytes(size) / 1e6
        return spread(megabytes / each["seconds"] for each in self.results.of("index", size, label))

    def times_ours(self, step: str, size: str, label: str, name: str) -> float | None:
        """Return how many times the median of Nutgraf another's is."""
        ours, theirs = (self.spread(step, size, each, name) for each in (OURS, label))
        return theirs.median / ours.median if ours and theirs and ours.median else None

    def disk(self, size: str, label: str) -> float | None:
        """Return the bytes on disk for each byte of text."""
        held = self.spread("index", size, label, "held")
        return held.median / self.text_bytes(size) if held else None

    def first(self, size: str, label: str) -> dict[int, float]:
        """Return the milliseconds of the first answer to each question, by its number."""
        turns = self.results.of("asked", size, label)
        return _known(turns[0]["ms"]) if turns else {}

    def again(self, size: str, label: str) -> dict[int, float]:
        """Return the milliseconds of the later answers to each question: their median."""
        _, *turns = map(_known, (each["ms"] for each in self.results.of("asked", size, label)))
        numbers = set(turns[0]).intersection(*turns[1:]) if turns else set()
        return {n: statistics.median(turn[n] for turn in turns) for n in numbers}

    def marked(self, size: str, label: str) -> float | None:
        """Return which share of the hits has a mark in its snippet."""
        turns = self.results.of("asked", size, label)
        shown = sum(each or 0 for each in turns[0]["shown"]) if turns else 0
        return sum(each or 0 for each in turns[0]["marked"]) / shown if shown else None

    def kinds(self, size: str) -> list[str]:
        """Return the kind of each question."""
        kinds: list[str] = self.results.of("questions", size)[0]["kinds"]
        return kinds

    def of_kind(self, size: str, label: str, kind: str) -> Spread | None:
        """Return the figures of the first answers to the questions of a kind."""
        kinds = self.kinds(size)
        return spread(ms for n, ms in self.first(size, label).items() if kinds[n] == kind)

    def pair(
        self, size: str, label: str, times: Callable[[str, str], dict[int, float]] | None = None
    ) -> Pair | None:
        """Compare Nutgraf with another."""
        look = times or self.first
        ours, theirs = look(size, OURS), look(size, label)
        both = ours.keys() & theirs.keys()
        one, other = spread(ours[n] for n in both), spread(theirs[n] for n in both)
        return Pair(one, other) if one and other else None

    def growth(self, label: str) -> dict[str, Spread]:
        """Return the figures by size of the questions that were answered at every size."""
        answered = {size: self.first(size, label) for size in self.sizes}
        answered = {size: found for size, found in answered.items() if found}
        common = set.intersection(*map(set, answered.values())) if answered else set()
        if len({tuple(self.kinds(size)) for size in answered}) > 1:
            return {}  # other questions
        found = {size: spread(times[n] for n in common) for size, times in answered.items()}
        return {size: each for size, each in found.items() if each}

    def totals(self, size: str, label: str) -> Iterator[tuple[str, int, int]]:
        """Yield kind, our total and theirs for each question with both."""
        turns = [self.results.of("asked", size, each) for each in (OURS, label)]
        if not all(turns):
            return
        ours, theirs = (turn[0]["totals"] for turn in turns)
        for kind, one, other in zip(self.kinds(size), ours, theirs, strict=True):
            if one is not None and other is not None:
                yield kind, one, other


def _known(values: list[float | None]) -> dict[int, float]:
    return {number: value for number, value in enumerate(values) if value is not None}
