"""Xapian, through Debian's python3-xapian (glass backend).

Two databases, of articles and of paragraphs, so that each has its own statistics for BM25.
Words and stems are terms of one index (``STEM_SOME_FULL_POS``: stems with the prefix Z, and
both with their positions, which a proximity of stems needs). The text is the document's
data. Documents are written 10,000 at a time, which is Xapian's own choice and the quickest
of those tried (500 to 50,000), and what is new is compacted, which halves it. Totals are
exact because every match is checked; without that Xapian only estimates. Its words are not
quite Nutgraf's: an apostrophe, & or . within a word or a number belongs to it, and accents
are not folded.

The simple form is one database of articles, ``STEM_SOME``, and totals as estimated where
they happen to be exact.
"""

from __future__ import annotations

import html
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
import xapian

from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.speed.files import Story
    from benchmarks.speed.peers.protocol import Answer, Question

LOOSE = "-loose"  # the name of a database before it is compacted
DATE, SOURCE, YEAR = 0, 1, 2  # slots of values
TITLE, AUTHOR, TAGS, PATH = "S", "A", "K", "Q"  # prefixes of terms, as Omega has them
PARAGRAPH_GAP = 100  # positions, over which no phrase runs
STEMMER = xapian.Stem("english")


class Xapian(protocol.Peer):
    """One database, or two."""

    version = f"Xapian {xapian.version_string()}"

    @property
    def _scopes(self) -> tuple[str, ...]:
        return ("article",) if self.simple else ("article", "paragraph")

    @contextmanager
    def writing(self) -> Iterator[protocol.Writer]:
        """Write, and compact what is new."""
        new = not (self.place / "article").exists()
        folders = {scope: str(self.place / (scope + LOOSE * new)) for scope in self._scopes}
        databases = {
            scope: xapian.WritableDatabase(folder, xapian.DB_CREATE_OR_OPEN)
            for scope, folder in folders.items()
        }
        yield Writer(databases, simple=self.simple)
        for scope, database in databases.items():
            database.commit()
            if new:
                database.compact(str(self.place / scope))
            database.close()
        for folder in folders.values() if new else ():
            shutil.rmtree(folder)

    def open(self) -> None:
        """Open the databases."""
        self._databases = {
            scope: xapian.Database(str(self.place / scope)) for scope in self._scopes
        }

    def answer(self, question: Question) -> Answer:
        """Search, count, and mark each hit."""
        if question.scope not in self._databases or (self.simple and question.kind == "near"):
            raise protocol.Unsupported("not in the simple form")
        database = self._databases[question.scope]
        enquire = xapian.Enquire(database)
        enquire.set_query(query(question))
        facets = question.kind == "facets"
        spies = {
            name: xapian.ValueCountMatchSpy(slot)
            for name, slot in (("source", SOURCE), ("year", YEAR))
            if facets
        }
        for spy in spies.values():
            enquire.add_matchspy(spy)
        check_at_least = 0 if self.simple and not facets else database.get_doccount()
        found = enquire.get_mset(0, protocol.LIMIT, check_at_least)
        lower, upper = found.get_matches_lower_bound(), found.get_matches_upper_bound()
        counts = {
            name: {each.term.decode(): each.termfreq for each in spy.values()}
            for name, spy in spies.items()
        }
        documents = [match.document for match in found]
        if question.kind == "field":  # snippets know nothing of prefixes
            enquire.set_query(xapian.Query(f"Z{_stem(question.word)}"))
            found = enquire.get_mset(0, 0)
        hits = tuple(_hit(found, document, question.kind) for document in documents)
        return protocol.Answer(lower if lower == upper else None, hits, counts or None)


