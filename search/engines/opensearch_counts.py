"""Counting hits: by facet, by day, by source and day.

Each shard counts for itself and gives the values that most of its documents have. Where one
of them had more to give, what comes together may be too little, and all values are read.
"""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from typing import TYPE_CHECKING

from search.engines.keys import FACET_SIZE, publication_day
from search.engines.opensearch_view import BUCKETS
from search.results import FacetCount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.engines.opensearch_view import Dsl, View
    from search.results import PublicationDay, Scope

MISSING = "\x00"  # the value of articles without one, which comes before all others


def facets(
    view: View, query: Dsl, scope: Scope, names: Iterable[str]
) -> dict[str, tuple[FacetCount, ...]]:
    """Count by facets, most first."""
    wanted = {
        name: {
            "terms": {
                "field": f"facet_{name}",
                "size": FACET_SIZE,
                "shard_size": FACET_SIZE,
                "missing": MISSING,
            }
        }
        for name in names
    }
    if not wanted:
        return {}
    found = view.search(scope, query, aggs=wanted)["aggregations"]
    return {
        name: _facet(view, query, scope, name)
        if found[name]["doc_count_error_upper_bound"]
        else _counts({each["key"]: each["doc_count"] for each in found[name]["buckets"]})
        for name in wanted
    }


def _facet(view: View, query: Dsl, scope: Scope, name: str) -> tuple[FacetCount, ...]:
    """Count by a facet of more values than one shard gives."""
    counts = view.buckets(scope, query, f"facet_{name}")
    return _counts({MISSING if key is None else str(key): count for (key,), count in counts})


def _counts(found: dict[str, int]) -> tuple[FacetCount, ...]:
    first = nsmallest(FACET_SIZE, found.items(), key=lambda each: (-each[1], each[0]))
    return tuple(FacetCount(None if key == MISSING else key, count) for key, count in first)


def days(view: View, query: Dsl, scope: Scope) -> dict[PublicationDay, int]:
    """Count by date of publication."""
    wanted = {"field": "published", "size": BUCKETS, "shard_size": BUCKETS}
    found = view.search(scope, query, aggs={"found": {"terms": wanted}})["aggregations"]["found"]
    if found["sum_other_doc_count"] or found["doc_count_error_upper_bound"]:
        numbers = {key: count for (key,), count in view.buckets(scope, query, "published")}
    else:
        numbers = {int(each["key"]): int(each["doc_count"]) for each in found["buckets"]}
    counted: Counter[PublicationDay] = Counter()
    for number, count in numbers.items():
        counted[publication_day(number)] += count
    return dict(counted)


def source_days(
    view: View, query: Dsl, scope: Scope
) -> dict[str | None, dict[PublicationDay, int]]:
    """Count by source and date of publication."""
    counted: dict[str | None, Counter[PublicationDay]] = {}
    for (source, number), count in view.buckets(scope, query, "facet_source", "published"):
        counted.setdefault(source, Counter())[publication_day(number)] += count
    return {source: dict(found) for source, found in counted.items()}
