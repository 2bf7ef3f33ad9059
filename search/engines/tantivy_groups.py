"""How the articles that a query finds fall into groups of near-identical ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tantivy import Occur, Query

from search.engines.tantivy_terms import column, unscored

if TYPE_CHECKING:
    from typing import Any

    import tantivy

    Row = tuple[float, int, int, int | None, float]  # sort keys, aid, paragraph number, score

FOLLOWS = "group"  # among what an article "has", if it is a copy of another


class Groups:
    """The groups of the articles that a query finds.

    A group has the aid of its lead, which is not told of its copies. So the
    copies are counted first, then those of their leads that are found as well;
    every other article is in a group of its own.
    """

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, query: Query) -> None:
        """Count the copies that ``query`` finds."""
        self._searcher = searcher
        query = unscored(query)
        follows = unscored(Query.term_query(schema, "has", FOLLOWS))
        copies = Query.boolean_query([(Occur.Must, query), (Occur.Must, follows)])
        most = searcher.doc_freq("has", FOLLOWS)
        self.copies = Counter(column(searcher, copies, "group", most))
        self._leads: set[int] = set()
        if self.copies:
            named = Query.term_set_query(schema, "aid", list(self.copies))
            leads = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, named), (Occur.MustNot, follows)]
            )
            self._leads.update(column(searcher, leads, "aid", len(self.copies)))

    def distinct(self, total: int) -> int:
        """Return how many hits are left of the ``total`` if each group is one."""
        return total - self.copies.total() + len(self.copies) - len(self._leads)

    def of(self, addresses: list[tantivy.DocAddress]) -> dict[int, int]:
        """Return the groups of articles by their aids."""
        if not addresses:
            return {}
        aids = self._searcher.fast_field_values("aid", addresses)
        groups = self._searcher.fast_field_values("group", addresses)
        return {
            int(aid or 0): int(aid or 0) if group is None else int(group)
            for aid, group in zip(aids, groups, strict=True)
        }

    def firsts(
        self, hits: list[tuple[Any, tantivy.DocAddress]], rows: list[Row]
    ) -> list[tuple[int, Row]]:
        """Return each group with the first of its rows, which are those of the hits in order."""
        groups = self.of([address for _, address in hits])
        firsts: dict[int, Row] = {}
        for row in rows:
            firsts.setdefault(groups[row[2]], row)
        return list(firsts.items())

    def others(self, group: int) -> int:
        """Return how many articles of a group are found beside the one that is shown."""
        return max(self.copies[group] + (group in self._leads) - 1, 0)
