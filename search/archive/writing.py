"""Changing an archive: one writer, in batches of which none is ever half done."""

from __future__ import annotations

import datetime
import os
import time
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from search.archive.layout import sweep
from search.archive.snapshot import open_engine, readable_settings
from search.article import Paragraphs
from search.catalog import Translated, storable_article
from search.errors import ArchiveBusy, ArchiveError, ArchiveUnreadable
from search.similarity import signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from search.article import Article
    from search.catalog import Catalog, Settings
    from search.engines.base import Engine

BATCH_CHARACTERS = 40_000_000  # of text between two commits: some seconds' work
BATCH_SECONDS = 30.0  # between two commits of slow input
WAIT_SECONDS = 1.0  # for another to let go of the lock


class Writer:
    """Adds and removes articles; what ``commit`` has returned from is safe.

    Every method raises ``ArchiveReadOnly`` if the disk is full or forbidden;
    what was not committed is then undone by ``close`` or, if it was half
    committed, finished by the next writer.
    """

    def __init__(self, place: Path, catalog: Catalog, engine: Engine) -> None:
        """Settle what an earlier stop has left, then be ready."""
        self.catalog = catalog
        self._faults = Faults(place)
        with self._faults:
            self._index = engine.writer()
        self._characters = 0
        self._since = time.monotonic()
        self._open = False
        try:
            with self._faults:
                self._settle()
        except BaseException:
            self.close()
            raise

    def _settle(self) -> None:
        adding, removing = self.catalog.unsettled()
        if not adding and not removing and not self.catalog.state()[1]:
            return
        for aid in (*adding, *removing):
            self._index.remove(aid)
        for start in range(0, len(adding), 100):
            some = adding[start : start + 100]
            leads = self.catalog.leads(some)
            for aid, article in self.catalog.articles(some).items():
                self._index.add(aid, article, leads[aid])
        self._index.commit()
        self.catalog.keep()

    def _begin(self) -> None:
        """Begin a batch, if none is open."""
        if not self._open:
            self.catalog.begin()
            self._open = True
            self._since = time.monotonic()

    def add(
        self,
        article: Article,
        *,
        content: int | None = None,
        lead: int | None = None,
        read: str | None = None,
        block: bytes | None = None,
        texts: Sequence[str] | None = None,
    ) -> int:
        """Add an article, read just now or at ``read``, and return its aid.

        It is a copy of its ``lead``, if there is one. What the catalog and the engine
        would make of it, its ``block`` and its ``texts``, may be made already; the words
        of the texts must then have been told.
        """
        aid, article = self._keep(article, content=content, lead=lead, read=read, block=block)
        with self._faults:
            self._index.add(aid, article, lead, texts)
        self._characters += sum(map(len, Paragraphs.of(article.paragraphs).texts))
        return aid

    def tell(self, words: Iterable[str]) -> None:
        """Have the engine take note of the words of articles that come."""
        with self._faults:
            self._index.tell(words)

    def _keep(
        self,
        article: Article,
        *,
        content: int | None,
        lead: int | None,
        read: str | None = None,
        block: bytes | None = None,
    ) -> tuple[int, Article]:
        """Write an article into the catalog; return its aid, and the article as it is there."""
        read = read or datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with self._faults:
            self._begin()
            write = partial(self.catalog.add, content=content, lead=lead, read=read)
            try:
                return write(article, block=block), article
            except UnicodeEncodeError:
                article = storable_article(article)
                return write(article), article

    def amend(self, aid: int, article: Article, *, alone: bool = False) -> int:
        """Put an article that reads the same in the place of one; return its new aid.

        Other paths or other kinds of paragraphs do not make it another version, nor
        new to those who have seen it. It stays in its group, if it has one, unless it
        is to be ``alone``.
        """
        content, lead, read = self.catalog.origin(aid)
        if alone:
            lead = None
        elif lead is None and self.catalog.has_followers(aid):
            lead = aid
        successor = self.add(article, content=content, lead=lead, read=read)
        with self._faults:
            self.catalog.move_places(aid, successor)
            self.catalog.note_addition(successor, self.catalog.first_addition(aid))
            found = signature(article)
            if found:
                self.catalog.sign(successor, found.bands)
        self.remove(aid)
        return successor

    def remove(self, aid: int) -> None:
        """Remove an article."""
        with self._faults:
            self._begin()
            self.catalog.remove(aid)
            self._index.remove(aid)

    def retire(self, aid: int) -> None:
        """Make an article a former version of the one that takes its place."""
        with self._faults:
            self._begin()
            self.catalog.retire(aid)
            self._index.remove(aid)

    @contextmanager
    def noting(self) -> Iterator[Catalog]:
        """Change the catalog alone: the ledger, and where articles stand."""
        with self._faults:
            self._begin()
            yield self.catalog

    def is_due(self) -> bool:
        """Tell whether the batch has become large or old."""
        if self._characters >= BATCH_CHARACTERS:
            return True
        return self._open and time.monotonic() - self._since > BATCH_SECONDS

    def commit_if_due(self) -> None:
        """Commit if the batch has become large or old."""
        if self.is_due():
            self.commit()

    def commit(self) -> None:
        """Commit the batch: catalog, engine, catalog."""
        if not self._open:
            return
        with self._faults:
            self.catalog.promise()
            self._open = False
            self._characters = 0
            self._index.commit()
            self.catalog.keep()

    def close(self) -> None:
        """Let go of the engine; a batch that was not committed is undone."""
        if self._open:
            self._open = False
            self.catalog.abandon()
        with self._faults:
            self._index.close()


