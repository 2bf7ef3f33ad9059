"""Engines with articles, without an archive around them."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from search import engines
from search.cluster import Site, Spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from search.article import Article
    from search.engines.base import Engine
    from search.results import Scope, Sort

    Shelves = Callable[[Path], "Shelf"]

SCOPES: tuple[Scope, ...] = ("article", "paragraph")
SORTS: tuple[Sort, ...] = ("newest", "oldest", "relevance")

IN_CLUSTER = pytest.param(engines.IN_CLUSTER, marks=pytest.mark.cluster)
EVERYWHERE = (*engines.NAMES, IN_CLUSTER)


class Shelf:
    """An engine in a folder, with the articles that it holds."""

    def __init__(self, folder: Path, name: str = "whoosh") -> None:
        self.held: dict[int, Article] = {}
        self.engine: Engine = engines.load(name, folder, "english", self.read)

    def read(self, aids: Sequence[int]) -> dict[int, Article]:
        return {aid: self.held[aid] for aid in aids}

    def change(
        self,
        add: Iterable[Article],
        remove: Iterable[int] = (),
        groups: Mapping[int, int] | None = None,
    ) -> Shelf:
        """Add articles, numbered from 1 on; ``groups`` are those of some of the numbers."""
        self.begin()
        writer = self.engine.writer()
        for aid in remove:
            writer.remove(aid)
        for article in add:
            aid = max(self.held, default=0) + 1
            self.held[aid] = article
            writer.add(aid, article, (groups or {}).get(aid))
        writer.commit()
        writer.close()
        self.end()
        self.engine.refresh()
        return self

    def begin(self) -> None:
        """What comes before a batch."""

    def end(self) -> None:
        """What comes after a batch."""

    def close(self) -> None:
        self.engine.close()


class ClusterShelf(Shelf):
    """An engine in a cluster; each change is a batch of its own."""

    def __init__(self, address: str, shards: int = 1) -> None:
        self.held = {}
        self.site = Site.of(f"{address}-{secrets.token_hex(6)}")
        self.is_closed = False
        self.site.lease.create({})
        engines.make_in_cluster(self.site, "index-1", Spread(shards))
        self.engine = self.another()

    def another(self) -> Engine:
        """Another engine on the same indices, as another process has."""
        return engines.load_in_cluster(self.site, "index-1", "english", self.read)

    def begin(self) -> None:
        self.site.lease.take(60)

    def end(self) -> None:
        self.site.lease.keep()

    def close(self) -> None:
        if self.is_closed:
            return
        self.is_closed = True
        with suppress(ValueError):
            self.site.lease.give_up()
        self.site.cluster.drop(self.site.cluster.names())
        self.site.cluster.close()
