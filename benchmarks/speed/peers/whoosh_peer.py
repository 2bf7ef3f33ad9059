"""Whoosh, in the maintained distribution whoosh3.

Two indexes, of articles and of paragraphs, so that each has its own statistics for BM25F.
The analyzers leave out the stop words and the shortest word that Whoosh sets by default,
since the others find every word as well. Written by as many processes as there are
processors, each of which leaves a segment: the way that Whoosh's documentation has for many
documents. To merge them takes half as long again.

The simple form is one index of articles, stems only.
"""

from __future__ import annotations

import datetime
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
import whoosh
from whoosh import analysis, fields, highlight, index, query, sorting
from whoosh.query import spans

from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from benchmarks.speed.files import Story
    from benchmarks.speed.peers.protocol import Answer, Question

MEMORY = 256  # MB for each process that writes
WORD = r"[^\W_]+"
FACETS = ("source", "year")


class Whoosh(protocol.Peer):
    """One index, or two."""

    version = f"Whoosh {'.'.join(map(str, whoosh.__version__))}"

    @property
    def _scopes(self) -> tuple[str, ...]:
        return ("article",) if self.simple else ("article", "paragraph")

    @contextmanager
    def writing(self) -> Iterator[protocol.Writer]:
        """Write; changes are merged with what is there as Whoosh sees fit."""
        writers = {scope: self._writer(scope) for scope in self._scopes}
        yield Writer(writers, exact=not self.simple)
        for writer in writers.values():
            writer.commit()

    def _writer(self, scope: str) -> Any:  # noqa: ANN401 - Whoosh has no types
        folder = self.place / scope
        if folder.exists():
            return index.open_dir(folder).writer()
        folder.mkdir()
        made = index.create_in(folder, schema(scope, simple=self.simple))
        return made.writer(limitmb=MEMORY, procs=os.cpu_count() or 1, multisegment=True)

    def open(self) -> None:
        """Open the indexes."""
        self._searchers = {
            scope: index.open_dir(self.place / scope).searcher() for scope in self._scopes
        }

    def answer(self, question: Question) -> Answer:
        """Search, count, and mark each hit."""
        if question.scope not in self._searchers:
            raise protocol.Unsupported("not in the simple form")
        exact = question.kind in {"phrase", "wildcard", "fuzzy"} and not self.simple
        level = "exact" if exact else "stem"
        facets = question.kind == "facets"
        found = self._searchers[question.scope].search(
            self._query(question, level),
            limit=protocol.LIMIT,
            filter=narrowed(question),
            groupedby=_groups() if facets else None,
        )
        found.fragmenter = highlight.ContextFragmenter(protocol.SNIPPET_LENGTH, 60, charlimit=None)
        found.formatter = Marks()
        shown = [found[place] for place in range(min(len(found), protocol.LIMIT))]
        field = "title" if question.kind == "field" and question.scope == "article" else level
        return protocol.Answer(
            len(found),
            tuple(_hit(hit, field) for hit in shown),
            {name: _counts(found.groups(name)) for name in FACETS} if facets else None,
        )

    def _query(self, question: Question, level: str) -> query.Query:
        """Return the query of a question."""
        match question.kind:
            case "wildcard":
                return query.Prefix(level, question.word)
            case "fuzzy":
                return query.FuzzyTerm(level, question.word, maxdist=1, prefixlength=0)
        terms = [self._term(word, level) for word in question.words]
        match question.kind:
            case "phrase":
                return query.Phrase(level, terms)
            case "field" if question.scope == "article":
                return query.Term("title", terms[0])
        words = [query.Term(level, term) for term in terms]
        match question.kind:
            case "near":
                return spans.SpanNear2(words, slop=protocol.NEAR, ordered=False)
            case "or":
                return query.Or(words)
            case "not":
                return query.And([words[0], query.Not(words[1])])
        return query.And(words) if len(words) > 1 else words[0]

    def _term(self, word: str, level: str) -> str:
        return next((token.text for token in ANALYZERS[level](word)), word)


