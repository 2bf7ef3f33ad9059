"""One moment of an archive's articles and paragraphs in a cluster, to be searched."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from search.deadlines import check_time
from search.engines.opensearch_documents import LONG, STAND_IN, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from search.cluster import Cluster, Moment
    from search.results import Scope

    Dsl = dict[str, Any]  # a query, or another part of a request

WINDOW = 10_000  # hits that one request may reach: index.max_result_window
BUCKETS = 50_000  # values counted by one request; a cluster takes no more than 65,535


class Search(NamedTuple):
    """One of several searches that are asked together; its parts are those of ``View.search``."""

    scope: Scope
    query: Dsl
    parts: Dsl


@dataclass(frozen=True)
class View:
    """Two indices as they were at one moment, whatever is written meanwhile."""

    cluster: Cluster
    names: Mapping[Scope, str]
    moment: Moment

    def seen(self, query: Dsl) -> Dsl:
        """Return the query for what a query matches and this moment has."""
        return {"bool": {"must": [query], "filter": [self.moment.query()]}}

    def search(self, scope: Scope, query: Dsl, **parts: Any) -> Dsl:  # noqa: ANN401 - JSON
        """Return the answer to a request; parameters of the address are under ``parameters``."""
        check_time()
        parameters = parts.pop("parameters", {})
        return self.cluster.search(self.names[scope], self._body(query, parts), **parameters)

    def searches(self, asked: Sequence[Search]) -> list[Dsl]:
        """Return the answers to several searches, for which there is one request."""
        check_time()
        found = []
        for scope, query, parts in asked:
            head = {"index": self.names[scope], **parts.get("parameters", {})}
            rest = {name: part for name, part in parts.items() if name != "parameters"}
            found.append((head, self._body(query, rest)))
        return self.cluster.together(found)

    def _body(self, query: Dsl, parts: Dsl) -> Dsl:
        return {"query": self.seen(query), "size": 0, "track_total_hits": False, **parts}

    def count(self, scope: Scope, query: Dsl) -> int:
        """Return how many articles or paragraphs match."""
        found = self.search(scope, query, track_total_hits=True)
        return int(found["hits"]["total"]["value"])

    def has(self, scope: Scope, query: Dsl) -> bool:
        """Tell whether anything matches, at this moment or another."""
        body = {"query": query, "size": 0, "terminate_after": 1, "track_total_hits": True}
        return bool(self.cluster.search(self.names[scope], body)["hits"]["total"]["value"])

    def rows(self, scope: Scope, query: Dsl, *fields: str) -> Iterator[list[Any]]:
        """Yield the first value of each of these fields for everything that matches."""
        order: list[Dsl] = [{"aid": "asc"}]
        if scope == "paragraph":
            order.append({"number": "asc"})
        unscored = {"bool": {"filter": [query]}}
        parts = values_wanted(fields)
        hits = self.search(scope, unscored, sort=order, size=WINDOW, **parts)["hits"]["hits"]
        found: Iterator[Dsl] = iter(hits)
        if len(hits) == WINDOW:  # only then two requests more are worth it, for a point in time
            found = self.cluster.every(
                self.names[scope], self.seen(unscored), sort=order, wanted=parts, size=WINDOW
            )
        for hit in found:
            check_time()
            yield first_values(hit, fields)

    def buckets(
        self, scope: Scope, query: Dsl, *fields: str
    ) -> Iterator[tuple[tuple[Any, ...], int]]:
        """Yield every combination of values of these fields, counted; None is for no value."""
        check_time()
        sources = [
            {name: {"terms": {"field": name, "missing_bucket": name.startswith("facet_")}}}
            for name in fields
        ]
        found = self.cluster.buckets(self.names[scope], self.seen(query), sources, size=WINDOW)
        for key, count in found:
            yield tuple(key[name] for name in fields), count

    @cached_property
    def long_words(self) -> Mapping[str, str]:
        """The very long words of all articles, by their stand-ins."""
        if not self.has("article", {"term": {"has": LONG}}):
            return {}
        found = self.cluster.every(
            self.names["article"],
            self.seen({"term": {"has": LONG}}),
            sort=[{"aid": "asc"}],
            wanted={"_source": ["long"]},
            size=100,
        )
        return {key_of(word): word for hit in found for word in hit["_source"]["long"]}

    @cached_property
    def words(self) -> Mapping[str, int]:
        """Every term of the articles, with the number of articles that have it."""
        parts = 1
        while (found := self._words(parts)) is None:
            parts *= 4
        return found

    def _words(self, parts: int) -> dict[str, int] | None:
        """Count the terms in so many requests; None if one of them has too many."""
        found: dict[str, int] = {}
        for part in range(parts):
            check_time()
            wanted = {
                "field": "words",
                "size": BUCKETS,
                "shard_size": BUCKETS,
                "include": {"partition": part, "num_partitions": parts},
            }
            answer = self.search("article", {"match_all": {}}, aggs={"found": {"terms": wanted}})
            counted = answer["aggregations"]["found"]
            if counted["sum_other_doc_count"] or counted["doc_count_error_upper_bound"]:
                return None
            for bucket in counted["buckets"]:
                found[str(bucket["key"])] = int(bucket["doc_count"])
        return {self._word(key): count for key, count in found.items()}

    def _word(self, key: str) -> str:
        return self.long_words.get(key, key) if key.startswith(STAND_IN) else key


def shards_asked(text: str, *, ranked: bool = True) -> dict[str, str]:
    """Return how shards are asked: all by the same statistics, a query always the same copies.

    ``text`` is that of the query; copies have other statistics, as they merge for themselves.
    """
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8)
    kind = "dfs_query_then_fetch" if ranked else "query_then_fetch"
    return {"preference": f"q{digest.hexdigest()}", "search_type": kind}


def values_wanted(fields: Sequence[str]) -> Dsl:
    """Return the part of a request that asks for values of fields, and for nothing else."""
    return {"docvalue_fields": list(fields), "_source": False, "stored_fields": "_none_"}


def first_values(hit: Dsl, fields: Sequence[str]) -> list[Any]:
    """Return what a hit has in some fields, the first value of each."""
    values = hit.get("fields", {})
    return [values[name][0] if name in values else None for name in fields]