def _hit(found: xapian.MSet, document: xapian.Document, kind: str) -> protocol.Hit:
    path, number, text = document.get_data().decode().split("\n", 2)
    if kind == "field":
        text = text.partition("\n")[0]
    marked = found.snippet(
        text,
        protocol.SNIPPET_LENGTH,
        STEMMER,
        xapian.MSet.SNIPPET_EXHAUSTIVE,
        protocol.START,
        protocol.END,
        "…",
    )
    return protocol.Hit.marked(
        path, int(number) if number else None, html.unescape(marked.decode())
    )


def query(question: Question) -> xapian.Query:
    """Return the query of a question."""
    words = list(question.words)
    match question.kind:
        case "wildcard":
            every = (0, xapian.Query.WILDCARD_LIMIT_ERROR, xapian.Query.OP_SYNONYM)
            return xapian.Query(xapian.Query.OP_WILDCARD, question.word, *every)
        case "fuzzy":
            raise protocol.Unsupported("Xapian 1.4 has no spelling distance")
        case "phrase":
            return xapian.Query(xapian.Query.OP_PHRASE, words, len(words))
        case "field":
            return xapian.Query(f"Z{TITLE}{_stem(words[0])}")
    return _of_stems(question, [f"Z{_stem(word)}" for word in words])


def _of_stems(question: Question, stems: list[str]) -> xapian.Query:
    match question.kind:
        case "near":
            return xapian.Query(xapian.Query.OP_NEAR, stems, protocol.NEAR + 1)
        case "or":
            return xapian.Query(xapian.Query.OP_OR, stems)
        case "not":
            return xapian.Query(xapian.Query.OP_AND_NOT, *map(xapian.Query, stems))
    every = xapian.Query(xapian.Query.OP_AND, stems)
    if question.kind == "date":
        dates = xapian.Query(xapian.Query.OP_VALUE_RANGE, DATE, question.first, question.last)
        return xapian.Query(xapian.Query.OP_FILTER, every, dates)
    return every


def _stem(word: str) -> str:
    return str(STEMMER(word), "utf-8")


class Writer:
    """Writes an article to its database, and its paragraphs to theirs."""

    def __init__(self, databases: dict[str, xapian.WritableDatabase], *, simple: bool) -> None:
        """Write to the databases there are."""
        self._articles = databases["article"]
        self._paragraphs = databases.get("paragraph")
        self._terms = xapian.TermGenerator()
        self._terms.set_stemmer(STEMMER)
        full = xapian.TermGenerator.STEM_SOME_FULL_POS
        self._terms.set_stemming_strategy(xapian.TermGenerator.STEM_SOME if simple else full)

    def add(self, story: Story) -> None:
        """Add an article and its paragraphs."""
        texts = protocol.texts(story)
        document = self._document(story, "", "\n".join(texts))
        for field, prefix in (
            (story.title, TITLE),
            (story.author, AUTHOR),
            (" ".join(story.tags), TAGS),
        ):
            self._terms.index_text_without_positions(field, 1, prefix)
        for text in texts:
            self._terms.index_text(text)
            self._terms.increase_termpos(PARAGRAPH_GAP)
        self._articles.add_document(document)
        if self._paragraphs is None:
            return
        for number, text in enumerate(texts):
            document = self._document(story, str(number), text)
            self._terms.index_text(text)
            if number == 0:
                self._terms.index_text_without_positions(text, 1, TITLE)
            self._paragraphs.add_document(document)

    def _document(self, story: Story, number: str, text: str) -> xapian.Document:
        """Return a document whose words are yet to come."""
        document = xapian.Document()
        document.set_data(f"{story.path}\n{number}\n{text}")
        document.add_boolean_term(PATH + story.path)
        document.add_value(DATE, story.date)
        document.add_value(SOURCE, story.source)
        document.add_value(YEAR, story.date[:4])
        self._terms.set_document(document)
        self._terms.set_termpos(0)
        return document

    def remove(self, path: str) -> None:
        """Remove an article and its paragraphs."""
        self._articles.delete_document(PATH + path)
        if self._paragraphs is not None:
            self._paragraphs.delete_document(PATH + path)


if __name__ == "__main__":
    protocol.main(Xapian)
