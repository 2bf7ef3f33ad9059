"""The hits of one page, in their order, groups as one."""

from __future__ import annotations

from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from search.engines.base import EngineHit, EngineHits
from search.engines.opensearch_view import WINDOW, first_values, values_wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engines.opensearch_groups import Groups
    from search.engines.opensearch_view import Dsl, View
    from search.results import Scope, Sort


class Asked(NamedTuple):
    """What a page is of: a query, its text, and the order of its hits."""

    query: Dsl
    text: str
    scope: Scope
    sort: Sort
    groups: Groups | None

    @property
    def ranked(self) -> bool:
        """Whether hits are ordered by their scores."""
        return self.sort == "relevance"

    @property
    def fields(self) -> list[str]:
        """The values that are asked for of each hit."""
        return ["aid", "group"] if self.scope == "article" else ["aid", "number"]

    def order(self) -> list[Dsl]:
        """Return the order: by score or date, the undated last, then by id and paragraph."""
        first: list[Dsl] = [{"_score": "desc"}] if self.ranked else []
        towards = "asc" if self.sort == "oldest" else "desc"
        by_number: list[Dsl] = [{"number": "asc"}] if self.scope == "paragraph" else []
        day = {"day": {"order": towards, "missing": "_last"}}
        return [*first, day, {"id": "asc"}, *by_number, {"aid": "asc"}]

    def parameters(self) -> dict[str, str]:
        """Return how shards are asked: all by the same statistics, a query always the same copies."""
        digest = blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=8)
        kind = "dfs_query_then_fetch" if self.ranked else "query_then_fetch"
        return {"preference": f"q{digest.hexdigest()}", "search_type": kind}


def read_page(view: View, asked: Asked, offset: int, limit: int) -> EngineHits:
    """Return a page of hits and how many there are in all."""
    size = max(0, min(limit, WINDOW - offset))
    body: Dsl = {"size": size, "from": offset if size else 0, "track_total_hits": True}
    if size:
        body |= {"sort": asked.order(), **values_wanted(asked.fields)}
        if asked.groups:
            body["collapse"] = {"field": "group"}
    answer = view.search(asked.scope, asked.query, parameters=asked.parameters(), **body)
    found = answer["hits"]
    total = int(found["total"]["value"])
    distinct = asked.groups.distinct(total) if asked.groups else total
    hits = found["hits"]
    if limit > size and distinct > offset + size:
        every = islice(_every(view, asked), offset, offset + limit)
        return EngineHits(total, distinct, tuple(_hit(asked, hit) for hit in every))
    return EngineHits(total, distinct, tuple(_hit(asked, hit) for hit in hits))


def _every(view: View, asked: Asked) -> Iterator[Dsl]:
    """Yield all hits in their order, the first one of each group."""
    found = view.cluster.every(
        view.names[asked.scope],
        view.seen(asked.query),
        sort=asked.order(),
        wanted=values_wanted(asked.fields),
        size=WINDOW,
        search_type=asked.parameters()["search_type"],
    )
    seen: set[int] = set()
    for hit in found:
        if asked.groups:
            (group,) = first_values(hit, ["group"])
            if group in seen:
                continue
            seen.add(group)
        yield hit


def _hit(asked: Asked, hit: Dsl) -> EngineHit:
    aid, other = first_values(hit, asked.fields)
    score = float(hit["_score"]) if asked.ranked else 0.0
    if asked.scope == "paragraph":
        return EngineHit(aid, other, score)
    return EngineHit(aid, None, score, asked.groups.others(other) if asked.groups else 0)
