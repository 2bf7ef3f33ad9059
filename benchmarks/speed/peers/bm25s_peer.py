"""bm25s: ranking only, by arrays in memory.

Stems of articles and of paragraphs, each with the scores that every word gives to each text.
It finds and counts what has any of the words; there are no phrases, fields or patterns, no
text and no snippets. Nothing can be changed in it: an update makes it anew from all files.

The simple form has articles only.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
import bm25s
import numpy
import Stemmer

from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.speed.files import Story
    from benchmarks.speed.peers.protocol import Answer, Question

WORDS = re.compile(r"[^\W_]+").findall
PLACES = "places.json"
KINDS = {"one", "common", "or"}


class Bm25s(protocol.Peer):
    """Two sets of arrays, or one."""

    version = f"bm25s {bm25s.__version__}"

    @property
    def _scopes(self) -> tuple[str, ...]:
        return ("article",) if self.simple else ("article", "paragraph")

    @contextmanager
    def writing(self) -> Iterator[protocol.Writer]:
        """Collect what there is, and write all of it."""
        writer = Writer(self._scopes)
        yield writer
        writer.write(self.place)

    def change(self, corpus: str, stale: Iterable[str], fresh: Iterable[str]) -> None:
        """Do everything again."""
        del stale, fresh
        self.index(corpus)

    def open(self) -> None:
        """Load the arrays into memory."""
        self._models = {scope: bm25s.BM25.load(self.place / scope) for scope in self._scopes}
        places: dict[str, list[tuple[str, int | None]]] = json.loads(
            (self.place / PLACES).read_text(encoding="utf-8")
        )
        self._places = places
        self._stem = Stemmer.Stemmer("english").stemWord

    def answer(self, question: Question) -> Answer:
        """Score every text, take the best, and count those that have a score."""
        if question.scope not in self._models:
            raise protocol.Unsupported("not in the simple form")
        if question.kind not in KINDS or (question.kind == "common" and len(question.words) > 1):
            raise protocol.Unsupported("bm25s ranks what has any of the words, and no more")
        model = self._models[question.scope]
        known = model.vocab_dict
        asked = [stem for stem in map(self._stem, question.words) if stem in known]
        if not asked:
            return protocol.Answer(0, ())
        scores = model.get_scores(asked)
        limit = min(protocol.LIMIT, len(scores))
        best = numpy.argpartition(-scores, limit - 1)[:limit]
        best = best[numpy.argsort(-scores[best])]
        places = self._places[question.scope]
        hits = tuple(
            protocol.Hit(path, number, "", ())
            for path, number in (places[each] for each in best if scores[each] > 0)
        )
        return protocol.Answer(int(numpy.count_nonzero(scores)), hits)


class Writer:
    """Collects the stems of all texts, as numbers."""

    def __init__(self, scopes: tuple[str, ...]) -> None:
        """Begin with nothing."""
        stemmer = Stemmer.Stemmer("english")
        self._tokenizers = {
            scope: bm25s.tokenization.Tokenizer(splitter=WORDS, stopwords=[], stemmer=stemmer)
            for scope in scopes
        }
        self._ids: dict[str, list[list[int]]] = {scope: [] for scope in scopes}
        self._places: dict[str, list[tuple[str, int | None]]] = {scope: [] for scope in scopes}

    def add(self, story: Story) -> None:
        """Add an article and its paragraphs."""
        texts = protocol.texts(story)
        self._add("article", ["\n".join(texts)], [(story.path, None)])
        if "paragraph" in self._ids:
            self._add("paragraph", texts, [(story.path, number) for number in range(len(texts))])

    def _add(self, scope: str, texts: list[str], places: list[tuple[str, int | None]]) -> None:
        tokenizer = self._tokenizers[scope]
        self._ids[scope] += tokenizer.tokenize(texts, update_vocab=True, show_progress=False)
        self._places[scope] += places

    def remove(self, path: str) -> None:
        """Never called."""
        raise NotImplementedError(path)

    def write(self, place: Path) -> None:
        """Compute the scores and write the arrays."""
        for scope, ids in self._ids.items():
            model = bm25s.BM25()
            vocabulary = self._tokenizers[scope].get_vocab_dict()
            model.index((ids, vocabulary), show_progress=False)
            model.save(place / scope, show_progress=False)
        (place / PLACES).write_text(json.dumps(self._places), encoding="utf-8")


if __name__ == "__main__":
    protocol.main(Bm25s)
