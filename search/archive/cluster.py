"""Archives in a cluster: catalog and index in OpenSearch, for any number of machines."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from search import analysis, engines
from search.archive import saved_in_cluster
from search.archive.homes import Opened
from search.catalog import Settings, cluster_lines, cluster_rows
from search.catalog.cluster_catalog import ClusterCatalog
from search.cluster import Lease, Refused, Site, Spread, is_address, lease
from search.cluster.address import PREFIXES
from search.cluster.indices import SEARCHED
from search.cluster.moments import BATCH, GONE
from search.errors import (
    ArchiveBusy,
    ArchiveExists,
    ArchiveMissing,
    ArchiveUnreadable,
    EngineMissing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Any

    from search.archive.homes import Shape
    from search.archive.saved import SavedSearches
    from search.catalog import Catalog
    from search.engines.base import Engine, ReadArticles

ENGINE = engines.IN_CLUSTER
CATALOG_PARTS = (lease.PART, cluster_rows.PART, cluster_lines.PART, saved_in_cluster.PART)
GRACE_SECONDS = 3600.0  # before what searches may still read is deleted
TURN_SECONDS = 600.0  # that one's turn is waited for


class ClusterHome:
    """The home of an archive in a cluster, in which writers take turns."""

    takes_turns = True

    def __init__(self, place: str) -> None:
        """Name the address; nothing is asked yet."""
        if not is_address(place):
            raise ArchiveMissing(
                f"“{place}” is no address that can be used. Name a folder, or an address that"
                f" begins with {' or '.join(PREFIXES)}."
            )
        self._site = Site.of(place)
        self.place = str(self._site)

    def catalog(self) -> Catalog:
        """Open the catalog."""
        with self.faults():
            self._site.cluster.check_version()
            return ClusterCatalog(self._site)

    def create(self, engine: str | None, language: str, spread: Shape | None) -> Catalog:
        """Make an empty archive and return its catalog."""
        if engine not in {ENGINE, None}:
            raise EngineMissing(
                f"An archive in a cluster has the engine “{ENGINE}”, not “{engine}”."
                " Leave out the engine, or name a folder."
            )
        self._site.cluster.check_version()
        if self._site.lease.is_kept():
            raise ArchiveExists(
                f"There is an archive at {self.place} already. Open it, or choose another name."
            )
        chosen = _spread(spread, Spread())
        with self.faults():
            folder = self._make(chosen)
            settings = Settings(
                engine=ENGINE, language=language, analysis=analysis.VERSION, folder=folder
            )
            catalog = ClusterCatalog.create(self._site, settings, chosen)
            self._name(folder)
        return catalog

    def open_engine(self, catalog: Catalog, settings: Settings, *, writing: bool) -> Opened:
        """Open the index."""
        if writing:  # OpenSearch would make anew what is written to, in its own way
            names = self._indices(settings.folder)
            if not self._site.cluster.has(",".join(names)):
                raise ValueError(f"{' or '.join(names)} is missing")
        engine = engines.load_in_cluster(
            self._site, settings.folder, settings.language, catalog.articles
        )
        return Opened(engine, settings.folder, engine.close)

    def new_engine(
        self, name: str, language: str, read_articles: ReadArticles, spread: Shape | None
    ) -> tuple[str, Engine]:
        """Make an empty index beside those that are there; return its folder's name and itself."""
        if name != ENGINE:
            raise EngineMissing(
                f"The archive at {self.place} cannot have the engine “{name}”, since it is in a"
                " cluster. Copy it to a folder with: nutgraf copy"
            )
        chosen = _spread(spread, Spread.of(self._site.lease.read()[0]))
        folder = self._make(chosen)
        self._site.lease.note(shards=chosen.shards, replicas=chosen.replicas)
        return folder, engines.load_in_cluster(self._site, folder, language, read_articles)

    def _make(self, spread: Spread) -> str:
        """Make an empty index; return its folder's name."""
        folder = str(max(self._numbers(), default=0) + 1)
        engines.make_in_cluster(self._site, folder, spread)
        return folder

    def _numbers(self) -> set[int]:
        """Return the numbers of the indexes that are there."""
        heads = [f"{self._site.cluster.index(part)}-" for part in SEARCHED]
        tails = (
            name.removeprefix(head)
            for name in self._site.cluster.names()
            for head in heads
            if name.startswith(head)
        )
        return {int(tail) for tail in tails if tail.isascii() and tail.isdigit()}

    def sweep(self, current: str) -> None:
        """Delete the indexes that have been replaced so long ago that nobody reads them."""
        replaced: dict[str, float] = self._site.lease.read()[0].get("replaced", {})
        old = [name for name, at in replaced.items() if at < time.time() - GRACE_SECONDS]
        self._drop([name for name in old if name != current])

    def _drop(self, folders: list[str]) -> None:
        self._site.cluster.drop([name for folder in folders for name in self._indices(folder)])

    def _indices(self, folder: str) -> list[str]:
        """Return the names of the parts of an index."""
        return [self._site.cluster.index(f"{part}-{folder}") for part in SEARCHED]

    @contextmanager
    def writing(self, wait: float) -> Iterator[None]:
        """Be one of those who write; turns are taken by each batch."""
        del wait
        with suppress(ArchiveBusy, ArchiveMissing), self.faults():  # another will do it
            self._clear()
        yield

    def _clear(self) -> None:
        """Delete the documents that no search can find any more, if there are some."""
        ClusterCatalog(self._site).sweep(GRACE_SECONDS)
        values, moment = self._site.lease.read()
        before = self._site.lease.long_kept(GRACE_SECONDS)
        aborted = list(moment.aborted)
        unseen = [
            {"range": {GONE: {"lte": before}}},
            {"terms": {GONE: aborted}},
            {"terms": {BATCH: aborted}},
        ]
        names = ",".join(self._indices(values["folder"]))
        if not self._site.cluster.count(names, {"bool": {"should": unseen}}):
            return
        # A turn of its own: another thread would take that of the archive's lease for its own.
        site = Site(self._site.cluster, Lease(self._site.cluster))
        engine = engines.load_in_cluster(site, values["folder"], values["language"], lambda _: {})
        site.lease.take(0.0)
        try:
            if site.lease.read()[0]["folder"] != values["folder"]:
                return  # it has just been replaced
            with closing(engine.writer()) as writer:
                writer.sweep(before)
        finally:
            site.lease.release()

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold one's turn until the catalog switches to another index."""
        turn = self._site.lease
        with self.faults():
            turn.take(TURN_SECONDS)
            try:
                before = str(turn.read()[0]["folder"])
                replaced = self._swept(before)
                yield
            finally:
                if turn.batch is not None:
                    turn.give_up()
            # The former index stays for a while: searches that have begun go on in it.
            turn.note(replaced={**replaced, before: time.time()})
            self._name(str(turn.read()[0]["folder"]))

    def _swept(self, current: str) -> dict[str, float]:
        """Delete what stopped rebuilds have left, and return when the other indexes were replaced."""
        replaced: dict[str, float] = self._site.lease.read()[0].get("replaced", {})
        recent = {name: at for name, at in replaced.items() if at > time.time() - GRACE_SECONDS}
        left = {str(number) for number in self._numbers()} - {current} - recent.keys()
        self._drop(sorted(left))
        return recent

    def close(self) -> None:
        """Let go of all connections."""
        self._site.cluster.close()

    def faults(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Return a block in which what OpenSearch does not take becomes a sentence."""
        del reading
        return _Faults(self.place)

    def searches(self) -> SavedSearches:
        """Return the searches that are kept with the archive."""
        return saved_in_cluster.SavedInCluster(self._site)

    def sizes(self, settings: Settings) -> tuple[int, int]:
        """Return the bytes of the catalog and of the index, of all copies together."""
        cluster = self._site.cluster
        found = cluster.ask("GET", f"/{cluster.index('*')}/_stats/store")["indices"]
        sizes = {name: each["total"]["store"]["size_in_bytes"] for name, each in found.items()}
        catalog = sum(sizes.get(cluster.index(part), 0) for part in CATALOG_PARTS)
        return catalog, sum(sizes.get(name, 0) for name in self._indices(settings.folder))

    def health(self) -> str:
        """Return how the cluster is."""
        cluster = self._site.cluster
        ours = [cluster.index(part) for part in CATALOG_PARTS]
        ours += self._indices(str(self._site.lease.read()[0]["folder"]))
        there = sorted(set(ours).intersection(cluster.names()))
        found = cluster.ask("GET", f"/_cluster/health/{','.join(there)}")
        nodes, missing = found["number_of_nodes"], found["unassigned_shards"]
        said = f"{found['status']}: {nodes} {'node' if nodes == 1 else 'nodes'},"
        said += f" {found['active_shards']} shards"
        return f"{said}, {missing} of them without a node" if missing else said

    def _name(self, folder: str) -> None:
        """Let the aliases of the archive name the parts of an index, and of no other."""
        cluster = self._site.cluster
        actions: list[dict[str, Any]] = []
        for part in SEARCHED:
            alias = cluster.index(part)
            actions.append({"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}})
            actions.append({"add": {"index": f"{alias}-{folder}", "alias": alias}})
        cluster.ask("POST", "/_aliases", {"actions": actions})


def _spread(wanted: Shape | None, held: Spread) -> Spread:
    """Return how an index is to be spread: as it is said, or else as the archive's is."""
    shards, replicas = wanted or (None, None)
    return Spread(shards or held.shards, held.replicas if replicas is None else replicas)


class _Faults:
    """A block in which a refused request becomes a sentence about the archive."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise the sentence in the error's place."""
        if isinstance(error, sqlite3.DatabaseError):
            raise ArchiveUnreadable(
                f"The catalog of the archive at {self._place} is damaged ({error}). Restore its"
                " indices from a snapshot of the cluster, or index again into another archive."
            ) from error
        if isinstance(error, Refused):
            raise ArchiveUnreadable(
                f"OpenSearch at {self._place} refused a request ({error}). If its indices were"
                f" changed by hand, build them anew with: nutgraf rebuild --archive {self._place}"
            ) from error
