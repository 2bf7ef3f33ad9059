"""The catalog of an archive on many machines, in the indices of an OpenSearch cluster."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import closing, contextmanager, suppress
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from search.catalog import cluster_lines as lines
from search.catalog import cluster_rows as rows
from search.catalog.cluster_pushing import Push
from search.catalog.cluster_reading import ClusterReader, ClusterView, Pinned
from search.catalog.cluster_sweeping import SWEEP_SECONDS, Sweep
from search.cluster.bulk import Bulk
from search.cluster.indices import Spread
from search.cluster.lease import PART as STATE
from search.cluster.site import batch_of
from search.errors import ArchiveBusy, ArchiveExists, ArchiveUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from search.article import Article
    from search.catalog.cluster_working import WorkingSet
    from search.catalog.rows import FailureRecord, FileRecord, Settings, StoredArticle
    from search.cluster.site import Site

WAIT_SECONDS = 600.0  # until others have ended their batches
MOST_FORESEEN = 1_000  # what is foreseen before a batch, in calls


class ClusterCatalog(ClusterReader):
    """An open catalog in a cluster. Machines change it in turns, batch by batch.

    A batch belongs to the thread that has begun it; other threads read what is committed.
    """

    def __init__(self, site: Site) -> None:
        """Open the catalog at a site.

        Raises:
            ArchiveMissing: if there is none.
            ArchiveUnreadable: if it is damaged or of another format.
        """
        super().__init__(site.cluster)
        self.site = site
        self._mine = threading.local()
        self._turn = threading.Lock()  # one thread of this process writes at a time
        self.settings = self.read_settings()

    @classmethod
    def create(
        cls,
        site: Site,
        settings: Settings,
        spread: Spread = Spread(),  # noqa: B008 - it never changes
    ) -> ClusterCatalog:
        """Make a new, empty catalog; it is there when all its parts are.

        Raises:
            ArchiveExists: if there is an archive at this address.
        """
        cluster = site.cluster
        exists = ArchiveExists(
            f"There is an archive at {cluster.address} already. Open it, or give another name."
        )
        options = {
            **spread.settings(),
            "refresh_interval": "-1",  # what is not committed need not be in sight
        }
        for part, mappings in ((rows.PART, rows.MAPPINGS), (lines.PART, lines.MAPPINGS)):
            body = {"settings": options, "mappings": mappings}
            name = cluster.index(part)
            if cluster.make(name, body):
                continue
            cluster.refresh(name)
            is_empty = not cluster.count(name, {"match_all": {}})
            if site.lease.is_kept():
                raise exists
            if not is_empty:  # left of an archive that was deleted: none is written to before
                cluster.drop([name])  # it has a state
                cluster.make(name, body)
        kept = {"shards": spread.shards, "replicas": spread.replicas}
        if not site.lease.create({**settings.values(), **kept}, spread):
            raise exists
        return cls(site)

    def drop(self) -> None:
        """Delete the catalog, and with it the archive."""
        parts = (STATE, rows.PART, lines.PART)
        self._cluster.drop([self._cluster.index(part) for part in parts])

    # Moments

    def _pinned(self) -> Pinned:
        return self._held or self._now()

    @property
    def _held(self) -> Pinned | None:
        """What this thread reads for longer than one question."""
        pinned: Pinned | None = self._batch or getattr(self._mine, "frozen", None)
        return pinned

    def _now(self) -> Pinned:
        return Pinned(self._cluster, *self.site.lease.read())

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Read, within the block and on this thread, the catalog as it is at one instant.

        A block within a block, or within a batch, has the moment of the outer one.
        """
        if self._batch or getattr(self._mine, "frozen", None):
            yield
            return
        self._mine.frozen = self._now()
        try:
            yield
        finally:
            self._mine.frozen = None

    def view(self) -> ClusterView:
        """Return the catalog as it is now, for long readings."""
        return ClusterView(self._cluster, self._now())

    def close(self) -> None:
        """Give up the batch that this thread has begun; the connections are the site's."""
        self.abandon()

    # Batches

    @property
    def _batch(self) -> Pinned | None:
        batch: Pinned | None = getattr(self._mine, "batch", None)
        return batch

    def _changing(self) -> WorkingSet:
        batch = self._batch
        if batch is None:
            raise AssertionError("nothing can be changed before a batch has begun")
        return batch.working

    def begin(self) -> None:
        """Begin a batch of changes, when it is one's turn; the lease may have it already.

        Raises:
            ArchiveBusy: if others have been writing for ten minutes.
        """
        if self._batch is not None:
            if not self._mine.is_promised:
                return
            self.abandon()  # the engine could not follow
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise ArchiveBusy(
                f"The archive at {self.place} is being written to by another thread of this"
                " process. Wait until it has finished, then try again."
            )
        try:
            batch = self.site.lease.batch or self.site.lease.take(WAIT_SECONDS)
            try:
                values, moment = self.site.lease.read()
            except BaseException:
                self._give_up()
                raise
        except BaseException:
            self._turn.release()
            raise
        self._mine.batch = Pinned(self._cluster, values, moment, batch)
        self._mine.is_promised = False
        foreseen, self._mine.foreseen = getattr(self._mine, "foreseen", ()), deque()
        for foresee in foreseen:
            foresee(self._mine.batch.working)

    def promise(self) -> None:
        """Write the batch into the cluster, where nobody sees it yet.

        Raises:
            ArchiveBusy: if another has taken over writing; the batch must then be given up.
        """
        batch = self._batch
        if batch is None or batch.batch is None:
            return
        restoring: Bulk | None = getattr(self._mine, "restoring", None)
        if restoring is not None:
            restoring.flush()
            self._cluster.refresh(self._rows)
        with closing(Bulk(self._cluster, self.site.lease.check)) as bulk:
            Push(self._cluster, bulk, batch.moment, batch.batch).all(batch.working)
        self._mine.is_promised = True

    def keep(self) -> None:
        """Make the batch what searches find from now on, by one write.

        Raises:
            ArchiveBusy: if another has taken over writing; nothing of the batch has happened.
        """
        self._keep({})

    def _keep(self, settings: dict[str, Any]) -> None:
        if self._batch is None:
            self.begin()
        if not self._mine.is_promised:
            self.promise()
        try:
            self.site.lease.keep(**settings)
        except ArchiveBusy:
            self._end()
            raise
        self._end()

    def abandon(self) -> None:
        """Undo what was changed since ``begin``, if there was one."""
        if self._batch is None:
            return
        try:
            self._give_up()
        finally:
            self._end()

    def _give_up(self) -> None:
        if self.site.lease.batch is not None:
            with suppress(ArchiveUnreachable):  # others will, as it shows no sign of life
                self.site.lease.give_up()

    def _end(self) -> None:
        batch = self._batch
        restoring: Bulk | None = getattr(self._mine, "restoring", None)
        if restoring is not None:
            restoring.close()
        self._mine.batch = self._mine.reopened = self._mine.restoring = None
        if batch is not None:
            batch.close()
            self._turn.release()

    def is_full(self) -> bool:
        """Tell whether the batch must be kept before more is added to it."""
        return self._batch is not None and self._batch.working.is_full()

    def unsettled(self) -> tuple[list[int], list[int]]:
        """Return the aids to be added and to be removed: those that ``reopen`` has named.

        A stop leaves nothing that would have to be finished.
        """
        reopened: list[int] = getattr(self._mine, "reopened", None) or []
        current = {aid for aid in reopened if self.is_current(aid)}
        return (
            [aid for aid in reopened if aid in current],
            [aid for aid in reopened if aid not in current],
        )

    def reopen(self, aids: Iterable[int]) -> None:
        """Begin a batch, in which this thread's writer indexes these articles again."""
        self.begin()
        self._mine.reopened = sorted(aids)

    def begin_copy(self, copied: str, last_number: int) -> None:
        """Let nobody search this empty catalog before ``end_copy``; it is to become a copy."""
        following = max(self.site.lease.read()[0]["next"], batch_of(last_number) + 1)
        self.site.lease.note(copying=copied, next=following)

    def restore(self, stored: StoredArticle, bands: Sequence[int]) -> None:
        """Write an article as another catalog has it."""
        batch = self._batch
        if batch is None or batch.batch is None:
            raise AssertionError("nothing can be restored before a batch has begun")
        source = rows.restored(stored, bands, batch.batch)
        self._restoring().put(self._rows, str(stored.aid), source, batch.batch)

    def _restoring(self) -> Bulk:
        bulk: Bulk | None = getattr(self._mine, "restoring", None)
        if bulk is None:
            bulk = self._mine.restoring = Bulk(self._cluster, self.site.lease.check)
        return bulk

    def end_copy(self) -> None:
        """Let the copy be searched, as it is complete."""
        self.site.lease.note(copying="")

    def switch(self, *, engine: str, folder: str, analysis: int) -> None:
        """Make another index the archive's, after it was built from this catalog.

        The turn that the lease has ends with it.
        """
        self._keep({"engine": engine, "folder": folder, "analysis": analysis})
        self.settings = self.read_settings()

    def sweep(self, seconds: float = SWEEP_SECONDS) -> int:
        """Delete what has been gone for so long, and what batches have left that were given up.

        No reader is disturbed, and no turn is needed. Return of how many documents.
        """
        _, moment = self.site.lease.read()
        return Sweep(self._cluster, moment, seconds).all()

    # Foresight

    def foresee(
        self,
        *,
        files: Iterable[str] = (),
        ids: Iterable[str] = (),
        contents: Iterable[int] = (),
        bands: Iterable[Sequence[int]] = (),
    ) -> None:
        """Say what this thread will soon look up, in its batch or in the one that it begins next."""
        known = {"files": files, "ids": ids, "contents": contents, "bands": bands}
        self._foresee(methodcaller("foresee", **{name: [*keys] for name, keys in known.items()}))

    def foresee_files(self, paths: Iterable[str]) -> None:
        """Say which lines of the ledger this thread will soon look up."""
        self._foresee(methodcaller("foresee_files", [*paths]))

    def _foresee(self, foresee: Callable[[WorkingSet], None]) -> None:
        pinned = self._held
        if pinned is not None:
            foresee(pinned.working)
            return
        if not getattr(self._mine, "foreseen", None):
            self._mine.foreseen = deque(maxlen=MOST_FORESEEN)
        self._mine.foreseen.append(foresee)

    # Changes

    def add(
        self,
        article: Article,
        *,
        content: int | None = None,
        lead: int | None = None,
        read: str | None = None,
        block: bytes | None = None,
    ) -> int:
        """Write an article as one to be added and return its aid.

        Raises:
            UnicodeEncodeError: if a text of it is not ``storable``.
            OverflowError: if the batch ``is_full`` and has even more.
        """
        return self._changing().add(article, content=content, lead=lead, read=read, block=block)

    def remove(self, aid: int) -> None:
        """Mark an article as one to be removed."""
        self._changing().remove(aid)

    def retire(self, aid: int) -> None:
        """Mark an article as one to become a former version."""
        self._changing().retire(aid)

    def forget_versions(self, article_id: str) -> None:
        """Remove the former versions of an article."""
        self._changing().forget_versions(article_id)

    def put(self, aid: int, file: str, path: str) -> None:
        """Note that an article stands in a file, under the path ``path`` of the archive."""
        self._changing().put(aid, file, path)

    def take_away(self, aid: int, file: str, path: str) -> None:
        """Note that an article no longer stands under a path in a file."""
        self._changing().take_away(aid, file, path)

    def move_places(self, aid: int, successor: int) -> None:
        """Let another article stand wherever one stood."""
        self._changing().move_places(aid, successor)

    def note_addition(self, aid: int, first: int) -> None:
        """Note that an article of this batch, which reads the same, was first added as ``first``."""
        self._changing().note_addition(aid, first)

    def sign(self, aid: int, bands: Sequence[int]) -> None:
        """Note the bands of the signature of an article of this batch."""
        self._changing().sign(aid, bands)

    def note_boilerplate(self, mark: int) -> None:
        """Remember a paragraph that many articles of one source have."""
        self._changing().note_boilerplate(mark)

    def record(self, file: FileRecord) -> None:
        """Write a line of the ledger."""
        self._changing().record(file)

    def record_failures(self, file: str, failures: Iterable[FailureRecord]) -> None:
        """Write what could not be read of a file, in the place of what was written before."""
        self._changing().record_failures(file, failures)

    def forget(self, path: str) -> None:
        """Remove a line of the ledger."""
        self._changing().forget(path)
