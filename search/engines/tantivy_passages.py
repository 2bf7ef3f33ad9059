"""What the best paragraph of an article adds to its score."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import tantivy

from search.engines import ranking
from search.engines.passages import best_lifts
from search.engines.tantivy_pages import weight_of
from search.engines.tantivy_terms import count

if TYPE_CHECKING:
    from typing import Any

    from search.engines.passages import Lift
    from search.engines.ranking import Plan
    from search.engines.tantivy_pages import Hits
    from search.engines.tantivy_queries import Translator

MOST = 500  # paragraphs that are looked at


class Passages:
    """The paragraphs of articles in one state of an archive."""

    def __init__(self, searchers: dict[str, tantivy.Searcher], translator: Translator) -> None:
        """Look them up in what ``searchers`` see."""
        self._searchers = searchers
        self._translator = translator

    def lifts(self, plan: Plan, aids: list[int]) -> dict[int, Lift]:
        """Return how much more the best paragraphs of articles would score than they do.

        Articles that have no such paragraph are left out.
        """
        found = self._found(plan)
        if not found:
            return {}
        searcher = self._searchers["paragraph"]
        addresses = [address for _, address in found]
        names = ("aid", "number", "length", "aside")
        columns: list[Any] = [searcher.fast_field_values(name, addresses) for name in names]
        aids_found, numbers, lengths, asides = columns
        covers = [cover for cover, _ in found]
        weights = map(weight_of, asides)
        return best_lifts(
            zip(aids_found, numbers, covers, lengths, weights, strict=True),
            self._wholes(plan, set(aids).intersection(aids_found)),
            self._average,
        )

    def _wholes(self, plan: Plan, aids: set[int]) -> dict[int, tuple[float, int]]:
        """Return the scores of articles by the tree of a plan alone, and their lengths.

        Most of them are among the first by these scores, which are sooner found than certain
        articles.
        """
        query = self._translator.query(plan.tree, "article")
        found = self._scored(query, ranking.WINDOW) if aids else {}
        others = [aid for aid in aids if aid not in found]
        if others:
            found |= self._scored(self._translator.within(query, others), len(others))
        return found

    def _scored(self, query: tantivy.Query, most: int) -> dict[int, tuple[float, int]]:
        searcher = self._searchers["article"]
        found = searcher.search(query, most, count=False).hits
        addresses = [address for _, address in found]
        aids: Any = searcher.fast_field_values("aid", addresses)
        lengths: Any = searcher.fast_field_values("length", addresses)
        return {
            aid: (score, length)
            for (score, _), aid, length in zip(found, aids, lengths, strict=True)
        }

    def _found(self, plan: Plan) -> Hits:
        """Return the best paragraphs of a plan with their scores.

        If there are too many, those that have as little as the last of them are left out,
        wherever they lie in the index. To look for paragraphs of certain articles would take
        ten times as long.
        """
        searcher = self._searchers["paragraph"]
        found = searcher.search(self._translator.passages(plan), MOST)
        if count(found) <= MOST:
            return found.hits
        last, _ = found.hits[-1]
        return [hit for hit in found.hits if hit[0] > last]

    @cached_property
    def _average(self) -> float:
        """The average length of articles, in characters."""
        wanted = {"average": {"avg": {"field": "length"}}}
        found = self._searchers["article"].aggregate(tantivy.Query.all_query(), wanted)
        return float(found["average"]["value"] or 1.0)
