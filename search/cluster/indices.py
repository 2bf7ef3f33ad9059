"""How the indices of an archive are called, and spread over the nodes of a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of what is searched: two indices, of which each rebuilding makes others.
ARTICLES, PARAGRAPHS = SEARCHED = ("articles", "paragraphs")


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many parts an index is cut, and how many further copies there are of each.

    Without a number of ``replicas`` there is one as soon as a second node can hold it.

    >>> Spread(3).settings()
    {'number_of_shards': 3, 'auto_expand_replicas': '0-1'}
    """

    shards: int = 1
    replicas: int | None = None

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Spread:
        """Return how an archive is spread, by its state."""
        return cls(state.get("shards") or 1, state.get("replicas"))

    def settings(self) -> dict[str, Any]:
        """Return the settings of an index."""
        if self.replicas is None:
            return {"number_of_shards": self.shards, "auto_expand_replicas": "0-1"}
        return {"number_of_shards": self.shards, "number_of_replicas": self.replicas}

    def whole(self) -> Spread:
        """Return the same for an index that is small, and in one part."""
        return Spread(1, self.replicas)
