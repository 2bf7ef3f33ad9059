"""Nutgraf itself, through the library that everything else of it uses.

It has no simpler form than the usual one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
import search
from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from benchmarks.speed.peers.protocol import Answer, Question
    from search.results import Hit, Scope


class Nutgraf(protocol.Peer):
    """An archive."""

    version = f"Nutgraf {search.__version__}"

    def index(self, corpus: str) -> None:
        """Make an archive and read the files."""
        with search.Archive.create(self.place) as archive:
            archive.index(corpus)

    def update(self, corpus: str) -> None:
        """Read what has changed, which the archive knows, and remove what has gone."""
        with search.Archive.open(self.place) as archive:
            archive.index(corpus, prune=True)

    def open(self) -> None:
        """Open the archive."""
        self._archive = search.Archive.open(self.place)

    def answer(self, question: Question) -> Answer:
        """Search, as any program would."""
        scope: Scope = "paragraph" if question.scope == "paragraph" else "article"
        facets = question.kind == "facets"
        results = self._archive.search(
            question.text, scope=scope, limit=protocol.LIMIT, facets=facets
        )
        counts = {
            name: {each.value or "": each.count for each in results.facets[name]}
            for name in ("source", "year")
            if facets
        }
        hits = tuple(_hit(hit, scope) for hit in results.hits)
        return protocol.Answer(results.total, hits, counts or None)


def _hit(hit: Hit, scope: Scope) -> protocol.Hit:
    best = hit.paragraphs[0]
    number = best.number if scope == "paragraph" else None
    return protocol.Hit(hit.article.path or "", number, best.snippet.text, best.snippet.marks)


if __name__ == "__main__":
    protocol.main(Nutgraf)
