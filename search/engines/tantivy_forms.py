"""The words of an archive by their stems, in a small tantivy index of their own.

Texts are indexed as they are written and not by their stems: all forms of a stem
together are what the stem finds. So an index holds one posting for each word of a
text and not two, and what is near each other is found by its forms.
Forms are never removed; one that no text has any more finds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from search.analysis import WORDS_KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FORM = "form"  # the field: a stem, a blank, and a term with this stem
LONGEST = (1 << 16) - 6  # bytes of a term of tantivy's; nobody can type a word of half of that
HEAP_SIZE = 15_000_000  # bytes; tantivy takes no less
FORMS_KEPT = 1 << 16  # stems whose forms are remembered by one state of an archive


def schema() -> tantivy.Schema:
    """Return the schema of the index of forms."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(FORM, tokenizer_name="raw", index_option="basic")
    return builder.build()


class Forms:
    """The forms of stems in one state of an archive."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        """Look them up in what ``searcher`` sees."""
        self._searcher = searcher
        self._known: dict[str, frozenset[str]] = {}

    def of(self, stem: str) -> frozenset[str]:
        """Return the terms with a stem: all that any text has, and perhaps some that none has."""
        found = self._known.get(stem)
        if found is None:
            beginning = _pair(stem, "")
            pairs = self._searcher.terms_with_prefix(FORM, beginning)
            found = frozenset(pair.removeprefix(beginning) for pair, _ in pairs)
            if len(self._known) >= FORMS_KEPT:
                self._known.clear()
            self._known[stem] = found
        return found

    def knows(self, stem: str, term: str) -> bool:
        """Tell whether a term is known to have a stem; words too long for an index are."""
        pair = _pair(stem, term)
        return self._searcher.doc_freq(FORM, pair) > 0 or len(pair.encode()) > LONGEST


def _pair(stem: str, term: str) -> str:
    return f"{stem} {term}"


class FormsWriter:
    """Adds the words of articles, each once."""

    def __init__(self, index: tantivy.Index, stem: Callable[[str], str]) -> None:
        """Open a writer; ``stem`` is a function from a term to its stem."""
        self._writer = index.writer(HEAP_SIZE, 1)
        self._searcher = index.searcher()
        self._stem = stem
        self._seen: set[str] = set()
        self._fresh: list[str] = []

    def add(self, terms: Iterable[str]) -> None:
        """Note the terms of an article."""
        fresh = set(terms).difference(self._seen)
        if not fresh:
            return
        if len(self._seen) > WORDS_KEPT:
            self._seen = set()
        self._seen |= fresh
        pairs = [_pair(self._stem(term), term) for term in sorted(fresh)]
        if self._searcher.num_docs:
            pairs = [pair for pair in pairs if not self._searcher.doc_freq(FORM, pair)]
        self._fresh += pairs

    def commit(self) -> None:
        """Make what is new durable."""
        if self._fresh:
            self._writer.add_document(tantivy.Document(form=self._fresh))
            self._writer.commit()
            self._fresh = []

    def close(self) -> None:
        """Wait for merges to end and let go of the index."""
        self._writer.garbage_collect_files()
        self._writer.wait_merging_threads()
