"""Queries for single terms, and reading fast fields."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tantivy import Occur, Query

from search.engines.ranking import rarity
from search.matching.sequences import ExactTest, PatternTest, StemTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    import tantivy

    from search.engines.tantivy_forms import Forms
    from search.matching.sequences import TermTest

MAX_EXPANSIONS = 1 << 14  # words of all regular expressions of one phrase, by tantivy
MOST_BUCKETS = 60_000  # tantivy refuses more than 65,000 in one aggregation


class Terms:
    """Queries for single terms in one state of an index."""

    def __init__(
        self,
        schema: tantivy.Schema,
        searcher: tantivy.Searcher,
        forms: Forms,
        *,
        has_stems: bool = False,
    ) -> None:
        """Look terms up in what ``searcher`` sees, and stems by their ``forms``.

        An index that ``has_stems`` has a field of them.
        """
        self.schema = schema
        self.searcher = searcher
        self.forms = forms
        self.has_stems = has_stems

    def query(self, test: TermTest, *, prefix: str = "", field: str | None = None) -> Query:
        """Return the query for the terms that pass a test.

        They are looked for in ``field`` or, without one, in the ``exact`` field whose
        name begins with ``prefix``.
        """
        exact = field or f"{prefix}exact"
        if isinstance(test, StemTest):
            return any_of(self.of_stem(test.stem, prefix=prefix))
        if isinstance(test, ExactTest):
            return Query.term_query(self.schema, exact, test.term)
        if isinstance(test, PatternTest):
            return unscored(self._pattern(test, exact))
        return unscored(Query.fuzzy_term_query(self.schema, exact, test.term, test.distance))

    def _pattern(self, test: PatternTest, field: str) -> Query:
        """Return the query for a pattern; tantivy refuses those whose automaton is large."""
        if self.compiles(test.pattern.source):
            return Query.regex_query(self.schema, field, test.pattern.source)
        found = self.searcher.terms_with_prefix(field, test.pattern.head)
        passing = [term for term, _ in found if test.accepts(term)]
        return Query.term_set_query(self.schema, field, passing)

    def compiles(self, source: str) -> bool:
        """Tell whether tantivy takes a regular expression: one of up to 1,000 states."""
        try:
            Query.regex_query(self.schema, "exact", source)
        except ValueError:
            return False
        return True

    def phrase(
        self, tests: Iterable[TermTest], *, prefix: str = "", field: str | None = None
    ) -> Query | None:
        """Return the query for words next to each other, each of which passes its test.

        None where they have too many forms.
        """
        exact = field or f"{prefix}exact"
        words = [self.words(test) for test in tests]
        if not all(words):
            return Query.empty_query()
        if all(len(each) == 1 for each in words):
            return Query.phrase_query(self.schema, exact, [only for (only,) in words])
        sources = ["|".join(each) for each in words]
        if sum(map(len, words)) > MAX_EXPANSIONS or not all(map(self.compiles, sources)):
            return None
        return Query.regex_phrase_query(self.schema, exact, [*sources])

    def words(self, test: TermTest) -> list[str]:
        """Return the words that pass a test; none for a pattern, which may have too many."""
        if isinstance(test, StemTest):
            return sorted(self.forms.of(test.stem))
        return [test.term] if isinstance(test, ExactTest) else []

    def of_stem(self, stem: str, *, prefix: str = "") -> list[Query]:
        """Return queries that together match a stem.

        Articles have a field of stems; paragraphs have its forms, each of which weighs
        as if it were all of them.
        """
        if self.has_stems:
            return [Query.term_query(self.schema, f"{prefix}stem", stem)]
        counts = self._counts(stem)
        queries = [Query.term_query(self.schema, "exact", form) for form in counts]
        if len(queries) == 1:
            return queries
        rarity = self._rarity(self._spread(counts.values()))
        return [
            Query.boost_query(query, rarity / self._rarity(count))
            for query, count in zip(queries, counts.values(), strict=True)
        ]

    def rarity(self, test: StemTest | ExactTest) -> float:
        """Return the inverse frequency of a word."""
        if isinstance(test, StemTest):
            return self._rarity(self.stem_frequency(test.stem))
        return self._rarity(self.frequency("exact", test.term))

    def stem_frequency(self, stem: str) -> int:
        """Return how many documents have a stem, removed ones among them."""
        return self.frequency("stem", stem)

    def _counts(self, stem: str) -> dict[str, int]:
        """Return how many documents have each form of a stem that any has."""
        counts = {form: self.frequency("exact", form) for form in sorted(self.forms.of(stem))}
        return {form: count for form, count in counts.items() if count}

    def _spread(self, counts: Iterable[int]) -> float:
        """Return about how many documents have one of several terms.

        That is how many would if no term had to do with another; a sum could come to
        more than there are. To count them takes as long as a search.
        """
        there = max(self.searcher.num_docs, 1)
        return there * (1 - math.prod(1 - min(count, there) / there for count in counts))

    def _rarity(self, count: float) -> float:
        return rarity(min(count, self.searcher.num_docs), self.searcher.num_docs)

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have a term, removed ones among them."""
        return self.searcher.doc_freq(field, term)


