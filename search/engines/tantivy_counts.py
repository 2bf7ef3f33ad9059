"""Counting hits: by facet, by day, by source and day."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tantivy import Occur, Query

from search.engines.keys import FACET_SIZE, publication_day
from search.engines.tantivy_terms import MOST_BUCKETS, column, unscored
from search.results import FacetCount

if TYPE_CHECKING:
    from typing import Any

    import tantivy

    from search.results import PublicationDay

MISSING = "\x00"  # the facet value of articles without one


class Counts:
    """Counts what queries find in one state of an index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        """Count in what ``searcher`` sees."""
        self._schema = schema
        self._searcher = searcher

    def facets(
        self, query: tantivy.Query, names: tuple[str, ...]
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count by facets, most first."""
        wanted = {
            name: {"terms": {"field": f"facet_{name}", "size": FACET_SIZE, "segment_size": 1 << 20}}
            for name in names
        }
        found = self._searcher.aggregate(query, wanted) if names else {}
        return {name: _facet_counts(found[name]["buckets"]) for name in names}

    def days(self, query: tantivy.Query) -> dict[PublicationDay, int]:
        """Count by date of publication."""
        wanted = {"found": {"terms": {"field": "published", "size": MOST_BUCKETS}}}
        try:
            found = self._searcher.aggregate(query, wanted)["found"]
        except ValueError:
            found = {"sum_other_doc_count": 1}
        if found["sum_other_doc_count"]:  # more than a hundred and sixty years of days
            numbers = Counter(column(self._searcher, query, "published"))
        else:
            numbers = Counter(
                {int(bucket["key"]): int(bucket["doc_count"]) for bucket in found["buckets"]}
            )
        days: Counter[PublicationDay] = Counter()
        for number, count in numbers.items():
            days[publication_day(number)] += count
        return dict(days)

    def source_days(self, query: tantivy.Query) -> dict[str | None, dict[PublicationDay, int]]:
        """Count by source and date of publication.

        Each source is asked for by itself: tantivy counts no more than
        ``MOST_BUCKETS`` pairs at once.
        """
        counted = self.facets(query, ("source",))["source"]
        return {each.value: self.days(self._of_source(query, each.value)) for each in counted}

    def _of_source(self, query: tantivy.Query, value: str | None) -> tantivy.Query:
        source = Query.term_query(self._schema, "facet_source", MISSING if value is None else value)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, unscored(source))])


def _facet_counts(buckets: list[dict[str, Any]]) -> tuple[FacetCount, ...]:
    counts = [
        FacetCount(None if bucket["key"] == MISSING else str(bucket["key"]), bucket["doc_count"])
        for bucket in buckets
    ]
    return tuple(sorted(counts, key=lambda count: (-count.count, count.value or "")))
