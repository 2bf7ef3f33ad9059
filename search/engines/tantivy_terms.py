"""Queries for single terms, and reading fast fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tantivy import Query

from search.matching.sequences import ExactTest, PatternTest, StemTest

if TYPE_CHECKING:
    import tantivy

    from search.matching.sequences import TermTest

MOST_BUCKETS = 60_000  # tantivy refuses more than 65,000 in one aggregation


def term_query(
    schema: tantivy.Schema, test: TermTest, *, prefix: str = "", field: str | None = None
) -> Query:
    """Return the query for the terms that pass a test.

    They are looked for in ``field`` or, without one, in the ``stem`` or ``exact``
    field whose name begins with ``prefix``.
    """
    exact = field or f"{prefix}exact"
    if isinstance(test, StemTest):
        return Query.term_query(schema, f"{prefix}stem", test.stem)
    if isinstance(test, ExactTest):
        return Query.term_query(schema, exact, test.term)
    if isinstance(test, PatternTest):
        return unscored(Query.regex_query(schema, exact, test.pattern.source))
    return unscored(Query.fuzzy_term_query(schema, exact, test.term, test.distance))


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


def column(searcher: tantivy.Searcher, query: Query, name: str) -> list[int]:
    """Return the values of a fast field that everything that matches has."""
    addresses = _matches(searcher, query)
    if not addresses:
        return []
    return searcher.fast_field_values(name, addresses)  # type: ignore[return-value]


def _matches(searcher: tantivy.Searcher, query: Query) -> list[tantivy.DocAddress]:
    if not searcher.num_docs:
        return []
    found = searcher.search(query, searcher.num_docs, count=False)
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
