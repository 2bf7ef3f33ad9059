"""What an archive of many paragraphs needs, reckoned from what a small one was measured to need.

Nothing here was measured at these sizes. Every figure is a measured one times a number of
paragraphs, with what the constants below assume of machines.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.opensearch.indexing import CLUSTER
from benchmarks.opensearch.questions import WORD
from benchmarks.opensearch.sent import SEARCH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Results = Mapping[str, Any]

SIZES = (10_000_000, 1_000_000_000, 100_000_000_000)  # paragraphs
SHARD_BYTES = 30e9  # within the 10 to 50 GB that OpenSearch advises
COPIES = 2  # a primary and one replica
FULL = 0.75  # of a disk: at 85 % OpenSearch gives a node no more shards, and merges need room
HOT_DISK, COLD_DISK = 2e12, 10e12  # bytes of a node with 64 GB of memory, 31 of them heap
COLD_SHARE = 0.9  # of the paragraphs, where old ones are hardly asked for
CLIENT_CORES, NODE_CORES = 8, 16
BUSY = 0.7  # of the nodes' processors while indexing
YEARS = 10  # archives that an archive is split into
COMMON, RARE = 0.1, 0.0001  # of the paragraphs have a common and a rare word
HOURS = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What was measured, for one paragraph.

    ``bytes_of`` has the bytes on disk of each part of an archive; of the seconds, those of the
    client's and of the node's processors, and those of a turn to write. A search takes
    ``fixed_ms`` and as much more for each million paragraphs that have the word.
    """

    bytes_of: Mapping[str, float]
    client_seconds: float
    node_seconds: float
    turn_seconds: float
    fixed_ms: float
    ms_per_million: float

    @property
    def bytes(self) -> float:
        """Bytes on disk, of one copy."""
        return sum(self.bytes_of.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What so many paragraphs need."""

    paragraphs: int
    primary_bytes: float
    shards: Mapping[str, int]  # primaries of each part
    hot_nodes: int  # if all is hot
    split_nodes: tuple[int, int]  # hot and cold, if most is cold
    turn_hours: float  # one archive, one after the other
    client_hours: float  # of one processor
    node_hours: float  # of one processor, for both copies
    common_ms: float
    rare_ms: float

    @property
    def all_bytes(self) -> float:
        """Bytes with the replicas."""
        return self.primary_bytes * COPIES

    def hours(self, clients: int, nodes: int, archives: int = 1) -> float:
        """Return the hours of indexing with so many machines, whatever is slowest."""
        return max(
            self.turn_hours / min(archives, clients),
            self.client_hours / (clients * CLIENT_CORES),
            self.node_hours / (nodes * NODE_CORES * BUSY),
        )


def basis(results: Results) -> Basis:
    """Return what a run measured, for one paragraph."""
    count = {each["name"]: each["paragraphs"] for each in results["collections"]}
    runs = [each for each in results["indexing"] if each["label"] == CLUSTER]
    turns = {each["collection"]: each["held"] for each in results["turns"]}
    total = sum(count.values())

    def middle(name: str) -> float:
        """Return the sum of the medians of all collections."""
        return sum(
            float(statistics.median(each[name] for each in runs if each["collection"] == held))
            for held in count
        )

    parts = {part for each in runs for part in each["held"]}
    fixed, slope = line(hits_and_times(results))
    return Basis(
        bytes_of={
            part: sum(
                statistics.median(
                    each["held"].get(part, 0) for each in runs if each["collection"] == collection
                )
                for collection in count
            )
            / total
            for part in sorted(parts)
        },
        client_seconds=middle("cpu") / total,
        node_seconds=middle("node_cpu") / total,
        turn_seconds=sum(turns.values()) / total,
        fixed_ms=fixed + beside(results),
        ms_per_million=slope,
    )


def hits_and_times(results: Results) -> list[tuple[float, float]]:
    """Return millions of hits, and milliseconds in OpenSearch, of each word in paragraphs."""
    return [(each["total"] / 1e6, each["request_ms"][SEARCH]) for each in _words(results)]


def beside(results: Results) -> float:
    """Return the median of the milliseconds that such a search takes beside OpenSearch's own."""
    found = (
        float(statistics.median(each["again"][CLUSTER])) - float(each["request_ms"][SEARCH])
        for each in _words(results)
    )
    return statistics.median(found)


def _words(results: Results) -> list[Mapping[str, Any]]:
    return [each for each in results["questions"] if each["kind"].startswith(f"{WORD},")]


def line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return where the line nearest to some points begins, and how steep it is; never falling.

    >>> line([(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)])
    (1.0, 2.0)
    """
    if len(points) < 2:
        return (points[0][1] if points else 0.0), 0.0
    slope, start = statistics.linear_regression(*zip(*points, strict=True))
    if slope < 0:
        return statistics.mean(y for _, y in points), 0.0
    return start, slope


def plan(known: Basis, paragraphs: int) -> Step:
    """Return what so many paragraphs need."""
    parts = {part: paragraphs * each for part, each in known.bytes_of.items()}
    primary = sum(parts.values())
    shards = {part: max(1, math.ceil(size / SHARD_BYTES)) for part, size in parts.items()}
    largest = paragraphs / shards.get("paragraphs", 1)  # paragraphs of a shard
    cold = COLD_SHARE * primary

    def ms(share: float) -> float:
        return known.fixed_ms + known.ms_per_million * share * largest / 1e6

    return Step(
        paragraphs=paragraphs,
        primary_bytes=primary,
        shards=shards,
        hot_nodes=_nodes(primary * COPIES, HOT_DISK),
        split_nodes=(
            _nodes((primary - cold) * COPIES, HOT_DISK),
            _nodes(cold * COPIES, COLD_DISK),
        ),
        turn_hours=paragraphs * known.turn_seconds / HOURS,
        client_hours=paragraphs * known.client_seconds / HOURS,
        node_hours=paragraphs * known.node_seconds * COPIES / HOURS,
        common_ms=ms(COMMON),
        rare_ms=ms(RARE),
    )


def _nodes(size: float, disk: float) -> int:
    """Return how many nodes hold so many bytes; both copies need nodes of their own."""
    return max(COPIES, math.ceil(size / (disk * FULL)))
