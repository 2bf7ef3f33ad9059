"""One run: every ranker on every collection, and the known items."""

from __future__ import annotations

import hashlib
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import search
from benchmarks import shared_data
from benchmarks.relevance import beir, known_items
from benchmarks.relevance.ranked import OURS, PLAIN, RANKERS
from benchmarks.relevance.scores import Scores, score

if TYPE_CHECKING:
    from benchmarks.relevance.beir import Collection
    from benchmarks.relevance.known_items import Found

PACKED = "ir"  # the collections among the shared data
COMPARED = ("ndcg", "map")  # of which Nutgraf's is compared with that of plain BM25


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The scores of all rankers on a collection, by one set of its judgements."""

    collection: str
    judgements: str
    texts: int
    questions: int
    digest: str
    scores: dict[str, Scores]
    seconds: dict[str, float]

    @property
    def name(self) -> str:
        """The collection with its judgements, if these are others than usual."""
        return f"{self.collection} ({self.judgements})" if self.judgements else self.collection

    def times_plain(self, measure: str) -> float:
        """Return how many times the score of plain BM25 Nutgraf's is."""
        ours, plain = (getattr(self.scores[ranker], measure) for ranker in (OURS, PLAIN))
        return float(ours / plain) if plain else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All that was measured; ``known`` is None where the articles are missing."""

    depth: int
    measured: tuple[Measured, ...]
    known: Found | None
    known_digest: str

    def to_json(self) -> dict[str, Any]:
        """Return it for a file."""
        return asdict(self)


def measure(collection: Collection, depth: int) -> list[Measured]:
    """Let every ranker rank a collection, and score all by each set of judgements."""
    rankings, seconds = {}, {}
    for name, rank in RANKERS.items():
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            rankings[name] = rank(collection, Path(folder), depth)
        seconds[name] = time.perf_counter() - began
    return [
        Measured(
            collection=collection.name,
            judgements=judged,
            texts=len(collection.texts),
            questions=len(judgements),
            digest=collection.digest,
            scores={name: score(ranking, judgements) for name, ranking in rankings.items()},
            seconds=seconds,
        )
        for judged, judgements in collection.judgements.items()
    ]


def known(items: int = known_items.ITEMS) -> tuple[Found | None, str]:
    """Return what is found of known items, and the digest of what they are drawn from."""
    if not has_articles():
        return None, ""
    packed = [_packed(name).read_bytes() for name in known_items.SOURCES]
    with tempfile.TemporaryDirectory() as folder, articles(Path(folder)) as archive:
        found = known_items.ask(archive, known_items.draw(archive, items))
    return found, hashlib.sha256(b"".join(packed)).hexdigest()


def articles(place: Path) -> search.Archive:
    """Return a new archive of what known items are drawn from."""
    paths = [shared_data.unpack(name, place) for name in known_items.SOURCES]
    archive = search.Archive.create(place / "index")
    archive.index(paths)
    return archive


def has_articles() -> bool:
    """Tell whether there is what known items are drawn from."""
    return all(_packed(name).exists() for name in known_items.SOURCES)


def _packed(name: str) -> Path:
    return shared_data.folder() / f"{name}.tar.xz"


def shared(place: Path) -> list[Path]:
    """Unpack the shared collections under a folder, and return theirs; none where they are not."""
    if not _packed(PACKED).exists():
        return []
    return beir.folders(shared_data.unpack(PACKED, place))
