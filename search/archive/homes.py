"""Where an archive lives: in a folder of this machine, or in a cluster of others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from search.archive.saved import SavedSearches
    from search.catalog import Catalog, Settings
    from search.engines.base import Engine, ReadArticles


# Of an index in a cluster: shards and replicas, each None for what is usual.
Shape = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine, the folder of its index, and how it is let go.

    One that ``is_still`` never sees another commit.
    """

    engine: Engine
    folder: str
    close: Callable[[], None]
    is_still: bool = False


class Home(Protocol):
    """What an archive asks of the place where it lives.

    Every method raises an ``ArchiveError`` that says what is the matter with the place.
    """

    @property
    def place(self) -> Path | str:
        """The folder or the address."""

    @property
    def takes_turns(self) -> bool:
        """Whether several may write at once, batch by batch, each of them whole."""

    def catalog(self) -> Catalog:
        """Open the catalog.

        Raises:
            ArchiveMissing: if there is no archive.
            ArchiveUnreadable: if it is damaged or of another format.
        """

    def create(self, engine: str | None, language: str, spread: Shape | None) -> Catalog:
        """Make an empty archive and return its catalog; ``spread`` is for clusters.

        Raises:
            ArchiveExists: if there is one.
        """

    def open_engine(self, catalog: Catalog, settings: Settings, *, writing: bool) -> Opened:
        """Open the archive's index, to write to it or only to read.

        Raises:
            OSError, ValueError: if it cannot be read.
        """

    def new_engine(
        self, name: str, language: str, read_articles: ReadArticles, spread: Shape | None
    ) -> tuple[str, Engine]:
        """Make an empty index beside those that are there; return its folder's name and itself.

        In a cluster it is ``spread`` so, or else as the archive's index is.
        """

    def sweep(self, current: str) -> None:
        """Delete the indexes that were left half built or have been replaced long enough ago."""

    def writing(self, wait: float) -> AbstractContextManager[None]:
        """Be one who writes; where nobody else may, wait so many seconds for another to end."""

    def rebuilding(self) -> AbstractContextManager[None]:
        """Be the only one who changes anything, until the catalog switches to another index."""

    def close(self) -> None:
        """Let go of what is open; the archive cannot be used afterwards."""

    def faults(self, *, reading: bool = False) -> AbstractContextManager[None]:
        """Return a block in which what the place has met becomes a sentence about the archive."""

    def searches(self) -> SavedSearches:
        """Return the searches that are kept with the archive."""

    def sizes(self, settings: Settings) -> tuple[int, int]:
        """Return the bytes of the catalog and of the index."""

    def health(self) -> str:
        """Return how the place is, in a few words; nothing of a folder that can be read."""


def home_of(place: str | Path) -> Home:
    """Return the home that a place names: an address of a cluster, or a folder.

    Raises:
        ArchiveMissing: if it is an address that cannot be one.
    """
    if isinstance(place, str) and "://" in place:
        from search.archive.cluster import ClusterHome  # noqa: PLC0415 - folders do without

        return ClusterHome(place)
    from search.archive.folder import FolderHome  # noqa: PLC0415 - clusters do without

    return FolderHome(Path(place))
