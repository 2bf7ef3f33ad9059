"""Changing an archive: one writer, in batches of which none is ever half done."""

from __future__ import annotations

import datetime
import time
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from search.archive.snapshot import readable_settings
from search.article import Paragraphs
from search.catalog import storable_article
from search.errors import ArchiveError, ArchiveUnreadable
from search.similarity import signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.archive.homes import Home, Opened
    from search.article import Article
    from search.catalog import Catalog, Settings, StoredArticle

BATCH_CHARACTERS = 40_000_000  # of text between two commits: some seconds' work
BATCH_SECONDS = 30.0  # between two commits of slow input
WAIT_SECONDS = 1.0  # for another to let go of an archive in which only one can write


class Writer:
    """Adds and removes articles; what ``commit`` has returned from is safe.

    Every method raises ``ArchiveReadOnly`` if the disk is full or forbidden;
    what was not committed is then undone by ``close`` or, if it was half
    committed, finished by the next writer.
    """

    def __init__(self, home: Home, catalog: Catalog, opened: Opened) -> None:
        """Settle what an earlier stop has left, then be ready."""
        self.catalog = catalog
        self.takes_turns = home.takes_turns
        self._home = home
        self._folder = opened.folder
        self._faults = home.faults()
        with self._faults:
            self._index = opened.engine.writer()
        self._characters = 0
        self._since = time.monotonic()
        self._open = False
        self.turns = 0  # batches that were begun; between two of them others may have written
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

    def begin(self) -> None:
        """Begin a batch, if none is open; where others write too, wait for one's turn."""
        with self._faults:
            self._begin()

    def _begin(self) -> None:
        if not self._open:
            self.catalog.begin()
            self._open = True
            self.turns += 1
            self._since = time.monotonic()
            if self.takes_turns:
                self._follow()

    def _follow(self) -> None:
        """Write to another index, if one was built anew since the last turn."""
        folder = self.catalog.read_settings().folder
        if folder == self._folder:
            return
        opened = _opened(self._home, self.catalog, readable_settings(self.catalog))
        self._index.close()
        self._index, self._folder = opened.engine.writer(), folder

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

    def restore(self, stored: StoredArticle) -> None:
        """Add an article as another archive has it, under its number there."""
        article = stored.article()
        with self._faults:
            self._begin()
            found = signature(article) if stored.is_current else None
            self.catalog.restore(stored, found.bands if found else ())
            self._characters += sum(map(len, Paragraphs.of(article.paragraphs).texts))
            if stored.is_current:
                self._index.add(stored.aid, article, stored.lead)

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
        if self._characters >= BATCH_CHARACTERS or (self._open and self.catalog.is_full()):
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
        # Where others write too, one that is half committed is as well: they wait for its end.
        try:
            if self._open or self.takes_turns:
                self._open = False
                self.catalog.abandon()
        finally:
            with self._faults:
                self._index.close()


@contextmanager
def writing(
    home: Home, catalog: Catalog, again: Iterable[int] = (), *, wait: float = WAIT_SECONDS
) -> Iterator[Writer]:
    """Write to the archive that lives in ``home``; commit at the end of the block.

    An error inside the block undoes what was not committed. Articles whose aids
    are in ``again`` are indexed once more. Another writer is given some seconds to ``wait``.

    Raises:
        ArchiveBusy: if somebody else is writing; the message says who.
        ArchiveReadOnly: if the disk is full or may not be written to.
    """
    with home.writing(wait):
        settings = readable_settings(catalog)
        home.sweep(settings.folder)
        with closing(_opened(home, catalog, settings)) as opened:
            if again:
                with home.faults():
                    catalog.reopen(again)
            writer = Writer(home, catalog, opened)
            try:
                yield writer
                writer.commit()
            except BaseException:
                with suppress(ArchiveError):  # the first error tells more
                    writer.close()
                raise
            writer.close()


def _opened(home: Home, catalog: Catalog, settings: Settings) -> Opened:
    try:
        return home.open_engine(catalog, settings, writing=True)
    except (OSError, ValueError) as error:
        raise ArchiveUnreadable(
            f"The index of the archive in {home.place} cannot be opened ({error})."
            f" Build it anew with: nutgraf rebuild --archive {home.place}"
        ) from error
