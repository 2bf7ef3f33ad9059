"""Plain tantivy-py: what the calls of the engine that Nutgraf stands on cost by themselves.

Two indexes, of articles and of paragraphs, so that each has its own statistics for BM25;
in both the text is stored with the stems (``en_stem``) and indexed once more as written
(``default``). An article has its paragraphs as values of one field, so that no phrase
runs over the end of one. Each index has one writer with one thread. tantivy marks words,
so patterns and misspellings are found by its automata and marked by the words they stand for.

Accents are not folded, as neither analyzer does.
"""

from __future__ import annotations

import datetime
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
import tantivy
from tantivy import FieldType, Occur, Query

from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from benchmarks.speed.files import Story
    from benchmarks.speed.peers.protocol import Answer, Question

HEAP_SIZE = 128_000_000  # bytes, for each of the writers
SOURCES = 1000  # of which hits are counted
FACETS = {name: {"terms": {"field": name, "size": SOURCES}} for name in ("source", "year")}


class Tantivy(protocol.Peer):
    """One index, or two."""

    version = tantivy.__version__  # type: ignore[attr-defined] # the wheel's stubs leave it out

    def _index(self, scope: str) -> tantivy.Index:
        folder = self.place / scope
        folder.mkdir(exist_ok=True)
        return tantivy.Index(schema(scope, simple=self.simple), str(folder))

    @property
    def _scopes(self) -> tuple[str, ...]:
        return ("article",) if self.simple else ("article", "paragraph")

    @contextmanager
    def writing(self) -> Iterator[protocol.Writer]:
        """Write, and wait until merges have ended."""
        writers = {scope: self._index(scope).writer(HEAP_SIZE, 1) for scope in self._scopes}
        yield Writer(writers, exact=not self.simple)
        for writer in writers.values():
            writer.commit()
        for writer in writers.values():
            writer.wait_merging_threads()

    def open(self) -> None:
        """Open the indexes."""
        self._indexes = {scope: self._index(scope) for scope in self._scopes}
        self._searchers = {scope: index.searcher() for scope, index in self._indexes.items()}

    def answer(self, question: Question) -> Answer:
        """Search, count, and mark each hit."""
        if question.scope not in self._searchers:
            raise protocol.Unsupported("not in the simple form")
        index, searcher = self._indexes[question.scope], self._searchers[question.scope]
        exact = question.kind in {"phrase", "wildcard", "fuzzy"} and not self.simple
        asked = Asked(index, searcher, "exact" if exact else "stem")
        query = asked.query(question)
        found = searcher.search(query, protocol.LIMIT)
        documents = [searcher.doc(address) for _, address in found.hits]
        hits = asked.hits(query, question, documents)
        facets = None
        if question.kind == "facets":
            counted = searcher.aggregate(query, FACETS)
            facets = {name: _counts(counted[name]["buckets"]) for name in FACETS}
        total = found.count  # type: ignore[attr-defined] # the wheel's stubs leave it out
        return protocol.Answer(total, hits, facets)


def _counts(buckets: list[dict[str, Any]]) -> dict[str, int]:
    """Return counts by value; tantivy gives numbers as floats."""
    return {str(each["key"]).removesuffix(".0"): int(each["doc_count"]) for each in buckets}


