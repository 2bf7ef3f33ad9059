"""How the articles that a query finds fall into groups of near-identical ones."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from search.engines.opensearch_documents import FOLLOWS

if TYPE_CHECKING:
    from search.engines.opensearch_view import Dsl, View

FOLLOWING: Dsl = {"term": {"has": FOLLOWS}}  # articles that are copies of another
LEADS_AT_ONCE = 10_000


class Groups:
    """The groups of the articles that a query finds.

    A group has the aid of its lead, which is not told of its copies. So the
    copies are counted first, then those of their leads that are found as well;
    every other article is in a group of its own.
    """

    def __init__(self, view: View, query: Dsl) -> None:
        """Count the copies that ``query`` finds."""
        copies = {"bool": {"filter": [query, FOLLOWING]}}
        self.copies = Counter(
            {group: count for (group,), count in view.buckets("article", copies, "group")}
        )
        self._leads: set[int] = set()
        named = sorted(self.copies)
        for start in range(0, len(named), LEADS_AT_ONCE):
            some = {"terms": {"aid": named[start : start + LEADS_AT_ONCE]}}
            leads = {"bool": {"filter": [query, some], "must_not": [FOLLOWING]}}
            self._leads.update(aid for (aid,) in view.rows("article", leads, "aid"))

    def distinct(self, total: int) -> int:
        """Return how many hits are left of the ``total`` if each group is one."""
        return total - self.copies.total() + len(self.copies) - len(self._leads)

    def others(self, group: int) -> int:
        """Return how many articles of a group are found beside the one that is shown."""
        return max(self.copies[group] + (group in self._leads) - 1, 0)
