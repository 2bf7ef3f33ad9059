"""Archives in a folder: a SQLite catalog, and the index of an engine beside it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from search import analysis, engines
from search.archive import layout
from search.archive.homes import Opened
from search.archive.links import is_read_only, links
from search.catalog import Settings, SqliteCatalog, Translated
from search.errors import ArchiveBusy, ArchiveExists, SearchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

    from search.archive.homes import Shape
    from search.archive.saved import SavedSearches
    from search.catalog import Catalog
    from search.engines.base import Engine, ReadArticles


class FolderHome:
    """The home of an archive in a folder, in which one process writes at a time."""

    takes_turns = False

    def __init__(self, place: Path) -> None:
        """Name the folder; nothing is looked at yet."""
        self.place = place

    def catalog(self) -> Catalog:
        """Open the catalog."""
        return SqliteCatalog(layout.find(self.place) / layout.CATALOG)

    def create(self, engine: str | None, language: str, spread: Shape | None) -> Catalog:
        """Make an empty archive and return its catalog."""
        _check_undivided(spread)
        engine = engine or engines.DEFAULT
        with Translated(self.place):
            folder = layout.make(self.place)
        with self.rebuilding(), Translated(folder):
            if (folder / layout.CATALOG).exists():
                raise ArchiveExists(
                    f"There is an archive in {folder} already. Open it, or name another folder."
                )
            layout.sweep(folder, None)
            name, empty = layout.new_engine(folder, engine, language, lambda _: {})
            empty.close()
            settings = Settings(
                engine=engine, language=language, analysis=analysis.VERSION, folder=name
            )
            return SqliteCatalog.create(folder / layout.CATALOG, settings)

    def open_engine(self, catalog: Catalog, settings: Settings, *, writing: bool) -> Opened:
        """Open the index; to read one that may not be written to, through links to its files."""
        folder = self.place / settings.folder
        made = links(folder) if not writing and is_read_only(folder) else None
        try:
            engine = _open_engine(Path(made.name) if made else folder, catalog, settings)
        except BaseException:
            if made:
                made.cleanup()
            raise

        def close() -> None:
            engine.close()
            if made:
                made.cleanup()

        return Opened(engine, settings.folder, close, is_still=made is not None)

    def new_engine(
        self, name: str, language: str, read_articles: ReadArticles, spread: Shape | None
    ) -> tuple[str, Engine]:
        """Make an empty index beside those that are there; return its folder's name and itself."""
        _check_undivided(spread)
        return layout.new_engine(self.place, name, language, read_articles)

    def sweep(self, current: str) -> None:
        """Delete the indexes that were left half built or have been replaced."""
        layout.sweep(self.place, current)

    def writing(self, wait: float) -> AbstractContextManager[None]:
        """Be the only one who writes."""
        return write_lock(self.place, wait)

    def rebuilding(self) -> AbstractContextManager[None]:
        """Be the only one who writes."""
        return write_lock(self.place)

    def close(self) -> None:
        """Let go of nothing: the catalog and the engine hold what is open."""

    def faults(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Return a block in which errors of the disk become sentences."""
        return Translated(self.place, reading=True) if reading else Faults(self.place)

    def searches(self) -> SavedSearches:
        """Return the searches that are kept with the archive."""
        from search.archive.saved import SavedInFolder  # noqa: PLC0415 - most do without

        return SavedInFolder(self.place)

    def sizes(self, settings: Settings) -> tuple[int, int]:
        """Return the bytes of the catalog and of the index."""
        return (
            layout.size(self.place, f"{layout.CATALOG}*"),
            layout.size(self.place / settings.folder),
        )

    def health(self) -> str:
        """Return nothing: a folder that can be read is well."""
        return ""


def _check_undivided(spread: Shape | None) -> None:
    if spread and any(number is not None for number in spread):
        raise SearchError(
            "An archive in a folder has no shards and no replicas. Leave them out, or name an"
            " address of a cluster."
        )


def _open_engine(folder: Path, catalog: Catalog, settings: Settings) -> Engine:
    """Open the engine of an archive, whose index is in ``folder``.

    Raises:
        FileNotFoundError: if the folder has gone.
    """
    if not folder.is_dir():  # the engine would make an empty one
        raise FileNotFoundError(f"there is no folder {folder}")
    return engines.load(settings.engine, folder, settings.language, catalog.articles)


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


WAIT_SECONDS = 1.0  # for another to let go of the lock


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
