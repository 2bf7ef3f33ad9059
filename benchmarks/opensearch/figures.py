"""What a run's figures come to: medians, ratios, and whether what is required holds."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.opensearch.indexing import BARE, CLUSTER, FOLDER
from benchmarks.speed.summary import Spread, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.opensearch.plan import Results

MORE_TIME = 1.30  # times that of opensearch-py alone, at most
MORE_MS = 5.0  # of a search, at most


@dataclass(frozen=True, slots=True)
class Figures:
    """Looks up and computes."""

    results: Results

    @property
    def collections(self) -> list[str]:
        """The names of what was indexed."""
        return [each["name"] for each in self.results["collections"]]

    def collection(self, name: str) -> Mapping[str, Any]:
        """Return what a collection is like."""
        found: Mapping[str, Any] = next(
            each for each in self.results["collections"] if each["name"] == name
        )
        return found

    def runs(self, collection: str, label: str) -> list[dict[str, Any]]:
        """Return the runs that have indexed a collection in one way."""
        return [
            each
            for each in self.results["indexing"]
            if (each["collection"], each["label"]) == (collection, label)
        ]

    def indexing(self, collection: str, label: str, name: str) -> Spread | None:
        """Return the figures of one value of these runs."""
        return spread(each[name] for each in self.runs(collection, label))

    def held(self, collection: str, label: str) -> dict[str, float]:
        """Return the bytes on disk of each part, for one paragraph."""
        runs = self.runs(collection, label)
        count = self.collection(collection)["paragraphs"]
        parts = {part: None for each in runs for part in each["held"]}
        return {
            part: statistics.median(each["held"].get(part, 0) for each in runs) / count
            for part in parts
        }

    def times_bare(self, collection: str) -> float:
        """Return how many times as long the archive takes as opensearch-py alone."""
        ours, bare = (self.indexing(collection, label, "seconds") for label in (CLUSTER, BARE))
        return ours.median / bare.median if ours and bare else float("nan")

    @property
    def kinds(self) -> list[str]:
        """The kinds of questions."""
        return list(dict.fromkeys(each["kind"] for each in self.results["questions"]))

    def questions(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the questions of a kind, or all."""
        return [each for each in self.results["questions"] if not kind or each["kind"] == kind]

    def asked(self, label: str, kind: str = "") -> Spread | None:
        """Return the figures of the later answers to the questions of a kind, or to all."""
        return spread(ms for each in self.questions(kind) for ms in each["again"].get(label, ()))

    def first(self, label: str, kind: str) -> Spread | None:
        """Return the figures of the first answers."""
        return spread(each["first"][label] for each in self.questions(kind))

    def added(self) -> Iterator[tuple[str, float, float]]:
        """Yield the kind of each question that was repeated, and the medians with and without us."""
        for each in self.questions():
            if BARE in each["again"]:
                ours, bare = (statistics.median(each["again"][label]) for label in (CLUSTER, BARE))
                yield each["kind"], ours, bare

    def added_ms(self, kind: str = "") -> float | None:
        """Return the median of what the archive adds to the requests, in milliseconds."""
        found = spread(ours - bare for each, ours, bare in self.added() if not kind or each == kind)
        return found.median if found else None

    def work_ms(self, kind: str = "") -> float | None:
        """Return the median of what an answer takes beside all of its requests."""
        found = spread(each["beside_ms"] for each in self.questions(kind))
        return found.median if found else None

    def requests(self, kind: str = "") -> dict[str, tuple[float, float]]:
        """Return how many requests of each sort an answer takes, and their milliseconds: means."""
        questions = self.questions(kind)
        sorts = {sort: None for each in questions for sort in each["requests"]}
        return {
            sort: (
                statistics.mean(each["requests"].get(sort, 0) for each in questions),
                statistics.mean(each["request_ms"].get(sort, 0.0) for each in questions),
            )
            for sort in sorts
        }

    def different(self) -> list[str]:
        """Return the texts of the questions to which the two archives give other totals."""
        return [f"{each['kind']}: {each['text']}" for each in self.questions() if not each["same"]]


__all__ = ["BARE", "CLUSTER", "FOLDER", "MORE_MS", "MORE_TIME", "Figures"]