def any_of(queries: Iterable[Query]) -> Query:
    """Return the query for what one of these matches."""
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return Query.boolean_query([(Occur.Should, query) for query in found])


def all_of(queries: Iterable[Query]) -> Query:
    """Return the query for what all of these match."""
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def unscored(query: Query) -> Query:
    """Return a query that matches the same and adds nothing to a score."""
    return Query.const_score_query(query, 0.0)


def fast_values(searcher: tantivy.Searcher, query: Query, *names: str) -> list[tuple[int, ...]]:
    """Return the values of these fast fields for everything that matches."""
    addresses = _matches(searcher, query)
    if not addresses:
        return []
    columns = [searcher.fast_field_values(name, addresses) for name in names]
    return [tuple(int(value or 0) for value in row) for row in zip(*columns, strict=True)]


def count(found: tantivy.SearchResult) -> int:
    """Return how many matches there are in all."""
    return int(found.count)  # type: ignore[attr-defined] # the wheel's stubs leave it out


def column(
    searcher: tantivy.Searcher, query: Query, name: str, most: int | None = None
) -> list[int]:
    """Return the values of a fast field that everything that matches has.

    tantivy makes room for as many as it is asked for, so it helps to know that no
    more than ``most`` can match.
    """
    addresses = _matches(searcher, query, most)
    if not addresses:
        return []
    return searcher.fast_field_values(name, addresses)  # type: ignore[return-value]


def _matches(
    searcher: tantivy.Searcher, query: Query, most: int | None = None
) -> list[tantivy.DocAddress]:
    limit = searcher.num_docs if most is None else min(most, searcher.num_docs)
    if not limit:
        return []
    found = searcher.search(query, limit, count=False)
    return [address for _, address in found.hits]


def distinct_values(searcher: tantivy.Searcher, query: Query, name: str) -> list[int]:
    """Return the different values of a fast field over everything that matches, in order.

    Counting values costs a third of listing matches; but tantivy counts no more
    than ``MOST_BUCKETS`` of them.
    """
    wanted = {"found": {"terms": {"field": name, "size": MOST_BUCKETS}}}
    try:
        found = searcher.aggregate(query, wanted)["found"]
    except ValueError:
        found = {"sum_other_doc_count": 1}
    if found["sum_other_doc_count"]:
        return sorted({value for (value,) in fast_values(searcher, query, name)})
    return sorted(int(bucket["key"]) for bucket in found["buckets"])


def paragraph_id(aid: int, number: int) -> int:
    """Return the number by which the paragraph index knows a paragraph."""
    return aid << 20 | number
