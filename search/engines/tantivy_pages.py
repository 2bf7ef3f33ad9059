"""The hits of one page: in their order, ties settled, boilerplate below, groups as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from search.engines import ranking
from search.engines.asides import LOWERED, weight_of_kind
from search.engines.base import EngineHit, EngineHits
from search.engines.keys import DAY_SHIFT
from search.engines.ranking import Plan
from search.engines.tantivy_terms import count

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from search.engines.base import ReadArticles
    from search.engines.passages import Lifts
    from search.engines.tantivy_groups import Groups, Row
    from search.results import Scope

    Hits = list[tuple[Any, Any]]  # what each is sorted by, and its address

TIES_READ = 50  # hits read beyond a page, to put equal scores in order


class Pages:
    """Reads pages of one state of an archive."""

    def __init__(
        self,
        searchers: dict[str, tantivy.Searcher],
        read_articles: ReadArticles,
        lifts: Lifts,
        *,
        lowers: bool,
    ) -> None:
        """Keep where hits come from, and whether some kinds of paragraphs score lower."""
        self._searchers = searchers
        self._read_articles = read_articles
        self._lifts = lifts
        self._lowers = lowers

    def read(
        self,
        query: tantivy.Query,
        scope: Scope,
        by: tantivy.Order | Plan,
        groups: Groups | None,
        page: tuple[int, int],
    ) -> EngineHits:
        """Return a page of hits by date or, with a plan, by score.

        tantivy leaves ties in the order in which documents happen to lie, and
        knows nothing of boilerplate among paragraphs or of groups. So enough hits
        are read to know that none of the others belongs on the page.
        """
        offset, end = page
        searcher = self._searchers[scope]
        plan = by if isinstance(by, Plan) else None
        order = None if isinstance(by, Plan) else by
        enough = max(end, ranking.reach(plan)) if plan else end
        wanted = enough + TIES_READ
        field = None if order is None else "oldest" if order == tantivy.Order.Asc else "newest"
        lowers = order is None and scope == "paragraph" and self._lowers
        while True:
            found = searcher.search(
                query, wanted, order_by_field=field, order=order or tantivy.Order.Desc
            )
            total = count(found)
            hits = _lowered(searcher, found.hits) if lowers else found.hits
            if len(hits) == total or _reaches(hits, found.hits[-1][0], enough, order, groups):
                break
            wanted = min(4 * wanted, total)
        rows = _rows(searcher, scope, hits, scored=order is None)
        rows.sort(key=lambda row: row[:2])
        if plan:
            rows = self._reranked(plan, scope, rows)
        if groups is None:
            self._settle_ties(rows, offset, end)
            return EngineHits(total, total, tuple(EngineHit(*row[2:]) for row in rows[offset:end]))
        self._settle_ties(rows, 0, len(rows))
        firsts = groups.firsts(hits, rows)[offset:end]
        shown = tuple(EngineHit(*row[2:], groups.others(group)) for group, row in firsts)
        return EngineHits(total, groups.distinct(total), shown)

    def _reranked(self, plan: Plan, scope: Scope, rows: list[Row]) -> list[Row]:
        """Return rows by what their dates and paragraphs make of their scores."""
        factors: dict[int, float] = {}
        if plan.recency:
            self._settle_ties(rows, ranking.RECENT - 1, ranking.RECENT)
            factors = {
                row[2]: plan.recency.factor(-row[1] >> DAY_SHIFT) for row in rows[: ranking.RECENT]
            }
            rows[: ranking.RECENT] = _rescored(
                rows[: ranking.RECENT], lambda aid, score: score * factors[aid]
            )
        if plan.passages and scope == "article":
            self._settle_ties(rows, ranking.WINDOW - 1, ranking.WINDOW)
            lifts = self._lifts.of(plan, [row[2] for row in rows[: ranking.WINDOW]])
            rows[: ranking.WINDOW] = _rescored(
                rows[: ranking.WINDOW],
                lambda aid, score: score + lifts[aid].value * factors.get(aid, 1.0),
            )
        return rows

    def _settle_ties(self, rows: list[Row], offset: int, end: int) -> None:
        """Put hits of the same score and day, where the keys cannot tell them apart, by id."""
        start = 0
        while start < min(end, len(rows)):
            stop = start + 1
            while stop < len(rows) and rows[stop][:2] == rows[start][:2]:
                stop += 1
            if stop - start > 1 and stop > offset:
                tied = rows[start:stop]
                articles = self._read_articles([row[2] for row in tied])
                ids = {aid: article.id for aid, article in articles.items()}
                rows[start:stop] = sorted(tied, key=lambda row: (ids.get(row[2], ""), row[3] or 0))
            start = stop


def _rescored(rows: list[Row], rescore: Callable[[int, float], float]) -> list[Row]:
    """Return rows in the order of other scores."""
    scores = [rescore(row[2], row[4]) for row in rows]
    found = [
        (-score, day, aid, number, score)
        for score, (_, day, aid, number, _) in zip(scores, rows, strict=True)
    ]
    return sorted(found, key=lambda row: row[:2])


def weight_of(aside: float | None) -> float:
    """Return by what the score of a paragraph is multiplied, from its value in the index."""
    return 1.0 if aside is None else weight_of_kind(LOWERED[int(aside)])


def _lowered(searcher: tantivy.Searcher, hits: Hits) -> Hits:
    """Return paragraphs with lower scores for those of some kinds.

    Done in the query, it would take twice the time.
    """
    if not hits:
        return hits
    asides = searcher.fast_field_values("aside", [address for _, address in hits])
    return [
        (score * weight_of(aside), address)
        for (score, address), aside in zip(hits, asides, strict=True)
    ]


def _reaches(
    hits: Hits, last: float, end: int, order: tantivy.Order | None, groups: Groups | None
) -> bool:
    """Tell whether the hits that come before all that were not read fill the page.

    Those that were not read have at best the key of the ``last`` that was.
    """
    if order == tantivy.Order.Asc:
        sure = [address for key, address in hits if key < last]
    else:
        sure = [address for key, address in hits if key > last]
    return (len(sure) if groups is None else len(set(groups.of(sure).values()))) >= end


def _rows(searcher: tantivy.Searcher, scope: Scope, hits: Hits, *, scored: bool) -> list[Row]:
    """Return what is known of hits, with keys that sort from the smallest up."""
    if not hits:
        return []
    addresses = [address for _, address in hits]
    aids = searcher.fast_field_values("aid", addresses)
    numbers: list[Any] = [None] * len(addresses)
    if scope == "paragraph":
        numbers = searcher.fast_field_values("number", addresses)
    if not scored:
        return [
            (float(place), 0, int(aid or 0), number, 0.0)
            for place, aid, number in zip(
                _ranks([key for key, _ in hits]), aids, numbers, strict=True
            )
        ]
    newest = searcher.fast_field_values("newest", addresses)
    return [
        (-score, -int(day or 0), int(aid or 0), number, score)
        for (score, _), day, aid, number in zip(hits, newest, aids, numbers, strict=True)
    ]


def _ranks(keys: list[int]) -> list[int]:
    """Return the place of each key among the distinct ones; equal keys are neighbours."""
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return [places[key] for key in keys]