class Faults(Translated):
    """Also those of an engine, which says with a ``ValueError`` what its files have met."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise the sentence in the error's place."""
        if isinstance(error, ValueError):
            raise self._refused(str(error)) from error
        super().__exit__(kind, error, traceback)


@contextmanager
def writing(
    place: Path, catalog: Catalog, again: Iterable[int] = (), *, wait: float = WAIT_SECONDS
) -> Iterator[Writer]:
    """Be the only one who writes to the archive in ``place``; commit at the end of the block.

    An error inside the block undoes what was not committed. Articles whose aids
    are in ``again`` are indexed once more. Another writer is given some seconds to ``wait``.

    Raises:
        ArchiveBusy: if somebody else is writing; the message says who.
        ArchiveReadOnly: if the disk is full or may not be written to.
    """
    with write_lock(place, wait):
        settings = readable_settings(catalog)
        sweep(place, settings.folder)
        with closing(_engine(place, catalog, settings)) as engine:
            if again:
                with Translated(place):
                    catalog.reopen(again)
            writer = Writer(place, catalog, engine)
            try:
                yield writer
                writer.commit()
            except BaseException:
                with suppress(ArchiveError):  # the first error tells more
                    writer.close()
                raise
            writer.close()


def _engine(place: Path, catalog: Catalog, settings: Settings) -> Engine:
    try:
        return open_engine(place / settings.folder, catalog, settings)
    except (OSError, ValueError) as error:
        raise ArchiveUnreadable(
            f"The index of the archive in {place} cannot be opened ({error})."
            f" Build it anew with: nutgraf rebuild --archive {place}"
        ) from error


@contextmanager
def write_lock(place: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Be the only one who writes to the archive in ``place``.

    A reader that finishes what a stopped writer left holds the lock for a moment, which
    is waited for.

    Raises:
        ArchiveBusy: if somebody else is writing; the message says who.
        ArchiveReadOnly: if the folder may not be written to.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - searches do without

    owner = place / "writer"
    lock = FileLock(place / "write.lock", timeout=wait)
    with Translated(place):
        try:
            lock.acquire()
        except Timeout:
            raise ArchiveBusy(
                f"The archive in {place} is being written to by {_owner(owner)}."
                " Wait until it has finished, then run the command again."
            ) from None
    try:
        with Translated(place):
            owner.write_text(f"process {os.getpid()}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _owner(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"