class Asked:
    """A question to one index, on one level of its text."""

    def __init__(self, index: tantivy.Index, searcher: tantivy.Searcher, level: str) -> None:
        """Ask on the level of stems or of exact words."""
        self._schema = index.schema
        self._searcher = searcher
        self._level = level

    def query(self, question: Question) -> Query:
        """Return the query of a question."""
        match question.kind:
            case "wildcard":
                return Query.regex_query(self._schema, self._level, f"{question.word}.*")
            case "fuzzy":
                return Query.fuzzy_term_query(self._schema, self._level, question.word, 1)
        terms = [self._term(word) for word in question.words]
        match question.kind:
            case "phrase":
                return self._run(terms)
            case "near":
                both = [self._run(each, protocol.NEAR - 1) for each in (terms, terms[::-1])]
                return _any(both)
            case "field" if question.scope == "article":
                return self._has(terms[0], "title")
        return self._words(question, [self._has(term) for term in terms])

    def _words(self, question: Question, words: list[Query]) -> Query:
        """Return the query of a question for words, wherever they stand."""
        match question.kind:
            case "or":
                return _any(words)
            case "not":
                return Query.boolean_query([(Occur.Must, words[0]), (Occur.MustNot, words[1])])
            case "field":
                words.append(_unscored(Query.term_query(self._schema, "number", 0)))
            case "date":
                days = _day(question.first), _day(question.last)
                dates = Query.range_query(self._schema, "day", FieldType.Integer, *days)
                words.append(_unscored(dates))
        if len(words) == 1:
            return words[0]
        return Query.boolean_query([(Occur.Must, word) for word in words])

    def _run(self, terms: list[str], slop: int = 0) -> Query:
        return Query.phrase_query(self._schema, self._level, [*terms], slop)

    def _term(self, word: str) -> str:
        return STEMS.analyze(word)[0] if self._level == "stem" else word

    def _has(self, term: str, field: str = "") -> Query:
        return Query.term_query(self._schema, field or self._level, term)

    def hits(
        self, query: Query, question: Question, documents: list[tantivy.Document]
    ) -> tuple[protocol.Hit, ...]:
        """Return documents with their marked snippets."""
        field = self._level
        if question.kind == "field" and question.scope == "article":
            field = "title"
        elif question.kind == "wildcard":
            found = self._searcher.terms_with_prefix(field, question.word)
            query = _any([self._has(term) for term, _ in found])
        elif question.kind == "fuzzy":
            shown = " ".join(text for document in documents for text in document.get_all("stem"))
            query = _any([self._has(term) for term in protocol.variants(shown, question.word)])
        generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, field)
        generator.set_max_num_chars(protocol.SNIPPET_LENGTH)
        return tuple(_hit(generator, field, document) for document in documents)


def _hit(
    generator: tantivy.SnippetGenerator, field: str, document: tantivy.Document
) -> protocol.Hit:
    """Return a document with its snippet; text is stored once, for both of its levels."""
    if field == "exact":
        shown = generator.snippet_from_doc(tantivy.Document(exact=document.get_all("stem")))
    else:
        shown = generator.snippet_from_doc(document)
    marks = [(each.start, each.end) for each in shown.highlighted()]
    return protocol.Hit(
        str(document.get_first("path")),
        document.get_first("number"),
        *_characters(shown.fragment(), marks),
    )


def _characters(text: str, marks: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text with its marks counted in characters, not in bytes of UTF-8."""
    if text.isascii():
        return text, tuple(marks)
    raw = text.encode()
    return text, tuple((len(raw[:start].decode()), len(raw[:end].decode())) for start, end in marks)


class Writer:
    """Writes an article to its index, and its paragraphs to theirs."""

    def __init__(self, writers: dict[str, tantivy.IndexWriter], *, exact: bool) -> None:
        """Write through the writers of the indexes there are."""
        self._articles = writers["article"]
        self._paragraphs = writers.get("paragraph")
        self._exact = exact

    def add(self, story: Story) -> None:
        """Add an article and its paragraphs."""
        texts = protocol.texts(story)
        shared = {
            "path": story.path,
            "source": story.source,
            "day": _day(story.date),
            "year": int(story.date[:4]),
        }
        exact = {"exact": texts} if self._exact else {}
        self._articles.add_document(
            tantivy.Document(
                title=story.title,
                author=story.author,
                tags=list(story.tags),
                stem=texts,
                **exact,
                **shared,
            )
        )
        if self._paragraphs is None:
            return
        for number, text in enumerate(texts):
            self._paragraphs.add_document(
                tantivy.Document(number=number, stem=text, exact=text, **shared)
            )

    def remove(self, path: str) -> None:
        """Remove an article and its paragraphs."""
        self._articles.delete_documents_by_term("path", path)
        if self._paragraphs is not None:
            self._paragraphs.delete_documents_by_term("path", path)


def schema(scope: str, *, simple: bool) -> tantivy.Schema:
    """Return the schema of the index of articles or of paragraphs."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_integer_field("year", fast=True)
    builder.add_text_field("stem", stored=True, tokenizer_name="en_stem")
    if not simple:
        builder.add_text_field("exact")
    if scope == "paragraph":
        builder.add_integer_field("number", stored=True, indexed=True)
    else:
        builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("author")
        builder.add_text_field("tags")
    return builder.build()


def _any(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _day(date: str) -> int:
    return datetime.date.fromisoformat(date).toordinal()


def _english() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return (
        builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("english")).build()
    )


STEMS = _english()  # what en_stem does, for the words of a question


if __name__ == "__main__":
    protocol.main(Tantivy)
