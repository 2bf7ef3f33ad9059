"""The hits of one page, in their order, groups as one."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from search.engines import ranking
from search.engines.base import EngineHit, EngineHits
from search.engines.opensearch_view import WINDOW, first_values, shards_asked, values_wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engines.opensearch_groups import Groups
    from search.engines.opensearch_view import Dsl, View
    from search.engines.passages import Lift, Lifts
    from search.engines.ranking import Plan
    from search.results import Scope, Sort


class Asked(NamedTuple):
    """What a page is of: a query, its text, and the order of its hits.

    Hits that are ordered by their scores have a ``plan``, and ``lifts`` that their paragraphs give them.
    """

    query: Dsl
    text: str
    scope: Scope
    sort: Sort
    groups: Groups | None
    plan: Plan | None = None
    lifts: Lifts | None = None

    @property
    def fields(self) -> list[str]:
        """The values that are asked for of each hit."""
        return ["aid", "day", "group" if self.scope == "article" else "number"]

    @property
    def reach(self) -> int:
        """How many hits are looked at before their order is known."""
        if self.plan is None or (self.scope == "paragraph" and self.plan.recency is None):
            return 0
        return ranking.reach(self.plan)

    def order(self) -> list[Dsl]:
        """Return the order: by score or date, the undated last, then by id and paragraph."""
        first: list[Dsl] = [{"_score": "desc"}] if self.plan else []
        towards = "asc" if self.sort == "oldest" else "desc"
        by_number: list[Dsl] = [{"number": "asc"}] if self.scope == "paragraph" else []
        day = {"day": {"order": towards, "missing": "_last"}}
        return [*first, day, {"id": "asc"}, *by_number, {"aid": "asc"}]

    def parameters(self) -> dict[str, str]:
        """Return how shards are asked."""
        return shards_asked(self.text, ranked=self.plan is not None)


class _Row(NamedTuple):
    """A hit, with what orders it among others; ``of_equals`` does for those of one day."""

    score: float
    day: int | None
    of_equals: tuple[object, ...]
    aid: int
    other: int  # its group, or the number of a paragraph

    def place(self) -> tuple[object, ...]:
        return (-self.score, -(self.day or 0), self.of_equals)


def read_page(view: View, asked: Asked, offset: int, limit: int) -> EngineHits:
    """Return a page of hits and how many there are in all."""
    start, end = offset, offset + limit
    if offset < asked.reach:
        start, end = 0, max(end, asked.reach)
    total, distinct, hits = _read(view, asked, start, end)
    rows = [_row(asked, hit) for hit in hits]
    if asked.plan and start < asked.reach:
        _rerank(asked, asked.plan, rows)
    shown = rows[offset - start : offset - start + limit]
    return EngineHits(total, distinct, tuple(_hit(asked, row) for row in shown))


def _read(view: View, asked: Asked, start: int, end: int) -> tuple[int, int, list[Dsl]]:
    """Return how many hits there are, how many if groups are one, and some of them by their place."""
    size = max(0, min(end, WINDOW) - start)
    body: Dsl = {"size": size, "from": start if size else 0, "track_total_hits": True}
    if size:
        body |= {"sort": asked.order(), **values_wanted(asked.fields)}
        if asked.groups:
            body["collapse"] = {"field": "group"}
    answer = view.search(asked.scope, asked.query, parameters=asked.parameters(), **body)
    found = answer["hits"]
    total = int(found["total"]["value"])
    distinct = asked.groups.distinct(total) if asked.groups else total
    if end > start + size and distinct > start + size:
        return total, distinct, list(islice(_every(view, asked), start, end))
    return total, distinct, found["hits"]


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


def _rerank(asked: Asked, plan: Plan, rows: list[_Row]) -> None:
    """Put rows in the order of what their dates and paragraphs make of their scores."""
    if plan.recency:
        factor = plan.recency.factor
        recent = [row._replace(score=row.score * factor(row.day)) for row in rows[: ranking.RECENT]]
        rows[: ranking.RECENT] = sorted(recent, key=_Row.place)
    if plan.passages and asked.lifts and asked.scope == "article":
        first = rows[: ranking.WINDOW]
        lifts = asked.lifts.of(plan, [row.aid for row in first])
        lifted = [row._replace(score=row.score + _lift(plan, lifts[row.aid], row)) for row in first]
        rows[: ranking.WINDOW] = sorted(lifted, key=_Row.place)


def _lift(plan: Plan, lift: Lift, row: _Row) -> float:
    return lift.value * (plan.recency.factor(row.day) if plan.recency else 1.0)


def _row(asked: Asked, hit: Dsl) -> _Row:
    aid, day, other = first_values(hit, asked.fields)
    if asked.plan is None:
        return _Row(0.0, day, (), aid, other)
    return _Row(float(hit["_score"]), day, tuple(hit["sort"][2:]), aid, other)


def _hit(asked: Asked, row: _Row) -> EngineHit:
    if asked.scope == "paragraph":
        return EngineHit(row.aid, row.other, row.score)
    others = asked.groups.others(row.other) if asked.groups else 0
    return EngineHit(row.aid, None, row.score, others)