def narrowed(question: Question) -> query.Query | None:
    """Return what the hits of a question are narrowed to, other than by words."""
    if question.kind == "date":
        return query.NumericRange("day", _day(question.first), _day(question.last))
    if question.kind == "field" and question.scope == "paragraph":
        return query.Term("number", NUMBER.to_bytes(0))
    return None


def _groups() -> sorting.Facets:
    groups = sorting.Facets()
    for name in FACETS:
        groups.add_facet(name, sorting.FieldFacet(name, maptype=sorting.Count))
    return groups


def _counts(found: dict[Any, int]) -> dict[str, int]:
    return {str(value): count for value, count in found.items()}


def _hit(hit: Any, field: str) -> protocol.Hit:  # noqa: ANN401 - Whoosh has no types
    text = hit["title"] if field == "title" else hit["text"]
    snippet, marks = hit.highlights(field, text=text, top=1, minscore=0) or ("", ())
    return protocol.Hit(hit["path"], hit.get("number"), snippet, marks)


class Marks:
    """What Whoosh calls a formatter: it leaves a snippet as it is, its marks beside it."""

    def format(self, fragments: list[Any]) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the text of the best fragment, and the places of its marks."""
        if not fragments:
            return "", ()
        best = fragments[0]
        start = best.startchar
        marks = sorted({(each.startchar - start, each.endchar - start) for each in best.matches})
        return best.text[start : best.endchar], tuple(marks)


class Writer:
    """Writes an article to its index, and its paragraphs to theirs."""

    def __init__(self, writers: dict[str, Any], *, exact: bool) -> None:
        """Write through the writers of the indexes there are."""
        self._articles = writers["article"]
        self._paragraphs = writers.get("paragraph")
        self._exact = exact

    def add(self, story: Story) -> None:
        """Add an article and its paragraphs."""
        texts = protocol.texts(story)
        whole = "\n".join(texts)
        shared = {
            "path": story.path,
            "source": story.source,
            "day": _day(story.date),
            "year": int(story.date[:4]),
        }
        self._articles.add_document(
            title=story.title,
            author=story.author,
            tags=" ".join(story.tags),
            text=whole,
            stem=whole,
            **({"exact": whole} if self._exact else {}),
            **shared,
        )
        if self._paragraphs is None:
            return
        for number, text in enumerate(texts):
            self._paragraphs.add_document(number=number, text=text, stem=text, exact=text, **shared)

    def remove(self, path: str) -> None:
        """Remove an article and its paragraphs."""
        self._articles.delete_by_term("path", path)
        if self._paragraphs is not None:
            self._paragraphs.delete_by_term("path", path)


def schema(scope: str, *, simple: bool) -> fields.Schema:
    """Return the schema of the index of articles or of paragraphs."""
    made = {
        "path": fields.ID(stored=True, unique=scope == "article"),
        "source": fields.ID(sortable=True),
        "day": fields.NUMERIC(int),
        "year": fields.NUMERIC(int, sortable=True),
        "text": fields.STORED(),
        "stem": fields.TEXT(ANALYZERS["stem"]),
    }
    if not simple:
        made["exact"] = fields.TEXT(ANALYZERS["exact"])
    if scope == "paragraph":
        made["number"] = NUMBER
    else:
        made |= {
            "title": fields.TEXT(ANALYZERS["stem"], stored=True),
            "author": fields.TEXT(ANALYZERS["exact"]),
            "tags": fields.TEXT(ANALYZERS["exact"]),
        }
    return fields.Schema(**made)


def _day(date: str) -> int:
    return datetime.date.fromisoformat(date).toordinal()


EXACT = analysis.RegexTokenizer(WORD) | analysis.LowercaseFilter()
ANALYZERS = {"exact": EXACT, "stem": EXACT | analysis.StemFilter()}
NUMBER = fields.NUMERIC(int, stored=True)


if __name__ == "__main__":
    protocol.main(Whoosh)
